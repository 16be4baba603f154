/* Which rows and columns a grid has. */
#include "table/grid_build.h"

#include <stdlib.h>

/* ---- columns ---- */

static enum status name_column(const struct grid_build *build, struct grid_column *column,
                               struct failure *why)
{
    const char *name = column->from->name;
    const char *mark = column->slice ? strstr(name, "{code}") : NULL;
    column->name = name;
    if (mark) {
        column->name =
            arena_printf(build->arena, "%.*s%s%s", (int)(mark - name), name,
                         column->key[0] ? column->key : "not-stated", mark + strlen("{code}"));
    }
    for (size_t i = 0; i < column->label.count; i++) {
        if (!column->label.texts[i]) {
            return fail_memory(why);
        }
    }
    return column->name ? STATUS_OK : fail_memory(why);
}

static enum status add_column(struct grid_build *build, const struct table_column *from,
                              const struct slice *slice, size_t *capacity, struct failure *why)
{
    struct grid *grid = build->grid;
    grid->columns = arena_grow(build->arena, grid->columns, grid->column_count, capacity,
                               sizeof *grid->columns);
    if (!grid->columns) {
        return fail_memory(why);
    }
    struct grid_column *column = &grid->columns[grid->column_count++];
    *column = (struct grid_column){.name = from->name,
                                   .label = label_of_column(build->arena, from, slice),
                                   .from = from,
                                   .key = slice ? slice->key : "",
                                   .slice = slice,
                                   .places = from->places,
                                   .unit = from->unit};
    return name_column(build, column, why);
}

/* The parts of a split; those of a change are the parts of the column that changes. */
static enum status split_slices(const struct grid_build *build, const struct table_column *from,
                                struct slices *slices, struct failure *why)
{
    const struct table *table = build->table;
    const struct query *query =
        from->type == COLUMN_CHANGE ? &table->columns[from->of[0]].query : &from->query;
    TRY(grid_slices(build, query, from->split, ROWS_BY_CODELIST, slices, why));
    if (from->type == COLUMN_SHOW && slices->count > 0 &&
        slices->at[slices->count - 1].key[0] == '\0') {
        slices->count--; /* a record without a value shows as much in all other columns */
    }
    for (size_t i = slices->count; from->cumulative && axis_is_range(from->split) && i > 0; i--) {
        slices->at[i - 1] = slice_upto(&slices->at[0], &slices->at[i - 1], from->carry_in);
    }
    return STATUS_OK;
}

enum status grid_make_columns(struct grid_build *build, struct failure *why)
{
    size_t capacity = 0;
    for (size_t i = 0; i < build->table->column_count; i++) {
        const struct table_column *from = &build->table->columns[i];
        struct slices slices;
        if (!from->split) {
            TRY(add_column(build, from, NULL, &capacity, why));
            continue;
        }
        TRY(split_slices(build, from, &slices, why));
        for (size_t k = 0; k < slices.count; k++) {
            TRY(add_column(build, from, &slices.at[k], &capacity, why));
        }
    }
    return STATUS_OK;
}

/* ---- rows ---- */

size_t grid_blocks(const struct grid *grid)
{
    return grid->table->by ? grid->section_count : 1;
}

struct grid_section grid_block(const struct grid *grid, size_t number)
{
    return grid->table->by ? grid->sections[number]
                           : (struct grid_section){.key = "", .count = grid->row_count};
}

static enum status make_cells(struct grid_build *build, struct cell **cells, struct failure *why)
{
    *cells = arena_array(build->arena, build->grid->column_count + 1, sizeof **cells);
    return *cells ? STATUS_OK : fail_memory(why);
}

/* Adds the rows into which the records of @query are divided. */
static enum status add_rows(struct grid_build *build, const struct query *query, size_t *capacity,
                            struct failure *why)
{
    struct grid *grid = build->grid;
    const struct axis *axis = &build->table->rows;
    struct slices slices;
    query = axis_is_range(axis) ? &build->table->query : query; /* the same years in each block */
    TRY(grid_slices(build, query, axis, build->table->order, &slices, why));
    for (size_t i = 0; i < slices.count; i++) {
        grid->rows =
            arena_grow(build->arena, grid->rows, grid->row_count, capacity, sizeof *grid->rows);
        if (!grid->rows) {
            return fail_memory(why);
        }
        struct slice *slice = &slices.at[i];
        struct grid_row *row = &grid->rows[grid->row_count++];
        *row = (struct grid_row){.key = slice->key, .label = slice->label, .slice = slice};
        TRY(make_cells(build, &row->cells, why));
    }
    if (axis_is_range(axis) && slices.count > 0) {
        struct slice *whole = arena_alloc(build->arena, sizeof *whole);
        if (!whole) {
            return fail_memory(why);
        }
        *whole = slice_upto(&slices.at[0], &slices.at[slices.count - 1], false);
        build->whole = whole;
    }
    return STATUS_OK;
}

/* One block of rows for each part of `by`. */
static enum status add_sections(struct grid_build *build, size_t *capacity, struct failure *why)
{
    const struct table *table = build->table;
    struct grid *grid = build->grid;
    struct slices slices;
    TRY(grid_slices(build, &table->query, table->by, ROWS_BY_CODELIST, &slices, why));
    grid->sections = arena_array(build->arena, slices.count + 1, sizeof *grid->sections);
    if (!grid->sections) {
        return fail_memory(why);
    }
    for (; grid->section_count < slices.count; grid->section_count++) {
        const struct slice *slice = &slices.at[grid->section_count];
        struct grid_section *section = &grid->sections[grid->section_count];
        const struct query *query = NULL;
        *section = (struct grid_section){
            .key = slice->key, .label = slice->label, .slice = slice, .first = grid->row_count};
        TRY(make_cells(build, &section->totals, why));
        TRY(slice_filter(build->arena, &table->query, &slice, 1, &query, why));
        TRY(add_rows(build, query, capacity, why));
        section->count = grid->row_count - section->first;
    }
    return STATUS_OK;
}

static int compare_rows(const void *a, const void *b)
{
    return strcmp(((const struct row_index *)a)->key, ((const struct row_index *)b)->key);
}

static enum status index_rows(struct grid_build *build, struct failure *why)
{
    const struct grid *grid = build->grid;
    build->by_key = arena_array(build->arena, grid->row_count + 1, sizeof *build->by_key);
    if (!build->by_key) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < grid->row_count; i++) {
        build->by_key[i] = (struct row_index){grid->rows[i].key, i};
    }
    for (size_t i = 0; i < grid_blocks(grid); i++) {
        struct grid_section block = grid_block(grid, i);
        if (block.count > 0) {
            qsort(build->by_key + block.first, block.count, sizeof *build->by_key, compare_rows);
        }
    }
    return STATUS_OK;
}

enum status grid_make_rows(struct grid_build *build, struct failure *why)
{
    size_t capacity = 0;
    TRY(make_cells(build, &build->grid->totals, why));
    if (build->table->by) {
        TRY(add_sections(build, &capacity, why));
    } else {
        TRY(add_rows(build, &build->table->query, &capacity, why));
    }
    return index_rows(build, why);
}
