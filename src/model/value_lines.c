#include "model/value_lines.h"

#include "base/decimal.h"

/* ---- writing ---- */

static void print_escaped(struct str text, struct buf *out)
{
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];
        const char *as = c == '\t' ? "\\t" : c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\\\";
        if (c == '\t' || c == '\n' || c == '\r' || c == '\\') {
            buf_text(out, as);
        } else {
            buf_char(out, c);
        }
    }
}

static void print_main(const struct value *value, struct buf *out)
{
    switch (value->field->type) {
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_LINK:
    case FIELD_DATE:
        print_escaped(value->text, out);
        return;
    case FIELD_MONEY:
    case FIELD_DECIMAL:
    case FIELD_INTEGER:
    case FIELD_BOOLEAN:
        value_print(value, out);
        return;
    }
}

static void print_part(const char *name, struct str text, struct buf *out)
{
    if (text.length > 0) {
        buf_printf(out, "\t%s=", name);
        print_escaped(text, out);
    }
}

static void print_value(const struct value *value, struct buf *out)
{
    buf_printf(out, "%s\t", value->field->name);
    print_main(value, out);
    print_part("language", value->language, out);
    print_part("currency", value->currency, out);
    print_part("date", value->date, out);
    for (size_t i = 0; i < value->field->with_count; i++) {
        if (value->with[i].field) {
            buf_printf(out, "\t.%s=", value->field->with[i].name);
            print_main(&value->with[i], out);
        }
    }
    buf_char(out, '\n');
}

void record_print_lines(const struct record *record, struct buf *out)
{
    for (size_t i = 0; i < record->kind->field_count; i++) {
        for (const struct value *v = record->values[i]; v; v = v->next) {
            /* One whose field is missing has sub-fields only. */
            struct value shown = *v;
            shown.field = &record->kind->fields[i];
            print_value(&shown, out);
        }
    }
}

/* ---- reading ---- */

static bool unescape(struct arena *arena, struct str text, struct str *plain)
{
    char *to = arena_alloc(arena, text.length + 1);
    size_t length = 0;
    for (size_t i = 0; to && i < text.length; i++) {
        char c = text.at[i];
        if (c == '\\' && i + 1 < text.length) {
            c = text.at[++i];
            c = (char)(c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c);
        }
        to[length++] = c;
    }
    *plain = (struct str){to, length};
    return to != NULL;
}

/* What the field's type makes of the text; false when it is none of its values. */
static bool parse_main(struct value *value, struct str text)
{
    int64_t number = 0;
    switch (value->field->type) {
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_LINK:
    case FIELD_DATE:
        value->text = text;
        return true;
    case FIELD_BOOLEAN:
        value->number = str_is(text, "true");
        return true;
    case FIELD_MONEY:
    case FIELD_DECIMAL:
        return decimal_parse(text, &value->number);
    case FIELD_INTEGER:
        if (!decimal_parse(text, &number)) {
            return false;
        }
        value->number = number / DECIMAL_ONE;
        return true;
    }
    return false;
}

static bool parse_part(struct arena *arena, struct value *value, struct str part)
{
    struct str rest = part, name, text;
    (void)str_split(&rest, '=', &name);
    if (!rest.at || !unescape(arena, rest, &text)) {
        return false;
    }
    if (str_is(name, "language")) {
        value->language = text;
    } else if (str_is(name, "currency")) {
        value->currency = text;
    } else if (str_is(name, "date")) {
        value->date = text;
    }
    for (size_t i = 0; name.length > 0 && name.at[0] == '.' && i < value->field->with_count; i++) {
        const struct field *sub = &value->field->with[i];
        if (str_is((struct str){name.at + 1, name.length - 1}, sub->name)) {
            value->with[i].field = sub;
            return parse_main(&value->with[i], text);
        }
    }
    return true;
}

static bool parse_line(struct arena *arena, struct record *record, struct str line)
{
    struct str rest = line, part, text;
    (void)str_split(&rest, '\t', &part);
    const struct field *field = kind_field(record->kind, part);
    if (!field || field->parent) {
        return true;
    }
    if (!rest.at) {
        return false;
    }
    (void)str_split(&rest, '\t', &part);
    if (!unescape(arena, part, &text)) {
        return false;
    }
    struct value *value = record_add(arena, record, field);
    if (!value || !parse_main(value, text)) {
        return false;
    }
    while (str_split(&rest, '\t', &part)) {
        if (!parse_part(arena, value, part)) {
            return false;
        }
    }
    return true;
}

enum status record_parse_lines(struct arena *arena, const struct kind *kind, struct str text,
                               struct record **record, struct failure *why)
{
    struct str line;
    *record = record_new(arena, kind);
    if (!*record) {
        return fail_memory(why);
    }
    while (str_split(&text, '\n', &line)) {
        if (line.length > 0 && !parse_line(arena, *record, line)) {
            return fail(why, STATUS_INTEGRITY,
                        "A former version of a record cannot be read. Run crosscut doctor.");
        }
    }
    return STATUS_OK;
}
