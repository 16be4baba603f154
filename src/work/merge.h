/*
 * Where an import meets a record that people have edited (decision 12): what was edited stays, what
 * was not follows the source, and a field that both have changed is told as a problem and kept in
 * mind until somebody decides.
 */
#ifndef WORK_MERGE_H
#define WORK_MERGE_H

#include "store/versions.h"
#include "work/retag.h"

/* What a source has of one record. */
struct arrival {
    long long import;
    const char *file;
    struct record *record; /* with the id that store_put() has found */
    const struct original *original;
};

/*
 * Goes on where store_put() gave PUT_EDITED: merges, stores, tags. *@outcome is PUT_UPDATED when
 * the record has other values now, else PUT_UNCHANGED (or PUT_DUPLICATE). Conflicts are added to
 * @problems.
 */
MUST_CHECK enum status merge_arrival(struct store *store, struct retag *retag, struct arena *arena,
                                     const struct arrival *arrival, enum put_outcome *outcome,
                                     struct problem_list *problems, struct failure *why);

/* The problem to tell of a record for which store_put() gave PUT_DELETED. */
MUST_CHECK enum status merge_tell_deleted(struct arena *arena, const struct arrival *arrival,
                                          struct problem_list *problems, struct failure *why);

#endif
