/* Reads tables of single numbers: ```figures with columns and rows of expressions. */
#include "report/directive.h"

#define ROWS_MOST 100

static enum status read_cell(const struct reading *read, struct directive *figures,
                             const struct yaml_node *node, struct directive *cell,
                             struct failure *why)
{
    if (node->type != YAML_SCALAR) {
        return yaml_fail(why, node, STATUS_INPUT, "expected an expression. Write one in quotes.");
    }
    *cell = (struct directive){.type = DIRECTIVE_NUMBER, .path = figures->path, .line = node->line};
    cell->argument = node->text.at;
    figures->signature = arena_printf(read->arena, "%s | %s", figures->signature, node->text.at);
    return figures->signature ? directive_expr(read, node->line, node->text, &cell->expr, why)
                              : fail_memory(why);
}

static enum status read_row(const struct reading *read, struct directive *figures,
                            const struct yaml_node *node, struct failure *why)
{
    static const char *const keys[] = {"label", "cells", NULL};
    const struct yaml_node *cells = NULL;
    struct directive *to = &figures->cells[figures->row_count * figures->head_count];
    TRY(yaml_only(node, keys, why));
    TRY(yaml_text(node, "label", &figures->labels[figures->row_count], why));
    TRY(yaml_need(node, "cells", &cells, why));
    if (cells->type != YAML_LIST || cells->count != figures->head_count) {
        return yaml_fail(why, cells, STATUS_INPUT,
                         "expected a list of %zu expressions, one for each column.",
                         figures->head_count);
    }
    for (const struct yaml_node *cell = cells->children; cell; cell = cell->next) {
        TRY(read_cell(read, figures, cell, to++, why));
    }
    figures->row_count++;
    return STATUS_OK;
}

enum status directive_read_figures(const struct reading *read, struct directive *figures,
                                   struct failure *why)
{
    static const char *const keys[] = {"caption", "id", "columns", "rows", "change", NULL};
    const struct yaml_node *heads = NULL, *rows = NULL;
    TRY(yaml_only(figures->body, keys, why));
    TRY(yaml_need(figures->body, "columns", &heads, why));
    TRY(yaml_need(figures->body, "rows", &rows, why));
    TRY(yaml_texts(read->arena, heads, &figures->heads, &figures->head_count, why));
    TRY(yaml_bool_maybe(figures->body, "change", &figures->change, why));
    if (figures->head_count == 0 || figures->head_count > FIGURES_HEADS ||
        rows->type != YAML_LIST || rows->count == 0 || rows->count > ROWS_MOST) {
        return yaml_fail(why, rows, STATUS_INPUT,
                         "a table of figures has 1 to %d `columns` and 1 to %d `rows`.",
                         FIGURES_HEADS, ROWS_MOST);
    }
    figures->labels = arena_array(read->arena, rows->count, sizeof *figures->labels);
    figures->cells =
        arena_array(read->arena, rows->count * figures->head_count, sizeof *figures->cells);
    if (!figures->labels || !figures->cells) {
        return fail_memory(why);
    }
    for (const struct yaml_node *row = rows->children; row; row = row->next) {
        TRY(read_row(read, figures, row, why));
    }
    return STATUS_OK;
}

bool directive_change(const struct directive *figures, size_t row, int64_t *change)
{
    const struct directive *first = &figures->cells[row * figures->head_count];
    const struct directive *last = first + figures->head_count - 1;
    return figures->head_count > 1 && first->value.outcome == EXPR_NUMBER &&
           last->value.outcome == EXPR_NUMBER &&
           !__builtin_sub_overflow(last->value.number, first->value.number, change);
}
