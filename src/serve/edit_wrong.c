/* What is wrong with a form, in the language of the page. */
#include "serve/edit_form.h"

const char *sentence(struct visit *visit, const char *english, const struct str *values,
                     size_t count)
{
    struct buf out;
    buf_init(&out, 4096);
    for (const char *at = t(visit, english); *at;) {
        const size_t number = (size_t)(at[1] - '0');
        if (at[0] == '{' && at[1] >= '0' && at[1] <= '9' && at[2] == '}' && number < count) {
            buf_str(&out, values[number]);
            at += 3;
        } else {
            buf_char(&out, *at++);
        }
    }
    const char *made = arena_copy(visit->arena, buf_view(&out));
    buf_release(&out);
    return made ? made : t(visit, english);
}

/* Sentences for the rules of values; {0} is the field, {1} the value. */
static const struct {
    const char *rule, *words;
} sentences[] = {
    {"bad-date", N_("{0}: \"{1}\" is no date. Write a year, YYYY-MM or YYYY-MM-DD.")},
    {"bad-number", N_("{0}: \"{1}\" is no number. Write digits, with a point before decimals.")},
    {"bad-boolean", N_("{0}: \"{1}\" is neither yes nor no.")},
    {"bad-currency", N_("{0}: \"{1}\" is no currency. Write a code such as USD.")},
    {"missing-currency", N_("{0}: give the currency of the amount.")},
    {"unknown-code", N_("{0}: \"{1}\" is not in the list. Choose one that is.")},
    {"bad-link", N_("{0}: \"{1}\" does not say which record. Write KIND:IDENTIFIER.")},
    {"bad-language", N_("{0}: \"{1}\" is no language code. Write one such as en, fr or es.")},
    {"missing-required", N_("{0} is required.")},
    {"missing-value", N_("{0}: there are parts and no value. Give the value, or empty its parts.")},
    {"repeated-value", N_("{0}: \"{1}\" is one value too many. Remove it.")},
    {"more-problems", N_("There are more problems, which are not listed. Mend these first.")},
    {"missing-identifier", N_("Give the record an identifier.")},
    {"bad-identifier", N_("The identifier is too long.")},
    {"not-utf8", N_("{0}: there are characters that cannot be read. Type it again.")},
};

/* "Country" or, of a sub-field, "Country: Percentage". */
static struct str field_label(struct visit *visit, const struct field *field)
{
    const char *label = label_here(visit, &field->label, field->name);
    if (!field->parent) {
        return str_of(label);
    }
    const struct field *parent = field->parent;
    return str_of(arena_printf(visit->arena, "%s: %s",
                               label_here(visit, &parent->label, parent->name), label));
}

static const char *words_of(struct visit *visit, const struct problem *p, const struct field *field)
{
    const struct str values[] = {field ? field_label(visit, field) : (struct str){0}, p->value};
    const char *mend = problem_mend(p, visit->language);
    for (size_t i = 0; !p->mends && i < COUNT_OF(sentences); i++) {
        if (strcmp(p->rule, sentences[i].rule) == 0) {
            return sentence(visit, sentences[i].words, values, COUNT_OF(values));
        }
    }
    const struct str told[] = {values[0], str_of(mend)};
    return field ? sentence(visit, "{0}: {1}", told, COUNT_OF(told)) : mend;
}

/* The input that the problem speaks of. */
static const char *input_of(struct visit *visit, const struct problem *p, const struct field *field)
{
    const unsigned row = p->line > 0 ? p->line - 1 : 0;
    if (strstr(p->rule, "-identifier")) {
        return "-identifier";
    }
    if (!field || field->derived) {
        return NULL;
    }
    if (field->parent) {
        return arena_printf(visit->arena, "%s.%u.%s", field->parent->name, row, field->name);
    }
    const char *part = strstr(p->rule, "currency")   ? "-currency"
                       : strstr(p->rule, "language") ? "-language"
                                                     : "";
    return arena_printf(visit->arena, "%s.%u%s", field->name, row, part);
}

void edit_form_wrong(struct visit *visit, const struct kind *kind,
                     const struct problem_list *problems)
{
    for (const struct problem *p = problems->first; p; p = p->next) {
        const struct field *field = kind_field(kind, p->field);
        form_wrong(visit, input_of(visit, p, field), words_of(visit, p, field));
    }
}
