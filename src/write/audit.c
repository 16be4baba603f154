#include "write/audit.h"

void audit_json(struct json *json, const struct audit_entry *entries, size_t count)
{
    json_array(json);
    for (size_t i = 0; i < count; i++) {
        json_object(json);
        json_key_integer(json, "id", entries[i].id);
        json_key_str(json, "at", entries[i].at);
        json_key_str(json, "who", entries[i].who);
        json_key_text(json, "action", entries[i].action);
        json_key_str(json, "target", entries[i].target);
        json_key_str(json, "detail", entries[i].detail);
        json_key_str(json, "address", entries[i].address);
        json_object_end(json);
    }
    json_array_end(json);
}
