/* Columns that name the most frequent values of a field among the records of a row. */
#include "table/grid_build.h"

#include <stdlib.h>

struct frequent {
    const char *code;
    unsigned long long records;
    size_t rank;
};

/* The most frequent first; of equal ones in the order of the list, then of the alphabet. */
static int compare_frequent(const void *a, const void *b)
{
    const struct frequent *one = a;
    const struct frequent *other = b;
    if (one->records != other->records) {
        return one->records > other->records ? -1 : 1;
    }
    if (one->rank != other->rank) {
        return one->rank < other->rank ? -1 : 1;
    }
    return strcmp(one->code, other->code);
}

static size_t rank_of(const struct table_column *column, const char *code)
{
    for (size_t i = 0; column->lens && i < column->lens->theme_count; i++) {
        if (strcmp(column->lens->themes[i].name, code) == 0) {
            return i;
        }
    }
    return column->lens ? SIZE_MAX : grid_rank(column->measure.field, code);
}

static struct label label_of_code(const struct table_column *column, const char *code)
{
    for (size_t i = 0; column->lens && i < column->lens->theme_count; i++) {
        const struct lens_theme *theme = &column->lens->themes[i];
        if (strcmp(theme->name, code) == 0 && theme->label.count > 0) {
            return theme->label;
        }
    }
    return column->lens ? label_same(code) : label_of_key(column->measure.field, code);
}

/* The values of the cell's records with how many have each, most first. */
static enum status find_frequent(const struct grid_build *build, const struct table_column *column,
                                 const struct cell *cell, struct frequent **values, size_t *count,
                                 struct failure *why)
{
    struct measure measure = {.type = MEASURE_COUNT};
    struct group_by by = {.field = column->measure.field,
                          .lens = column->lens ? column->lens->name : NULL};
    struct group *groups = NULL;
    size_t found = 0;
    *count = 0;
    TRY(store_measure(build->store, build->arena, cell->filter, &by, 1, &measure, &groups, &found,
                      why));
    *values = arena_array(build->arena, found + 1, sizeof **values);
    if (!*values) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < found; i++) {
        const char *code = arena_copy(build->arena, groups[i].keys[0]);
        if (!code) {
            return fail_memory(why);
        }
        if (code[0] != '\0' && groups[i].records > 0) {
            (*values)[(*count)++] =
                (struct frequent){code, groups[i].records, rank_of(column, code)};
        }
    }
    if (*count > 0) {
        qsort(*values, *count, sizeof **values, compare_frequent);
    }
    return STATUS_OK;
}

/* "Training; Advocacy" in each language. */
static enum status join_items(const struct grid_build *build, struct cell *cell,
                              struct failure *why)
{
    static const char *const languages[] = {"en", "fr", "es"};
    struct label *words = arena_alloc(build->arena, sizeof *words);
    if (!words) {
        return fail_memory(why);
    }
    for (size_t l = 0; l < COUNT_OF(languages); l++) {
        const char *text = "";
        for (size_t i = 0; text && i < cell->item_count; i++) {
            text = arena_printf(build->arena, "%s%s%s", text, i > 0 ? "; " : "",
                                label_in(&cell->items[i].label, languages[l], ""));
        }
        if (!text) {
            return fail_memory(why);
        }
        words->languages[l] = languages[l];
        words->texts[l] = text;
    }
    words->count = COUNT_OF(languages);
    cell->words = words;
    cell->has_value = true;
    cell->state = CELL_VALUE;
    return STATUS_OK;
}

static enum status fill_cell(const struct grid_build *build, const struct grid_column *column,
                             const struct slice *section, const struct slice *row,
                             struct cell *cell, struct failure *why)
{
    const struct table_column *from = column->from;
    const struct slice *slices[] = {column->slice, section, row};
    struct frequent *values = NULL;
    size_t count = 0;
    TRY(slice_filter(build->arena, &from->query, slices, COUNT_OF(slices), &cell->filter, why));
    TRY(store_count(build->store, cell->filter, &cell->records, why));
    cell->state = cell->records > 0 ? CELL_MISSING : CELL_ZERO;
    TRY(find_frequent(build, from, cell, &values, &count, why));
    count = count < from->top ? count : from->top;
    if (count == 0) {
        return STATUS_OK;
    }
    cell->items = arena_array(build->arena, count, sizeof *cell->items);
    if (!cell->items) {
        return fail_memory(why);
    }
    for (; cell->item_count < count; cell->item_count++) {
        const struct frequent *value = &values[cell->item_count];
        cell->items[cell->item_count] =
            (struct cell_item){value->code, label_of_code(from, value->code), value->records};
    }
    return join_items(build, cell, why);
}

static enum status fill_column(struct grid_build *build, size_t c, struct failure *why)
{
    struct grid *grid = build->grid;
    const struct grid_column *column = &grid->columns[c];
    TRY(fill_cell(build, column, NULL, build->whole, &grid->totals[c], why));
    for (size_t b = 0; b < grid_blocks(grid); b++) {
        struct grid_section block = grid_block(grid, b);
        for (size_t r = block.first; r < block.first + block.count; r++) {
            const struct grid_row *row = &grid->rows[r];
            TRY(fill_cell(build, column, block.slice, row->slice, &row->cells[c], why));
        }
        if (block.totals) {
            TRY(fill_cell(build, column, block.slice, build->whole, &block.totals[c], why));
        }
    }
    return STATUS_OK;
}

enum status grid_fill_tops(struct grid_build *build, struct failure *why)
{
    for (size_t c = 0; c < build->grid->column_count; c++) {
        if (build->grid->columns[c].from->type == COLUMN_TOP) {
            TRY(fill_column(build, c, why));
        }
    }
    return STATUS_OK;
}
