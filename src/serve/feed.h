/* The feed and the calendar of a list (work/feed.h), with the addresses of the site. */
#ifndef SERVE_FEED_H
#define SERVE_FEED_H

#include "serve/ask.h"

#define FEED_ENTRIES 50

MUST_CHECK enum status visit_atom(struct visit *visit, const struct asked *asked);

/* STATUS_NOT_FOUND for a kind without a start. */
MUST_CHECK enum status visit_calendar(struct visit *visit, const struct asked *asked);

#endif
