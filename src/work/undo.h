/* Taking an import back (store/undo.h), with the tags of what becomes what it was. */
#ifndef WORK_UNDO_H
#define WORK_UNDO_H

#include "store/undo.h"
#include "work/workspace.h"

struct undo_counts {
    unsigned long long removed, restored, kept;
};

/* What it would do; nothing is written. Failures as of store_undo_list(). */
MUST_CHECK enum status undo_look(struct store *store, struct arena *arena, long long import,
                                 struct undo_counts *counts, struct failure *why);

/*
 * Does it, within the caller's transaction, and lays the lenses over the records that have former
 * values again. @change says who, when and why; the note may be empty.
 */
MUST_CHECK enum status undo_import(struct store *store, const struct lens_set *lenses,
                                   long long import, const struct change *change,
                                   struct undo_counts *counts, struct failure *why);

#endif
