/* Records that may be one thing told twice, by what their kind says makes them the same. */
#ifndef WORK_DUPLICATES_H
#define WORK_DUPLICATES_H

#include "model/conduct.h"
#include "work/workspace.h"

struct duplicate {
    struct str identifier, title, source; /* source: the file it came from */
};

struct duplicate_group {
    const struct kind *kind;
    const struct sameness *same; /* why they are thought to be the same */
    const struct duplicate *records;
    size_t count;
};

/*
 * The groups of two or more, in @arena, in the order of the first identifier. @kind NULL: all kinds
 * that say what is the same. Texts compare by their letters and digits, folded; a record without a
 * value in one of the fields is in no group.
 */
MUST_CHECK enum status work_duplicates(struct workspace *work, struct arena *arena,
                                       const struct kind *kind, struct duplicate_group **groups,
                                       size_t *count, struct failure *why);

#endif
