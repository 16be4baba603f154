#include "base/decimal.h"
#include "text/json.h"
#include "write/claims_write.h"

/* A plain number as a number, other words as a text, nothing as null. */
static void write_value(struct json *json, const char *key, const char *text, bool is_number)
{
    int64_t number = 0;
    json_key(json, key);
    if (text && is_number && decimal_parse(str_of(text), &number)) {
        json_decimal(json, number);
    } else {
        json_text(json, text);
    }
}

void claims_json(const struct claim_result *results, size_t count, struct buf *out)
{
    struct json json;
    json_init(&json, out, false);
    json_array(&json);
    for (size_t i = 0; i < count; i++) {
        const struct claim_result *result = &results[i];
        json_object(&json);
        json_key_text(&json, "id", result->claim->id);
        json_key_text(&json, "verdict", verdict_name(result->verdict));
        write_value(&json, "printed", result->printed, result->is_number);
        write_value(&json, "computed", result->computed, result->is_number);
        json_key_text(&json, "where", result->where);
        json_key_text(&json, "note", result->note);
        json_object_end(&json);
    }
    json_array_end(&json);
    buf_char(out, '\n');
}
