/*
 * A writer of JSON (RFC 8259): it sets commas and escapes, and cannot write what is not JSON.
 * Bytes that are not UTF-8 are written as U+FFFD. Nesting deeper than 64 is a bug.
 */
#ifndef TEXT_JSON_H
#define TEXT_JSON_H

#include "base/buf.h"

struct json {
    struct buf *out;
    bool pretty; /* two-space indentation */
    unsigned depth;
    bool has_items[65]; /* for each open level */
    bool after_key;
};

void json_init(struct json *json, struct buf *out, bool pretty);

void json_object(struct json *json);     /* { */
void json_object_end(struct json *json); /* } */
void json_array(struct json *json);      /* [ */
void json_array_end(struct json *json);  /* ] */
void json_key(struct json *json, const char *key);

void json_str(struct json *json, struct str text);
void json_text(struct json *json, const char *text); /* NULL is null */
void json_integer(struct json *json, long long number);
void json_decimal(struct json *json, long long value); /* base/decimal.h: exact, never 1e6 */
void json_bool(struct json *json, bool value);
void json_null(struct json *json);
void json_raw(struct json *json, struct str value); /* one that is JSON already */

/* key and value in one call */
void json_key_str(struct json *json, const char *key, struct str text);
void json_key_text(struct json *json, const char *key, const char *text);
void json_key_integer(struct json *json, const char *key, long long number);

#endif
