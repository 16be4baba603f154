/* What the files that know SQLite share; nobody else includes this. */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include "store/db.h"

#include <sqlite3.h>

struct db {
    sqlite3 *handle;
    char *path;
    bool writable;
};

struct db_statement {
    sqlite3_stmt *handle;
    struct db *db;
    int trouble; /* of the first parameter that could not be bound, until the next step */
};

/* Gives the connection the function has_words(); a result code of SQLite. */
int sqlite_add_words(sqlite3 *handle);

/* The failure for a result code of SQLite, with what a user can do about it. */
__attribute__((cold, warn_unused_result)) enum status db_fail(struct db *db, int code,
                                                              struct failure *why);

#endif
