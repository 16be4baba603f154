/* Looking for one record by its identifier; private to this room. */
#ifndef STORE_LOOKUP_H
#define STORE_LOOKUP_H

#include "store/handle.h"

struct lookup {
    struct store *store;
    struct arena *arena;      /* for the record */
    const struct kind *kinds; /* where it may be: @count of them */
    size_t count;
    struct str identifier;
};

/* "There is no project …", with the nearest identifier that there is. STATUS_NOT_FOUND. */
MUST_CHECK enum status lookup_fail(const struct lookup *look, struct failure *why);

#endif
