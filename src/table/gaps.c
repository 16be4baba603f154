/* Reads `gaps:`, the cells that have no meaning by definition. */
#include "table/definition.h"
#include "table/names.h"

static enum status check_columns(const struct loading *load, const struct yaml_node *node,
                                 const struct table_gap *gap, struct failure *why)
{
    const struct table *table = load->table;
    const char *names[COLUMNS + 1] = {NULL};
    for (size_t i = 0; i < table->column_count; i++) {
        names[i] = table->columns[i].name;
    }
    names[table->column_count] = NULL;
    for (size_t i = 0; i < gap->column_count; i++) {
        const struct table_column *found = NULL;
        char hint[NAMES_HINT];
        struct str name = str_of(gap->columns[i]);
        if (!table_column(table, name, &found)) {
            return yaml_fail(why, node, STATUS_INPUT, "there is no column \"%.60s\". %s", name.at,
                             names_hint(hint, name, names));
        }
    }
    return STATUS_OK;
}

static enum status read_gap(const struct loading *load, const struct yaml_node *node,
                            struct table_gap *gap, struct failure *why)
{
    static const char *const keys[] = {"row", "column", "why", NULL};
    const struct yaml_node *columns = yaml_get(node, "column");
    TRY(yaml_only(node, keys, why));
    TRY(yaml_texts(load->arena, yaml_get(node, "row"), &gap->rows, &gap->row_count, why));
    TRY(yaml_texts(load->arena, columns, &gap->columns, &gap->column_count, why));
    TRY(label_read(yaml_get(node, "why"), &gap->why, why));
    if (gap->row_count == 0 && gap->column_count == 0) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "say which cells: `row: KEY`, `column: COLUMN`, or both.");
    }
    for (size_t i = 0; i < gap->row_count; i++) {
        if (!axis_takes(&load->table->rows, str_of(gap->rows[i]))) {
            return yaml_fail(why, yaml_get(node, "row"), STATUS_INPUT,
                             "the table can have no row \"%.60s\". Write the key of a row, as "
                             "`crosscut table %s -f csv` gives it.",
                             gap->rows[i], load->table->name);
        }
    }
    return columns ? check_columns(load, columns, gap, why) : STATUS_OK;
}

enum status load_gaps(const struct loading *load, const struct yaml_node *root, struct failure *why)
{
    static const char *const keys[] = {"not_applicable", NULL};
    const struct yaml_node *gaps = yaml_get(root, "gaps"), *list = NULL;
    struct table *table = load->table;
    if (!gaps) {
        return STATUS_OK;
    }
    TRY(yaml_only(gaps, keys, why));
    TRY(yaml_need(gaps, "not_applicable", &list, why));
    if (list->type != YAML_LIST || list->count == 0) {
        return yaml_fail(why, list, STATUS_INPUT,
                         "expected a list. Write one \"- {row: KEY, column: COLUMN, why: …}\" a "
                         "line.");
    }
    table->gaps = arena_array(load->arena, list->count, sizeof *table->gaps);
    if (!table->gaps) {
        return fail_memory(why);
    }
    for (const struct yaml_node *node = list->children; node; node = node->next) {
        TRY(read_gap(load, node, &table->gaps[table->gap_count++], why));
    }
    return STATUS_OK;
}
