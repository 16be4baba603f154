/*
 * The records as they were at an earlier moment, in a copy of the file.
 *
 * A record that came later is left out; one that has changed, or was deleted, since has the values
 * of its version of then; a decision is the one that stood then; imports that came later are left
 * out. What it cannot do: the values of a version that a file of before versions did not keep (they
 * are those of now, and .changed counts them); the search index is not looked back into.
 */
#ifndef STORE_AS_OF_H
#define STORE_AS_OF_H

#include "store/store.h"

struct as_of_record {
    const struct kind *kind;
    struct str identifier;
};

struct as_of {
    unsigned long long left_out; /* records that came later */
    unsigned long long changed;  /* records that are shown as they are now */
    struct as_of_record *back;   /* those that have the values of an earlier version */
    size_t back_count;
};

/*
 * Copies @store to a new file at @path and makes the copy what the file was at @until
 * ("2026-11-30T23:59:59Z"), but for tags: those of found->back, which is in @arena, are still of
 * now. So *@then is opened for writing.
 */
MUST_CHECK enum status store_as_of(struct store *store, struct arena *arena, const char *until,
                                   const char *path, struct store **then, struct as_of *found,
                                   struct failure *why);

/*
 * When the last change was, at @until or before (NULL: at all): the data as of it are those as of
 * @until. Empty when there was none.
 */
MUST_CHECK enum status store_last_change(struct store *store, struct arena *arena,
                                         const char *until, struct str *at, struct failure *why);

/*
 * The last moment up to @until at which anything began to change: the data as of both are the same.
 * Empty when there was none. *@latest: nothing has changed since.
 */
MUST_CHECK enum status store_change_before(struct store *store, struct arena *arena,
                                           const char *until, struct str *at, bool *latest,
                                           struct failure *why);

/* How many records people have edited, entered or deleted since, and of how many tags they made or
 * withdrew the decision. */
struct since {
    unsigned long long edited, decided;
};
MUST_CHECK enum status store_since(struct store *store, const char *since, struct since *found,
                                   struct failure *why);

#endif
