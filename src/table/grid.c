#include "table/grid_build.h"

#include "base/decimal.h"

#include <stdlib.h>

size_t grid_row_at(const struct grid *grid, struct str key)
{
    size_t i = 0;
    while (i < grid->row_count && !str_is(key, grid->rows[i].key)) {
        i++;
    }
    return i;
}

size_t grid_column_at(const struct grid *grid, struct str name)
{
    size_t i = 0;
    while (i < grid->column_count && !str_is(name, grid->columns[i].name)) {
        i++;
    }
    return i;
}

/* ---- filters ---- */

/* The cell's question: that of its column and, when it stands in a row, what the row adds. */
static enum status make_filter(const struct grid_build *build, const struct grid_column *column,
                               const struct condition *row, struct cell *cell, struct failure *why)
{
    struct query *filter = arena_alloc(build->arena, sizeof *filter);
    if (!filter) {
        return fail_memory(why);
    }
    *filter = column->from->query;
    if (column->from->split) {
        struct condition split;
        TRY(grid_condition(build->arena, column->from->split, column->key, &split, why));
        grid_add_condition(filter, &split);
    }
    if (row) {
        grid_add_condition(filter, row);
    }
    cell->filter = filter;
    return STATUS_OK;
}

/* The filters of all cells; and 0 for the count, sum or distinct values of nothing. */
static enum status make_cells(struct grid_build *build, struct failure *why)
{
    struct grid *grid = build->grid;
    grid->totals = arena_array(build->arena, grid->column_count + 1, sizeof *grid->totals);
    if (!grid->totals) {
        return fail_memory(why);
    }
    for (size_t c = 0; c < grid->column_count; c++) {
        const struct grid_column *column = &grid->columns[c];
        bool adds = column->from->type != COLUMN_MIN && column->from->type != COLUMN_MAX;
        if (table_column_is_derived(column->from)) {
            continue;
        }
        grid->totals[c].has_value = adds;
        TRY(make_filter(build, column, NULL, &grid->totals[c], why));
        for (size_t r = 0; r < grid->row_count; r++) {
            struct cell *cell = &grid->rows[r].cells[c];
            cell->has_value = adds;
            TRY(make_filter(build, column, &build->row_conditions[r], cell, why));
        }
    }
    return STATUS_OK;
}

/* ---- measuring ---- */

static enum status set_count(unsigned long long count, struct cell *cell, struct failure *why)
{
    if (count > INT64_MAX / DECIMAL_ONE) {
        return fail(why, STATUS_LIMIT, "There are too many records to count.");
    }
    cell->value = (int64_t)count * DECIMAL_ONE;
    cell->has_value = true;
    return STATUS_OK;
}

static enum status set_cell(const struct grid_build *build, const struct table_column *column,
                            const struct group *group, struct cell *cell, struct failure *why)
{
    cell->records = group->records;
    if (column->type == COLUMN_RECORDS) {
        return set_count(group->records, cell, why);
    }
    if (group->has_value) {
        cell->value = group->value;
        cell->has_value = true;
    }
    if (group->has_value && group->text.length > 0) {
        cell->text = arena_copy(build->arena, group->text);
        return cell->text ? STATUS_OK : fail_memory(why);
    }
    return STATUS_OK;
}

/* The records of the cell, and how many different values they have. */
static enum status measure_distinct(const struct grid_build *build, const struct field *field,
                                    struct cell *cell, struct failure *why)
{
    unsigned long long values = 0;
    TRY(store_count(build->store, cell->filter, &cell->records, why));
    TRY(store_distinct(build->store, cell->filter, field, &values, why));
    return set_count(values, cell, why);
}

/* Measures the records of one cell's filter alone. */
static enum status measure_cell(const struct grid_build *build, const struct table_column *column,
                                struct cell *cell, struct failure *why)
{
    struct group *groups = NULL;
    size_t count = 0;
    if (column->type == COLUMN_DISTINCT) {
        return measure_distinct(build, column->measure.field, cell, why);
    }
    TRY(store_measure(build->store, build->arena, cell->filter, NULL, 0, &column->measure, &groups,
                      &count, why));
    return count > 0 ? set_cell(build, column, &groups[0], cell, why) : STATUS_OK;
}

static int compare_key(const void *key, const void *row)
{
    return str_compare(*(const struct str *)key, str_of(((const struct row_index *)row)->key));
}

/* The cell that a group of @column belongs to; NULL when a row or column came up meanwhile. */
static struct cell *cell_of(const struct grid_build *build, const struct table_column *column,
                            const struct group *group)
{
    const struct grid *grid = build->grid;
    const struct row_index *row = bsearch(&group->keys[0], build->by_key, grid->row_count,
                                          sizeof *build->by_key, compare_key);
    for (size_t c = 0; row && c < grid->column_count; c++) {
        const struct grid_column *at = &grid->columns[c];
        if (at->from == column && (!column->split || str_is(group->keys[1], at->key))) {
            return &grid->rows[row->row].cells[c];
        }
    }
    return NULL;
}

/* Measures all rows of a column, or of its split columns, at once. */
static enum status measure_groups(const struct grid_build *build, const struct table_column *column,
                                  struct failure *why)
{
    const struct table *table = build->table;
    struct group_by by[2] = {
        {.field = table->row_field, .lens = table->row_lens ? table->row_lens->name : NULL},
        {.field = column->split}};
    struct group *groups = NULL;
    size_t count = 0;
    TRY(store_measure(build->store, build->arena, &column->query, by, column->split ? 2 : 1,
                      &column->measure, &groups, &count, why));
    for (size_t i = 0; i < count; i++) {
        struct cell *cell = cell_of(build, column, &groups[i]);
        if (cell) {
            TRY(set_cell(build, column, &groups[i], cell, why));
        }
    }
    return STATUS_OK;
}

/*
 * What the store does not measure in groups is measured cell by cell: how many values differ, and
 * sub-fields where something else of the same value is asked for too.
 */
static bool is_by_cell(const struct table *table, const struct table_column *column)
{
    const struct field *row = table->row_field, *split = column->split;
    if (column->type == COLUMN_DISTINCT || grid_interferes(&column->query, row) ||
        grid_interferes(&column->query, split)) {
        return true;
    }
    return row && split && (row->parent || split->parent) &&
           (row->parent ? row->parent : row) == (split->parent ? split->parent : split);
}

static enum status measure_column(const struct grid_build *build, const struct table_column *column,
                                  struct failure *why)
{
    struct grid *grid = build->grid;
    bool by_cell = is_by_cell(build->table, column);
    if (!by_cell) {
        TRY(measure_groups(build, column, why));
    }
    for (size_t c = 0; c < grid->column_count; c++) {
        if (grid->columns[c].from != column) {
            continue;
        }
        TRY(measure_cell(build, column, &grid->totals[c], why));
        for (size_t r = 0; by_cell && r < grid->row_count; r++) {
            TRY(measure_cell(build, column, &grid->rows[r].cells[c], why));
        }
    }
    return STATUS_OK;
}

/* ---- what is computed from other columns ---- */

static void divide(const struct cell *over, const struct cell *under, struct cell *cell)
{
    cell->has_value = over->has_value && under->has_value &&
                      decimal_divide(over->value, under->value, &cell->value);
}

/* The grid's column that a column of the table, which is not split, became. */
static size_t column_of(const struct grid *grid, size_t table_column)
{
    size_t c = 0;
    while (grid->columns[c].from != &grid->table->columns[table_column]) {
        c++;
    }
    return c;
}

static enum status derive(struct grid_build *build, size_t c, struct failure *why)
{
    struct grid *grid = build->grid;
    const struct table_column *column = grid->columns[c].from;
    size_t first = column_of(grid, column->of[0]);
    if (column->type == COLUMN_SHARE) {
        return grid_fill_share(build, c, first, why);
    }
    size_t second = column_of(grid, column->of[1]);
    divide(&grid->totals[first], &grid->totals[second], &grid->totals[c]);
    for (size_t r = 0; r < grid->row_count; r++) {
        struct cell *cells = grid->rows[r].cells;
        divide(&cells[first], &cells[second], &cells[c]);
    }
    return STATUS_OK;
}

/* ---- rows by size ---- */

struct sized_row {
    struct grid_row row;
    int64_t value;
    size_t before; /* its place in the order of the code list */
};

/* The largest first; of equal ones as they were; records without a value last. */
static int compare_sizes(const void *a, const void *b)
{
    const struct sized_row *one = a;
    const struct sized_row *other = b;
    bool one_none = one->row.key[0] == '\0';
    bool other_none = other->row.key[0] == '\0';
    if (one_none != other_none) {
        return one_none ? 1 : -1;
    }
    if (one->value != other->value) {
        return one->value > other->value ? -1 : 1;
    }
    return one->before < other->before ? -1 : 1;
}

static enum status sort_rows(struct grid_build *build, struct failure *why)
{
    struct grid *grid = build->grid;
    size_t column = 0;
    while (column < grid->column_count && table_column_is_derived(grid->columns[column].from)) {
        column++;
    }
    if (build->table->order != ROWS_BY_COUNT || column == grid->column_count ||
        grid->row_count == 0) {
        return STATUS_OK;
    }
    struct sized_row *rows = arena_array(build->arena, grid->row_count, sizeof *rows);
    if (!rows) {
        return fail_memory(why);
    }
    for (size_t r = 0; r < grid->row_count; r++) {
        rows[r] = (struct sized_row){grid->rows[r], grid->rows[r].cells[column].value, r};
    }
    qsort(rows, grid->row_count, sizeof *rows, compare_sizes);
    for (size_t r = 0; r < grid->row_count; r++) {
        grid->rows[r] = rows[r].row;
    }
    return STATUS_OK;
}

/* ---- the whole ---- */

static struct label row_label(const struct table *table)
{
    if (table->row_label.count > 0) {
        return table->row_label;
    }
    if (table->row_field) {
        return label_of_field(table->row_field);
    }
    return table->row_lens->label.count > 0 ? table->row_lens->label
                                            : label_same(table->row_lens->name);
}

bool grid_sum_rows(const struct grid *grid, size_t column, int64_t *sum)
{
    *sum = 0;
    for (size_t r = 0; r < grid->row_count; r++) {
        if (!decimal_add(*sum, grid->rows[r].cells[column].value, sum)) {
            return false;
        }
    }
    return true;
}

enum status table_compute(struct store *store, const struct table *table, struct arena *arena,
                          struct grid **grid, struct failure *why)
{
    struct grid_build build = {.store = store, .arena = arena, .table = table};
    build.grid = arena_alloc(arena, sizeof *build.grid);
    if (!build.grid) {
        return fail_memory(why);
    }
    build.grid->table = table;
    build.grid->row_label = row_label(table);
    TRY(grid_make_columns(&build, why));
    TRY(grid_make_rows(&build, why));
    TRY(make_cells(&build, why));
    for (size_t i = 0; i < table->column_count; i++) {
        if (!table_column_is_derived(&table->columns[i])) {
            TRY(measure_column(&build, &table->columns[i], why));
        }
    }
    TRY(sort_rows(&build, why));
    for (size_t c = 0; c < build.grid->column_count; c++) {
        if (table_column_is_derived(build.grid->columns[c].from)) {
            TRY(derive(&build, c, why));
        }
    }
    *grid = build.grid;
    return grid_add_notes(&build, why);
}
