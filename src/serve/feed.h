/* What is new in a list, for programs that look again: a feed and a calendar (feed.c). */
#ifndef SERVE_FEED_H
#define SERVE_FEED_H

#include "serve/ask.h"

#define FEED_ENTRIES 50

/* Atom (RFC 4287): the records that came last in the form they have, the newest first. */
MUST_CHECK enum status feed_atom(struct visit *visit, const struct asked *asked);

/* iCalendar: all of them, by identifier. STATUS_NOT_FOUND for a kind without a start. */
MUST_CHECK enum status feed_calendar(struct visit *visit, const struct asked *asked);

#endif
