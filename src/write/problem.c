#include "write/problem.h"

void problem_json(struct json *json, const struct problem *problem, bool all)
{
    json_object(json);
    if (all) {
        json_key_text(json, "file", problem->file);
    }
    json_key_integer(json, "line", problem->line);
    json_key_integer(json, "column", problem->column);
    json_key_str(json, "record", problem->record);
    json_key_str(json, "field", problem->field);
    if (all) {
        json_key_str(json, "value", problem->value);
    }
    json_key_text(json, "rule", problem->rule);
    json_key_text(json, "mend", problem->mend);
    json_key(json, "rejected");
    json_bool(json, problem->rejected);
    json_object_end(json);
}
