/* The grammar of expressions: numbers, texts, operators and parentheses. */
#include "base/decimal.h"
#include "base/utf8.h"
#include "table/expr_tree.h"

#include <stdio.h>

enum status expr_wrong(struct expr_parser *parser, size_t at, const char *format, ...)
{
    char words[sizeof parser->why->text];
    unsigned size = 0;
    size_t column = 1;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < at && i < parser->text.length; i += size) {
        (void)utf8_decode(parser->text.at + i, parser->text.length - i, &size);
        column++;
    }
    return fail(parser->why, STATUS_INPUT, "column %zu: %s", column, words);
}

enum status expr_node(struct expr_parser *parser, enum expr_op op, const struct expr *a,
                      const struct expr *b, struct expr **node)
{
    struct expr *made = arena_alloc(parser->arena, sizeof *made);
    if (!made) {
        return fail_memory(parser->why);
    }
    unsigned deepest = a ? a->depth : 0;
    deepest = b && b->depth > deepest ? b->depth : deepest;
    *made = (struct expr){.op = op, .a = a, .b = b, .depth = deepest + 1};
    *node = made;
    if (made->depth > EXPR_DEPTH) {
        return expr_wrong(parser, parser->at, "the expression is too long. Cut it in two claims.");
    }
    return STATUS_OK;
}

/* ---- bytes ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static char byte_at(const struct expr_parser *parser, size_t at)
{
    return at < parser->text.length ? parser->text.at[at] : '\0';
}

char expr_peek(struct expr_parser *parser)
{
    while (char_is_white(byte_at(parser, parser->at))) {
        parser->at++;
    }
    return byte_at(parser, parser->at);
}

bool expr_take(struct expr_parser *parser, char c)
{
    if (expr_peek(parser) != c || parser->at >= parser->text.length) {
        return false;
    }
    parser->at++;
    return true;
}

struct str expr_next(const struct expr_parser *parser)
{
    struct str next = {parser->text.at + parser->at, 0};
    unsigned size = 0;
    while (next.length < 20 && parser->at + next.length < parser->text.length) {
        (void)utf8_decode(next.at + next.length, parser->text.length - parser->at - next.length,
                          &size);
        next.length += size;
    }
    return next;
}

enum status expr_need(struct expr_parser *parser, char c)
{
    if (expr_take(parser, c)) {
        return STATUS_OK;
    }
    if (parser->at >= parser->text.length) {
        return expr_wrong(parser, parser->at, "the expression ends where \"%c\" is needed.", c);
    }
    struct str next = expr_next(parser);
    return expr_wrong(parser, parser->at, "expected \"%c\" before \"%.*s\".", c, STR_ARGS(next));
}

enum status expr_quoted(struct expr_parser *parser, const char **text)
{
    size_t start = parser->at;
    char quote = byte_at(parser, start);
    char *to = arena_alloc(parser->arena, parser->text.length - start + 1);
    size_t length = 0;
    if (!to) {
        return fail_memory(parser->why);
    }
    for (parser->at++; parser->at < parser->text.length; parser->at++) {
        char c = parser->text.at[parser->at];
        if (c != quote) {
            to[length++] = c;
        } else if (byte_at(parser, parser->at + 1) == quote) {
            to[length++] = quote;
            parser->at++;
        } else {
            parser->at++;
            *text = to;
            return STATUS_OK;
        }
    }
    return expr_wrong(parser, start, "the quoted text never ends. Add the closing %c.", quote);
}

/* Moves behind the word if it follows and ends there. */
static bool take_word(struct expr_parser *parser, const char *word)
{
    size_t length = strlen(word);
    (void)expr_peek(parser);
    struct str rest = {parser->text.at + parser->at, parser->text.length - parser->at};
    char after = byte_at(parser, parser->at + length);
    if (!str_starts(rest, word) || is_letter(after) || char_is_digit(after)) {
        return false;
    }
    parser->at += length;
    return true;
}

/* ---- operators ---- */

enum level { LEVEL_OR, LEVEL_AND, LEVEL_COMPARE, LEVEL_SUM, LEVEL_PRODUCT, LEVEL_SIGN };

/* Longer signs stand before those they begin with. */
static const struct {
    enum level level;
    const char *sign;
    enum expr_op op;
} operators[] = {
    {LEVEL_OR, "or", EXPR_OP_OR},
    {LEVEL_AND, "and", EXPR_OP_AND},
    {LEVEL_COMPARE, "!=", EXPR_OP_UNEQUAL},
    {LEVEL_COMPARE, "<=", EXPR_OP_AT_MOST},
    {LEVEL_COMPARE, ">=", EXPR_OP_AT_LEAST},
    {LEVEL_COMPARE, "=", EXPR_OP_EQUAL},
    {LEVEL_COMPARE, "<", EXPR_OP_LESS},
    {LEVEL_COMPARE, ">", EXPR_OP_GREATER},
    {LEVEL_SUM, "+", EXPR_OP_ADD},
    {LEVEL_SUM, "-", EXPR_OP_SUBTRACT},
    {LEVEL_PRODUCT, "*", EXPR_OP_MULTIPLY},
    {LEVEL_PRODUCT, "/", EXPR_OP_DIVIDE},
};

static bool take_operator(struct expr_parser *parser, enum level level, enum expr_op *op)
{
    (void)expr_peek(parser);
    struct str rest = {parser->text.at + parser->at, parser->text.length - parser->at};
    for (size_t i = 0; i < COUNT_OF(operators); i++) {
        if (operators[i].level != level) {
            continue;
        }
        *op = operators[i].op;
        if (is_letter(operators[i].sign[0])) {
            if (take_word(parser, operators[i].sign)) {
                return true;
            }
        } else if (str_starts(rest, operators[i].sign)) {
            parser->at += strlen(operators[i].sign);
            return true;
        }
    }
    return false;
}

/* A comparison takes two of a kind; everything else takes numbers. */
static enum status check_types(struct expr_parser *parser, size_t at, const struct expr *node)
{
    bool compares = node->op >= EXPR_OP_EQUAL && node->op <= EXPR_OP_AT_LEAST;
    if (compares && node->a->is_text != node->b->is_text) {
        return expr_wrong(parser, at,
                          "a text is compared with a number. Put both in quotes, or neither.");
    }
    if (!compares && (node->a->is_text || (node->b && node->b->is_text))) {
        return expr_wrong(parser, at,
                          "a number is needed here, and this is a text. Only = != < <= "
                          "> >= take texts.");
    }
    return STATUS_OK;
}

static enum status parse_level(struct expr_parser *parser, enum level level,
                               const struct expr **node);

static enum status parse_one_sided(struct expr_parser *parser, enum expr_op op, size_t at,
                                   const struct expr **node)
{
    struct expr *made = NULL;
    const struct expr *operand = NULL;
    TRY(parse_level(parser, op == EXPR_OP_NOT ? LEVEL_COMPARE : LEVEL_SIGN, &operand));
    TRY(expr_node(parser, op, operand, NULL, &made));
    *node = made;
    return check_types(parser, at, made);
}

static enum status parse_number(struct expr_parser *parser, const struct expr **node)
{
    size_t start = parser->at;
    struct expr *made = NULL;
    while (char_is_digit(byte_at(parser, parser->at)) || byte_at(parser, parser->at) == '.') {
        parser->at++;
    }
    struct str digits = {parser->text.at + start, parser->at - start};
    TRY(expr_node(parser, EXPR_OP_NUMBER, NULL, NULL, &made));
    if (!decimal_parse(digits, &made->number)) {
        return expr_wrong(parser, start, "\"%.*s\" is no number, or too large.", STR_ARGS(digits));
    }
    if (is_letter(byte_at(parser, parser->at))) {
        return expr_wrong(parser, start, "\"%.*s\" is followed by a letter. Put a code in quotes.",
                          STR_ARGS(digits));
    }
    *node = made;
    return STATUS_OK;
}

static enum status parse_text(struct expr_parser *parser, const struct expr **node)
{
    struct expr *made = NULL;
    const char *text = NULL;
    TRY(expr_quoted(parser, &text));
    TRY(expr_node(parser, EXPR_OP_TEXT, NULL, NULL, &made));
    made->text = str_of(text);
    made->is_text = true;
    *node = made;
    return STATUS_OK;
}

static enum status parse_name(struct expr_parser *parser, const struct expr **node)
{
    size_t start = parser->at;
    while (is_letter(byte_at(parser, parser->at)) || char_is_digit(byte_at(parser, parser->at))) {
        parser->at++;
    }
    struct str name = {parser->text.at + start, parser->at - start};
    if (!expr_take(parser, '(')) {
        return expr_wrong(parser, start,
                          "\"%.*s\" stands alone. A function has its arguments in parentheses, a "
                          "column of a row stands in [ ], a text in quotes.",
                          STR_ARGS(name));
    }
    return expr_parse_call(parser, name, start, node);
}

static enum status parse_primary(struct expr_parser *parser, const struct expr **node)
{
    char c = expr_peek(parser);
    size_t start = parser->at;
    if (char_is_digit(c) || c == '.') {
        return parse_number(parser, node);
    }
    if (c == '"' || c == '\'') {
        return parse_text(parser, node);
    }
    if (is_letter(c)) {
        return parse_name(parser, node);
    }
    if (expr_take(parser, '[')) {
        return expr_parse_column(parser, node);
    }
    if (expr_take(parser, '(')) {
        TRY(expr_parse_whole(parser, node));
        return expr_need(parser, ')');
    }
    if (start >= parser->text.length) {
        return expr_wrong(parser, start, "the expression ends where a value is needed.");
    }
    return expr_wrong(parser, start, "expected a value and not \"%c\". See docs/formats.md.",
                      c >= ' ' && c < 0x7f ? c : '?');
}

/* One operand of an operator of @level. */
static enum status parse_operand(struct expr_parser *parser, enum level level,
                                 const struct expr **node)
{
    (void)expr_peek(parser);
    size_t start = parser->at;
    if (level == LEVEL_COMPARE && take_word(parser, "not")) {
        return parse_one_sided(parser, EXPR_OP_NOT, start, node);
    }
    if (level < LEVEL_SIGN) {
        return parse_level(parser, level + 1, node);
    }
    if (expr_take(parser, '-')) {
        return parse_one_sided(parser, EXPR_OP_NEGATE, start, node);
    }
    return parse_primary(parser, node);
}

static enum status parse_operators(struct expr_parser *parser, enum level level,
                                   const struct expr **node)
{
    const struct expr *left = NULL, *right = NULL;
    enum expr_op op = EXPR_OP_ADD;
    bool compared = false;
    TRY(parse_operand(parser, level, &left));
    (void)expr_peek(parser);
    size_t at = parser->at;
    while (level < LEVEL_SIGN && take_operator(parser, level, &op)) {
        struct expr *made = NULL;
        if (level == LEVEL_COMPARE && compared) {
            return expr_wrong(parser, at, "this is a second comparison. Join them with \"and\".");
        }
        compared = true;
        TRY(parse_operand(parser, level, &right));
        TRY(expr_node(parser, op, left, right, &made));
        TRY(check_types(parser, at, made));
        left = made;
        (void)expr_peek(parser);
        at = parser->at;
    }
    *node = left;
    return STATUS_OK;
}

/* Goes as deep as parentheses, signs and levels are nested, which the depth limits. */
static enum status parse_level(struct expr_parser *parser, enum level level,
                               const struct expr **node)
{
    if (parser->depth >= EXPR_DEPTH * (LEVEL_SIGN + 1)) {
        return expr_wrong(parser, parser->at, "the expression is nested too deep.");
    }
    parser->depth++;
    enum status status = parse_operators(parser, level, node);
    parser->depth--;
    return status;
}

enum status expr_parse_whole(struct expr_parser *parser, const struct expr **node)
{
    return parse_level(parser, LEVEL_OR, node);
}

static enum status parse(struct expr_parser *parser, const struct expr **expr)
{
    if (parser->text.length > EXPR_LENGTH || utf8_check(parser->text) < parser->text.length) {
        return fail(parser->why, STATUS_INPUT,
                    "column 1: the expression is longer than %d bytes, or no UTF-8.", EXPR_LENGTH);
    }
    TRY(expr_parse_whole(parser, expr));
    if (expr_peek(parser) != '\0' || parser->at < parser->text.length) {
        struct str next = expr_next(parser);
        return expr_wrong(parser, parser->at,
                          "the expression was complete before \"%.*s\". Join the two with an "
                          "operator.",
                          STR_ARGS(next));
    }
    return STATUS_OK;
}

enum status expr_parse(struct arena *arena, const struct expr_scope *scope, struct str text,
                       const struct expr **expr, struct failure *why)
{
    struct expr_parser parser = {.arena = arena, .scope = scope, .text = text, .why = why};
    return parse(&parser, expr);
}

enum status expr_parse_row(struct arena *arena, const struct expr_scope *scope,
                           const struct table *table, struct str text, const struct expr **expr,
                           struct failure *why)
{
    struct expr_parser parser = {.arena = arena,
                                 .scope = scope,
                                 .text = text,
                                 .why = why,
                                 .rows_of = table,
                                 .row_only = true};
    return parse(&parser, expr);
}

/* Goes as deep as the tree, which the parser limits. */
const struct table_column *expr_column(const struct expr *expr,
                                       bool (*refuse)(const struct table_column *column,
                                                      const void *context),
                                       const void *context)
{
    const struct table_column *found = NULL;
    if (expr && expr->op == EXPR_OP_COLUMN && refuse(expr->from, context)) {
        return expr->from;
    }
    found = expr ? expr_column(expr->a, refuse, context) : NULL;
    return found || !expr ? found : expr_column(expr->b, refuse, context);
}

bool expr_is_text(const struct expr *expr)
{
    return expr->is_text;
}
