/* Tags on their way from the lens to the store. */
#ifndef WORK_STORED_TAGS_H
#define WORK_STORED_TAGS_H

#include "lens/lens.h"
#include "store/store.h"

/*
 * The tags in the form in which the store keeps them, in @arena. @scratch is cleared and used for
 * printing.
 */
MUST_CHECK enum status stored_tags_make(struct arena *arena, struct buf *scratch,
                                        const struct tag *tags, size_t count,
                                        struct stored_tag **stored, struct failure *why);

#endif
