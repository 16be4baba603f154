/*
 * The answers to counts and measures, kept for as long as the data stay as they are. A page in
 * another language, a table as CSV, a report that names a number of a table: they all ask again
 * what has been asked before, and a count goes through all records of a kind each time.
 */
#ifndef STORE_ANSWERS_H
#define STORE_ANSWERS_H

#include "store/store.h"

struct sql; /* store/select.h */

#define ANSWERS_MEMORY ((size_t)2 * 1024 * 1024)
#define ANSWERS_SLOTS 8192
#define ANSWERS_GROUPS 512 /* an answer of more groups is not kept */

/* What was asked: BLAKE2b of the statement and of the values of its parameters. */
struct asked_for {
    unsigned char hash[16];
};

struct answers {
    struct arena arena;
    struct answer **slots; /* ANSWERS_SLOTS; NULL until the first is kept */
    size_t count;
    long long revision; /* of the data that they are about */
};

void answers_init(struct answers *answers);
void answers_release(struct answers *answers);

/*
 * True, and the groups copied to @arena, when the statement that @sql holds has been answered
 * already. @asked_for is for answers_keep(). Within a transaction nothing is kept or found: what it
 * has written has no revision yet.
 */
bool answers_find(struct sql *sql, struct asked_for *asked_for, struct arena *arena,
                  struct group **groups, size_t *count);

/* Keeps a copy; when there is no room for it all others are forgotten. */
void answers_keep(struct store *store, const struct asked_for *asked_for,
                  const struct group *groups, size_t count);

#endif
