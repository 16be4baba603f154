#include "base/decimal.h"
#include "write/record.h"

static void write_scalar(const struct value *value, struct json *json)
{
    switch (value->field->type) {
    case FIELD_MONEY:
    case FIELD_DECIMAL:
        json_decimal(json, value->number);
        return;
    case FIELD_INTEGER:
        json_integer(json, value->number);
        return;
    case FIELD_BOOLEAN:
        json_bool(json, value->number != 0);
        return;
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_LINK:
    case FIELD_DATE:
        json_str(json, value->text);
        return;
    }
}

/* True when the field's values need more than the value itself. */
static bool is_object(const struct field *field)
{
    return field->with_count > 0 || field->languages || field->type == FIELD_MONEY;
}

static void write_value(const struct value *value, const struct record_style *style,
                        struct json *json)
{
    const struct field *field = value->field;
    if (!is_object(field)) {
        write_scalar(value, json);
        return;
    }
    json_object(json);
    json_key(json, field->type == FIELD_MONEY ? "amount" : field->languages ? "text" : "value");
    write_scalar(value, json);
    if (field->type == FIELD_MONEY) {
        json_key_str(json, "currency", value->currency);
        if (value->date.length > 0) {
            json_key_str(json, "value_date", value->date);
        }
    }
    if (field->languages && value->language.length > 0) {
        json_key_str(json, "language", value->language);
    }
    for (size_t i = 0; i < field->with_count; i++) {
        if (value->with[i].field && record_style_shows(style, &field->with[i])) {
            json_key(json, field->with[i].name);
            write_scalar(&value->with[i], json);
        }
    }
    json_object_end(json);
}

static void write_tags(const struct record_style *style, struct json *json)
{
    json_key(json, "tags");
    json_array(json);
    for (size_t i = 0; i < style->tag_count; i++) {
        const struct standing_tag *tag = &style->tags[i];
        json_object(json);
        json_key_text(json, "lens", tag->lens);
        if (tag->theme[0]) {
            json_key_text(json, "theme", tag->theme);
        }
        json_key_text(json, "weight", tag->weight);
        json_key(json, "decided");
        json_bool(json, tag->decided);
        json_object_end(json);
    }
    json_array_end(json);
}

void record_write_json(const struct record *record, const struct record_style *style,
                       struct json *json)
{
    json_object(json);
    json_key_text(json, "kind", record->kind->name);
    json_key_str(json, "identifier", record->identifier);
    json_key_str(json, "title",
                 style->all_fields ? record_title(record) : record_public_title(record));
    json_key(json, "fields");
    json_object(json);
    for (size_t f = 0; f < record->kind->field_count; f++) {
        const struct field *field = &record->kind->fields[f];
        const struct value *value = record->values[f];
        if (!value || !record_style_shows(style, field)) {
            continue;
        }
        json_key(json, field->name);
        if (!field->repeat && !field->languages) {
            write_value(value, style, json);
            continue;
        }
        json_array(json);
        for (; value; value = value->next) {
            write_value(value, style, json);
        }
        json_array_end(json);
    }
    json_object_end(json);
    if (style->lenses) {
        write_tags(style, json);
    }
    json_object_end(json);
}
