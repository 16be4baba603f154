/* What an expression asks for: so that a number can be opened. */
#include "table/expr_tree.h"

/* What listing them needs to pass around. */
struct listing {
    struct expr_world *world;
    struct expr_questions *questions;
    size_t capacity;
};

static enum status add(struct listing *listing, const struct query *query, struct failure *why)
{
    struct expr_questions *questions = listing->questions;
    const struct query **grown = arena_grow(listing->world->arena, questions->at, questions->count,
                                            &listing->capacity, sizeof *questions->at);
    if (!grown) {
        return fail_memory(why);
    }
    questions->at = grown;
    grown[questions->count++] = query;
    return STATUS_OK;
}

static enum status add_cell(struct listing *listing, const struct expr *expr, struct failure *why)
{
    const struct expr_world *world = listing->world;
    const struct grid *grid = world->grids[expr->table - world->tables->tables];
    const size_t column = grid ? grid_column_at(grid, str_of(expr->column)) : 0;
    const size_t row = grid && expr->row ? grid_row_at(grid, str_of(expr->row)) : 0;
    if (!grid || column == grid->column_count || (expr->row && row == grid->row_count)) {
        return STATUS_OK;
    }
    const struct cell *cell = expr->row ? &grid->rows[row].cells[column] : &grid->totals[column];
    for (size_t i = 0; i < cell->source_count; i++) {
        TRY(add(listing, cell->sources[i].filter, why));
    }
    if (cell->source_count > 0) {
        return STATUS_OK;
    }
    return cell->filter ? add(listing, cell->filter, why) : add(listing, &expr->table->query, why);
}

/* One record, by its identifier. */
static enum status add_record(struct listing *listing, const struct expr *expr, struct failure *why)
{
    struct arena *arena = listing->world->arena;
    struct query *query = arena_alloc(arena, sizeof *query);
    const char **value = arena_array(arena, 1, sizeof *value);
    if (!query || !value) {
        return fail_memory(why);
    }
    query_init(query, expr->kind);
    *value = arena_copy(arena, expr->text);
    query->conditions[query->count++] = (struct condition){"identifier", NULL, OP_IS, value, 1};
    return *value ? add(listing, query, why) : fail_memory(why);
}

static enum status list(struct listing *listing, const struct expr *expr, struct failure *why)
{
    switch (expr->op) {
    case EXPR_OP_CELL:
        return add_cell(listing, expr, why);
    case EXPR_OP_ROWS:
    case EXPR_OP_ROWMAX:
    case EXPR_OP_ROWMIN:
    case EXPR_OP_ROWSUM:
        return add(listing, &expr->table->query, why);
    case EXPR_OP_VALUE:
        return add_record(listing, expr, why);
    default:
        break;
    }
    if (expr->query) {
        return add(listing, expr->query, why);
    }
    if (expr->a) {
        TRY(list(listing, expr->a, why));
    }
    return expr->b ? list(listing, expr->b, why) : STATUS_OK;
}

enum status expr_list_questions(struct expr_world *world, const struct expr *expr,
                                struct expr_questions *questions, struct failure *why)
{
    struct listing listing = {.world = world, .questions = questions};
    *questions = (struct expr_questions){NULL, 0};
    return list(&listing, expr, why);
}

bool expr_is_cell(const struct expr *expr, const struct table **table, const char **row,
                  const char **column)
{
    if (!expr || expr->op != EXPR_OP_CELL) {
        return false;
    }
    *table = expr->table;
    *row = expr->row;
    *column = expr->column;
    return true;
}

bool expr_counts(const struct expr *expr)
{
    return expr->op == EXPR_OP_COUNT ||
           (expr->op == EXPR_OP_CELL && expr->from->type == COLUMN_RECORDS);
}

static bool is_hidden(const struct field *field)
{
    return field && (field->access != ACCESS_PUBLIC ||
                     (field->parent && field->parent->access != ACCESS_PUBLIC));
}

const struct field *expr_hidden_field(const struct expr *expr)
{
    if (!expr) {
        return NULL;
    }
    if (is_hidden(expr->field)) {
        return expr->field;
    }
    for (size_t i = 0; expr->query && i < expr->query->count; i++) {
        if (is_hidden(expr->query->conditions[i].field)) {
            return expr->query->conditions[i].field;
        }
    }
    const struct field *found = expr_hidden_field(expr->a);
    return found ? found : expr_hidden_field(expr->b);
}
