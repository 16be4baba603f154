/* Searching: opens the store and sees to it that the full-text index has everything. */
#ifndef WORK_SEARCH_H
#define WORK_SEARCH_H

#include "find/index.h"
#include "find/search.h"
#include "work/workspace.h"

struct search_options {
    bool reindex; /* make the index anew */
    /* NULL, or told before records are indexed, and how many. */
    void (*indexing)(void *context, unsigned long long records);
    void *context;
};

/*
 * Opens the store of @work for searching. When that is not possible for writing, or somebody else
 * is writing, the index is taken as it is, and *@behind says how many records are not in it as they
 * are now. An index that was made for another pack is never taken: fields that are no longer public
 * may be in it.
 */
MUST_CHECK enum status work_search_open(struct workspace *work,
                                        const struct search_options *options,
                                        unsigned long long *behind, struct failure *why);

#endif
