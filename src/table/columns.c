/* Reads the columns of a table. */
#include "table/definition.h"
#include "table/names.h"

#define COLUMNS 200 /* written in one table */

/* The one key of @column that says what it measures. */
static enum status find_measure(const struct yaml_node *column, enum column_type *type,
                                const struct yaml_node **measure, struct failure *why)
{
    static const char *const keys[] = {"count", "sum", "min", "max", "distinct", "ratio", "share"};
    *measure = NULL;
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        const struct yaml_node *node = yaml_get(column, keys[i]);
        if (node && *measure) {
            return yaml_fail(why, node, STATUS_INPUT,
                             "the column has `%s` already. Keep one of the two; a column has one "
                             "measure.",
                             (*measure)->key);
        }
        if (node) {
            *measure = node;
            *type = (enum column_type)i;
        }
    }
    if (!*measure) {
        return yaml_fail(why, column, STATUS_INPUT,
                         "the column measures nothing. Add `count: records`, `sum: FIELD`, `min: "
                         "FIELD`, `max: FIELD`, `distinct: FIELD`, `ratio: [COLUMN, COLUMN]` or "
                         "`share: COLUMN`.");
    }
    return STATUS_OK;
}

static enum status read_currency(const struct loading *load, const struct yaml_node *node,
                                 struct table_column *column, struct failure *why)
{
    const struct yaml_node *currency = NULL;
    bool money = column->type != COLUMN_DISTINCT && column->measure.field &&
                 column->measure.field->type == FIELD_MONEY;
    (void)load;
    TRY(load_scalar(node, "currency", &currency, why));
    if (money && !currency) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "\"%s\" is money, and amounts in several currencies are not added. Add "
                         "`currency: USD`.",
                         column->measure.field->name);
    }
    if (!money && currency) {
        return yaml_fail(why, currency, STATUS_INPUT,
                         "only the sum, min or max of money has a currency. Take it out.");
    }
    if (!currency) {
        return STATUS_OK;
    }
    if (currency->text.length != 3 ||
        strspn(currency->text.at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3) {
        return yaml_fail(why, currency, STATUS_INPUT,
                         "\"%.60s\" is no currency. Write its three capital letters, such as USD.",
                         currency->text.at);
    }
    column->measure.currency = currency->text.at;
    column->unit = currency->text.at;
    return STATUS_OK;
}

/* sum: FIELD, min: FIELD, max: FIELD */
static enum status read_measured(const struct loading *load, const struct yaml_node *node,
                                 struct table_column *column, struct failure *why)
{
    const struct field *field = NULL;
    bool sum = column->type == COLUMN_SUM;
    if (node->type != YAML_SCALAR) {
        return yaml_fail(why, node, STATUS_INPUT, "name one field, as in `%s: budget`.", node->key);
    }
    TRY(load_field(load, node, &field, why));
    column->measure.field = field;
    if (column->type == COLUMN_DISTINCT) {
        return STATUS_OK;
    }
    if (!names_is_number(field) && (sum || field->type != FIELD_DATE)) {
        char hint[NAMES_HINT];
        const char *const *names = names_of_fields(load->arena, load->table->kind, true);
        return names ? yaml_fail(why, node, STATUS_INPUT, "\"%s\" is a %s field. %s", node->text.at,
                                 field_type_name(field->type), names_hint(hint, str_of("?"), names))
                     : fail_memory(why);
    }
    column->places = field->type == FIELD_DECIMAL ? 2 : 0;
    return STATUS_OK;
}

static enum status read_count(const struct yaml_node *node, struct failure *why)
{
    if (node->type != YAML_SCALAR || !str_is(node->text, "records")) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "only records are counted: write `count: records`, and `where:` for which "
                         "of them.");
    }
    return STATUS_OK;
}

static enum status read_measure(const struct loading *load, const struct yaml_node *node,
                                struct table_column *column, struct failure *why)
{
    static const enum measure_type types[] = {[COLUMN_RECORDS] = MEASURE_COUNT,
                                              [COLUMN_SUM] = MEASURE_SUM,
                                              [COLUMN_MIN] = MEASURE_MIN,
                                              [COLUMN_MAX] = MEASURE_MAX};
    const struct yaml_node *measure = NULL;
    TRY(find_measure(node, &column->type, &measure, why));
    switch (column->type) {
    case COLUMN_RATIO:
        column->places = 2; /* what it is of is found when all columns are known */
        break;
    case COLUMN_SHARE:
        column->places = 1;
        column->unit = "%";
        break;
    case COLUMN_RECORDS:
        TRY(read_count(measure, why));
        break;
    case COLUMN_SUM:
    case COLUMN_MIN:
    case COLUMN_MAX:
    case COLUMN_DISTINCT:
        TRY(read_measured(load, measure, column, why));
        break;
    }
    if (column->type < COUNT_OF(types)) {
        column->measure.type = types[column->type];
    }
    return read_currency(load, node, column, why);
}

static enum status read_places(const struct yaml_node *node, struct table_column *column,
                               struct failure *why)
{
    long long places = column->places;
    TRY(yaml_integer_maybe(node, "places", &places, why));
    if (places < 0 || places > 4) {
        return yaml_fail(why, yaml_get(node, "places"), STATUS_INPUT,
                         "a number is shown with 0 to 4 decimals. Write one of these.");
    }
    column->places = (unsigned)places;
    return STATUS_OK;
}

static bool has_column(const struct table *table, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (strcmp(table->columns[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static enum status read_name(const struct loading *load, const struct yaml_node *node,
                             struct table_column *column, struct failure *why)
{
    const struct yaml_node *name = NULL;
    if (column->split && !yaml_get(node, "name")) {
        column->name = CODE_MARK;
    } else {
        TRY(load_need_scalar(node, "name", &name, why));
        column->name = name->text.at;
    }
    if (column->split && !strstr(column->name, CODE_MARK)) {
        return yaml_fail(why, name, STATUS_INPUT,
                         "the name of a split column has {code} in it, so that each has its own. "
                         "Write, for one, \"%.40s-{code}\".",
                         column->name);
    }
    if (!column->split && !str_is_name(str_of(column->name))) {
        return yaml_fail(why, name, STATUS_INPUT,
                         "\"%.60s\" is no name. Use lower-case letters, digits, - and _.",
                         column->name);
    }
    if (has_column(load->table, column->name)) {
        return yaml_fail(why, name ? name : node, STATUS_INPUT,
                         "there is already a column \"%s\". Rename one.", column->name);
    }
    return STATUS_OK;
}

/* A ratio or share is computed from other columns: it has no records of its own. */
static enum status check_derived(const struct yaml_node *node, const struct table_column *column,
                                 struct failure *why)
{
    static const char *const keys[] = {"where", "split"};
    for (size_t i = 0; table_column_is_derived(column) && i < COUNT_OF(keys); i++) {
        if (yaml_get(node, keys[i])) {
            return yaml_fail(why, yaml_get(node, keys[i]), STATUS_INPUT,
                             "a ratio or share is computed from other columns. Say this in those "
                             "columns instead.");
        }
    }
    return STATUS_OK;
}

static enum status read_column(const struct loading *load, const struct yaml_node *node,
                               struct table_column *column, struct failure *why)
{
    static const char *const keys[] = {"name",  "label",  "where",    "count", "sum",
                                       "min",   "max",    "distinct", "ratio", "share",
                                       "split", "places", "currency", NULL};
    const struct yaml_node *split = NULL;
    TRY(yaml_only(node, keys, why));
    TRY(load_scalar(node, "split", &split, why));
    if (split) {
        TRY(load_group(load, split, &column->split, why));
    }
    TRY(read_name(load, node, column, why));
    TRY(label_read(yaml_get(node, "label"), &column->label, why));
    TRY(read_measure(load, node, column, why));
    TRY(check_derived(node, column, why));
    TRY(read_places(node, column, why));
    column->query = load->table->query;
    TRY(load_where(load, yaml_get(node, "where"), &column->query, why));
    if (column->query.count + 2 > QUERY_CONDITIONS) { /* its cells add a row and a split */
        return yaml_fail(why, node, STATUS_INPUT,
                         "the column has too many conditions. Keep %d at most, the table's "
                         "included.",
                         QUERY_CONDITIONS - 2);
    }
    return STATUS_OK;
}

/* The column that a ratio or share is of: one that measures records. */
static enum status find_column(const struct loading *load, const struct yaml_node *node,
                               size_t *index, struct failure *why)
{
    const struct table *table = load->table;
    const char *names[COLUMNS + 1];
    size_t count = 0;
    if (node->type != YAML_SCALAR) {
        return yaml_fail(why, node, STATUS_INPUT, "name one column.");
    }
    for (size_t i = 0; i < table->column_count; i++) {
        const struct table_column *column = &table->columns[i];
        if (table_column_is_derived(column) || column->split || table_column_is_date(column)) {
            continue;
        }
        if (str_is(node->text, column->name)) {
            *index = i;
            return STATUS_OK;
        }
        names[count++] = column->name;
    }
    names[count] = NULL;
    return load_unknown(why, node, "column that measures records", names);
}

/* The unit of an amount of money for each of something is that of the money. */
static void set_ratio_unit(const struct table *table, struct table_column *column)
{
    const char *over = table->columns[column->of[0]].unit;
    const char *under = table->columns[column->of[1]].unit;
    column->unit = under ? NULL : over;
}

static enum status link_column(const struct loading *load, const struct yaml_node *node,
                               struct table_column *column, struct failure *why)
{
    if (column->type == COLUMN_SHARE) {
        return find_column(load, yaml_get(node, "share"), &column->of[0], why);
    }
    if (column->type != COLUMN_RATIO) {
        return STATUS_OK;
    }
    const struct yaml_node *ratio = yaml_get(node, "ratio");
    if (ratio->type != YAML_LIST || ratio->count != 2) {
        return yaml_fail(why, ratio, STATUS_INPUT,
                         "a ratio is one column divided by another. Write [COLUMN, COLUMN].");
    }
    TRY(find_column(load, ratio->children, &column->of[0], why));
    TRY(find_column(load, ratio->children->next, &column->of[1], why));
    set_ratio_unit(load->table, column);
    return STATUS_OK;
}

enum status load_columns(const struct loading *load, const struct yaml_node *root,
                         struct failure *why)
{
    struct table *table = load->table;
    const struct yaml_node *columns = NULL;
    TRY(yaml_need(root, "columns", &columns, why));
    if (columns->type != YAML_LIST || columns->count == 0 || columns->count > COLUMNS) {
        return yaml_fail(why, columns, STATUS_INPUT,
                         "expected a list of 1 to %d columns. Write one \"- {name: …, count: "
                         "records}\" a line.",
                         COLUMNS);
    }
    table->columns = arena_array(load->arena, columns->count, sizeof *table->columns);
    if (!table->columns) {
        return fail_memory(why);
    }
    for (const struct yaml_node *node = columns->children; node; node = node->next) {
        TRY(read_column(load, node, &table->columns[table->column_count], why));
        table->column_count++;
    }
    size_t i = 0;
    for (const struct yaml_node *node = columns->children; node; node = node->next, i++) {
        TRY(link_column(load, node, &table->columns[i], why));
    }
    return STATUS_OK;
}
