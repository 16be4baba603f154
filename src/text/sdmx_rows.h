/* From names and values to the rows of a table. Private to the readers of SDMX. */
#ifndef TEXT_SDMX_ROWS_H
#define TEXT_SDMX_ROWS_H

#include "base/arena.h"
#include "text/table.h"

#define SDMX_COLUMNS 1000U

struct sdmx_pair {
    struct str name, value;
};

struct sdmx_rows {
    const char *file;   /* for messages */
    struct arena arena; /* names of columns */
    struct str names[SDMX_COLUMNS];
    struct str cells[SDMX_COLUMNS];
    size_t count;
    struct sdmx_pair pairs[SDMX_COLUMNS]; /* of the row being made */
    size_t pair_count;
    struct buf bytes;
    bool begun;   /* the first names have been handed out */
    bool waiting; /* a row waits behind a row of names */
    struct table_row row;
};

/* With the columns that are always there. */
MUST_CHECK enum status sdmx_rows_open(struct sdmx_rows *rows, const char *file,
                                      struct failure *why);
void sdmx_rows_close(struct sdmx_rows *rows);

/* Adds a cell to the row being made; nothing when @value is empty, or the name has a value. */
MUST_CHECK enum status sdmx_rows_add(struct sdmx_rows *rows, struct str name, struct str value,
                                     struct failure *why);

/* The value of the row being made under @name; empty when it has none. */
struct str sdmx_rows_value(const struct sdmx_rows *rows, struct str name);

/* Ends the row and gives it, or the names of the columns when there are new ones: then
 * rows->waiting is set, and sdmx_rows_waiting() gives the row. */
MUST_CHECK enum status sdmx_rows_end(struct sdmx_rows *rows, unsigned line, struct table_row *row,
                                     struct failure *why);
void sdmx_rows_waiting(struct sdmx_rows *rows, struct table_row *row);

#endif
