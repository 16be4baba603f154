/* What computing a grid needs to pass around; private to grid*.c. */
#ifndef TABLE_GRID_BUILD_H
#define TABLE_GRID_BUILD_H

#include "table/grid.h"

#define SLICE_CONDITIONS 2 /* that one slice adds to a filter at most */

/* The part of the records that one row, block of rows or split column is about. */
struct slice {
    const char *key;
    struct label label;
    struct condition conditions[SLICE_CONDITIONS];
    size_t count; /* conditions */
};

struct slices {
    struct slice *at;
    size_t count;
};

struct row_index {
    const char *key;
    size_t row;
};

struct grid_build {
    struct store *store;
    struct arena *arena;
    const struct table *table;
    struct grid *grid;
    const struct slice *whole; /* what all rows together are about; NULL: all records */
    size_t note_capacity;
    struct row_index *by_key; /* the rows of each block in order of their keys */
};

/* ---- grid_slices.c ---- */

/* The parts into which @axis divides the records of @query, in order. */
MUST_CHECK enum status grid_slices(const struct grid_build *build, const struct query *query,
                                   const struct axis *axis, enum row_order order,
                                   struct slices *slices, struct failure *why);

/* grid_records.c: one for each record of @query, in the order that the table says. */
MUST_CHECK enum status grid_records(const struct grid_build *build, const struct query *query,
                                    struct slices *slices, struct failure *why);

/* What the slices of a range from @first to @last are about together, or all up to @last. */
struct slice slice_upto(const struct slice *first, const struct slice *last, bool carry_in);

/* The condition that a record has one of the values of @field. */
MUST_CHECK enum status slice_condition(struct arena *arena, const struct axis *axis,
                                       const char *const *keys, size_t count,
                                       struct condition *condition, struct failure *why);

/* The records of @query in all of the @slices, each of which may be NULL. */
MUST_CHECK enum status slice_filter(struct arena *arena, const struct query *query,
                                    const struct slice *const *slices, size_t count,
                                    const struct query **filter, struct failure *why);

/*
 * True when @field is a sub-field and a condition of @query is about the value it belongs to. In a
 * filter both have to hold for the same value; the store groups by the sub-fields of all values.
 */
bool grid_interferes(const struct query *query, const struct field *field);

/* The place of @code in the field's list; SIZE_MAX when it is in none. */
size_t grid_rank(const struct field *field, const char *code);

/* ---- grid_axes.c: the columns first, as each row has a cell for each of them. ---- */
MUST_CHECK enum status grid_make_columns(struct grid_build *build, struct failure *why);
MUST_CHECK enum status grid_make_rows(struct grid_build *build, struct failure *why);

/* The rows of one block, or all of them when there are no blocks. */
struct grid_section grid_block(const struct grid *grid, size_t number);
size_t grid_blocks(const struct grid *grid);

/* ---- grid_measure.c ---- */

/* Gives the cells of all measured columns their filters and measures them. */
MUST_CHECK enum status grid_measure(struct grid_build *build, struct failure *why);

/* Measures one cell: the records of the column that are in the slices too. */
MUST_CHECK enum status grid_measure_cell(const struct grid_build *build,
                                         const struct grid_column *column,
                                         const struct slice *section, const struct slice *row,
                                         struct cell *cell, struct failure *why);

/* ---- grid_order.c: rows by size, and those that are not among the first as one. ---- */
MUST_CHECK enum status grid_sort_rows(struct grid_build *build, struct failure *why);

/* ---- grid_runs.c: running totals over the rows, which need their order. ---- */
MUST_CHECK enum status grid_run_up(struct grid_build *build, struct failure *why);

/* ---- grid_derive.c: what is computed from other columns, in the order of the columns. ---- */
MUST_CHECK enum status grid_derive(struct grid_build *build, struct failure *why);

/* ---- grid_about.c: what the table counts, when its rows and columns are there. ---- */
MUST_CHECK enum status grid_tell_about(struct grid_build *build, struct failure *why);

/* ---- grid_sources.c: the records behind the numbers of a derived column. ---- */
MUST_CHECK enum status grid_fill_sources(struct grid_build *build, size_t column,
                                         struct failure *why);

/* Each line of cells, those of rows, then of blocks' totals, then the totals; NULL at the end. */
struct cell *grid_cells_at(const struct grid *grid, size_t number);

/* ---- grid_values.c ---- */

/* What records have in fields: `value` and `show` columns. */
MUST_CHECK enum status grid_fill_values(struct grid_build *build, struct failure *why);

/* grid_tops.c: the most frequent values: `top` columns. */
MUST_CHECK enum status grid_fill_tops(struct grid_build *build, struct failure *why);

/* ---- grid_gaps.c ---- */

/* Says why cells do not apply, and which of these have records all the same. */
MUST_CHECK enum status grid_note_gaps(struct grid_build *build, struct failure *why);

/* Marks the cells of a column that do not apply. What was counted in them stays, and is noted. */
void grid_mark_gaps(struct grid_build *build, size_t column);

/* ---- grid_labels.c: a label with the same text, or texts of ours, in each language. ---- */
struct label label_same(const char *text);
struct label label_three(const char *en, const char *fr, const char *es);

/* The label of a value of @field: of a code its label, "Yes", "(not stated)", else @key itself. */
struct label label_of_key(const struct field *field, const char *key);

/* The label of a column for a slice; NULL texts in it mean that there was no room. */
struct label label_of_column(struct arena *arena, const struct table_column *column,
                             const struct slice *slice);
struct label label_of_field(const struct field *field);
struct label label_of_axis(const struct axis *axis, const struct kind *kind);

/* ---- grid_notes.c: the table's own notes, which come first, and those that numbers call for. ----
 */
MUST_CHECK enum status grid_own_notes(struct grid_build *build, struct failure *why);
MUST_CHECK enum status grid_add_notes(struct grid_build *build, struct failure *why);
MUST_CHECK enum status grid_note(struct grid_build *build, const struct label *note,
                                 struct failure *why);

/* grid_outside.c: of a table of years or spans, how many records are in none of them. */
MUST_CHECK enum status grid_note_outside(struct grid_build *build, struct failure *why);

/* ---- grid_shares.c: fills the column, a share of column @of. ---- */
MUST_CHECK enum status grid_fill_share(struct grid_build *build, size_t column, size_t of,
                                       struct failure *why);

/* The sum of @count rows of a column, from @first on; false when it is out of range. */
bool grid_sum_rows(const struct grid *grid, size_t column, size_t first, size_t count,
                   int64_t *sum);

#endif
