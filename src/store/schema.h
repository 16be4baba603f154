/* The tables of the file, and how they follow the program and the pack (docs/storage.md). */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "store/db.h"
#include "store/layout.h"

/*
 * Refuses a file that is none of ours or that a newer program wrote, makes the tables of a new one
 * (only when @create), and brings an older one up to date. *@stale: the file is behind the program
 * or the pack, and @db may not write; nothing is wrong otherwise.
 */
struct schema_options {
    bool create, write;
};
MUST_CHECK enum status schema_open(struct db *db, const struct layout *layout,
                                   struct schema_options options, bool *stale, struct failure *why);

/* Keeps @value under @name in the table setting. */
MUST_CHECK enum status setting_put(struct db *db, const char *name, const char *value,
                                   struct failure *why);

#endif
