/* Running totals over rows: what this row and those before it are about, each record once. */
#include "table/grid_build.h"

#define VALUES 500 /* that one condition of a filter takes (store/query) */

/* What the rows of a block up to @row are about together. */
static enum status reach(const struct grid_build *build, const struct table_column *column,
                         const struct grid_section *block, size_t row, struct slice *slice,
                         struct failure *why)
{
    const struct grid_row *rows = build->grid->rows;
    const struct axis *axis = &build->table->rows;
    if (axis_is_range(axis)) {
        *slice = slice_upto(rows[block->first].slice, rows[row].slice, column->carry_in);
        return STATUS_OK;
    }
    size_t count = row - block->first + 1;
    if (count > VALUES) {
        return fail(why, STATUS_LIMIT,
                    "The table %s adds up more than %d rows. Give it `where:`, or rows of years.",
                    build->table->name, VALUES);
    }
    const char **keys = arena_array(build->arena, count, sizeof *keys);
    if (!keys) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < count; i++) {
        keys[i] = rows[block->first + i].key;
    }
    slice->count = 1;
    return slice_condition(build->arena, axis, keys, count, &slice->conditions[0], why);
}

/* The total of a running total is that of the last row; without rows there is nothing. */
static enum status run_block(struct grid_build *build, size_t c, const struct grid_section *block,
                             struct failure *why)
{
    struct grid *grid = build->grid;
    const struct grid_column *column = &grid->columns[c];
    for (size_t r = block->first; r < block->first + block->count; r++) {
        struct slice slice = {.key = grid->rows[r].key};
        TRY(reach(build, column->from, block, r, &slice, why));
        TRY(grid_measure_cell(build, column, block->slice, &slice, &grid->rows[r].cells[c], why));
    }
    if (block->totals) {
        struct slice slice = {.count = 0};
        if (block->count > 0 && axis_is_range(&build->table->rows)) {
            TRY(reach(build, column->from, block, block->first + block->count - 1, &slice, why));
        }
        TRY(grid_measure_cell(build, column, block->slice, &slice, &block->totals[c], why));
    }
    return STATUS_OK;
}

static enum status run_column(struct grid_build *build, size_t c, struct failure *why)
{
    struct grid *grid = build->grid;
    struct grid_section all = {.count = grid->row_count};
    struct slice slice = {.count = 0};
    if (all.count > 0 && axis_is_range(&build->table->rows)) {
        TRY(reach(build, grid->columns[c].from, &all, all.count - 1, &slice, why));
    }
    TRY(grid_measure_cell(build, &grid->columns[c], NULL, &slice, &grid->totals[c], why));
    for (size_t i = 0; i < grid_blocks(grid); i++) {
        struct grid_section block = grid_block(grid, i);
        TRY(run_block(build, c, &block, why));
    }
    return STATUS_OK;
}

enum status grid_run_up(struct grid_build *build, struct failure *why)
{
    for (size_t c = 0; c < build->grid->column_count; c++) {
        const struct table_column *column = build->grid->columns[c].from;
        bool split = column->split && axis_is_range(column->split);
        if (column->cumulative && !split && table_column_is_measured(column)) {
            TRY(run_column(build, c, why));
        }
    }
    return STATUS_OK;
}
