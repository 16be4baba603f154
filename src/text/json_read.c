#include "text/json_read.h"

#include "base/utf8.h"

struct parser {
    struct arena *arena;
    struct str text;
    size_t at;
    unsigned depth;
    struct failure *why;
};

static enum status refuse_at(struct parser *p, size_t at, const char *words)
{
    return fail(p->why, STATUS_INPUT, "byte %zu: %s", at + 1, words);
}

static enum status refuse(struct parser *p, const char *words)
{
    return refuse_at(p, p->at, words);
}

/* The byte at hand; NUL at the end, which no JSON has. */
static char peek(const struct parser *p)
{
    return p->at < p->text.length ? p->text.at[p->at] : '\0';
}

static void pass_white(struct parser *p)
{
    while (peek(p) == ' ' || peek(p) == '\t' || peek(p) == '\n' || peek(p) == '\r') {
        p->at++;
    }
}

/* ---- strings ---- */

/* The four digits of an escape; false when they are none. */
static bool read_unit(struct parser *p, uint32_t *unit)
{
    *unit = 0;
    for (size_t i = 0; i < 4; i++, p->at++) {
        const char c = peek(p), small = (char)(c | 0x20);
        if (!char_is_digit(c) && !(small >= 'a' && small <= 'f')) {
            return false;
        }
        *unit = *unit * 16 + (uint32_t)(char_is_digit(c) ? c - '0' : small - 'a' + 10);
    }
    return true;
}

/* What stands behind "\u": one unit of UTF-16, or two that are a pair. */
static enum status read_unicode(struct parser *p, uint32_t *code)
{
    const size_t begin = p->at;
    uint32_t second = 0;
    if (!read_unit(p, code)) {
        return refuse_at(p, begin, "four digits (0 to 9, a to f) are missing behind \\u.");
    }
    if (*code == 0) {
        return refuse_at(p, begin, "the escape \\u0000 is no character of a text.");
    }
    if (*code < 0xD800 || *code > 0xDFFF) {
        return STATUS_OK;
    }
    if (*code <= 0xDBFF && peek(p) == '\\' && p->at + 1 < p->text.length &&
        p->text.at[p->at + 1] == 'u') {
        p->at += 2;
        if (read_unit(p, &second) && second >= 0xDC00 && second <= 0xDFFF) {
            *code = 0x10000 + ((*code - 0xD800) << 10) + (second - 0xDC00);
            return STATUS_OK;
        }
    }
    return refuse_at(p, begin, "the escape is half a pair of surrogates, no character.");
}

/* An escape behind its backslash, to @to: never more bytes than it has itself. */
static enum status read_escape(struct parser *p, char *to, size_t *length)
{
    static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    const char c = peek(p);
    const char *found = c ? strchr(names, c) : NULL;
    uint32_t code = 0;
    if (found) {
        p->at++;
        to[(*length)++] = meant[found - names];
        return STATUS_OK;
    }
    if (c != 'u') {
        return refuse(p, "there is no such escape; a backslash is written \\\\.");
    }
    p->at++;
    TRY(read_unicode(p, &code));
    *length += utf8_encode(code, to + *length);
    return STATUS_OK;
}

/* A string, from its quote on. */
static enum status read_string(struct parser *p, struct str *string)
{
    const size_t begin = p->at++;
    size_t end = p->at, length = 0;
    while (end < p->text.length && p->text.at[end] != '"') {
        end += p->text.at[end] == '\\' ? 2 : 1;
    }
    if (end >= p->text.length) {
        return refuse_at(p, begin, "the string that begins here has no end.");
    }
    char *to = arena_alloc(p->arena, end - begin + 1);
    if (!to) {
        return fail_memory(p->why);
    }
    while (p->at < end) {
        const char c = p->text.at[p->at];
        if ((unsigned char)c < 0x20) {
            return refuse(p, "a control character in a string is written as an escape.");
        }
        p->at++;
        if (c == '\\') {
            TRY(read_escape(p, to, &length));
        } else {
            to[length++] = c;
        }
    }
    p->at++;
    *string = (struct str){to, length};
    return STATUS_OK;
}

/* ---- other scalars ---- */

static size_t pass_digits(struct parser *p)
{
    const size_t begin = p->at;
    while (char_is_digit(peek(p))) {
        p->at++;
    }
    return p->at - begin;
}

static enum status read_number(struct parser *p, struct json_value *value)
{
    const size_t begin = p->at;
    p->at += peek(p) == '-';
    const bool zero = peek(p) == '0';
    const size_t digits = pass_digits(p);
    bool fine = digits > 0 && !(zero && digits > 1);
    if (fine && peek(p) == '.') {
        p->at++;
        fine = pass_digits(p) > 0;
    }
    if (fine && (peek(p) | 0x20) == 'e') {
        p->at++;
        p->at += peek(p) == '+' || peek(p) == '-';
        fine = pass_digits(p) > 0;
    }
    if (!fine) {
        return refuse_at(p, begin, "this is no number as JSON writes them.");
    }
    value->type = JSON_NUMBER;
    value->text = (struct str){p->text.at + begin, p->at - begin};
    return STATUS_OK;
}

static enum status read_word(struct parser *p, struct json_value *value)
{
    static const struct {
        const char *word;
        enum json_type type;
    } words[] = {{"true", JSON_BOOLEAN}, {"false", JSON_BOOLEAN}, {"null", JSON_NULL}};
    const struct str rest = {p->text.at + p->at, p->text.length - p->at};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (str_starts(rest, words[i].word)) {
            value->type = words[i].type;
            value->text = str_of(words[i].word);
            p->at += value->text.length;
            return STATUS_OK;
        }
    }
    return refuse(p, rest.length > 0 ? "a value is expected here."
                                     : "the text ends where a value is expected.");
}

/* ---- lists ---- */

static enum status read_any(struct parser *p, struct json_value *value);

static enum status read_name(struct parser *p, struct str *name)
{
    if (peek(p) != '"') {
        return refuse(p, "a name in quotes is expected here.");
    }
    TRY(read_string(p, name));
    pass_white(p);
    if (peek(p) != ':') {
        return refuse(p, "a colon is expected behind the name.");
    }
    p->at++;
    return STATUS_OK;
}

/* The members of an array or object, from its bracket on. Comes back to itself by read_any(). */
static enum status read_list(struct parser *p, struct json_value *value)
{
    const bool object = peek(p) == '{';
    const char close = object ? '}' : ']';
    struct json_value **end = &value->children;
    value->type = object ? JSON_OBJECT : JSON_ARRAY;
    if (++p->depth > JSON_READ_DEPTH) {
        return fail(p->why, STATUS_LIMIT, "byte %zu: lists stand more than %d deep in one another.",
                    p->at + 1, JSON_READ_DEPTH);
    }
    p->at++;
    pass_white(p);
    while (peek(p) != close || value->children) {
        struct json_value *child = arena_alloc(p->arena, sizeof *child);
        if (!child) {
            return fail_memory(p->why);
        }
        pass_white(p);
        if (object) {
            TRY(read_name(p, &child->name));
        }
        TRY(read_any(p, child));
        *end = child;
        end = &child->next;
        pass_white(p);
        if (peek(p) == close) {
            break;
        }
        if (peek(p) != ',') {
            return refuse(p, p->at < p->text.length
                                 ? "a comma, or the end of the list, is expected here."
                                 : "the text ends inside a list.");
        }
        p->at++;
    }
    p->at++;
    p->depth--;
    return STATUS_OK;
}

/* As deep as JSON_READ_DEPTH. */
static enum status read_any(struct parser *p, struct json_value *value)
{
    pass_white(p);
    const char c = peek(p);
    if (c == '{' || c == '[') {
        return read_list(p, value);
    }
    if (c == '"') {
        value->type = JSON_STRING;
        return read_string(p, &value->text);
    }
    return c == '-' || char_is_digit(c) ? read_number(p, value) : read_word(p, value);
}

enum status json_read(struct arena *arena, struct str text, struct json_value **value,
                      struct failure *why)
{
    struct parser p = {.arena = arena, .text = text, .why = why};
    const size_t bad = utf8_check(text);
    *value = arena_alloc(arena, sizeof **value);
    if (!*value) {
        return fail_memory(why);
    }
    if (bad < text.length) {
        return refuse_at(&p, bad, "this byte is no UTF-8.");
    }
    TRY(read_any(&p, *value));
    pass_white(&p);
    return p.at < text.length ? refuse(&p, "something stands behind the end of the value.")
                              : STATUS_OK;
}

const char *json_type_name(enum json_type type)
{
    static const char *const names[] = {
        [JSON_NULL] = "null",       [JSON_BOOLEAN] = "true or false", [JSON_NUMBER] = "a number",
        [JSON_STRING] = "a string", [JSON_ARRAY] = "a list",          [JSON_OBJECT] = "an object"};
    return names[type];
}
