/* `chart:` of a table: how it is drawn, where its shape does not say so. */
#include "table/definition.h"

static bool measures_whole(const struct table_column *column)
{
    return table_column_is_measured(column) && !table_column_is_text(column);
}

/* The rows are codes that the map has, and a column has one number for each. */
static enum status check_map(const struct table *table, const struct yaml_node *node,
                             struct failure *why)
{
    const struct codelist *list = table->rows.type == AXIS_FIELD ? table->rows.field->list : NULL;
    bool measured = false;
    for (size_t i = 0; i < table->column_count; i++) {
        measured = measured || (measures_whole(&table->columns[i]) && !table->columns[i].split);
    }
    if (!list || !list->on_map || table->by || !measured) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "a map shows a number for each country. Its rows are the values of a "
                         "field whose code list says `map: world`, without `by`, and one of its "
                         "columns counts or adds without `split`.");
    }
    return STATUS_OK;
}

static enum status check_flows(const struct table *table, const struct yaml_node *node,
                               struct failure *why)
{
    bool split = false;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct table_column *column = &table->columns[i];
        split = split || (measures_whole(column) && column->split && !column->cumulative &&
                          column->split->type == AXIS_FIELD);
    }
    if (table->rows.type != AXIS_FIELD || table->by || !split) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "flows lead from the rows to the columns. Its rows are the values of a "
                         "field, without `by`, and one of its columns counts or adds with `split: "
                         "FIELD`.");
    }
    return STATUS_OK;
}

static enum status check_multiples(const struct table *table, const struct yaml_node *node,
                                   struct failure *why)
{
    bool measured = false;
    for (size_t i = 0; i < table->column_count; i++) {
        measured = measured || measures_whole(&table->columns[i]);
    }
    if (table->rows.type != AXIS_YEARS || table->by || !measured) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "multiples are a small chart for each column along the same years. Its "
                         "rows are `years: FIELD`, without `by`, and one of its columns counts or "
                         "adds.");
    }
    return STATUS_OK;
}

enum status load_chart(const struct loading *load, const struct yaml_node *root,
                       struct failure *why)
{
    static const char *const names[] = {"map", "flows", "multiples", NULL};
    const struct yaml_node *node = NULL;
    struct table *table = load->table;
    TRY(load_scalar(root, "chart", &node, why));
    if (!node) {
        return STATUS_OK;
    }
    if (str_is(node->text, "map")) {
        table->chart = CHART_MAP;
        return check_map(table, node, why);
    }
    if (str_is(node->text, "flows")) {
        table->chart = CHART_FLOWS;
        return check_flows(table, node, why);
    }
    if (str_is(node->text, "multiples")) {
        table->chart = CHART_MULTIPLES;
        return check_multiples(table, node, why);
    }
    return load_unknown(why, node, "chart", names);
}
