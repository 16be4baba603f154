#include "base/utf8.h"
#include "write/record.h"
#include "write/words.h"

#define LINE_COLUMNS 80
#define LABEL_COLUMNS 24

static bool title_is_public(const struct record *record)
{
    const struct field *field =
        record->kind->title ? kind_field(record->kind, str_of(record->kind->title)) : NULL;
    return field && field->access == ACCESS_PUBLIC;
}

struct str record_public_title(const struct record *record)
{
    return title_is_public(record) ? record_title(record) : record->identifier;
}

struct str record_title_in(const struct record *record, const char *language, struct str *its)
{
    const struct value *title = title_is_public(record)
                                    ? value_in(record_value(record, record->kind->title), language)
                                    : NULL;
    const bool any = title && title->text.length > 0;
    *its = any ? title->language : str_of("");
    return any ? title->text : record->identifier;
}

/* A code with its label: "KE (Kenya)". Money with its currency: "USD 1,200". */
static void write_for_people(const struct value *value, const char *language, struct buf *out)
{
    const struct field *field = value->field;
    char number[WORD_VALUE];
    if (word_value(language, value, number)) {
        buf_text(out, number);
        return;
    }
    value_print(value, out);
    const struct code *code =
        field->type == FIELD_CODE && field->list ? codelist_find(field->list, value->text) : NULL;
    const char *label = code ? label_in(&code->label, language, NULL) : NULL;
    if (label && !str_is(value->text, label)) {
        buf_printf(out, " (%s)", label);
    }
}

static void write_subs(const struct value *value, const struct record_style *style, struct buf *out)
{
    const char *before = " [";
    for (size_t i = 0; i < value->field->with_count; i++) {
        const struct field *sub = &value->field->with[i];
        if (!value->with[i].field || !record_style_shows(style, sub)) {
            continue;
        }
        buf_printf(out, "%s%s: ", before, label_in(&sub->label, style->language, sub->name));
        write_for_people(&value->with[i], style->language, out);
        before = "; ";
    }
    if (before[0] == ';') {
        buf_char(out, ']');
    }
}

/* Writes @text behind the label column. */
static void write_wrapped(struct str text, struct buf *out)
{
    wrap_text(out, text, (struct wrap){LINE_COLUMNS, LABEL_COLUMNS, LABEL_COLUMNS});
}

static void write_label(const char *label, struct buf *out)
{
    size_t columns = utf8_columns(str_of(label));
    size_t pad = columns < LABEL_COLUMNS - 1 ? LABEL_COLUMNS - columns : 1;
    buf_printf(out, "%s%*s", label, (int)pad, "");
}

static void write_field(const struct value *value, const struct record_style *style,
                        struct buf *scratch, struct buf *out)
{
    const char *label = label_in(&value->field->label, style->language, value->field->name);
    for (; value; value = value->next) {
        buf_clear(scratch);
        write_for_people(value, style->language, scratch);
        if (value->language.length > 0 && value->seq > 0) {
            buf_printf(scratch, " (%.*s)", STR_ARGS(value->language));
        }
        write_subs(value, style, scratch);
        write_label(value->seq == 0 ? label : "", out);
        write_wrapped(buf_view(scratch), out);
    }
}

void record_write_text(const struct record *record, const struct record_style *style,
                       struct buf *out)
{
    struct buf scratch;
    buf_init(&scratch, (size_t)32 * 1024 * 1024);
    write_label(label_in(&record->kind->label, style->language, record->kind->name), out);
    write_wrapped(record->identifier, out);
    for (size_t f = 0; f < record->kind->field_count; f++) {
        if (record->values[f] && record_style_shows(style, &record->kind->fields[f])) {
            write_field(record->values[f], style, &scratch, out);
        }
    }
    out->failed = out->failed || scratch.failed;
    buf_release(&scratch);
}
