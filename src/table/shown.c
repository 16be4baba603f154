/* Reads columns that show what is in fields: `value:`, `show:` and `top:`. */
#include "table/definition.h"
#include "table/names.h"

#define TOP_MOST 100 /* values that one cell names */

/* top: FIELD or {themes: LENS}, n: N */
static enum status read_top(const struct loading *load, const struct yaml_node *node,
                            const struct yaml_node *measure, struct table_column *column,
                            struct failure *why)
{
    struct axis axis = {.type = AXIS_FIELD};
    long long top = 3;
    TRY(load_parts(load, measure, &axis, why));
    if (axis.type != AXIS_FIELD && axis.type != AXIS_THEMES) {
        return yaml_fail(
            why, measure, STATUS_INPUT,
            "the most frequent are values of a field, or themes. Write `top: FIELD` or "
            "`top: {themes: LENS}`.");
    }
    TRY(yaml_integer_maybe(node, "n", &top, why));
    if (top < 1 || top > TOP_MOST) {
        return yaml_fail(why, yaml_get(node, "n"), STATUS_INPUT,
                         "a cell names 1 to %d values. Write one of these.", TOP_MOST);
    }
    column->top = (unsigned)top;
    column->form = FORM_TEXT;
    column->measure.field = axis.field;
    column->measured = axis.name;
    column->lens = axis.lens;
    return STATUS_OK;
}

/* How a value is shown: one number as a number, all else as a text. */
static enum column_form form_of(const struct field *field)
{
    const struct field *top = field->parent ? field->parent : field;
    if (top->repeat || top->languages) {
        return FORM_TEXT;
    }
    return field->type == FIELD_INTEGER   ? FORM_PLAIN
           : field->type == FIELD_DECIMAL ? FORM_NUMBER
           : field->type == FIELD_BOOLEAN ? FORM_YES_NO
                                          : FORM_TEXT;
}

/* A split column has one value of the field for each record, as a rule. */
static enum status read_show(const struct yaml_node *node, struct table_column *column,
                             struct failure *why)
{
    static const char *const names[] = {"mark", "text", NULL};
    const struct yaml_node *as = NULL;
    const struct field *split = column->split ? column->split->field : NULL;
    if (!split || column->split->type != AXIS_FIELD) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "what is shown is shown for each value of a field. Add `split: FIELD`, or "
                         "write `value:`.");
    }
    const struct field *shown = column->measure.field;
    const struct field *top = split->parent ? split->parent : split;
    if ((shown->parent ? shown->parent : shown) != top) {
        return yaml_fail(
            why, node, STATUS_INPUT,
            "\"%s\" is no part of \"%s\", by which the column is split. Name it, or one "
            "of its sub-fields.",
            column->measured, column->split->name);
    }
    TRY(load_scalar(node, "as", &as, why));
    if (as && !str_is(as->text, "mark") && !str_is(as->text, "text")) {
        return load_unknown(why, as, "form", names);
    }
    bool mark = as ? str_is(as->text, "mark") : shown == split;
    column->form = mark ? FORM_MARK : FORM_TEXT;
    if (mark && shown != split) {
        return yaml_fail(why, as, STATUS_INPUT,
                         "a mark says that the record has the value. Write `show: %s`.",
                         column->split->name);
    }
    return STATUS_OK;
}

enum status load_shown(const struct loading *load, const struct yaml_node *node,
                       const struct yaml_node *measure, struct table_column *column,
                       struct failure *why)
{
    if (column->type == COLUMN_TOP) {
        return read_top(load, node, measure, column, why);
    }
    if (load->table->rows.type != AXIS_RECORDS) {
        return yaml_fail(
            why, measure, STATUS_INPUT,
            "a row of several records has no one value. Write `rows: {records: true}`, "
            "or `top: FIELD` for the most frequent ones.");
    }
    if (measure->type != YAML_SCALAR) {
        return yaml_fail(why, measure, STATUS_INPUT, "name one field, as in `%s: title`.",
                         measure->key);
    }
    TRY(load_public(load, measure, &column->measure.field, why));
    column->measured = measure->text.at;
    if (column->type == COLUMN_SHOW) {
        return read_show(node, column, why);
    }
    column->form = form_of(column->measure.field);
    column->places = column->measure.field->type == FIELD_DECIMAL ? 2 : 0;
    return STATUS_OK;
}
