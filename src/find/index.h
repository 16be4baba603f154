/* Bringing the full-text index up to date, and checking it. */
#ifndef FIND_INDEX_H
#define FIND_INDEX_H

#include "store/fulltext.h"

/* Whether the index of @store is of this pack, and how many records it is behind. */
MUST_CHECK enum status find_index_look(struct store *store, struct fulltext_state *state,
                                       struct failure *why);

/* Takes in all that is new or changed; @store has to be open for writing. *@bytes: of text read. */
MUST_CHECK enum status find_index_update(struct store *store, unsigned long long *bytes,
                                         struct failure *why);

/*
 * STATUS_INTEGRITY when the index does not hold together, or when some records of each kind are not
 * found by their own words. *@looked: how many records were tried, 0 when the index is behind.
 */
MUST_CHECK enum status find_index_verify(struct store *store, unsigned long long *looked,
                                         struct failure *why);

#endif
