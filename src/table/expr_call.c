/* The functions of expressions and their arguments, each name checked against the pack. */
#include "base/date.h"
#include "base/decimal.h"
#include "table/expr_tree.h"
#include "table/names.h"

#define VALUES 100 /* in one condition, joined by | */

/* ---- words ---- */

/*
 * A word of an argument: in quotes, or bare up to one of @stops, without the white space around it.
 * An empty one is an error that says @what is missing.
 */
static enum status read_word(struct expr_parser *parser, const char *stops, const char *what,
                             const char **word)
{
    char c = expr_peek(parser);
    size_t start = parser->at;
    if (c == '"' || c == '\'') {
        return expr_quoted(parser, word);
    }
    while (parser->at < parser->text.length && !strchr(stops, parser->text.at[parser->at])) {
        parser->at++;
    }
    struct str bare = str_trim((struct str){parser->text.at + start, parser->at - start});
    if (bare.length == 0) {
        return expr_wrong(parser, start, "%s is missing here.", what);
    }
    *word = arena_copy(parser->arena, bare);
    return *word ? STATUS_OK : fail_memory(parser->why);
}

/* "there is no WHAT "word". HINT" at the byte @at. */
enum status expr_unknown(struct expr_parser *parser, size_t at, const char *what, const char *word,
                         const char *const *names)
{
    char hint[NAMES_HINT];
    if (!names) {
        return fail_memory(parser->why);
    }
    return expr_wrong(parser, at, "there is no %s \"%.60s\". %s", what, word,
                      names_hint(hint, str_of(word), names));
}

/* ---- tables, rows and columns ---- */

static enum status read_table(struct expr_parser *parser, const struct table **table)
{
    const char *name = NULL;
    struct failure ignored;
    (void)expr_peek(parser);
    size_t at = parser->at;
    TRY(read_word(parser, ",)", "the name of a table", &name));
    if (table_find(parser->scope->tables, name, table, &ignored) != STATUS_OK) {
        return expr_unknown(parser, at, "table", name, parser->scope->tables->names);
    }
    return STATUS_OK;
}

static enum status check_column(struct expr_parser *parser, size_t at, const struct table *table,
                                struct expr *node)
{
    if (!table_column(table, str_of(node->column), &node->from)) {
        const char **names = arena_array(parser->arena, table->column_count + 1, sizeof *names);
        for (size_t i = 0; names && i < table->column_count; i++) {
            names[i] = table->columns[i].name;
        }
        return expr_unknown(parser, at, "column", node->column, names);
    }
    node->table = table;
    node->is_text = table_column_is_text(node->from);
    return STATUS_OK;
}

enum status expr_parse_column(struct expr_parser *parser, const struct expr **result)
{
    struct expr *node = NULL;
    size_t at = parser->at;
    if (!parser->rows_of) {
        return expr_wrong(parser, at,
                          "a column in [ ] is a cell of a row: it can only stand inside rows(), "
                          "rowmax(), rowmin() or rowsum(). Use cell(TABLE, ROW, COLUMN) here.");
    }
    TRY(expr_node(parser, EXPR_OP_COLUMN, NULL, NULL, &node));
    TRY(read_word(parser, "]", "the name of a column", &node->column));
    TRY(check_column(parser, at, parser->rows_of, node));
    *result = node;
    return expr_need(parser, ']');
}

/* cell(TABLE, ROW, COLUMN) */
static enum status parse_cell(struct expr_parser *parser, struct expr *node)
{
    const struct table *table = NULL;
    TRY(read_table(parser, &table));
    TRY(expr_need(parser, ','));
    (void)expr_peek(parser);
    size_t at = parser->at;
    TRY(read_word(parser, ",)", "a row", &node->row));
    if (strcmp(node->row, "total") == 0) {
        node->row = NULL;
    } else {
        TRY(expr_check_row(parser, at, table, &node->row));
    }
    TRY(expr_need(parser, ','));
    (void)expr_peek(parser);
    at = parser->at;
    TRY(read_word(parser, ",)", "a column", &node->column));
    return check_column(parser, at, table, node);
}

/* rows(TABLE, condition), rowmax(TABLE, expression) … */
static enum status parse_rows(struct expr_parser *parser, struct expr *node)
{
    const struct table *outer = parser->rows_of;
    TRY(read_table(parser, &node->table));
    TRY(expr_need(parser, ','));
    (void)expr_peek(parser);
    size_t at = parser->at;
    parser->rows_of = node->table;
    TRY(expr_parse_whole(parser, &node->a));
    parser->rows_of = outer;
    node->depth = node->a->depth + 1;
    if (node->a->is_text) {
        return expr_wrong(parser, at, "a number or a condition is needed here, not a text.");
    }
    return STATUS_OK;
}

/* ---- records ---- */

static enum status find_kind(struct expr_parser *parser, size_t at, const char *name,
                             const struct kind **kind)
{
    *kind = pack_kind(parser->scope->pack, str_of(name));
    return *kind ? STATUS_OK
                 : expr_unknown(parser, at, "kind of record", name,
                                names_of_kinds(parser->arena, parser->scope->pack));
}

static enum status find_field(struct expr_parser *parser, size_t at, const struct kind *kind,
                              const char *name, const struct field **field)
{
    *field = kind_field(kind, str_of(name));
    return *field ? STATUS_OK
                  : expr_unknown(parser, at, "field", name,
                                 names_of_fields(parser->arena, kind, false));
}

static enum status read_operator(struct expr_parser *parser, enum condition_op *op)
{
    static const struct {
        char sign;
        enum condition_op op;
    } signs[] = {{'!', OP_IS_NOT}, {'<', OP_AT_MOST}, {'>', OP_AT_LEAST}};
    *op = OP_IS;
    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        if (expr_take(parser, signs[i].sign)) {
            *op = signs[i].op;
        }
    }
    if (!expr_take(parser, '=')) {
        return expr_wrong(parser, parser->at,
                          "no condition. Write field=value, field!=value, field>=value or "
                          "field<=value.");
    }
    return STATUS_OK;
}

/* field=value|value */
static enum status read_condition(struct expr_parser *parser, struct query *query)
{
    const char *name = NULL;
    const char *values[VALUES];
    size_t count = 0;
    enum condition_op op = OP_IS;
    struct failure reason;
    (void)expr_peek(parser);
    size_t at = parser->at;
    TRY(read_word(parser, "=!<>,)", "the name of a field", &name));
    TRY(read_operator(parser, &op));
    do {
        if (count == VALUES) {
            return expr_wrong(parser, parser->at, "more than %d values. Ask in parts.", VALUES);
        }
        TRY(read_word(parser, "|,)", "a value (in quotes, \"\" means none)", &values[count++]));
    } while (expr_take(parser, '|'));
    enum status status = query_add_values(parser->arena, parser->scope->pack, query, name, op,
                                          values, count, &reason);
    if (status == STATUS_NOMEM) {
        return fail_memory(parser->why);
    }
    if (status == STATUS_OK) {
        status = names_check_tags(parser->scope->tables->lenses,
                                  &query->conditions[query->count - 1], &reason);
    }
    return status == STATUS_OK ? STATUS_OK : expr_wrong(parser, at, "%s", reason.text);
}

static enum status read_conditions(struct expr_parser *parser, struct expr *node)
{
    node->query = arena_alloc(parser->arena, sizeof *node->query);
    if (!node->query) {
        return fail_memory(parser->why);
    }
    query_init(node->query, node->kind);
    while (expr_take(parser, ',')) {
        TRY(read_condition(parser, node->query));
    }
    return STATUS_OK;
}

/* count(KIND, …) */
static enum status parse_count(struct expr_parser *parser, struct expr *node)
{
    const char *name = NULL;
    (void)expr_peek(parser);
    size_t at = parser->at;
    TRY(read_word(parser, ",)", "a kind of record", &name));
    TRY(find_kind(parser, at, name, &node->kind));
    return read_conditions(parser, node);
}

static enum status check_measured(struct expr_parser *parser, size_t at, struct expr *node)
{
    bool date = node->field->type == FIELD_DATE;
    if (node->op == EXPR_OP_DISTINCT || names_is_number(node->field) ||
        (date && node->op != EXPR_OP_SUM)) {
        node->is_text = date && node->op != EXPR_OP_DISTINCT;
        return STATUS_OK;
    }
    return expr_wrong(parser, at, "\"%s\" is a %s field, which cannot be measured. Name a number.",
                      node->field->name, field_type_name(node->field->type));
}

/* The currency that the conditions ask for, when they ask for one. */
static const char *asked_currency(const struct expr *node)
{
    const char *currency = NULL;
    for (size_t i = 0; i < node->query->count; i++) {
        const struct condition *condition = &node->query->conditions[i];
        const char *dot = strchr(condition->name, '.');
        if (condition->field == node->field && dot && strcmp(dot, ".currency") == 0 &&
            condition->op == OP_IS && condition->value_count == 1) {
            currency = condition->values[0];
        }
    }
    return currency;
}

/* sum(KIND.FIELD, …), and min, max, distinct */
static enum status parse_measure(struct expr_parser *parser, struct expr *node)
{
    const char *name = NULL;
    struct str kind, field;
    (void)expr_peek(parser);
    size_t at = parser->at;
    TRY(read_word(parser, ",)", "KIND.FIELD", &name));
    field = str_of(name);
    bool dotted = strchr(name, '.') != NULL;
    if (!str_split(&field, '.', &kind) || !dotted || field.length == 0) {
        return expr_wrong(parser, at, "\"%.60s\" is no field of a kind. Write KIND.FIELD.", name);
    }
    const char *kind_name = arena_copy(parser->arena, kind);
    if (!kind_name) {
        return fail_memory(parser->why);
    }
    TRY(find_kind(parser, at, kind_name, &node->kind));
    TRY(find_field(parser, at, node->kind, field.at, &node->field));
    TRY(check_measured(parser, at, node));
    TRY(read_conditions(parser, node));
    node->currency = node->field->type == FIELD_MONEY ? asked_currency(node) : NULL;
    return STATUS_OK;
}

/* value(KIND, IDENTIFIER, FIELD) */
static enum status parse_value(struct expr_parser *parser, struct expr *node)
{
    const char *kind = NULL, *identifier = NULL, *field = NULL;
    (void)expr_peek(parser);
    size_t at = parser->at;
    TRY(read_word(parser, ",)", "a kind of record", &kind));
    TRY(find_kind(parser, at, kind, &node->kind));
    TRY(expr_need(parser, ','));
    TRY(read_word(parser, ",)", "the identifier of a record", &identifier));
    TRY(expr_need(parser, ','));
    (void)expr_peek(parser);
    at = parser->at;
    TRY(read_word(parser, ",)", "the name of a field", &field));
    TRY(find_field(parser, at, node->kind, field, &node->field));
    node->text = str_of(identifier);
    node->is_text = !names_is_number(node->field) && node->field->type != FIELD_BOOLEAN;
    if (node->field->access != ACCESS_PUBLIC) {
        return expr_wrong(parser, at,
                          "\"%s\" is not public, and what a claim computes is. Name another field.",
                          field);
    }
    return STATUS_OK;
}

/* known(LIST, VALUE): whether the code list has it, by code, label or alias. Lists do not change.
 */
static enum status parse_known(struct expr_parser *parser, struct expr *node)
{
    const struct pack *pack = parser->scope->pack;
    const char *name = NULL, *value = NULL;
    (void)expr_peek(parser);
    size_t at = parser->at;
    TRY(read_word(parser, ",)", "the name of a code list", &name));
    const struct codelist *list = pack_list(pack, name);
    if (!list) {
        const char **names = arena_array(parser->arena, pack->list_count + 1, sizeof *names);
        for (size_t i = 0; names && i < pack->list_count; i++) {
            names[i] = pack->lists[i].name;
        }
        return expr_unknown(parser, at, "code list", name, names);
    }
    TRY(expr_need(parser, ','));
    TRY(read_word(parser, ",)", "a code", &value));
    node->number = codelist_find(list, str_of(value)) ? DECIMAL_ONE : 0;
    return STATUS_OK;
}

/* ---- numbers and dates ---- */

static enum status parse_numbers(struct expr_parser *parser, struct expr *node)
{
    (void)expr_peek(parser);
    size_t at = parser->at;
    TRY(expr_parse_whole(parser, &node->a));
    node->depth = node->a->depth + 1;
    bool text = node->a->is_text;
    if (node->op == EXPR_OP_PERCENT) {
        TRY(expr_need(parser, ','));
        TRY(expr_parse_whole(parser, &node->b));
        node->depth = node->b->depth >= node->depth ? node->b->depth + 1 : node->depth;
        text = text || node->b->is_text;
    }
    return text ? expr_wrong(parser, at, "a number is needed here, and this is a text.")
                : STATUS_OK;
}

/* round(x, places) */
static enum status parse_round(struct expr_parser *parser, struct expr *node)
{
    TRY(parse_numbers(parser, node));
    TRY(expr_need(parser, ','));
    char digit = expr_peek(parser);
    if (digit < '0' || digit > '4') {
        return expr_wrong(parser, parser->at, "the number of decimals is 0, 1, 2, 3 or 4.");
    }
    parser->at++;
    node->number = digit - '0';
    return STATUS_OK;
}

/* A date that is written out is checked at once: months need a month, days a day. */
static enum status read_date(struct expr_parser *parser, enum expr_op op, const struct expr **node)
{
    (void)expr_peek(parser);
    size_t at = parser->at;
    struct date date;
    TRY(expr_parse_whole(parser, node));
    if (!(*node)->is_text) {
        return expr_wrong(parser, at, "a date is needed here. Write it in quotes, \"2011-06-30\".");
    }
    if ((*node)->op == EXPR_OP_TEXT && (!date_parse((*node)->text, &date) || date.month == 0 ||
                                        (op == EXPR_OP_DAYS && date.day == 0))) {
        return expr_wrong(parser, at, "\"%.*s\" is no date with a %s. Write \"%s\".",
                          STR_ARGS((*node)->text), op == EXPR_OP_DAYS ? "day" : "month",
                          op == EXPR_OP_DAYS ? "2011-06-30" : "2011-06");
    }
    return STATUS_OK;
}

/* months(from, to), days(from, to) */
static enum status parse_span(struct expr_parser *parser, struct expr *node)
{
    TRY(read_date(parser, node->op, &node->a));
    TRY(expr_need(parser, ','));
    TRY(read_date(parser, node->op, &node->b));
    node->depth = (node->a->depth > node->b->depth ? node->a->depth : node->b->depth) + 1;
    return STATUS_OK;
}

/* ---- the functions ---- */

static const struct function {
    const char *name;
    enum expr_op op;
    enum status (*parse)(struct expr_parser *parser, struct expr *node);
} functions[] = {
    /* those from EXPR_OP_CELL to EXPR_OP_ROWSUM look beyond one row */
    {"cell", EXPR_OP_CELL, parse_cell},     {"count", EXPR_OP_COUNT, parse_count},
    {"sum", EXPR_OP_SUM, parse_measure},    {"min", EXPR_OP_MIN, parse_measure},
    {"max", EXPR_OP_MAX, parse_measure},    {"distinct", EXPR_OP_DISTINCT, parse_measure},
    {"value", EXPR_OP_VALUE, parse_value},  {"rows", EXPR_OP_ROWS, parse_rows},
    {"rowmax", EXPR_OP_ROWMAX, parse_rows}, {"rowmin", EXPR_OP_ROWMIN, parse_rows},
    {"rowsum", EXPR_OP_ROWSUM, parse_rows}, {"round", EXPR_OP_ROUND, parse_round},
    {"abs", EXPR_OP_ABS, parse_numbers},    {"percent", EXPR_OP_PERCENT, parse_numbers},
    {"known", EXPR_OP_NUMBER, parse_known}, {"months", EXPR_OP_MONTHS, parse_span},
    {"days", EXPR_OP_DAYS, parse_span},
};

enum status expr_parse_call(struct expr_parser *parser, struct str name, size_t at,
                            const struct expr **result)
{
    const char *names[COUNT_OF(functions) + 1] = {NULL};
    for (size_t i = 0; i < COUNT_OF(functions); i++) {
        struct expr *node = NULL;
        names[i] = functions[i].name;
        if (!str_is(name, functions[i].name)) {
            continue;
        }
        if (parser->row_only && functions[i].op >= EXPR_OP_CELL &&
            functions[i].op <= EXPR_OP_ROWSUM) {
            return expr_wrong(parser, at,
                              "%s() looks beyond the row. The formula of a column has only the "
                              "row's other columns: write [COLUMN].",
                              functions[i].name);
        }
        TRY(expr_node(parser, functions[i].op, NULL, NULL, &node));
        TRY(functions[i].parse(parser, node));
        *result = node;
        if (node->depth > EXPR_DEPTH) {
            return expr_wrong(parser, at, "the expression is nested too deep.");
        }
        return expr_need(parser, ')');
    }
    char hint[NAMES_HINT];
    return expr_wrong(parser, at, "there is no function \"%.*s\". %s", STR_ARGS(name),
                      names_hint(hint, name, names));
}
