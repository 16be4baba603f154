/* Laying the lenses over single records again: those that people change, or that are merged. */
#ifndef WORK_RETAG_H
#define WORK_RETAG_H

#include "lens/lens.h"
#include "store/store.h"

struct retag {
    const struct lens_set *lenses;
    struct lens_run *run; /* opened with the first record */
    struct buf evidence;
};

void retag_init(struct retag *retag, const struct lens_set *lenses);
void retag_release(struct retag *retag);

/* Makes the record's tags in the store what the lenses say of it. */
MUST_CHECK enum status retag_record(struct retag *retag, struct store *store, struct arena *arena,
                                    const struct record *record, struct failure *why);

#endif
