/*
 * Rows of one table that belong to records, fetched while the records go by. When the records come
 * in the order of their numbers the rows are read in one sweep; otherwise they are looked up.
 */
#ifndef STORE_WALKER_H
#define STORE_WALKER_H

#include "store/db.h"

/*
 * The statement selects the record's number as its first column and rows with "record >= $1" in the
 * order of records. Between @gap and @at (the record of the row in hand) there are no rows.
 */
struct walker {
    struct db_statement *statement;
    bool live;
    long long gap;
    long long at;
};

/* STEP_ITEM: the first row of @record is in hand; STEP_DONE: it has none. */
enum step walker_find(struct walker *walker, long long record, struct failure *why);

/* The next row of the same record. */
enum step walker_next(struct walker *walker, long long record, struct failure *why);

/* Forgets the place, so that rows written meanwhile are seen and the file can be tidied. */
void walker_park(struct walker *walker);

/* To be told when rows of @record have been written. */
void walker_wrote(struct walker *walker, long long record);

#endif
