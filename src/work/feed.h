/* What is new in lists, for programs that look again: feeds and calendars. */
#ifndef WORK_FEED_H
#define WORK_FEED_H

#include "store/store.h"

struct feed_options {
    const struct pack *pack;
    const struct query *queries; /* of which records; of one kind or of several */
    size_t query_count;
    const char *title; /* of the feed; or NULL: the name of several records of its kind */
    const char *language;
    const char *name; /* of what follows the question: its id is made of it */
    size_t limit;     /* entries of the feed at most; 0: all */
    void *context;
    /* Writes the address of the record's page, or with NULL of the list's, for an attribute. */
    void (*page)(void *context, struct buf *out, const struct record *record);
    /* Writes the address of the feed itself; or NULL: it has none. */
    void (*self)(void *context, struct buf *out);
};

/*
 * The records that came last in the form they have, the newest first, each with the beginning of
 * its text and some facts. Atom (RFC 4287): names stay when the site moves: UUIDs (RFC 9562,
 * version 8) made of the pack's name, the kind and the identifier, or options->name. RSS 2.0 has
 * the same entries under the same names.
 */
MUST_CHECK enum status feed_atom(struct store *store, struct arena *arena,
                                 const struct feed_options *options, struct buf *out,
                                 struct failure *why);
MUST_CHECK enum status feed_rss(struct store *store, struct arena *arena,
                                const struct feed_options *options, struct buf *out,
                                struct failure *why);

/* iCalendar: all of them, by identifier. STATUS_NOT_FOUND where no kind has a start. */
MUST_CHECK enum status feed_calendar(struct store *store, struct arena *arena,
                                     const struct feed_options *options, struct buf *out,
                                     struct failure *why);

#endif
