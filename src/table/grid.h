/*
 * A table computed over the records of a store: rows, columns, cells, totals and notes. Every cell
 * of a count or a sum has the question whose records it counted or summed.
 */
#ifndef TABLE_GRID_H
#define TABLE_GRID_H

#include "table/table.h"

struct cell {
    int64_t value;              /* decimal; of a date its year */
    bool has_value;             /* false for a ratio over nothing, or the least of nothing */
    const char *text;           /* of a date: the date; else NULL */
    const struct query *filter; /* NULL for ratios and shares */
    unsigned long long records; /* that the filter lists */
};

struct grid_column {
    const char *name;
    struct label label; /* never empty */
    const struct table_column *from;
    const char *key; /* of a split column the value it is for; "" for records without one */
    unsigned places;
    const char *unit; /* or NULL */
};

struct grid_row {
    const char *key; /* "" for records without a value of the row field */
    struct label label;
    struct cell *cells;
};

struct grid {
    const struct table *table;
    struct label row_label; /* over the rows' labels */
    struct grid_column *columns;
    size_t column_count;
    struct grid_row *rows;
    size_t row_count;
    struct cell *totals; /* computed whether or not the table shows them */
    struct label *notes; /* the table's own, then those that the numbers call for */
    size_t note_count;
};

/*
 * Computes the table. The grid, its texts and its filters are in @arena.
 *
 * Totals are computed over all records, each once; ratios of them are ratios of totals. Shares of
 * rows that do not overlap add to exactly 100.
 */
MUST_CHECK enum status table_compute(struct store *store, const struct table *table,
                                     struct arena *arena, struct grid **grid, struct failure *why);

/* The index of the row, or of the column, with that key or name; or the count when there is none.
 */
size_t grid_row_at(const struct grid *grid, struct str key);
size_t grid_column_at(const struct grid *grid, struct str name);

#endif
