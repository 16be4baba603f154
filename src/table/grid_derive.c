/* What is computed from other columns of the same row, or of the row before. */
#include "base/decimal.h"
#include "table/expr.h"
#include "table/grid_build.h"

#define HUNDRED ((int64_t)100 * DECIMAL_ONE)

/* ---- ratios and changes ---- */

/* What is computed from cells of which one has no value has none, for the same reason. */
static enum cell_state worse(const struct cell *one, const struct cell *other)
{
    enum cell_state a = one->has_value ? CELL_ZERO : one->state;
    enum cell_state b = other->has_value ? CELL_ZERO : other->state;
    return a > b ? a : b;
}

static void set_number(struct cell *cell, bool fits, int64_t number, enum cell_state otherwise)
{
    cell->has_value = fits;
    cell->value = fits ? number : 0;
    cell->state = fits ? CELL_VALUE : otherwise;
}

static void divide(const struct cell *over, const struct cell *under, struct cell *cell)
{
    int64_t quotient = 0;
    bool fits =
        over->has_value && under->has_value && decimal_divide(over->value, under->value, &quotient);
    set_number(cell, fits, quotient, worse(over, under));
}

static void subtract(const struct cell *now, const struct cell *before, struct cell *cell)
{
    int64_t change = 0;
    bool fits = now->has_value && before->has_value &&
                !__builtin_sub_overflow(now->value, before->value, &change);
    set_number(cell, fits, change, worse(now, before));
}

/* The grid's column that a column of the table, which is not split, became. */
static size_t column_of(const struct grid *grid, size_t table_column)
{
    size_t c = 0;
    while (c < grid->column_count && grid->columns[c].from != &grid->table->columns[table_column]) {
        c++;
    }
    return c;
}

struct cell *grid_cells_at(const struct grid *grid, size_t number)
{
    if (number < grid->row_count) {
        return grid->rows[number].cells;
    }
    number -= grid->row_count;
    if (number < grid->section_count) {
        return grid->sections[number].totals;
    }
    return number == grid->section_count ? grid->totals : NULL;
}

static void fill_ratio(const struct grid *grid, size_t c)
{
    size_t over = column_of(grid, grid->columns[c].from->of[0]);
    size_t under = column_of(grid, grid->columns[c].from->of[1]);
    struct cell *cells = NULL;
    for (size_t i = 0; (cells = grid_cells_at(grid, i)) != NULL; i++) {
        divide(&cells[over], &cells[under], &cells[c]);
    }
}

/* False between years of which others, that have no row, lie: a change is from year to year. */
static bool follows(const struct grid *grid, size_t row)
{
    int64_t now = 0, before = 0;
    return grid->table->rows.type != AXIS_YEARS ||
           (decimal_parse(str_of(grid->rows[row].key), &now) &&
            decimal_parse(str_of(grid->rows[row - 1].key), &before) && now - before == DECIMAL_ONE);
}

/* To the row before; the first of a block, and totals, have none. */
static void fill_row_change(const struct grid *grid, size_t c)
{
    size_t of = column_of(grid, grid->columns[c].from->of[0]);
    struct cell *cells = NULL;
    for (size_t i = 0; (cells = grid_cells_at(grid, i)) != NULL; i++) {
        cells[c].state = CELL_NOT_APPLICABLE;
    }
    for (size_t b = 0; b < grid_blocks(grid); b++) {
        struct grid_section block = grid_block(grid, b);
        for (size_t r = block.first + 1; r < block.first + block.count; r++) {
            cells = grid->rows[r].cells;
            if (follows(grid, r)) {
                subtract(&cells[of], &grid->rows[r - 1].cells[of], &cells[c]);
            }
        }
    }
}

/* Of split columns to the column before. */
static void fill_split_change(const struct grid *grid, size_t c)
{
    const struct table_column *from = grid->columns[c].from;
    size_t first = c;
    while (first > 0 && grid->columns[first - 1].from == from) {
        first--;
    }
    size_t of = column_of(grid, from->of[0]) + (c - first);
    struct cell *cells = NULL;
    for (size_t i = 0; (cells = grid_cells_at(grid, i)) != NULL; i++) {
        cells[c].state = CELL_NOT_APPLICABLE;
        if (c > first) {
            subtract(&cells[of], &cells[of - 1], &cells[c]);
        }
    }
}

/* ---- formulas and choices ---- */

static enum status fill_formula(const struct grid_build *build, const struct table_column *column,
                                const struct cell *cells, struct cell *cell, struct failure *why)
{
    struct expr_value value;
    TRY(expr_eval_row(build->arena, build->grid, cells, column->formula, &value, why));
    int64_t number = value.number;
    bool fits = value.outcome == EXPR_NUMBER;
    if (fits && column->form == FORM_YES_NO) {
        number = number != 0 ? DECIMAL_ONE : 0;
    }
    if (fits && column->percent) {
        fits = decimal_multiply(number, HUNDRED, &number);
    }
    set_number(cell, fits, number, value.state);
    return STATUS_OK;
}

/* The first that holds. One that cannot be told hides those behind it. */
static enum status fill_choice(const struct grid_build *build, const struct table_column *column,
                               const struct cell *cells, struct cell *cell, struct failure *why)
{
    for (size_t i = 0; i < column->choice_count; i++) {
        const struct choice *choice = &column->choices[i];
        struct expr_value value = {.outcome = EXPR_NUMBER, .number = DECIMAL_ONE};
        if (choice->when) {
            TRY(expr_eval_row(build->arena, build->grid, cells, choice->when, &value, why));
        }
        if (value.outcome != EXPR_NUMBER) {
            cell->state = value.state;
            return STATUS_OK;
        }
        if (value.number != 0) {
            cell->words = &choice->text;
            cell->has_value = true;
            cell->state = CELL_VALUE;
            return STATUS_OK;
        }
    }
    cell->state = CELL_ZERO;
    return STATUS_OK;
}

static enum status fill_each(const struct grid_build *build, size_t c, struct failure *why)
{
    const struct table_column *column = build->grid->columns[c].from;
    struct cell *cells = NULL;
    for (size_t i = 0; (cells = grid_cells_at(build->grid, i)) != NULL; i++) {
        TRY(column->type == COLUMN_FORMULA ? fill_formula(build, column, cells, &cells[c], why)
                                           : fill_choice(build, column, cells, &cells[c], why));
    }
    return STATUS_OK;
}

static enum status derive(struct grid_build *build, size_t c, struct failure *why)
{
    const struct grid *grid = build->grid;
    const struct table_column *column = grid->columns[c].from;
    switch (column->type) {
    case COLUMN_SHARE:
        return grid_fill_share(build, c, column_of(grid, column->of[0]), why);
    case COLUMN_RATIO:
        fill_ratio(grid, c);
        return STATUS_OK;
    case COLUMN_CHANGE:
        if (column->split) {
            fill_split_change(grid, c);
        } else {
            fill_row_change(grid, c);
        }
        return STATUS_OK;
    default:
        return fill_each(build, c, why);
    }
}

enum status grid_derive(struct grid_build *build, struct failure *why)
{
    const struct grid *grid = build->grid;
    for (size_t c = 0; c < grid->column_count; c++) {
        if (!table_column_is_derived(grid->columns[c].from)) {
            grid_mark_gaps(build, c);
        }
    }
    for (size_t c = 0; c < grid->column_count; c++) {
        if (table_column_is_derived(grid->columns[c].from)) {
            TRY(derive(build, c, why));
            TRY(grid_fill_sources(build, c, why));
            grid_mark_gaps(build, c);
        }
    }
    return STATUS_OK;
}
