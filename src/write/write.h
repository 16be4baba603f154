/* What the writers of tables and verdicts take. They append to a buffer and fail only by that. */
#ifndef WRITE_WRITE_H
#define WRITE_WRITE_H

#include "base/buf.h"

struct query;

struct write_options {
    const char *language; /* of labels and of our own words: "en", "fr", "es"; NULL is "en" */

    /* Of charts: appends the address of the records that @query asks for, escaped for an attribute.
     * NULL: nothing in a chart is a link. */
    void (*address)(void *context, const struct query *query, struct buf *out);
    void *context;
};

#endif
