#include "model/phrase.h"

#define RAW ":code"

/* The field in "{…}" at @at; *@end stands behind the brace, *@raw says whether the code is asked
 * for. NULL when there is no such field, or no brace at the end. */
static const struct field *field_at(const struct kind *kind, const char *at, const char **end,
                                    bool *raw)
{
    const char *close = strchr(at, '}');
    struct str name = {at + 1, close ? (size_t)(close - at - 1) : 0};
    *end = close ? close + 1 : at;
    *raw = str_ends(name, RAW);
    name.length -= *raw ? strlen(RAW) : 0;
    const struct field *field = close ? kind_field(kind, name) : NULL;
    return field && !field->parent ? field : NULL;
}

const char *phrase_check(const struct kind *kind, const char *text)
{
    bool inside = false, raw = false;
    for (const char *at = text; *at;) {
        const char *end = at + 1;
        if (*at == '{') {
            const struct field *field = field_at(kind, at, &end, &raw);
            if (!field || field->access != ACCESS_PUBLIC) {
                return at;
            }
        } else if (*at == '[' || *at == ']') {
            if (inside != (*at == ']')) {
                return at;
            }
            inside = !inside;
        } else if (*at == '}') {
            return at;
        }
        at = end;
    }
    return inside ? text : NULL;
}

static void print(const struct value *value, bool raw, const char *language, struct buf *out)
{
    const struct field *field = value->field;
    const struct code *code =
        field->type == FIELD_CODE && field->list ? codelist_find(field->list, value->text) : NULL;
    if (code && !raw) {
        buf_text(out, label_in(&code->label, language, code->code));
    } else {
        value_print(value, out);
    }
}

bool phrase_make(const struct record *record, const char *text, const char *language,
                 struct buf *out)
{
    const size_t before = out->length;
    size_t bracket = 0;
    bool inside = false, missing = false, raw = false;
    for (const char *at = text; *at;) {
        const char *end = at + 1;
        if (*at == '{') {
            const struct field *field = field_at(record->kind, at, &end, &raw);
            const struct value *value = field ? record->values[field->index] : NULL;
            missing = missing || !value;
            if (value) {
                print(value, raw, language, out);
            }
        } else if (*at == '[') {
            bracket = out->length;
            inside = true;
        } else if (*at == ']') {
            out->length = missing ? bracket : out->length;
            inside = missing = false;
        } else {
            buf_char(out, *at);
        }
        if (missing && !inside) {
            out->length = before;
            return false;
        }
        at = end;
    }
    return true;
}
