/* Filters and numbers of the cells that are measured over records. */
#include "base/decimal.h"
#include "table/grid_build.h"

#include <stdlib.h>

/* ---- one cell ---- */

static enum status set_count(unsigned long long count, struct cell *cell, struct failure *why)
{
    if (count > INT64_MAX / DECIMAL_ONE) {
        return fail(why, STATUS_LIMIT, "There are too many records to count.");
    }
    cell->value = (int64_t)count * DECIMAL_ONE;
    cell->has_value = true;
    cell->state = count > 0 ? CELL_VALUE : CELL_ZERO;
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
        cell->state = CELL_VALUE;
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
static enum status measure_alone(const struct grid_build *build, const struct table_column *column,
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

/*
 * No number means that records do not say (missing), be it that they state an amount in another
 * currency; or that there is no record, of which a sum is 0.
 */
static void set_state(const struct table_column *column, struct cell *cell)
{
    if (column->type == COLUMN_RECORDS || column->type == COLUMN_DISTINCT || cell->has_value) {
        return;
    }
    cell->state = cell->records > 0 ? CELL_MISSING : CELL_ZERO;
    cell->has_value = column->type == COLUMN_SUM && cell->state == CELL_ZERO;
}

/* The cell's question: that of its column and what its slices add. */
static enum status set_filter(const struct grid_build *build, const struct grid_column *column,
                              const struct slice *section, const struct slice *row,
                              struct cell *cell, struct failure *why)
{
    const struct slice *slices[] = {column->slice, section, row};
    return slice_filter(build->arena, &column->from->query, slices, COUNT_OF(slices), &cell->filter,
                        why);
}

enum status grid_measure_cell(const struct grid_build *build, const struct grid_column *column,
                              const struct slice *section, const struct slice *row,
                              struct cell *cell, struct failure *why)
{
    TRY(set_filter(build, column, section, row, cell, why));
    TRY(measure_alone(build, column->from, cell, why));
    set_state(column->from, cell);
    return STATUS_OK;
}

/* ---- a column at once ---- */

static int compare_key(const void *key, const void *row)
{
    return str_compare(*(const struct str *)key, str_of(((const struct row_index *)row)->key));
}

/* The cell that a group of @column belongs to; NULL when a row or column came up meanwhile. */
static struct cell *cell_of(const struct grid_build *build, const struct table_column *column,
                            const struct grid_section *block, const struct group *group)
{
    const struct grid *grid = build->grid;
    const struct row_index *row = NULL;
    if (block->count > 0) {
        row = bsearch(&group->keys[0], build->by_key + block->first, block->count,
                      sizeof *build->by_key, compare_key);
    }
    for (size_t c = 0; row && c < grid->column_count; c++) {
        const struct grid_column *at = &grid->columns[c];
        if (at->from == column && (!column->split || str_is(group->keys[1], at->key))) {
            return &grid->rows[row->row].cells[c];
        }
    }
    return NULL;
}

static struct group_by group_of(const struct axis *axis)
{
    return (struct group_by){.field = axis ? axis->field : NULL,
                             .years = axis && axis->type == AXIS_YEARS,
                             .lens = axis && axis->lens ? axis->lens->name : NULL};
}

/* Measures all rows of a block in a column, or in its split columns, at once. */
static enum status measure_groups(const struct grid_build *build, const struct table_column *column,
                                  const struct grid_section *block, struct failure *why)
{
    struct group_by by[2] = {group_of(&build->table->rows), group_of(column->split)};
    struct group *groups = NULL;
    const struct query *query = NULL;
    size_t count = 0;
    TRY(slice_filter(build->arena, &column->query, &block->slice, 1, &query, why));
    TRY(store_measure(build->store, build->arena, query, by, column->split ? 2 : 1,
                      &column->measure, &groups, &count, why));
    for (size_t i = 0; i < count; i++) {
        struct cell *cell = cell_of(build, column, block, &groups[i]);
        if (cell) {
            TRY(set_cell(build, column, &groups[i], cell, why));
        }
    }
    return STATUS_OK;
}

static bool is_grouped(const struct axis *axis)
{
    return axis->type == AXIS_FIELD || axis->type == AXIS_THEMES;
}

/* Years of a date are groups too, where from and to are asked of one value: of several values the
 * one may be before the year, and the other after it. */
static bool is_grouped_by_year(const struct axis *axis)
{
    const struct field *field = axis->field;
    return axis->type == AXIS_YEARS && field->type == FIELD_DATE &&
           (field->parent || !field->repeat);
}

static const struct field *top_of(const struct field *field)
{
    return field && field->parent ? field->parent : field;
}

/*
 * What the store does not measure in groups is measured cell by cell: years of numbers, spans, how
 * many values differ, and sub-fields where something else of the same value is asked for too.
 */
static bool is_by_cell(const struct table *table, const struct table_column *column)
{
    const struct field *row = table->rows.field;
    const struct field *split = column->split ? column->split->field : NULL;
    const struct field *by = table->by ? table->by->field : NULL;
    if (column->type == COLUMN_DISTINCT ||
        !(is_grouped(&table->rows) || is_grouped_by_year(&table->rows)) ||
        (column->split && !is_grouped(column->split)) || grid_interferes(&column->query, row) ||
        grid_interferes(&column->query, split)) {
        return true;
    }
    if (by && (top_of(by) == top_of(row) || top_of(by) == top_of(split))) {
        return true;
    }
    return row && split && (row->parent || split->parent) && top_of(row) == top_of(split);
}

static enum status measure_rows(const struct grid_build *build, size_t c, bool by_cell,
                                const struct grid_section *block, struct failure *why)
{
    struct grid *grid = build->grid;
    const struct grid_column *column = &grid->columns[c];
    by_cell = by_cell && grid->totals[c].records > 0; /* no row has what all together have not */
    for (size_t r = block->first; r < block->first + block->count; r++) {
        struct cell *cell = &grid->rows[r].cells[c];
        if (by_cell) {
            TRY(grid_measure_cell(build, column, block->slice, grid->rows[r].slice, cell, why));
            continue;
        }
        TRY(set_filter(build, column, block->slice, grid->rows[r].slice, cell, why));
        const bool counts =
            column->from->type == COLUMN_RECORDS || column->from->type == COLUMN_DISTINCT;
        if (counts && cell->records == 0) {
            TRY(set_count(0, cell, why));
        }
        set_state(column->from, cell);
    }
    return STATUS_OK;
}

static enum status measure_column(struct grid_build *build, const struct table_column *column,
                                  struct failure *why)
{
    struct grid *grid = build->grid;
    bool by_cell = is_by_cell(build->table, column), any = false;
    for (size_t c = 0; c < grid->column_count; c++) {
        if (grid->columns[c].from == column) {
            TRY(grid_measure_cell(build, &grid->columns[c], NULL, build->whole, &grid->totals[c],
                                  why));
            any = any || grid->totals[c].records > 0;
        }
    }
    for (size_t i = 0; any && !by_cell && i < grid_blocks(grid); i++) {
        struct grid_section block = grid_block(grid, i);
        TRY(measure_groups(build, column, &block, why));
    }
    for (size_t c = 0; c < grid->column_count; c++) {
        if (grid->columns[c].from != column) {
            continue;
        }
        for (size_t i = 0; i < grid_blocks(grid); i++) {
            struct grid_section block = grid_block(grid, i);
            TRY(measure_rows(build, c, by_cell, &block, why));
            if (block.totals) {
                TRY(grid_measure_cell(build, &grid->columns[c], block.slice, build->whole,
                                      &block.totals[c], why));
            }
        }
    }
    return STATUS_OK;
}

enum status grid_measure(struct grid_build *build, struct failure *why)
{
    const struct table *table = build->table;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct table_column *column = &table->columns[i];
        bool runs = column->cumulative && !(column->split && axis_is_range(column->split));
        if (table_column_is_measured(column) && !runs) {
            TRY(measure_column(build, column, why));
        }
    }
    return STATUS_OK;
}
