#include "serve/part_json.h"

#define ROWS 8 /* as many as a page shows of a part */

/* "filter" and "path". */
static void write_question(struct visit *visit, const struct query *query, struct json *json)
{
    struct buf text;
    buf_init(&text, (size_t)64 * 1024);
    query_print(query, &text);
    json_key_str(json, "filter", buf_view(&text));
    json_key_text(json, "path", plain_address(visit, query));
    json->out->failed = json->out->failed || text.failed;
    buf_release(&text);
}

static enum status write_rows(struct visit *visit, const struct query *query, struct json *json)
{
    const struct kind *kind = query->kind;
    const struct field *title = kind->title ? kind_field(kind, str_of(kind->title)) : NULL;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    enum step step = STEP_DONE;
    json_key(json, "rows");
    json_array(json);
    TRY(store_find_fields(visit->store, query, ORDER_LIST, &title, title ? 1 : 0, &cursor,
                          &visit->why));
    for (size_t i = 0; i < ROWS && (step = record_cursor_next(cursor, visit->arena, &record,
                                                              &visit->why)) == STEP_ITEM;
         i++) {
        json_object(json);
        json_key_text(json, "kind", kind->name);
        json_key_str(json, "identifier", record->identifier);
        json_key_str(json, "title", record_public_title(record));
        json_object_end(json);
    }
    record_cursor_close(cursor);
    json_array_end(json);
    return step == STEP_ERROR ? visit->why.status : STATUS_OK;
}

enum status part_json(struct visit *visit, const char *section, const struct query *query,
                      unsigned long long total, struct json *json)
{
    const struct kind *kind = query->kind;
    json_object(json);
    json_key_text(json, "section", section);
    json_key_text(json, "kind", kind->name);
    json_key_text(json, "label", label_here(visit, &kind->label, kind->name));
    json_key_integer(json, "records", (long long)total);
    write_question(visit, query, json);
    TRY(write_rows(visit, query, json));
    json_object_end(json);
    return STATUS_OK;
}

static void lack_json(struct visit *visit, const struct part_lack *lack, struct json *json)
{
    const struct field *field = lack->field;
    if (lack->count == 0) {
        return;
    }
    json_object(json);
    json_key_text(json, "kind", lack->lacking.kind->name);
    json_key_text(json, "field", field->name);
    json_key_text(json, "label", label_here(visit, &field->label, field->name));
    json_key_integer(json, "records", (long long)lack->count);
    json_key_integer(json, "total", (long long)lack->total);
    write_question(visit, &lack->lacking, json);
    json_object_end(json);
}

enum status lacks_json(struct visit *visit, const struct profile_part *part,
                       const struct query *query, unsigned long long total, struct json *json)
{
    struct part_lack lack;
    for (size_t i = 0; i < part->show_count; i++) {
        TRY(part_lack(visit, query, part->show[i], total, &lack));
        lack_json(visit, &lack, json);
    }
    return STATUS_OK;
}

enum status none_says_json(struct visit *visit, const struct profile_part *part,
                           const struct codelist *list, struct json *json)
{
    struct part_lack lack;
    TRY(part_none_says(visit, part, list, &lack));
    lack_json(visit, &lack, json);
    return STATUS_OK;
}
