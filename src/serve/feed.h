/* The feeds and the calendars of lists (work/feed.h), with the addresses of the site. */
#ifndef SERVE_FEED_H
#define SERVE_FEED_H

#include "serve/ask.h"

#define FEED_ENTRIES 50

/* A list as Atom, RSS or iCalendar: visit->form says which. STATUS_NOT_FOUND for the calendar of a
 * kind without a start. */
MUST_CHECK enum status visit_feed(struct visit *visit, const struct asked *asked);

/* What several lists have that is new, under one title; @name stays, whatever the language. */
struct feed_lists {
    const struct query *queries;
    size_t count;
    const char *title, *name;
    bool whole; /* it is of the site: its page is the first one */
};
MUST_CHECK enum status visit_feed_of(struct visit *visit, const struct feed_lists *lists);

#endif
