/*
 * The records as they were at an earlier moment, in a copy of the file.
 *
 * What history allows: a record that came later is left out; a decision is the one that stood then;
 * imports that came later are left out. What it does not: a record that has changed since keeps the
 * values of now, because a former version is kept as the bytes it was read from and not as values
 * (.changed counts these); tags are those of the definitions of now; the search index is not looked
 * back into.
 */
#ifndef STORE_AS_OF_H
#define STORE_AS_OF_H

#include "store/store.h"

struct as_of {
    unsigned long long left_out; /* records that came later */
    unsigned long long changed;  /* records that are shown as they are now */
};

/*
 * Copies @store to a new file at @path and takes what came after @until ("2026-11-30T23:59:59Z")
 * out of the copy, which is opened for reading as *@then.
 */
MUST_CHECK enum status store_as_of(struct store *store, const char *until, const char *path,
                                   struct store **then, struct as_of *found, struct failure *why);

#endif
