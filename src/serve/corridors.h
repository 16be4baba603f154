/* Corridors: which pairs of codes have records that make one (model/profile.h), and how many. */
#ifndef SERVE_CORRIDORS_H
#define SERVE_CORRIDORS_H

#include "serve/site.h"

struct corridor_pair {
    const struct code *origin, *destination;
    bool directed; /* false: no record says which end is which, and .origin is first in the list */
    unsigned long long records; /* of all parts: what its page lists */
    size_t place;               /* among those with as many */
};

/*
 * The corridors of all codes, or of @code, the most records first, then by the labels of their
 * ends, in the visit's arena. A record without direction counts for the corridors that its two
 * codes have in either direction; one that makes no corridor counts where there is one.
 */
MUST_CHECK enum status corridors_find(struct visit *visit, const struct code *code,
                                      struct corridor_pair **pairs, size_t *count);

/* The records of a part that have both ends. */
MUST_CHECK enum status corridor_query(struct visit *visit, const struct corridor_part *part,
                                      const struct code *origin, const struct code *destination,
                                      struct query *query);

/* "/corridors/NP-QA" into the page. */
void address_of_corridor(struct visit *visit, const struct code *origin,
                         const struct code *destination);

#endif
