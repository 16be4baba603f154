#include "table/grid_build.h"

#include "base/decimal.h"

size_t grid_row_at(const struct grid *grid, struct str key)
{
    struct grid_section block = {.count = grid->row_count};
    struct str section;
    if (grid->table->by) {
        size_t number = 0;
        bool blocked = memchr(key.at ? key.at : "", '/', key.length) != NULL;
        (void)str_split(&key, '/', &section);
        while (number < grid->section_count && !str_is(section, grid->sections[number].key)) {
            number++;
        }
        if (!blocked || number == grid->section_count) {
            return grid->row_count;
        }
        block = grid->sections[number];
    }
    for (size_t i = block.first; i < block.first + block.count; i++) {
        if (str_is(key, grid->rows[i].key)) {
            return i;
        }
    }
    return grid->row_count;
}

size_t grid_column_at(const struct grid *grid, struct str name)
{
    size_t i = 0;
    while (i < grid->column_count && !str_is(name, grid->columns[i].name)) {
        i++;
    }
    return i;
}

const char *cell_state_name(enum cell_state state)
{
    static const char *const names[] = {[CELL_VALUE] = "value",
                                        [CELL_ZERO] = "zero",
                                        [CELL_MISSING] = "missing",
                                        [CELL_NOT_APPLICABLE] = "not-applicable"};
    return names[state];
}

bool grid_sum_rows(const struct grid *grid, size_t column, size_t first, size_t count, int64_t *sum)
{
    *sum = 0;
    for (size_t r = first; r < first + count; r++) {
        if (!decimal_add(*sum, grid->rows[r].cells[column].value, sum)) {
            return false;
        }
    }
    return true;
}

static struct label row_label(const struct table *table)
{
    return table->row_label.count > 0 ? table->row_label : label_of_axis(&table->rows, table->kind);
}

/* What is said of no records is neither 0 nor unknown. */
static void settle_cells(const struct grid *grid, struct cell *cells)
{
    for (size_t c = 0; c < grid->column_count; c++) {
        if (!cells[c].has_value && cells[c].state == CELL_ZERO) {
            cells[c].state = CELL_NOT_APPLICABLE;
        }
    }
}

static void settle_states(const struct grid *grid)
{
    for (size_t r = 0; r < grid->row_count; r++) {
        settle_cells(grid, grid->rows[r].cells);
    }
    for (size_t i = 0; i < grid->section_count; i++) {
        settle_cells(grid, grid->sections[i].totals);
    }
    settle_cells(grid, grid->totals);
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
    TRY(grid_own_notes(&build, why));
    TRY(grid_make_columns(&build, why));
    TRY(grid_make_rows(&build, why));
    TRY(grid_measure(&build, why));
    TRY(grid_fill_values(&build, why));
    TRY(grid_sort_rows(&build, why));
    TRY(grid_run_up(&build, why));
    TRY(grid_fill_tops(&build, why));
    TRY(grid_derive(&build, why));
    TRY(grid_add_notes(&build, why));
    TRY(grid_tell_about(&build, why));
    settle_states(build.grid);
    *grid = build.grid;
    return STATUS_OK;
}
