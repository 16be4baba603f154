/* The rows of a question as an array; private to this room. */
#ifndef STORE_DB_ROWS_H
#define STORE_DB_ROWS_H

#include "base/arena.h"
#include "store/db.h"

/* Reads the row at hand into @item, with its texts in @arena; false without memory. */
typedef bool row_reader(struct arena *arena, struct db_statement *row, void *item);

/*
 * Reads all rows that are left into an array in @arena. @items is the address of the pointer to it,
 * of whatever type: NULL is put there when there is no row. @size is that of an item in bytes.
 * @rows is reset, whatever happens.
 */
MUST_CHECK enum status db_rows(struct db_statement *rows, struct arena *arena, row_reader *read,
                               size_t size, void *items, size_t *count, struct failure *why);

/* The same of a statement that was prepared for this once, which is finalized. */
MUST_CHECK enum status db_rows_once(struct db_statement *rows, struct arena *arena,
                                    row_reader *read, size_t size, void *items, size_t *count,
                                    struct failure *why);

#endif
