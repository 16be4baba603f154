/*
 * A table computed over the records of a store: rows, columns, cells, totals and notes. Every cell
 * of a count or a sum has the question whose records it counted or summed.
 */
#ifndef TABLE_GRID_H
#define TABLE_GRID_H

#include "table/table.h"

/* What a cell has, or why it has nothing. A writer that hides small numbers will add its own. */
enum cell_state {
    CELL_VALUE,
    CELL_ZERO,          /* looked for, and there is none: the value is 0 */
    CELL_MISSING,       /* there are records, and none of them says */
    CELL_NOT_APPLICABLE /* it has no meaning: the `gaps` of the table say so, nothing was before, or
                           there is nothing of which it could be said: the mean of no records */
};

/* "value", "zero", "missing", "not-applicable". */
const char *cell_state_name(enum cell_state state);

/* A code in a cell, and of how many of the cell's records (COLUMN_TOP; else 0). */
struct cell_item {
    const char *code;
    struct label label;
    unsigned long long records;
};

/* Records that a computed number is made from. */
struct cell_source {
    const struct query *filter;
    unsigned long long records;
    const struct label *label; /* of the column that counted or added them */
};

struct cell {
    int64_t value;             /* decimal; of a date its year */
    bool has_value;            /* false for a ratio over nothing, or the least of nothing */
    enum cell_state state;     /* CELL_VALUE and CELL_ZERO just when has_value */
    const char *text;          /* of a date: the date; else NULL */
    const struct label *words; /* of another text: in each language; else NULL */
    struct cell_item *items;   /* the codes in the text; or NULL */
    size_t item_count;
    const struct query *filter;  /* NULL for what is computed from other columns */
    unsigned long long records;  /* that the filter lists */
    struct cell_source *sources; /* of a ratio, share, change or formula; each filter once */
    size_t source_count;
};

struct slice; /* what sets the records of a row or column apart; private to grid*.c */

struct grid_column {
    const char *name;
    struct label label; /* never empty */
    const struct table_column *from;
    const char *key; /* of a split column the value it is for; "" for records without one */
    const struct slice *slice;
    unsigned places;
    const char *unit; /* or NULL */
};

#define GRID_OTHER "(other)" /* the key of the row of all that are not among the first */

struct grid_row {
    const char *key; /* "" for records without a value of the row field */
    struct label label;
    struct cell *cells;
    const struct slice *slice;
};

/* A block of rows, of a table with `by`. */
struct grid_section {
    const char *key;
    struct label label;
    const struct slice *slice;
    size_t first, count; /* of its rows */
    struct cell *totals;
};

/* What stands with the numbers, so that they are understood (quality.md U9). */
struct grid_about {
    unsigned long long records; /* of table->query */
    struct label dated; /* the field that .from and .to are of; empty: rows or columns are years */
    const char *from, *to; /* the first and the last year; or NULL */
};

struct grid {
    const struct table *table;
    struct grid_about about;
    struct label row_label; /* over the rows' labels */
    struct grid_column *columns;
    size_t column_count;
    struct grid_row *rows;
    size_t row_count;
    struct grid_section *sections; /* NULL for a table without `by` */
    size_t section_count;
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

/*
 * The index of the row, or of the column, with that key or name; or the count when there is none.
 * In a table with `by` the key is that of the block, "/", and that of the row.
 */
size_t grid_row_at(const struct grid *grid, struct str key);
size_t grid_column_at(const struct grid *grid, struct str name);

/* What a condition is about, and one of its values, in words. They borrow from the pack. */
struct label condition_name(const struct condition *condition);
struct label condition_value(const struct condition *condition, size_t value);

#endif
