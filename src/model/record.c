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

static bool is_in(struct str language, const char *asked)
{
    const size_t length = strlen(asked);
    return str_is(language, asked) || (language.length > length && language.at[length] == '-' &&
                                       memcmp(language.at, asked, length) == 0);
}

const struct value *value_in(const struct value *first, const char *language)
{
    for (const struct value *v = first; v; v = v->next) {
        if (v->text.length > 0 && is_in(v->language, language)) {
            return v;
        }
    }
    return first;
}

struct str record_title(const struct record *record)
{
    const struct value *title =
        record->kind->title ? record_value(record, record->kind->title) : NULL;
    return title && title->text.length > 0 ? title->text : record->identifier;
}

/* Without their sub-fields. */
static bool same_value(const struct value *a, const struct value *b)
{
    return a->field == b->field && a->number == b->number && str_equal(a->text, b->text) &&
           str_equal(a->language, b->language) && str_equal(a->currency, b->currency) &&
           str_equal(a->date, b->date);
}

bool values_equal(const struct value *a, const struct value *b)
{
    for (; a && b; a = a->next, b = b->next) {
        bool same = same_value(a, b);
        for (size_t i = 0; same && i < a->field->with_count; i++) {
            same = same_value(&a->with[i], &b->with[i]);
        }
        if (!same) {
            return false;
        }
    }
    return !a && !b;
}

bool record_equal(const struct record *a, const struct record *b)
{
    bool same = a->kind == b->kind && str_equal(a->identifier, b->identifier);
    for (size_t i = 0; same && i < a->kind->field_count; i++) {
        same = values_equal(a->values[i], b->values[i]);
    }
    return same;
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

/* "KIND:IDENTIFIER", or the identifier alone when the link leads to one kind only. */
static const char *parse_link(struct arena *arena, struct value *value, struct str text)
{
    const struct field *field = value->field;
    for (size_t i = 0; i < field->target_count; i++) {
        const size_t length = strlen(field->targets[i]->name);
        if (text.length > length + 1 && text.at[length] == ':' &&
            str_starts(text, field->targets[i]->name)) {
            return keep_text(arena, value, text);
        }
    }
    if (field->target_count != 1 || text.length == 0) {
        return "does not say which record of which kind; write KIND:IDENTIFIER";
    }
    const char *whole = arena_printf(arena, "%s:%.*s", field->targets[0]->name, STR_ARGS(text));
    value->text = str_of(whole);
    return whole ? NULL : "is larger than the memory there is for it";
}

void value_print(const struct value *value, struct buf *out)
{
    char number[24];
    switch (value->field->type) {
    case FIELD_MONEY:
    case FIELD_DECIMAL:
        decimal_print(value->number, number);
        buf_text(out, number);
        return;
    case FIELD_INTEGER:
        buf_printf(out, "%lld", (long long)value->number);
        return;
    case FIELD_BOOLEAN:
        buf_text(out, value->number ? "true" : "false");
        return;
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_LINK:
    case FIELD_DATE:
        buf_str(out, value->text);
        return;
    }
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
    case FIELD_LINK:
        return parse_link(arena, value, text);
    case FIELD_MONEY:
    case FIELD_DECIMAL:
    case FIELD_INTEGER:
        return parse_number(value, text);
    }
    return "has a type that is not known";
}
