/* The words of a grid: those of the pack where it has them, else ours in three languages. */
#include "table/grid_build.h"

struct label label_same(const char *text)
{
    return (struct label){.count = 1, .languages = {"en"}, .texts = {text}};
}

struct label label_three(const char *en, const char *fr, const char *es)
{
    return (struct label){.count = 3, .languages = {"en", "fr", "es"}, .texts = {en, fr, es}};
}

struct label label_of_field(const struct field *field)
{
    return field->label.count > 0 ? field->label : label_same(field->name);
}

/* codelist_find() also takes labels and aliases; a stored value is a code, or it is no code. */
static const struct code *find_code(const struct codelist *list, const char *key)
{
    const struct code *code = list ? codelist_find(list, str_of(key)) : NULL;
    return code && strcmp(code->code, key) == 0 ? code : NULL;
}

struct label label_of_key(const struct field *field, const char *key)
{
    if (key[0] == '\0') {
        return label_three("(not stated)", "(non précisé)", "(no consta)");
    }
    if (field->type == FIELD_BOOLEAN) {
        return strcmp(key, "true") == 0 ? label_three("Yes", "Oui", "Sí")
                                        : label_three("No", "Non", "No");
    }
    const struct code *code = find_code(field->list, key);
    return code && code->label.count > 0 ? code->label : label_same(key);
}

/* Puts @text in the place of every @mark in @pattern. */
static const char *replace(struct arena *arena, const char *pattern, const char *mark,
                           const char *text)
{
    const char *result = pattern;
    const char *at = strstr(result, mark);
    for (unsigned guard = 0; at && guard < 8; guard++) {
        const char *rest = at + strlen(mark);
        result = arena_printf(arena, "%.*s%s%s", (int)(at - result), result, text, rest);
        at = result ? strstr(result, mark) : NULL;
    }
    return result;
}

/* "support-fund" as "Support fund": for a column that nobody labelled. */
static struct label spoken_name(struct arena *arena, const char *name)
{
    char *spoken = arena_copy(arena, str_of(name));
    for (char *at = spoken; at && *at; at++) {
        *at = *at == '-' || *at == '_' ? ' ' : *at;
    }
    if (spoken && spoken[0] >= 'a' && spoken[0] <= 'z') {
        spoken[0] = (char)(spoken[0] - 'a' + 'A');
    }
    return label_same(spoken);
}

/* The label written in the pack with the part's key and label put in, in each of its languages.
 */
static struct label split_label(struct arena *arena, const struct table_column *column,
                                const struct slice *slice)
{
    struct label label = column->label;
    for (size_t i = 0; i < label.count; i++) {
        const char *pattern = label.texts[i];
        const char *word = label_in(&slice->label, label.languages[i], slice->key);
        bool marked = strstr(pattern, "{code}") || strstr(pattern, "{label}");
        if (!marked) {
            label.texts[i] = arena_printf(arena, "%s, %s", pattern, word);
            continue;
        }
        const char *coded = replace(arena, pattern, "{code}", slice->key);
        label.texts[i] = coded ? replace(arena, coded, "{label}", word) : NULL;
    }
    return label.count > 0 ? label : slice->label;
}

struct label label_of_column(struct arena *arena, const struct table_column *column,
                             const struct slice *slice)
{
    if (slice) {
        return split_label(arena, column, slice);
    }
    return column->label.count > 0 ? column->label : spoken_name(arena, column->name);
}

struct label label_of_axis(const struct axis *axis, const struct kind *kind)
{
    if (axis->field) {
        return label_of_field(axis->field);
    }
    if (axis->type == AXIS_RECORDS) {
        return kind->label.count > 0 ? kind->label : label_same(kind->name);
    }
    return axis->lens->label.count > 0 ? axis->lens->label : label_same(axis->lens->name);
}

struct label condition_name(const struct condition *condition)
{
    if (condition->field) {
        return label_of_field(condition->field);
    }
    return strcmp(condition->name, "tag") == 0
               ? label_three("Definition", "Définition", "Definición")
           : strcmp(condition->name, "candidate") == 0
               ? label_three("Proposed for", "Proposé pour", "Propuesto para")
           : strcmp(condition->name, "identifier") == 0
               ? label_three("Identifier", "Identifiant", "Identificador")
               : label_three("Import", "Importation", "Importación");
}

struct label condition_value(const struct condition *condition, size_t value)
{
    /* "budget.currency": a part that is no field, and has no labels */
    const char *text = condition->values[value], *dot = strchr(condition->name, '.');
    const struct field *field = condition->field;
    const bool part = dot && field && !field->parent;
    return (field && !part) || text[0] == '\0' ? label_of_key(field, text) : label_same(text);
}
