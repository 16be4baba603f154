/* Shares: a column as percentages of its total. */
#include "base/decimal.h"
#include "table/grid_build.h"

#include <stdlib.h>

#define WHOLE ((int64_t)100 * DECIMAL_ONE)

__extension__ typedef __int128 wide; /* 100 · value goes beyond 64 bits */

/* What a row's share lost by rounding down. */
struct rest {
    wide rest;
    size_t row;
};

/* The largest first; of equal ones the upper row. */
static int compare_rests(const void *a, const void *b)
{
    const struct rest *one = a;
    const struct rest *other = b;
    if (one->rest != other->rest) {
        return one->rest > other->rest ? -1 : 1;
    }
    return one->row < other->row ? -1 : one->row > other->row;
}

/* True when the rows are parts of the total that do not overlap, and none is negative. */
static bool is_divided(const struct grid *grid, size_t of)
{
    int64_t sum = 0;
    bool negative = false;
    for (size_t r = 0; r < grid->row_count; r++) {
        negative = negative || grid->rows[r].cells[of].value < 0;
    }
    return !negative && grid_sum_rows(grid, of, 0, grid->row_count, &sum) &&
           sum == grid->totals[of].value;
}

/*
 * Rounds each share down to four decimals and gives what is then missing from 100 to those that
 * lost most (the method of largest remainders), so that the shares add to exactly 100.
 */
static enum status divide_whole(struct grid_build *build, size_t column, size_t of,
                                struct failure *why)
{
    struct grid *grid = build->grid;
    int64_t total = grid->totals[of].value, missing = WHOLE;
    struct rest *rests = arena_array(build->arena, grid->row_count + 1, sizeof *rests);
    if (!rests) {
        return fail_memory(why);
    }
    for (size_t r = 0; r < grid->row_count; r++) {
        wide part = (wide)grid->rows[r].cells[of].value * WHOLE;
        struct cell *cell = &grid->rows[r].cells[column];
        cell->value = (int64_t)(part / total);
        cell->has_value = grid->rows[r].cells[of].has_value;
        cell->state = cell->has_value ? CELL_VALUE : grid->rows[r].cells[of].state;
        missing -= cell->value;
        rests[r] = (struct rest){part % total, r};
    }
    if (grid->row_count > 0) {
        qsort(rests, grid->row_count, sizeof *rests, compare_rests);
    }
    for (size_t i = 0; i < grid->row_count && missing > 0; i++, missing--) {
        grid->rows[rests[i].row].cells[column].value++;
    }
    return STATUS_OK;
}

/* Rows that overlap, or amounts below zero: each share is rounded by itself. */
static void divide_each(struct grid *grid, size_t column, size_t of)
{
    wide total = grid->totals[of].value;
    for (size_t r = 0; r < grid->row_count; r++) {
        const struct cell *from = &grid->rows[r].cells[of];
        struct cell *cell = &grid->rows[r].cells[column];
        wide twice = (wide)from->value * WHOLE * 2;
        bool negative = (twice < 0) != (total < 0);
        wide share = (twice + (negative ? -total : total)) / (total * 2);
        cell->has_value = from->has_value && share <= INT64_MAX && share >= INT64_MIN;
        cell->value = cell->has_value ? (int64_t)share : 0;
        cell->state = cell->has_value ? CELL_VALUE : from->state;
    }
}

/* A share of what has no value has none either, for the same reason. */
static void set_states(const struct grid *grid, size_t column, size_t of)
{
    for (size_t r = 0; r <= grid->row_count; r++) {
        struct cell *cells = r < grid->row_count ? grid->rows[r].cells : grid->totals;
        cells[column].state = cells[of].has_value ? CELL_ZERO : cells[of].state;
    }
}

/* The total of a block is rounded by itself. */
static void divide_sections(const struct grid *grid, size_t column, size_t of)
{
    for (size_t i = 0; i < grid->section_count; i++) {
        struct cell *cells = grid->sections[i].totals;
        wide total = grid->totals[of].value, value = cells[of].value;
        wide half = (value < 0) != (total < 0) ? -total / 2 : total / 2;
        cells[column].has_value = cells[of].has_value && total != 0;
        cells[column].value =
            cells[column].has_value ? (int64_t)((value * WHOLE + half) / total) : 0;
        cells[column].state = cells[column].has_value ? CELL_VALUE : cells[of].state;
    }
}

enum status grid_fill_share(struct grid_build *build, size_t column, size_t of, struct failure *why)
{
    struct grid *grid = build->grid;
    struct cell *total = &grid->totals[column];
    divide_sections(grid, column, of);
    if (!grid->totals[of].has_value || grid->totals[of].value == 0) {
        set_states(grid, column, of); /* nothing has no shares */
        return STATUS_OK;
    }
    total->value = WHOLE;
    total->has_value = true;
    total->state = CELL_VALUE;
    if (grid->totals[of].value > 0 && is_divided(grid, of)) {
        return divide_whole(build, column, of, why);
    }
    divide_each(grid, column, of);
    return STATUS_OK;
}
