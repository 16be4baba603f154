#include "write/summary.h"

#include "write/words.h"

#define VALUES_SHOWN 3 /* of one field */

void summary_value(const struct value *value, const char *language, struct buf *out)
{
    const struct field *field = value->field;
    const struct code *code =
        field->type == FIELD_CODE && field->list ? codelist_find(field->list, value->text) : NULL;
    char number[64];
    if (code) {
        buf_text(out, label_in(&code->label, language, code->code));
    } else if (field->type == FIELD_BOOLEAN) {
        buf_text(out, value->number ? word_in(language, "yes", "oui", "sí")
                                    : word_in(language, "no", "non", "no"));
    } else if (field->type == FIELD_MONEY) {
        word_exact(language, value->number, number);
        buf_printf(out, "%.*s %s", STR_ARGS(value->currency), number);
    } else {
        value_print(value, out);
    }
}

/* ---- its text ---- */

/* The one in @language, or the first. */
static const struct value *in_language(const struct value *first, const char *language)
{
    for (const struct value *value = first; value; value = value->next) {
        if (str_is(value->language, language)) {
            return value;
        }
    }
    return first;
}

/* What people write of a record is text in some language. */
static bool is_prose(const struct kind *kind, const struct field *field)
{
    return field->type == FIELD_TEXT && field->languages && field->access == ACCESS_PUBLIC &&
           !(kind->title && strcmp(kind->title, field->name) == 0);
}

/* White space of any kind is one space; the text ends before the word that does not fit. */
static void write_cut(struct buf *out, struct str text, size_t bytes)
{
    struct str line;
    const size_t begin = out->length;
    size_t room = bytes;
    while (wrap_next(&text, 0, &line)) {
        if (line.length + 1 > room) {
            buf_text(out, out->length > begin ? " …" : "");
            return;
        }
        buf_text(out, out->length > begin ? " " : "");
        buf_str(out, line);
        room -= line.length + 1;
    }
}

void summary_text(const struct record *record, const char *language, size_t bytes, struct buf *out)
{
    const struct kind *kind = record->kind;
    for (size_t i = 0; i < kind->field_count; i++) {
        if (record->values[i] && is_prose(kind, &kind->fields[i])) {
            write_cut(out, in_language(record->values[i], language)->text, bytes);
            return;
        }
    }
}

/* ---- its facts ---- */

static bool is_fact(const struct field *field)
{
    return field->access == ACCESS_PUBLIC &&
           (field->type == FIELD_CODE || field->type == FIELD_DATE || field->type == FIELD_MONEY ||
            field->type == FIELD_INTEGER || field->type == FIELD_DECIMAL);
}

void summary_facts(const struct record *record, const char *language, size_t most, struct buf *out)
{
    const struct kind *kind = record->kind;
    const size_t begin = out->length;
    for (size_t i = 0; i < kind->field_count && most > 0; i++) {
        const struct field *field = &kind->fields[i];
        const struct value *value = record->values[i];
        if (!value || !is_fact(field)) {
            continue;
        }
        most--;
        buf_printf(out, "%s%s%s", out->length > begin ? ". " : "",
                   label_in(&field->label, language, field->name),
                   word_in(language, ": ", "\xC2\xA0: ", ": "));
        for (size_t n = 0; value && n < VALUES_SHOWN; n++, value = value->next) {
            buf_text(out, n > 0 ? ", " : "");
            summary_value(value, language, out);
        }
        buf_text(out, value ? " …" : "");
    }
    buf_text(out, out->length > begin ? "." : "");
}
