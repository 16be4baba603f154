/* Which format of a pack a source is in, by its content and never by its name. */
#ifndef READ_RECOGNISE_H
#define READ_RECOGNISE_H

#include "read/format.h"

#include "text/table.h"

/* One of the two. */
struct recognised {
    const struct format *format; /* of trees, or of JSON Lines */
    struct table *table;         /* whose format is known by its header; the caller's to close */
};

/*
 * Looks at the first bytes of @source. STATUS_INPUT when they are no XML of a format and no table:
 * the words say what the file seems to be, and what is understood.
 */
MUST_CHECK enum status recognise(const struct format_set *set, struct source *source,
                                 struct recognised *found, struct failure *why);

/* The format with the most columns that has all its header columns among @names (folded); NULL. */
const struct format *recognise_header(const struct format_set *set, const char *const *names,
                                      size_t count);
bool recognise_fits(const struct format *format, const char *const *names, size_t count);

/* Fails, naming the columns that the nearest format misses among @names. */
MUST_CHECK enum status recognise_refuse(const struct format_set *set, const struct source *source,
                                        const char *const *names, size_t count,
                                        struct failure *why);

/* The carrier, other than XML, in whose form the bytes of @head are; NULL when none fits. */
const struct tree_carrier *recognise_carrier(struct str head);

#endif
