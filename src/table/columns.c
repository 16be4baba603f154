/* Reads the columns of a table. */
#include "table/definition.h"
#include "table/names.h"

/* The one key of @column that says what it measures; none for a running total of another column. */
static enum status find_measure(const struct yaml_node *column, enum column_type *type,
                                const struct yaml_node **measure, struct failure *why)
{
    static const char *const keys[] = {"count", "sum",   "min",     "max",    "distinct",
                                       "ratio", "share", "formula", "choose", "change",
                                       "top",   "value", "show"};
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
    if (!*measure && !yaml_get(column, "cumulative")) {
        return yaml_fail(why, column, STATUS_INPUT,
                         "the column measures nothing. Add `count: records`, `sum: FIELD`, `min: "
                         "FIELD`, `max: FIELD`, `distinct: FIELD`, `ratio: [COLUMN, COLUMN]`, "
                         "`share: COLUMN`, `cumulative: COLUMN`, `change: COLUMN`, `formula: …`, "
                         "`choose: […]`, `top: FIELD`, `value: FIELD` or `show: FIELD`.");
    }
    return STATUS_OK;
}

static enum status read_currency(const struct loading *load, const struct yaml_node *node,
                                 struct table_column *column, struct failure *why)
{
    const struct yaml_node *currency = NULL;
    bool added = table_column_is_measured(column) && column->type != COLUMN_DISTINCT;
    bool money = added && column->measure.field && column->measure.field->type == FIELD_MONEY;
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
    column->measured = node->text.at;
    if (column->type == COLUMN_DISTINCT) {
        return STATUS_OK;
    }
    if (!names_is_number(field) && field->type != (sum ? FIELD_BOOLEAN : FIELD_DATE)) {
        char hint[NAMES_HINT];
        const char *const *names = names_of_fields(load->arena, load->table->kind, true);
        return names ? yaml_fail(why, node, STATUS_INPUT, "\"%s\" is a %s field. %s", node->text.at,
                                 field_type_name(field->type), names_hint(hint, str_of("?"), names))
                     : fail_memory(why);
    }
    column->places = field->type == FIELD_DECIMAL ? 2 : 0;
    if (!sum && field->type == FIELD_INTEGER) {
        column->form = FORM_PLAIN; /* the least or greatest of whole numbers is mostly a year */
    }
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
                                const struct yaml_node *measure, struct table_column *column,
                                struct failure *why)
{
    static const enum measure_type types[] = {[COLUMN_RECORDS] = MEASURE_COUNT,
                                              [COLUMN_SUM] = MEASURE_SUM,
                                              [COLUMN_MIN] = MEASURE_MIN,
                                              [COLUMN_MAX] = MEASURE_MAX};
    if (column->type < COUNT_OF(types)) {
        column->measure.type = types[column->type];
    }
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
    case COLUMN_FORMULA:
    case COLUMN_CHOOSE:
        TRY(load_formula(load, node, measure, column, why));
        break;
    case COLUMN_TOP:
    case COLUMN_VALUE:
    case COLUMN_SHOW:
        TRY(load_shown(load, node, measure, column, why));
        break;
    case COLUMN_CHANGE:
        break;
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
    if (column->form == FORM_PLAIN && yaml_get(node, "places")) {
        column->form = FORM_NUMBER; /* whoever says how many decimals says that it is no year */
    }
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

/* Keys that only some columns have. */
static enum status check_keys(const struct yaml_node *node, const struct table_column *column,
                              struct failure *why)
{
    static const char *const keys[] = {"where", "split"};
    bool records = column->type == COLUMN_VALUE || column->type == COLUMN_SHOW;
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        const struct yaml_node *found = yaml_get(node, keys[i]);
        if (found && table_column_is_derived(column)) {
            return yaml_fail(why, found, STATUS_INPUT,
                             "the column is computed from other columns. Say this in those columns "
                             "instead.");
        }
        if (found && (column->type == COLUMN_VALUE || (records && i == 0))) {
            return yaml_fail(why, found, STATUS_INPUT,
                             "the column shows what each record has. Say this in the table's "
                             "`where:`, or take it out.");
        }
    }
    const struct yaml_node *as = yaml_get(node, "as"), *n = yaml_get(node, "n");
    const struct yaml_node *all = yaml_get(node, "all");
    if (as && column->type != COLUMN_FORMULA && column->type != COLUMN_SHOW) {
        return yaml_fail(why, as, STATUS_INPUT,
                         "only `formula:` and `show:` say `as`. Take it out.");
    }
    if (n && column->type != COLUMN_TOP) {
        return yaml_fail(why, n, STATUS_INPUT, "this goes with `top: FIELD` only. Take it out.");
    }
    if (all && !column->split) {
        return yaml_fail(why, all, STATUS_INPUT,
                         "this goes with `split: FIELD` only. Take it out.");
    }
    return STATUS_OK;
}

/* ---- columns of columns ---- */

/* What a column may be computed of. */
struct wanted {
    bool split;      /* columns of a split too */
    bool cumulative; /* running totals too */
};

static bool is_wanted(const struct table_column *column, struct wanted wanted)
{
    return table_column_is_measured(column) && !table_column_is_date(column) &&
           (wanted.split || !column->split) && (wanted.cumulative || !column->cumulative);
}

/* The column that another is computed of: one that measures records. */
static enum status find_column(const struct loading *load, const struct yaml_node *node,
                               struct wanted wanted, size_t *index, struct failure *why)
{
    const struct table *table = load->table;
    const char *names[COLUMNS + 1];
    size_t count = 0;
    if (node->type != YAML_SCALAR) {
        return yaml_fail(why, node, STATUS_INPUT, "name one column.");
    }
    for (size_t i = 0; i < table->column_count; i++) {
        const struct table_column *column = &table->columns[i];
        if (!is_wanted(column, wanted)) {
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

/* change: COLUMN, of a column above it. */
static enum status read_change(const struct loading *load, const struct yaml_node *node,
                               struct table_column *column, struct failure *why)
{
    const struct table *table = load->table;
    TRY(find_column(load, node, (struct wanted){true, true}, &column->of[0], why));
    const struct table_column *of = &table->columns[column->of[0]];
    column->split = of->split;
    column->places = of->places;
    column->unit = of->unit;
    bool ordered = axis_is_range(&table->rows) || table->rows.type == AXIS_FIELD;
    if (!column->split && !ordered) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "the change is that to the row before. It needs rows of years, periods or "
                         "a field, or a column that is split.");
    }
    return STATUS_OK;
}

static enum status check_cumulative(const struct loading *load, const struct yaml_node *node,
                                    struct table_column *column, struct failure *why)
{
    const struct table *table = load->table;
    const struct yaml_node *carry = yaml_get(node, "carry_in");
    bool split = column->split && axis_is_range(column->split);
    bool range = split || axis_is_range(&table->rows);
    column->carry_in = split;
    TRY(yaml_bool_maybe(node, "carry_in", &column->carry_in, why));
    if (carry && (!column->cumulative || !range)) {
        return yaml_fail(why, carry, STATUS_INPUT,
                         "this goes with `cumulative` over years or periods only. Take it out.");
    }
    if (column->cumulative && !table_column_is_measured(column)) {
        return yaml_fail(why, yaml_get(node, "cumulative"), STATUS_INPUT,
                         "only what is measured over records has a running total: count, sum, min, "
                         "max or distinct.");
    }
    if (column->cumulative && !range && (table->rows.type != AXIS_FIELD || table->top > 0)) {
        return yaml_fail(why, yaml_get(node, "cumulative"), STATUS_INPUT,
                         "a running total needs rows, or a split, of years or periods, or rows of "
                         "a field without `top`.");
    }
    return STATUS_OK;
}

/* cumulative: COLUMN is that column, above it, as a running total. */
static enum status copy_column(const struct loading *load, const struct yaml_node *node,
                               struct table_column *column, struct failure *why)
{
    size_t index = 0;
    TRY(find_column(load, node, (struct wanted){false, false}, &index, why));
    *column = load->table->columns[index];
    column->label = (struct label){.count = 0};
    return STATUS_OK;
}

static enum status read_cumulative(const struct loading *load, const struct yaml_node *node,
                                   bool measured, struct table_column *column, struct failure *why)
{
    const struct yaml_node *cumulative = yaml_get(node, "cumulative");
    bool word =
        cumulative && (cumulative->type != YAML_SCALAR ||
                       (!str_is(cumulative->text, "true") && !str_is(cumulative->text, "false")));
    if (measured && word) {
        return yaml_fail(why, cumulative, STATUS_INPUT,
                         "beside a measure this is true or false. Write `cumulative: true`.");
    }
    if (!measured) {
        static const char *const none[] = {"where", "split", "currency"};
        TRY(copy_column(load, cumulative, column, why));
        for (size_t i = 0; i < COUNT_OF(none); i++) {
            if (yaml_get(node, none[i])) {
                return yaml_fail(why, yaml_get(node, none[i]), STATUS_INPUT,
                                 "the running total is that of another column. Say this there.");
            }
        }
        column->cumulative = true;
        return STATUS_OK;
    }
    return yaml_bool_maybe(node, "cumulative", &column->cumulative, why);
}

/* ---- one column ---- */

static enum status read_split(const struct loading *load, const struct yaml_node *node,
                              struct table_column *column, struct failure *why)
{
    const struct yaml_node *split = yaml_get(node, "split");
    if (!split) {
        return STATUS_OK;
    }
    struct axis *axis = arena_alloc(load->arena, sizeof *axis);
    if (!axis) {
        return fail_memory(why);
    }
    TRY(load_parts(load, split, axis, why));
    if (yaml_get(node, "all") && axis->type != AXIS_FIELD) {
        return yaml_fail(why, yaml_get(node, "all"), STATUS_INPUT,
                         "all codes are those of a field. Take it out: years, periods and themes "
                         "are always all there.");
    }
    column->split = axis;
    return load_all(node, "all", axis, why);
}

static enum status read_where(const struct loading *load, const struct yaml_node *node,
                              struct table_column *column, struct failure *why)
{
    column->query = load->table->query;
    TRY(load_where(load, yaml_get(node, "where"), &column->query, why));
    if (column->query.count + CELL_CONDITIONS > QUERY_CONDITIONS) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "the column has too many conditions. Keep %d at most, the table's "
                         "included.",
                         QUERY_CONDITIONS - CELL_CONDITIONS);
    }
    return STATUS_OK;
}

static enum status read_column(const struct loading *load, const struct yaml_node *node,
                               struct table_column *column, struct failure *why)
{
    static const char *const keys[] = {
        "name",  "label", "where", "count",  "sum",      "min",        "max", "distinct", "ratio",
        "share", "split", "all",   "places", "currency", "formula",    "as",  "choose",   "change",
        "top",   "n",     "value", "show",   "carry_in", "cumulative", NULL};
    const struct yaml_node *measure = NULL;
    TRY(yaml_only(node, keys, why));
    TRY(find_measure(node, &column->type, &measure, why));
    TRY(read_cumulative(load, node, measure != NULL, column, why));
    TRY(read_split(load, node, column, why));
    TRY(check_keys(node, column, why));
    if (column->type == COLUMN_CHANGE) {
        TRY(read_change(load, measure, column, why));
    }
    TRY(read_name(load, node, column, why));
    TRY(label_read(yaml_get(node, "label"), &column->label, why));
    if (measure) {
        TRY(read_measure(load, node, measure, column, why));
        TRY(read_where(load, node, column, why));
    }
    TRY(check_cumulative(load, node, column, why));
    return read_places(node, column, why);
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
        return find_column(load, yaml_get(node, "share"), (struct wanted){false, false},
                           &column->of[0], why);
    }
    if (column->type == COLUMN_FORMULA || column->type == COLUMN_CHOOSE) {
        return link_formula(load, node, column, why);
    }
    if (column->type != COLUMN_RATIO) {
        return STATUS_OK;
    }
    const struct yaml_node *ratio = yaml_get(node, "ratio");
    if (ratio->type != YAML_LIST || ratio->count != 2) {
        return yaml_fail(why, ratio, STATUS_INPUT,
                         "a ratio is one column divided by another. Write [COLUMN, COLUMN].");
    }
    struct wanted wanted = {false, true};
    TRY(find_column(load, ratio->children, wanted, &column->of[0], why));
    TRY(find_column(load, ratio->children->next, wanted, &column->of[1], why));
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
