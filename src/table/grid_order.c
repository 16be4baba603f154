/* Rows by size; and of a ranking the first, with one row for all others. */
#include "table/grid_build.h"

#include <stdlib.h>

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

/* The column by which rows are ordered: the first that is measured; or the count. */
static size_t first_measured(const struct grid *grid)
{
    size_t column = 0;
    while (column < grid->column_count && (!table_column_is_measured(grid->columns[column].from) ||
                                           grid->columns[column].from->cumulative)) {
        column++;
    }
    return column;
}

static enum status sort_block(struct grid_build *build, size_t column,
                              const struct grid_section *block, struct failure *why)
{
    struct grid_row *at = build->grid->rows + block->first;
    struct sized_row *rows = arena_array(build->arena, block->count + 1, sizeof *rows);
    if (!rows) {
        return fail_memory(why);
    }
    for (size_t r = 0; r < block->count; r++) {
        rows[r] = (struct sized_row){at[r], at[r].cells[column].value, r};
    }
    if (block->count > 0) {
        qsort(rows, block->count, sizeof *rows, compare_sizes);
    }
    for (size_t r = 0; r < block->count; r++) {
        at[r] = rows[r].row;
    }
    return STATUS_OK;
}

/* ---- the first, and the others ---- */

/*
 * How many rows of @named stay: those tied with the last of the first stay too; but when that makes
 * more than twice as many as were asked for, none of the tied ones does.
 */
static size_t count_kept(const struct grid *grid, size_t column, size_t named)
{
    size_t top = grid->table->top, kept = top;
    if (named <= top) {
        return named;
    }
    int64_t last = grid->rows[top - 1].cells[column].value;
    while (kept < named && grid->rows[kept].cells[column].value == last) {
        kept++;
    }
    if (kept > 2 * top) {
        kept = top;
        while (kept > 0 && grid->rows[kept - 1].cells[column].value == last) {
            kept--;
        }
    }
    return kept;
}

/* Records that have a value, and none of those of the first @kept rows. */
static enum status other_slice(const struct grid_build *build, size_t kept, struct slice **slice,
                               struct failure *why)
{
    const struct axis *axis = &build->table->rows;
    const char **keys = arena_array(build->arena, kept + 1, sizeof *keys);
    *slice = arena_alloc(build->arena, sizeof **slice);
    if (!keys || !*slice) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < kept; i++) {
        keys[i] = build->grid->rows[i].key;
    }
    keys[kept] = ""; /* "is not": neither one of these nor without a value */
    (*slice)->key = GRID_OTHER;
    (*slice)->label = label_three("(other)", "(autres)", "(otros)");
    (*slice)->count = 1;
    TRY(slice_condition(build->arena, axis, keys, kept + 1, &(*slice)->conditions[0], why));
    (*slice)->conditions[0].op = OP_IS_NOT;
    return STATUS_OK;
}

/* Measures the row of the others in the place of the first that goes. */
static enum status measure_other(struct grid_build *build, struct grid_row *row,
                                 struct failure *why)
{
    struct grid *grid = build->grid;
    *row =
        (struct grid_row){.key = row->slice->key, .label = row->slice->label, .slice = row->slice};
    row->cells = arena_array(build->arena, grid->column_count + 1, sizeof *row->cells);
    if (!row->cells) {
        return fail_memory(why);
    }
    for (size_t c = 0; c < grid->column_count; c++) {
        if (table_column_is_measured(grid->columns[c].from)) {
            TRY(grid_measure_cell(build, &grid->columns[c], NULL, row->slice, &row->cells[c], why));
        }
    }
    return STATUS_OK;
}

/* Why there are fewer rows than were asked for. */
static enum status note_ties(struct grid_build *build, size_t kept, struct failure *why)
{
    size_t place = kept + 1;
    struct label note = label_three(
        arena_printf(build->arena,
                     "Too many values are tied for place %zu to show them all; they are among the "
                     "others.",
                     place),
        arena_printf(build->arena,
                     "Trop de valeurs se partagent la place %zu pour les montrer toutes ; elles "
                     "sont parmi les autres.",
                     place),
        arena_printf(build->arena,
                     "Demasiados valores comparten el puesto %zu para mostrarlos todos; están "
                     "entre los otros.",
                     place));
    return grid_note(build, &note, why);
}

static enum status keep_first(struct grid_build *build, size_t column, struct failure *why)
{
    struct grid *grid = build->grid;
    struct slice *other = NULL;
    size_t rows = grid->row_count;
    bool none = rows > 0 && grid->rows[rows - 1].key[0] == '\0';
    size_t named = rows - none;
    size_t kept = count_kept(grid, column, named);
    if (kept == named) {
        return STATUS_OK;
    }
    if (kept < grid->table->top) {
        TRY(note_ties(build, kept, why));
    }
    struct grid_row last = grid->rows[rows - 1];
    TRY(other_slice(build, kept, &other, why));
    grid->rows[kept].slice = other;
    TRY(measure_other(build, &grid->rows[kept], why));
    grid->row_count = kept + 1;
    if (none) {
        grid->rows[grid->row_count++] = last;
    }
    return STATUS_OK;
}

enum status grid_sort_rows(struct grid_build *build, struct failure *why)
{
    struct grid *grid = build->grid;
    size_t column = first_measured(grid);
    if (build->table->order != ROWS_BY_COUNT || column == grid->column_count ||
        grid->row_count == 0) {
        return STATUS_OK;
    }
    for (size_t i = 0; i < grid_blocks(grid); i++) {
        struct grid_section block = grid_block(grid, i);
        TRY(sort_block(build, column, &block, why));
    }
    return build->table->top > 0 ? keep_first(build, column, why) : STATUS_OK;
}
