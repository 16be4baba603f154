/* What computing a grid needs to pass around; private to grid*.c. */
#ifndef TABLE_GRID_BUILD_H
#define TABLE_GRID_BUILD_H

#include "table/grid.h"

struct row_index {
    const char *key;
    size_t row;
};

struct grid_build {
    struct store *store;
    struct arena *arena;
    const struct table *table;
    struct grid *grid;
    struct condition *row_conditions; /* for each row what sets its records apart */
    struct row_index *by_key;         /* the rows in order of their keys */
};

/* grid_axes.c: the columns first, as each row has a cell for each of them. */
MUST_CHECK enum status grid_make_columns(struct grid_build *build, struct failure *why);
MUST_CHECK enum status grid_make_rows(struct grid_build *build, struct failure *why);

/* The condition that a record has the value @key of @field. */
MUST_CHECK enum status grid_condition(struct arena *arena, const struct field *field,
                                      const char *key, struct condition *condition,
                                      struct failure *why);

/* Adds one; tables_load() has kept room for two. */
void grid_add_condition(struct query *query, const struct condition *condition);

/*
 * True when @field is a sub-field and a condition of @query is about the value it belongs to. In a
 * filter both have to hold for the same value; the store groups by the sub-fields of all values.
 */
bool grid_interferes(const struct query *query, const struct field *field);

/* grid_labels.c: a label with the same text, or texts of ours, in each language. */
struct label label_same(const char *text);
struct label label_three(const char *en, const char *fr, const char *es);

/* The label of a value of @field: of a code its label, "Yes", "(not stated)", else @key itself. */
struct label label_of_key(const struct field *field, const char *key);

/* The label of a column; NULL texts in it mean that there was no room. */
struct label label_of_column(struct arena *arena, const struct table_column *column,
                             const char *key);
struct label label_of_field(const struct field *field);

/* grid_notes.c: the table's notes and those that the numbers call for. */
MUST_CHECK enum status grid_add_notes(struct grid_build *build, struct failure *why);

/* grid_shares.c: fills the column, a share of column @of. */
MUST_CHECK enum status grid_fill_share(struct grid_build *build, size_t column, size_t of,
                                       struct failure *why);

/* The sum of the rows of a column; false when it is out of range. */
bool grid_sum_rows(const struct grid *grid, size_t column, int64_t *sum);

#endif
