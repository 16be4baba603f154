/* Which records a computed number is made from: those of the cells it was computed from. */
#include "table/expr.h"
#include "table/grid_build.h"

#define SOURCES 6 /* of one number */

/* The columns of the grid that one is computed from. */
struct makers {
    const struct grid *grid;
    size_t columns[SOURCES];
    size_t count;
};

/* The grid's column that a column of the table became; a split one, the part at the same place. */
static void add_maker(struct makers *makers, const struct table_column *from, size_t part)
{
    const struct grid *grid = makers->grid;
    for (size_t c = 0; c < grid->column_count && makers->count < SOURCES; c++) {
        if (grid->columns[c].from == from && part-- == 0) {
            makers->columns[makers->count++] = c;
            return;
        }
    }
}

/* True for a column that is not among them yet. */
static bool is_new(const struct table_column *column, const void *context)
{
    const struct makers *makers = context;
    for (size_t i = 0; i < makers->count; i++) {
        if (makers->grid->columns[makers->columns[i]].from == column) {
            return false;
        }
    }
    return true;
}

/* All columns that a formula names, each once. */
static void add_named(struct makers *makers, const struct expr *formula)
{
    const struct table_column *column = NULL;
    size_t before = SIZE_MAX;
    while (before != makers->count && (column = expr_column(formula, is_new, makers)) != NULL) {
        before = makers->count;
        add_maker(makers, column, 0);
    }
}

static void find_makers(const struct grid *grid, size_t c, struct makers *makers)
{
    const struct table_column *from = grid->columns[c].from;
    const struct table_column *columns = grid->table->columns;
    size_t part = 0;
    while (part < c && grid->columns[c - part - 1].from == from) {
        part++;
    }
    *makers = (struct makers){.grid = grid};
    switch (from->type) {
    case COLUMN_RATIO:
        add_maker(makers, &columns[from->of[0]], 0);
        add_maker(makers, &columns[from->of[1]], 0);
        return;
    case COLUMN_SHARE:
        add_maker(makers, &columns[from->of[0]], 0);
        return;
    case COLUMN_CHANGE:
        add_maker(makers, &columns[from->of[0]], from->split ? part : 0);
        if (from->split && part > 0) {
            add_maker(makers, &columns[from->of[0]], part - 1);
        }
        return;
    case COLUMN_FORMULA:
        add_named(makers, from->formula);
        return;
    default:
        return;
    }
}

static bool is_same(const struct query *a, const struct query *b)
{
    if (a == b) {
        return true;
    }
    bool same = a->kind == b->kind && a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) {
        const struct condition *x = &a->conditions[i], *y = &b->conditions[i];
        same = strcmp(x->name, y->name) == 0 && x->op == y->op && x->value_count == y->value_count;
        for (size_t k = 0; same && k < x->value_count; k++) {
            same = strcmp(x->values[k], y->values[k]) == 0;
        }
    }
    return same;
}

static void add_source(struct cell *cell, const struct query *filter, unsigned long long records,
                       const struct label *label)
{
    bool known = !filter || cell->source_count == SOURCES;
    for (size_t i = 0; i < cell->source_count && !known; i++) {
        known = is_same(cell->sources[i].filter, filter);
    }
    if (!known) {
        cell->sources[cell->source_count++] = (struct cell_source){filter, records, label};
    }
}

static void take_sources(const struct makers *makers, const struct cell *cells, struct cell *cell)
{
    for (size_t i = 0; i < makers->count; i++) {
        const size_t from = makers->columns[i];
        const struct cell *of = &cells[from];
        add_source(cell, of->filter, of->records, &makers->grid->columns[from].label);
        for (size_t k = 0; k < of->source_count; k++) {
            add_source(cell, of->sources[k].filter, of->sources[k].records, of->sources[k].label);
        }
    }
}

enum status grid_fill_sources(struct grid_build *build, size_t column, struct failure *why)
{
    const struct grid *grid = build->grid;
    struct makers makers;
    struct cell *cells = NULL;
    find_makers(grid, column, &makers);
    for (size_t i = 0; makers.count > 0 && (cells = grid_cells_at(grid, i)) != NULL; i++) {
        struct cell *cell = &cells[column];
        cell->sources =
            cell->has_value ? arena_array(build->arena, SOURCES, sizeof *cell->sources) : NULL;
        if (cell->has_value && !cell->sources) {
            return fail_memory(why);
        }
        if (cell->has_value) {
            take_sources(&makers, cells, cell);
        }
    }
    return STATUS_OK;
}
