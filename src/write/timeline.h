/*
 * Things that last, as bars on a line of time, one below the other, the earliest first. What has no
 * end yet ends in the open. It shows; the list beside tells.
 */
#ifndef WRITE_TIMELINE_H
#define WRITE_TIMELINE_H

#include "base/date.h"
#include "write/write.h"

#define TIMELINE_MOST 40

struct timeline_item {
    struct str label;
    struct date from, to; /* to.year 0: not known */
};

/*
 * The <svg> element with @title as its text alternative, of the TIMELINE_MOST that begin last. The
 * items are put in order. Nothing when there are fewer than two.
 */
void timeline_svg(struct timeline_item *items, size_t count, const char *title, struct buf *out);

#endif
