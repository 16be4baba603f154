/*
 * Where an import meets a record that is there already in another form.
 *
 * A file speaks of the fields that its format has places for, and of no others; and what it says as
 * our own export of the record would say it is nothing new (decision 20). What people have edited
 * stays, what was not follows the source, and a field that both have changed is told as a problem
 * and kept in mind until somebody decides (decision 12).
 */
#ifndef WORK_MERGE_H
#define WORK_MERGE_H

#include "store/versions.h"
#include "work/echo.h"
#include "work/retag.h"

/* What a source has of one record. */
struct arrival {
    long long import;
    const char *file, *format;
    struct record *record; /* with the id that store_put() has found */
    const struct original *original;
    const bool *says; /* for each field: the source has a place for it; NULL: for all */
    bool ours;        /* it calls itself an export of ours */
};

/* What merging works with, and what comes of it. */
struct merger {
    struct store *store;
    struct retag *retag;
    struct echo *echo; /* NULL: what has come is in no form in which we export */
    struct problem_list *problems; /* to which conflicts are added */
    struct arena *arena;           /* one record */
    enum put_outcome outcome;
    bool tagged;  /* its tags have been made, or are as they were */
    bool renewed; /* the original is another, although the values may be as they were */
};

/*
 * Goes on where store_put() gave PUT_OTHER or PUT_EDITED: merges, stores, tags. merger->outcome is
 * PUT_UPDATED when the record has other values now, PUT_REFUSED when a rule forbids them, else
 * PUT_UNCHANGED (or PUT_DUPLICATE).
 */
MUST_CHECK enum status merge_arrival(struct merger *merger, const struct arrival *arrival,
                                     struct failure *why);

/* The problem to tell of a record for which store_put() gave PUT_DELETED. */
MUST_CHECK enum status merge_tell_deleted(struct merger *merger, const struct arrival *arrival,
                                          struct failure *why);

#endif
