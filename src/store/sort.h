/* Records in the order of a list: their numbers are found and sorted before the first is read. */
#ifndef STORE_SORT_H
#define STORE_SORT_H

#include "store/handle.h"

struct sorted {
    long long *ids;
    size_t count;
    size_t next; /* to be given */
};

/* The records of @query by query_order(); in @arena. */
MUST_CHECK enum status sort_find(struct store *store, struct arena *arena,
                                 const struct query *query, struct sorted *sorted,
                                 struct failure *why);

#endif
