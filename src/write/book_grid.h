/* A computed table as a sheet of a workbook. */
#ifndef WRITE_BOOK_GRID_H
#define WRITE_BOOK_GRID_H

#include "write/grid_write.h"
#include "write/xlsx.h"

/* The columns of the sheet, in @arena: block (of a table with `by`), code, label, then those of the
 * table that are in @part. */
MUST_CHECK enum status book_grid_columns(struct arena *arena, const struct grid *grid,
                                         const struct grid_part *part, const char *language,
                                         struct xlsx_column **columns, size_t *count,
                                         struct failure *why);

/* Begins the sheet @name with these columns under @title, and writes the rows. */
struct book_grid {
    const struct grid *grid;
    struct grid_part part;
    const struct xlsx_column *columns;
    size_t column_count;
};
void book_grid_sheet(struct xlsx *book, const struct book_grid *what, const char *name,
                     const char *title, const char *language);

#endif
