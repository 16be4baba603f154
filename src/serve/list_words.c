/* A question in words: the heading of its list, and its conditions one by one. */
#include "serve/list_own.h"

#define HEADING_BYTES ((size_t)16 * 1024)
#define TITLE_VALUES 4 /* of one condition that a heading names */
#define VALUE_BYTES 80 /* of one of them */

/* ---- sentences ---- */

struct str list_sentence(struct visit *visit, const char *english, const struct str *values,
                         size_t count)
{
    struct buf text;
    buf_init(&text, HEADING_BYTES);
    for (const char *at = t(visit, english); *at; at++) {
        if (at[0] == '{' && at[1] >= '0' && (size_t)(at[1] - '0') < count && at[2] == '}') {
            buf_str(&text, values[at[1] - '0']);
            at += 2;
        } else {
            buf_char(&text, *at);
        }
    }
    const struct str kept = arena_str(visit->arena, buf_view(&text));
    buf_release(&text);
    return kept;
}

/* ---- values ---- */

/* The theme of a tag, and the lens where it is no theme or not of the pack's example. */
static struct str tag_text(struct visit *visit, const char *value)
{
    const struct lens_set *lenses = visit->site->work->lenses;
    const char *example = visit->site->work->pack->example_lens;
    const char *theme = NULL;
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        const struct lens *lens = lens_set_at(lenses, i);
        if (!facet_takes(lens, value, &theme)) {
            continue;
        }
        const char *of = label_here(visit, &lens->label, lens->name);
        for (size_t k = 0; k < lens->theme_count && theme[0]; k++) {
            if (strcmp(lens->themes[k].name, theme) == 0) {
                const char *label = label_here(visit, &lens->themes[k].label, theme);
                const bool alone = example && strcmp(example, lens->name) == 0;
                return str_of(alone ? label : arena_printf(visit->arena, "%s, %s", of, label));
            }
        }
        return str_of(theme[0] ? value : of);
    }
    return str_of(value);
}

/* A text as it stands, but for the end of a very long one. */
static struct str short_text(struct visit *visit, const char *value)
{
    struct str text = str_of(value);
    if (text.length <= VALUE_BYTES) {
        return text;
    }
    text.length = VALUE_BYTES;
    while (text.length > 0 && ((unsigned char)text.at[text.length] & 0xC0) == 0x80) {
        text.length--; /* not within a letter */
    }
    return str_of(arena_printf(visit->arena, "%.*s…", STR_ARGS(text)));
}

struct str list_value_text(struct visit *visit, const struct condition *condition,
                           const char *value)
{
    const struct field *field = condition->field;
    if (value[0] == '\0') {
        return str_of(t(visit, "Not stated"));
    }
    if (!field) {
        return condition->name[0] == 'i' ? short_text(visit, value) : tag_text(visit, value);
    }
    const bool itself = strchr(condition->name, '.') == NULL || field->parent;
    const struct code *code = itself && field->type == FIELD_CODE && field->list
                                  ? codelist_find(field->list, str_of(value))
                                  : NULL;
    return code ? str_of(label_here(visit, &code->label, code->code))
           : itself && field->type == FIELD_BOOLEAN
               ? str_of(strcmp(value, "true") == 0 ? t(visit, "Yes") : t(visit, "No"))
               : short_text(visit, value);
}

/* "Kenya, Uganda or Nepal"; of many the first few. */
static struct str values_text(struct visit *visit, const struct condition *condition)
{
    struct str text = list_value_text(visit, condition, condition->values[0]);
    const size_t shown =
        condition->value_count <= TITLE_VALUES ? condition->value_count : TITLE_VALUES - 1;
    for (size_t i = 1; i < shown; i++) {
        const struct str pair[] = {text, list_value_text(visit, condition, condition->values[i])};
        text = list_sentence(
            visit, i + 1 == condition->value_count ? N_("{0} or {1}") : N_("{0}, {1}"), pair, 2);
    }
    if (shown < condition->value_count) {
        const struct str pair[] = {text, number_text(visit, condition->value_count - shown)};
        text = list_sentence(visit, N_("{0} or one of {1} others"), pair, 2);
    }
    return text;
}

/* ---- conditions ---- */

/* What a condition is about; the names of those that are of no field are our own. */
static const char *name_of_condition(struct visit *visit, const struct condition *condition)
{
    if (condition->field && condition->field->parent) {
        return arena_printf(
            visit->arena, "%s, %s",
            label_here(visit, &condition->field->parent->label, condition->field->parent->name),
            label_here(visit, &condition->field->label, condition->field->name));
    }
    if (condition->field) {
        return label_here(visit, &condition->field->label, condition->name);
    }
    return strcmp(condition->name, "identifier") == 0 ? t(visit, "Identifier") : t(visit, "Import");
}

static const char *sentence_of(const struct condition *condition)
{
    const bool tag = !condition->field && strcmp(condition->name, "tag") == 0;
    const bool candidate = !condition->field && strcmp(condition->name, "candidate") == 0;
    const bool date = condition->field && condition->field->type == FIELD_DATE;
    const bool changed = !condition->field && strcmp(condition->name, "changed") == 0;
    switch (condition->op) {
    case OP_IS:
        return tag ? N_("tagged {1}") : candidate ? N_("perhaps {1}, not decided") : N_("{0}: {1}");
    case OP_IS_NOT:
        return tag ? N_("not tagged {1}") : N_("{0}: not {1}");
    case OP_AT_LEAST:
        return changed ? N_("changed since {1}")
               : date  ? N_("{0}: from {1}")
                       : N_("{0}: at least {1}");
    case OP_AT_MOST:
        return changed ? N_("changed up to {1}")
               : date  ? N_("{0}: to {1}")
                       : N_("{0}: at most {1}");
    case OP_HAS:
        return N_("{0}: with the words {1}");
    }
    return "{0}: {1}";
}

struct str list_condition_text(struct visit *visit, const struct condition *condition)
{
    const struct str values[] = {str_of(name_of_condition(visit, condition)),
                                 values_text(visit, condition)};
    return list_sentence(visit, sentence_of(condition), values, 2);
}

const char *list_heading(struct visit *visit, const struct query *query)
{
    struct buf text;
    buf_init(&text, HEADING_BYTES);
    buf_text(&text, kind_heading(visit, query->kind));
    for (size_t i = 0; i < query->count; i++) {
        buf_text(&text, " · ");
        buf_str(&text, list_condition_text(visit, &query->conditions[i]));
    }
    const char *kept = text.failed ? NULL : arena_copy(visit->arena, buf_view(&text));
    buf_release(&text);
    return kept ? kept : kind_heading(visit, query->kind);
}

/* The conditions as words, each with a link that drops it; in a file there may be no such list. */
void list_show_chips(struct visit *visit, const struct asked *asked)
{
    struct buf *out = visit->out;
    buf_text(out, asked->query.count > 0 ? "<ul class=\"chips\">\n" : "");
    for (size_t i = 0; i < asked->query.count; i++) {
        struct query others = asked->query;
        const struct str words = list_condition_text(visit, &asked->query.conditions[i]);
        others.count--;
        memmove(&others.conditions[i], &others.conditions[i + 1],
                (others.count - i) * sizeof others.conditions[0]);
        if (visit->files) {
            buf_text(out, "<li><span>");
            html_str(out, words);
            buf_text(out, "</span></li>\n");
            continue;
        }
        buf_text(out, "<li><a href=\"");
        address_of_query(visit, &others, FORM_HTML);
        buf_text(out, "\">");
        html_str(out, words);
        buf_text(out, " <span aria-hidden=\"true\">×</span><span class=\"hidden\"> (");
        say_plain(visit, "remove");
        buf_text(out, ")</span></a></li>\n");
    }
    buf_text(out, asked->query.count > 0 ? "</ul>\n" : "");
}
