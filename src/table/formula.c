/* Reads columns over other columns of the same row: `formula:` and `choose:`. */
#include "table/definition.h"
#include "table/expr.h"
#include "table/names.h"

#define CHOICES 100 /* texts of one column */

static enum status read_as(const struct yaml_node *node, struct table_column *column,
                           struct failure *why)
{
    static const char *const names[] = {"number", "yes-no", "percent", NULL};
    const struct yaml_node *as = NULL;
    TRY(load_scalar(node, "as", &as, why));
    column->places = 2;
    if (!as || str_is(as->text, "number")) {
        return STATUS_OK;
    }
    if (str_is(as->text, "yes-no")) {
        column->form = FORM_YES_NO;
        column->places = 0;
        return STATUS_OK;
    }
    if (str_is(as->text, "percent")) {
        column->percent = true;
        column->unit = "%";
        column->places = 1;
        return STATUS_OK;
    }
    return load_unknown(why, as, "form", names);
}

static enum status read_choice(const struct yaml_node *node, struct choice *choice,
                               struct failure *why)
{
    static const char *const keys[] = {"when", "text", NULL};
    TRY(yaml_only(node, keys, why));
    if (!yaml_get(node, "text")) {
        return yaml_fail(why, node, STATUS_INPUT, "`text` is missing. Add `text: {en: …}`.");
    }
    return label_read(yaml_get(node, "text"), &choice->text, why);
}

static enum status read_choices(const struct loading *load, const struct yaml_node *list,
                                struct table_column *column, struct failure *why)
{
    column->form = FORM_TEXT;
    if (list->type != YAML_LIST || list->count == 0 || list->count > CHOICES) {
        return yaml_fail(
            why, list, STATUS_INPUT,
            "expected a list of 1 to %d texts. Write one \"- {when: …, text: {en: …}}\" "
            "a line; the last may have no `when`.",
            CHOICES);
    }
    column->choices = arena_array(load->arena, list->count, sizeof *column->choices);
    if (!column->choices) {
        return fail_memory(why);
    }
    for (const struct yaml_node *node = list->children; node; node = node->next) {
        TRY(read_choice(node, &column->choices[column->choice_count++], why));
        if (!yaml_get(node, "when") && node->next) {
            return yaml_fail(
                why, node, STATUS_INPUT,
                "what stands below is never taken, as this has no `when`. Put it last.");
        }
    }
    return STATUS_OK;
}

enum status load_formula(const struct loading *load, const struct yaml_node *node,
                         const struct yaml_node *measure, struct table_column *column,
                         struct failure *why)
{
    if (column->type == COLUMN_CHOOSE) {
        return read_choices(load, measure, column, why);
    }
    return read_as(node, column, why);
}

/* A column that is computed only after @context, which is a column too. */
static bool is_later(const struct table_column *column, const void *context)
{
    return table_column_is_derived(column) && column >= (const struct table_column *)context;
}

/* The expression at @node: a number, over columns that are known when @column is computed. */
static enum status read_expression(const struct loading *load, const struct yaml_node *node,
                                   const struct table_column *column, const struct expr **expr,
                                   struct failure *why)
{
    struct expr_scope scope = {load->pack, NULL};
    struct failure reason;
    if (node->type != YAML_SCALAR) {
        return yaml_fail(why, node, STATUS_INPUT, "expected one expression, in quotes.");
    }
    enum status status =
        expr_parse_row(load->arena, &scope, load->table, node->text, expr, &reason);
    if (status == STATUS_NOMEM) {
        return fail_memory(why);
    }
    if (status != STATUS_OK) {
        return yaml_fail(why, node, STATUS_INPUT, "%s", reason.text);
    }
    if (expr_is_text(*expr)) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "this gives a text, and a number or a condition is needed. Compare it, or "
                         "use `choose:`.");
    }
    const struct table_column *later = expr_column(*expr, is_later, column);
    return later ? yaml_fail(why, node, STATUS_INPUT,
                             "[%s] is computed only after this column. Put it above.", later->name)
                 : STATUS_OK;
}

enum status link_formula(const struct loading *load, const struct yaml_node *node,
                         struct table_column *column, struct failure *why)
{
    if (column->type == COLUMN_FORMULA) {
        return read_expression(load, yaml_get(node, "formula"), column, &column->formula, why);
    }
    struct choice *choice = column->choices;
    for (const struct yaml_node *at = yaml_get(node, "choose")->children; at; at = at->next) {
        const struct yaml_node *when = yaml_get(at, "when");
        if (when) {
            TRY(read_expression(load, when, column, &choice->when, why));
        }
        choice++;
    }
    return STATUS_OK;
}
