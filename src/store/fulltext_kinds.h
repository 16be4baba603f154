/* See fulltext_kinds.c; private to this room. */
#ifndef STORE_FULLTEXT_KINDS_H
#define STORE_FULLTEXT_KINDS_H

#include "store/handle.h"

/* By the number in the index: the kind's place in the pack and one; 0: no record. */
MUST_CHECK enum status fulltext_kinds(struct store *store, const struct fulltext_kinds **kinds,
                                      struct failure *why);

#endif
