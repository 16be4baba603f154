#include "text/json.h"

#include "base/decimal.h"
#include "base/utf8.h"

#include <assert.h>

#define DEPTH_LIMIT 64U

void json_init(struct json *json, struct buf *out, bool pretty)
{
    *json = (struct json){.out = out, .pretty = pretty};
}

static void begin_line(struct json *json)
{
    if (json->pretty) {
        buf_char(json->out, '\n');
        for (unsigned i = 0; i < json->depth; i++) {
            buf_text(json->out, "  ");
        }
    }
}

/* The comma and line that go before a key, or before a value that has none. */
static void begin_item(struct json *json)
{
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    if (json->depth > 0) {
        if (json->has_items[json->depth]) {
            buf_char(json->out, ',');
        }
        begin_line(json);
    }
    json->has_items[json->depth] = true;
}

static void open_level(struct json *json, char bracket)
{
    begin_item(json);
    buf_char(json->out, bracket);
    assert(json->depth < DEPTH_LIMIT);
    json->has_items[++json->depth] = false;
}

static void close_level(struct json *json, char bracket)
{
    assert(json->depth > 0 && !json->after_key);
    if (json->has_items[json->depth--]) {
        begin_line(json);
    }
    buf_char(json->out, bracket);
}

void json_object(struct json *json)
{
    open_level(json, '{');
}

void json_object_end(struct json *json)
{
    close_level(json, '}');
}

void json_array(struct json *json)
{
    open_level(json, '[');
}

void json_array_end(struct json *json)
{
    close_level(json, ']');
}

void json_raw(struct json *json, struct str value)
{
    begin_item(json);
    buf_str(json->out, value);
}

/* ---- strings ---- */

static void add_escape(struct buf *out, char c)
{
    static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    for (const char *pair = letters; *pair; pair += 2) {
        if (pair[0] == c) {
            buf_char(out, '\\');
            buf_char(out, pair[1]);
            return;
        }
    }
    buf_printf(out, "\\u%04x", (unsigned)(unsigned char)c);
}

static bool is_plain(char c)
{
    return (unsigned char)c >= 0x20 && (unsigned char)c < 0x80 && c != '"' && c != '\\';
}

static void add_string(struct buf *out, struct str text)
{
    buf_char(out, '"');
    for (size_t i = 0; i < text.length;) {
        const size_t from = i;
        while (i < text.length && is_plain(text.at[i])) {
            i++;
        }
        buf_add(out, text.at + from, i - from);
        if (i == text.length) {
            break;
        }
        unsigned size = 1;
        if ((unsigned char)text.at[i] < 0x80) {
            add_escape(out, text.at[i]);
        } else if (utf8_decode(text.at + i, text.length - i, &size) == UTF8_BAD) {
            buf_text(out, "\xEF\xBF\xBD");
        } else {
            buf_add(out, text.at + i, size);
        }
        i += size;
    }
    buf_char(out, '"');
}

void json_key(struct json *json, const char *key)
{
    assert(json->depth > 0 && !json->after_key);
    begin_item(json);
    add_string(json->out, str_of(key));
    buf_text(json->out, json->pretty ? ": " : ":");
    json->after_key = true;
}

/* ---- values ---- */

void json_str(struct json *json, struct str text)
{
    begin_item(json);
    add_string(json->out, text);
}

void json_text(struct json *json, const char *text)
{
    if (text) {
        json_str(json, str_of(text));
    } else {
        json_null(json);
    }
}

void json_integer(struct json *json, long long number)
{
    begin_item(json);
    buf_printf(json->out, "%lld", number);
}

void json_decimal(struct json *json, long long value)
{
    char text[24];
    decimal_print(value, text);
    begin_item(json);
    buf_text(json->out, text);
}

void json_bool(struct json *json, bool value)
{
    begin_item(json);
    buf_text(json->out, value ? "true" : "false");
}

void json_null(struct json *json)
{
    begin_item(json);
    buf_text(json->out, "null");
}

void json_key_str(struct json *json, const char *key, struct str text)
{
    json_key(json, key);
    json_str(json, text);
}

void json_key_text(struct json *json, const char *key, const char *text)
{
    json_key(json, key);
    json_text(json, text);
}

void json_key_integer(struct json *json, const char *key, long long number)
{
    json_key(json, key);
    json_integer(json, number);
}
