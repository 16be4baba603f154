#include "text/json.h"
#include "write/claims_write.h"

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
        json_key_text(&json, "printed", result->printed);
        json_key_text(&json, "computed", result->computed);
        json_key_text(&json, "where", result->where);
        json_key_text(&json, "note", result->note);
        json_object_end(&json);
    }
    json_array_end(&json);
    buf_char(out, '\n');
}
