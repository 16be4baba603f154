/* What is wrong with a condition, and what may be meant. */
#include "base/near.h"
#include "base/utf8.h"
#include "serve/ask.h"
#include "serve/page.h"

#include <stdio.h>

#define NAMES_MOST 256
#define LABELS_MOST 4000 /* of a list of codes that are compared */
#define BEGINNING 3      /* letters that a label has in common with what was written */

/* ---- names ---- */

static const char *near_field(struct visit *visit, const struct kind *kind, struct str name,
                              bool sorts)
{
    const char *names[NAMES_MOST];
    size_t count = 0;
    const char *word = arena_copy(visit->arena, name);
    for (size_t i = 0; i < kind->field_count && count < NAMES_MOST - 1; i++) {
        const struct field *field = &kind->fields[i];
        if (field->access == ACCESS_PUBLIC && (!sorts || kind_sorts_by(field))) {
            names[count++] = field->name;
        }
    }
    names[count] = NULL;
    return word ? near_name(word, names) : NULL;
}

/* ---- codes ---- */

static bool begins_so(struct str text, struct str beginning)
{
    struct buf a, b;
    buf_init(&a, 4096);
    buf_init(&b, 4096);
    utf8_fold(text, &a);
    utf8_fold(beginning, &b);
    const bool does = !a.failed && !b.failed && b.length >= BEGINNING && a.length >= b.length &&
                      memcmp(a.at, b.at, b.length) == 0;
    buf_release(&a);
    buf_release(&b);
    return does;
}

static void add_code(struct asked_wrong *wrong, const struct code *code)
{
    bool known = false;
    for (size_t i = 0; i < wrong->code_count; i++) {
        known = known || wrong->codes[i] == code;
    }
    if (!known && wrong->code_count < ASKED_SUGGESTIONS) {
        wrong->codes[wrong->code_count++] = code;
    }
}

/* The nearest label or code, and labels that begin with what was written. */
static void find_codes(struct visit *visit, const struct codelist *list, struct asked_wrong *wrong)
{
    const size_t most = list->count < LABELS_MOST ? list->count : LABELS_MOST;
    const char **labels = arena_array(visit->arena, most * 2 + 1, sizeof *labels);
    const char *word = arena_copy(visit->arena, wrong->value);
    if (!labels || !word) {
        return;
    }
    for (size_t i = 0; i < most; i++) {
        labels[i] = label_here(visit, &list->codes[i].label, list->codes[i].code);
        labels[most + i] = list->codes[i].code;
    }
    const char *near = near_name(word, labels);
    for (size_t i = 0; near && i < most * 2; i++) {
        if (labels[i] == near) {
            add_code(wrong, &list->codes[i % most]);
        }
    }
    for (size_t i = 0; i < most; i++) {
        if (begins_so(str_of(labels[i]), wrong->value)) {
            add_code(wrong, &list->codes[i]);
        }
    }
}

/* ---- the mistake ---- */

static bool is_number(const struct field *field)
{
    return field->type == FIELD_INTEGER || field->type == FIELD_DECIMAL ||
           field->type == FIELD_MONEY;
}

static enum asked_mistake mistake_of(const struct kind *kind, const struct asked_wrong *wrong)
{
    static const char *const special[] = {"identifier", "tag", "candidate", "import"};
    for (size_t i = 0; i < COUNT_OF(special); i++) {
        if (str_is(wrong->name, special[i])) {
            return WRONG_OTHER;
        }
    }
    const struct field *field = wrong->field;
    if (!field && kind_field(kind, wrong->name) == NULL &&
        memchr(wrong->name.at, '.', wrong->name.length)) {
        return WRONG_OTHER;
    }
    return !field                                                               ? WRONG_NAME
           : wrong->op == OP_HAS && field->type != FIELD_TEXT                   ? WRONG_OTHER
           : field->type == FIELD_CODE && field->list && wrong->op <= OP_IS_NOT ? WRONG_CODE
           : field->type == FIELD_DATE                                          ? WRONG_DATE
           : is_number(field)                                                   ? WRONG_NUMBER
                                                                                : WRONG_OTHER;
}

/* The value of several, "KE|ZZ", that the list does not have. */
static void find_value(struct asked_wrong *wrong)
{
    struct str rest = wrong->value, value;
    while (str_split(&rest, '|', &value)) {
        if (!codelist_find(wrong->field->list, value)) {
            wrong->value = value;
            return;
        }
    }
}

/* The words for programs, where those of the question name a file that readers do not have. */
static void tell_programs(struct visit *visit, const struct kind *kind,
                          const struct asked_wrong *wrong)
{
    struct failure *why = &visit->why;
    if (wrong->mistake == WRONG_CODE) {
        (void)snprintf(why->text, sizeof why->text,
                       "%s: \"%.*s\" is not in the code list %s.%s%s%s", wrong->field->name,
                       wrong->value.length > 100 ? 100 : (int)wrong->value.length, wrong->value.at,
                       wrong->field->list->name,
                       wrong->code_count > 0 ? " Did you mean \"" : " All codes: /vocabularies/",
                       wrong->code_count > 0 ? wrong->codes[0]->code : wrong->field->list->name,
                       wrong->code_count > 0 ? "\"?" : ".json");
    } else if (wrong->mistake == WRONG_NAME) {
        (void)snprintf(why->text, sizeof why->text,
                       "%s has no field \"%.*s\" that can be asked for.%s%s%s", kind->name,
                       wrong->name.length > 64 ? 64 : (int)wrong->name.length,
                       wrong->name.at ? wrong->name.at : "", wrong->near ? " Did you mean \"" : "",
                       wrong->near ? wrong->near : "", wrong->near ? "\"?" : "");
    }
}

void asked_explain(struct visit *visit, const struct kind *kind, struct asked_wrong *wrong)
{
    if (str_is(wrong->name, "sort")) {
        wrong->mistake = WRONG_SORT;
        wrong->near = near_field(visit, kind, wrong->value, true);
        return;
    }
    wrong->field = kind_field(kind, wrong->name);
    if (wrong->field && wrong->field->access != ACCESS_PUBLIC) {
        wrong->field = NULL;
    }
    wrong->mistake = mistake_of(kind, wrong);
    if (wrong->mistake == WRONG_NAME) {
        wrong->near = near_field(visit, kind, wrong->name, false);
    } else if (wrong->mistake == WRONG_CODE) {
        find_value(wrong);
        find_codes(visit, wrong->field->list, wrong);
    }
    tell_programs(visit, kind, wrong);
}
