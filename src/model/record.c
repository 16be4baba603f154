#include "model/record.h"

#include "base/date.h"
#include "base/decimal.h"
#include "base/utf8.h"

struct record *record_new(struct arena *arena, const struct kind *kind)
{
    struct record *record = arena_alloc(arena, sizeof *record);
    struct value **values = arena_array(arena, kind->field_count * 2, sizeof(struct value *));
    if (!record || !values) {
        return NULL;
    }
    *record = (struct record){.kind = kind, .values = values, .last = values + kind->field_count};
    return record;
}

struct value *record_add(struct arena *arena, struct record *record, const struct field *field)
{
    struct value *value = arena_alloc(arena, sizeof *value);
    if (!value) {
        return NULL;
    }
    value->field = field;
    if (field->with_count > 0) {
        value->with = arena_array(arena, field->with_count, sizeof *value->with);
        if (!value->with) {
            return NULL;
        }
    }
    struct value *last = record->last[field->index];
    if (last) {
        value->seq = last->seq + 1;
        last->next = value;
    } else {
        record->values[field->index] = value;
    }
    record->last[field->index] = value;
    return value;
}

const struct value *record_value(const struct record *record, const char *field)
{
    const struct field *found = kind_field(record->kind, str_of(field));
    return found && !found->parent ? record->values[found->index] : NULL;
}

struct str record_title(const struct record *record)
{
    const struct value *title =
        record->kind->title ? record_value(record, record->kind->title) : NULL;
    return title && title->text.length > 0 ? title->text : record->identifier;
}

/* Keeps a copy of @text, or says why not. */
static const char *keep_text(struct arena *arena, struct value *value, struct str text)
{
    value->text = arena_str(arena, text);
    return value->text.at ? NULL : "is larger than the memory there is for it";
}

static const char *parse_code(struct arena *arena, struct value *value, struct str text)
{
    const struct codelist *list = value->field->list;
    const struct code *code = list ? codelist_find(list, text) : NULL;
    if (code) {
        value->text = str_of(code->code);
        return NULL;
    }
    if (list && !list->open) {
        return "is not in the code list";
    }
    return keep_text(arena, value, text);
}

static const char *parse_date(struct arena *arena, struct value *value, struct str text)
{
    struct date date;
    char iso[11];
    if (!date_parse(text, &date)) {
        return "is no date (a year, YYYY-MM or YYYY-MM-DD)";
    }
    date_print(date, iso);
    return keep_text(arena, value, str_of(iso));
}

static const char *parse_boolean(struct value *value, struct str text)
{
    static const char *const yes[] = {"1", "true", "yes", "y"};
    static const char *const no[] = {"0", "false", "no", "n"};
    for (size_t i = 0; i < COUNT_OF(yes); i++) {
        if (utf8_fold_equal(text, str_of(yes[i]))) {
            value->number = 1;
            return NULL;
        }
        if (utf8_fold_equal(text, str_of(no[i]))) {
            value->number = 0;
            return NULL;
        }
    }
    return "is neither true (1, yes) nor false (0, no)";
}

static const char *parse_number(struct value *value, struct str text)
{
    int64_t number = 0;
    if (!decimal_parse(text, &number)) {
        return "is no number";
    }
    if (value->field->type == FIELD_INTEGER) {
        if (number % DECIMAL_ONE != 0) {
            return "is no whole number";
        }
        number /= DECIMAL_ONE;
    }
    value->number = number;
    return NULL;
}

const char *value_parse(struct arena *arena, struct value *value, struct str text)
{
    text = str_trim(text);
    switch (value->field->type) {
    case FIELD_TEXT:
        return keep_text(arena, value, text);
    case FIELD_CODE:
        return parse_code(arena, value, text);
    case FIELD_DATE:
        return parse_date(arena, value, text);
    case FIELD_BOOLEAN:
        return parse_boolean(value, text);
    case FIELD_MONEY:
    case FIELD_DECIMAL:
    case FIELD_INTEGER:
        return parse_number(value, text);
    }
    return "has a type that is not known";
}
