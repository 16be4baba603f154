#include "write/query_words.h"

#include "text/html.h"
#include "write/words.h"

const struct lens *query_lens(const struct condition *condition, size_t value,
                              const struct lens_set *lenses)
{
    struct str rest = str_of(condition->values[value]), name;
    if (condition->field ||
        (strcmp(condition->name, "tag") != 0 && strcmp(condition->name, "candidate") != 0)) {
        return NULL;
    }
    (void)str_split(&rest, '/', &name);
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        const struct lens *lens = lens_set_at(lenses, i);
        if (str_is(name, lens->name)) {
            return lens;
        }
    }
    return NULL;
}

/* "Labour migration", or "Labour migration, Forced labour" with a theme. */
static void write_lens(const struct lens *lens, struct str tag, const char *language,
                       struct buf *out)
{
    struct str theme = tag, name;
    (void)str_split(&theme, '/', &name);
    buf_text(out, label_in(&lens->label, language, lens->name));
    if (theme.length == 0) {
        return;
    }
    for (size_t i = 0; i < lens->theme_count; i++) {
        if (str_is(theme, lens->themes[i].name)) {
            buf_printf(out, ", %s", label_in(&lens->themes[i].label, language, ""));
            return;
        }
    }
    buf_printf(out, ", %.*s", STR_ARGS(theme));
}

static void write_value(const struct condition *condition, size_t at, const struct lens_set *lenses,
                        const char *language, struct buf *out)
{
    const struct field *field = condition->field;
    const struct str value = str_of(condition->values[at]);
    const struct lens *lens = query_lens(condition, at, lenses);
    const struct code *code = field && field->list ? codelist_find(field->list, value) : NULL;
    const bool truth = field && field->type == FIELD_BOOLEAN;
    if (lens) {
        write_lens(lens, value, language, out);
    } else if (code) {
        buf_text(out, label_in(&code->label, language, code->code));
    } else if (value.length == 0) {
        buf_text(out, word_in(language, "not given", "non indiqué", "no indicado"));
    } else if (truth && (str_is(value, "true") || str_is(value, "false"))) {
        buf_text(out, str_is(value, "true") ? word_in(language, "yes", "oui", "sí")
                                            : word_in(language, "no", "non", "no"));
    } else {
        buf_str(out, value);
    }
}

static const char *name_of(const struct condition *condition, const char *language)
{
    if (condition->field) {
        return label_in(&condition->field->label, language, condition->name);
    }
    return strcmp(condition->name, "tag") == 0
               ? word_in(language, "Definition", "Définition", "Definición")
           : strcmp(condition->name, "candidate") == 0
               ? word_in(language, "Candidate", "Candidat", "Candidato")
           : strcmp(condition->name, "identifier") == 0
               ? word_in(language, "Identifier", "Identifiant", "Identificador")
               : word_in(language, "Import", "Importation", "Importación");
}

void query_words(const struct query *query, const struct lens_set *lenses, const char *language,
                 struct buf *out)
{
    const struct kind *kind = query->kind;
    const bool french = strcmp(language, "fr") == 0;
    buf_text(out, label_in(kind->labels.count > 0 ? &kind->labels : &kind->label, language,
                           kind->plural));
    if (query->count == 0) {
        buf_text(out, word_in(language, ": all", "\xC2\xA0: toutes les fiches", ": todas"));
    }
    for (size_t i = 0; i < query->count; i++) {
        const struct condition *condition = &query->conditions[i];
        const char *is = french ? "\xC2\xA0: " : ": ";
        buf_text(out, i == 0 ? ". " : "; ");
        buf_text(out, name_of(condition, language));
        buf_text(out, condition->op == OP_IS_NOT     ? " ≠ "
                      : condition->op == OP_AT_LEAST ? " ≥ "
                      : condition->op == OP_AT_MOST  ? " ≤ "
                                                     : is);
        for (size_t k = 0; k < condition->value_count; k++) {
            buf_text(out, k == 0 ? "" : word_in(language, " or ", " ou ", " o "));
            write_value(condition, k, lenses, language, out);
        }
    }
}

void query_put_condition(struct buf *out, const struct condition *condition)
{
    static const char *const signs[] = {[OP_IS] = "",
                                        [OP_IS_NOT] = "!",
                                        [OP_AT_LEAST] = "%3E",
                                        [OP_AT_MOST] = "%3C",
                                        [OP_HAS] = "~"};
    html_url_part(out, str_of(condition->name));
    buf_text(out, signs[condition->op]);
    buf_char(out, '=');
    for (size_t i = 0; i < condition->value_count; i++) {
        buf_text(out, i > 0 ? "%7C" : "");
        html_url_part(out, str_of(condition->values[i]));
    }
}
