/* Holding records to the conduct of their kind: derived fields, rules. */
#include "base/decimal.h"
#include "model/conduct.h"
#include "model/phrase.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXT_LIMIT ((size_t)16 * 1024 * 1024)

/* ---- tests ---- */

static bool has_number(enum field_type type)
{
    return type == FIELD_MONEY || type == FIELD_DECIMAL || type == FIELD_INTEGER ||
           type == FIELD_BOOLEAN;
}

static bool same_value(const struct value *a, const struct value *b)
{
    return has_number(a->field->type) ? a->number == b->number : str_equal(a->text, b->text);
}

bool value_test_fits(const struct value_test *test, const struct value *value)
{
    if (!value || !value->field) {
        return test->absent;
    }
    bool fits = test->present;
    for (size_t i = 0; i < test->count && !fits; i++) {
        fits = same_value(&test->values[i], value);
    }
    return fits;
}

const struct value *value_part(const struct value *value, const struct field *field)
{
    const struct value *part = field->parent ? &value->with[field->index] : value;
    return part->field ? part : NULL;
}

bool value_passes(const struct value *value, const struct value_test *tests, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!value_test_fits(&tests[i], value_part(value, tests[i].field))) {
            return false;
        }
    }
    return true;
}

static const struct value *first_of(const struct record *record, const struct field *field)
{
    return record->values[field->parent ? field->parent->index : field->index];
}

static bool test_holds(const struct record *record, const struct value_test *test)
{
    bool any = false;
    for (const struct value *v = first_of(record, test->field); v; v = v->next) {
        const struct value *part = value_part(v, test->field);
        any = any || part;
        if (part && value_test_fits(test, part)) {
            return true;
        }
    }
    return !any && test->absent;
}

bool record_passes(const struct record *record, const struct value_test *tests, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!test_holds(record, &tests[i])) {
            return false;
        }
    }
    return true;
}

/* ---- derived fields ---- */

/* What deriving one field of one record needs to pass around. */
struct deriving {
    struct arena *arena;
    struct record *record;
    const struct derivation *d;
    struct value value; /* that comes out; without .field: none */
};

static long long count_where(const struct deriving *g)
{
    long long count = 0;
    for (const struct value *v = first_of(g->record, g->d->of); v; v = v->next) {
        count += value_passes(v, g->d->where, g->d->where_count) ? 1 : 0;
    }
    return count;
}

/* Of two values with the same date the one that stands further down counts. */
static const struct value *latest(const struct deriving *g)
{
    const struct value *best = NULL, *best_by = NULL;
    for (const struct value *v = first_of(g->record, g->d->of); v; v = v->next) {
        const struct value *by = value_part(v, g->d->by);
        if (by && value_passes(v, g->d->where, g->d->where_count) &&
            (!best_by || str_compare(by->text, best_by->text) >= 0)) {
            best = v;
            best_by = by;
        }
    }
    return best ? (g->d->take ? value_part(best, g->d->take) : best) : NULL;
}

/* Makes the value of the derived field from @from, whatever type that has. */
static enum status take_from(struct deriving *g, const struct value *from)
{
    struct buf text;
    if (!from) {
        return STATUS_OK;
    }
    buf_init(&text, TEXT_LIMIT);
    value_print(from, &text);
    g->value.field = g->d->field;
    const bool taken = !text.failed && value_parse(g->arena, &g->value, buf_view(&text)) == NULL;
    if (!taken) {
        g->value = (struct value){0};
    }
    if (taken && g->d->field->languages) {
        g->value.language = from->language;
    }
    buf_release(&text);
    return STATUS_OK;
}

static enum status take_first(struct deriving *g)
{
    for (size_t i = 0; i < g->d->source_count && !g->value.field; i++) {
        const struct field *source = g->d->sources[i];
        if (source) {
            TRY(take_from(g, first_of(g->record, source)));
        } else {
            g->value.field = g->d->field;
            if (value_parse(g->arena, &g->value, g->record->identifier)) {
                g->value = (struct value){0};
            }
        }
    }
    return STATUS_OK;
}

/* Of the year that @date begins with: the number, or the code that stands for it. */
static void take_year(struct deriving *g, const struct value *date)
{
    const struct field *field = g->d->field;
    if (!date || date->text.length < 4) {
        return;
    }
    const int year = atoi(date->text.at);
    const struct code *code =
        field->type == FIELD_CODE ? codelist_of_year(field->list, year) : NULL;
    if (code) {
        g->value = (struct value){.field = field, .text = str_of(code->code)};
    } else if (field->type == FIELD_INTEGER) {
        g->value = (struct value){.field = field, .number = year};
    }
}

/* A number, whatever the type; of a text the number that it is. False when there is none. */
static bool number_of(const struct value *value, int64_t *number)
{
    if (!value) {
        return false;
    }
    return has_number(value->field->type)
               ? (value->field->type == FIELD_INTEGER
                      ? !__builtin_mul_overflow(value->number, (int64_t)DECIMAL_ONE, number)
                      : (*number = value->number, true))
               : decimal_parse(value->text, number);
}

/* @within: the value whose sub-fields are looked at; NULL: fields of the record are. */
static const struct value *source_of(const struct deriving *g, const struct value *within,
                                     const struct field *field)
{
    return within ? value_part(within, field) : first_of(g->record, field);
}

static void take_reaches(struct deriving *g, const struct value *within)
{
    const struct derivation *d = g->d;
    int64_t reached = 0, wanted = 0;
    const bool reverse =
        d->where_count > 0 && (within ? value_passes(within, d->where, d->where_count)
                                      : record_passes(g->record, d->where, d->where_count));
    if (number_of(source_of(g, within, d->sources[0]), &reached) &&
        number_of(source_of(g, within, d->sources[1]), &wanted)) {
        g->value = (struct value){.field = d->field,
                                  .number = reverse ? reached <= wanted : reached >= wanted};
    }
}

/* The forms that know sub-fields, too. */
static void derive_within(struct deriving *g, const struct value *within)
{
    const struct derivation *d = g->d;
    const struct value *of = d->of ? source_of(g, within, d->of) : NULL;
    if (d->op == DERIVE_YEAR) {
        take_year(g, of);
    } else if (d->op == DERIVE_REACHES) {
        take_reaches(g, within);
    } else if (of) {
        g->value = (struct value){.field = d->field, .number = 1};
    }
}

static enum status derive(struct deriving *g)
{
    const struct derivation *d = g->d;
    switch (d->op) {
    case DERIVE_LATEST:
        return take_from(g, latest(g));
    case DERIVE_FIRST:
        return take_first(g);
    case DERIVE_ANY:
        g->value = (struct value){.field = d->field, .number = count_where(g) > 0};
        return STATUS_OK;
    case DERIVE_COUNT:
        g->value = (struct value){.field = d->field, .number = count_where(g)};
        return STATUS_OK;
    case DERIVE_YEAR:
    case DERIVE_KNOWN:
    case DERIVE_REACHES:
        derive_within(g, NULL);
        return STATUS_OK;
    case DERIVE_PARENTS:
    case DERIVE_TEXT:
        return STATUS_OK; /* derive_parents(), derive_text() */
    }
    return STATUS_OK;
}

static struct str printed(struct arena *arena, const struct value *value)
{
    struct buf text;
    struct str kept = {0};
    buf_init(&text, TEXT_LIMIT);
    if (value && value->field) {
        value_print(value, &text);
        kept = arena_str(arena, buf_view(&text));
    }
    buf_release(&text);
    return kept;
}

/* Whether @values has the code already. */
static bool has_code(const struct value *values, const char *code)
{
    while (values && !str_is(values->text, code)) {
        values = values->next;
    }
    return values != NULL;
}

static enum status derive_parents(struct deriving *g)
{
    const struct field *field = g->d->field;
    g->record->values[field->index] = g->record->last[field->index] = NULL;
    for (const struct value *v = first_of(g->record, g->d->of); v; v = v->next) {
        const struct code *code = codelist_find(g->d->of->list, v->text);
        if (code && code->parent && !has_code(g->record->values[field->index], code->parent) &&
            (field->repeat || !g->record->values[field->index])) {
            struct value *value = record_add(g->arena, g->record, field);
            if (!value) {
                return STATUS_NOMEM;
            }
            value->text = str_of(code->parent);
        }
    }
    return STATUS_OK;
}

/* A text in each language that it is given in; of a field without languages, in the first. */
static enum status derive_text(struct deriving *g)
{
    const struct derivation *d = g->d;
    const struct field *field = d->field;
    g->record->values[field->index] = g->record->last[field->index] = NULL;
    for (size_t i = 0; i < (field->languages ? d->text.count : 1); i++) {
        struct buf text;
        buf_init(&text, TEXT_LIMIT);
        const bool made = phrase_make(g->record, d->text.texts[i], d->text.languages[i], &text);
        struct value *value =
            made && text.length > 0 ? record_add(g->arena, g->record, field) : NULL;
        if (value) {
            value->text = arena_str(g->arena, buf_view(&text));
            value->language = field->languages ? str_of(d->text.languages[i]) : (struct str){"", 0};
        }
        const bool room = !text.failed && (!made || text.length == 0 || (value && value->text.at));
        buf_release(&text);
        if (!room) {
            return STATUS_NOMEM;
        }
    }
    return STATUS_OK;
}

/* Fills the sub-field in every value of its field; what a source gave for it is replaced. */
static void derive_parts(struct deriving *g)
{
    for (struct value *v = g->record->values[g->d->field->parent->index]; v; v = v->next) {
        g->value = (struct value){0};
        derive_within(g, v);
        v->with[g->d->field->index] = g->value;
    }
}

enum status record_derive(struct arena *arena, struct record *record, struct contradiction *wrong,
                          size_t room, size_t *count)
{
    const struct conduct *conduct = record->kind->conduct;
    *count = 0;
    for (size_t i = 0; conduct && i < conduct->derivation_count; i++) {
        const struct field *field = conduct->derivations[i].field;
        struct deriving g = {arena, record, &conduct->derivations[i], {0}};
        if (field->parent) {
            derive_parts(&g);
            continue;
        }
        if (g.d->op == DERIVE_PARENTS || g.d->op == DERIVE_TEXT) {
            TRY(g.d->op == DERIVE_TEXT ? derive_text(&g) : derive_parents(&g));
            continue;
        }
        const struct value *given = record->values[field->index];
        TRY(derive(&g));
        if (given && g.value.field && same_value(given, &g.value)) {
            continue;
        }
        if (given && *count < room) {
            wrong[(*count)++] =
                (struct contradiction){field, printed(arena, given), printed(arena, &g.value)};
        }
        record->values[field->index] = record->last[field->index] = NULL;
        struct value *value = g.value.field ? record_add(arena, record, field) : NULL;
        if (g.value.field && !value) {
            return STATUS_NOMEM;
        }
        if (value) {
            g.value.with = value->with;
            *value = g.value;
        }
    }
    return STATUS_OK;
}

/* ---- rules ---- */

static bool has_value(const struct record *record, const struct field *field)
{
    for (const struct value *v = first_of(record, field); v; v = v->next) {
        if (value_part(v, field)) {
            return true;
        }
    }
    return false;
}

static bool keeps_need(const struct record *record, const struct record_rule *rule)
{
    for (size_t i = 0; i < rule->field_count; i++) {
        if (!has_value(record, rule->fields[i])) {
            return false;
        }
    }
    return true;
}

static bool keeps_count(const struct record *record, const struct record_rule *rule)
{
    long long count = 0;
    for (const struct value *v = first_of(record, rule->of); v; v = v->next) {
        count += value_passes(v, rule->where, rule->where_count) ? 1 : 0;
    }
    return count >= rule->at_least && count <= rule->at_most;
}

static bool keeps_each(const struct record *record, const struct record_rule *rule)
{
    for (const struct value *v = first_of(record, rule->of); v; v = v->next) {
        for (size_t i = 0; i < rule->field_count; i++) {
            if (!value_part(v, rule->fields[i])) {
                return false;
            }
        }
    }
    return true;
}

/* Dates compare as far as both are known: 2010 is not before 2010-05. */
static bool decreases(const struct value *before, const struct value *after)
{
    if (has_number(before->field->type)) {
        return after->number < before->number;
    }
    const size_t length =
        before->text.length < after->text.length ? before->text.length : after->text.length;
    return length > 0 && memcmp(after->text.at, before->text.at, length) < 0;
}

static bool keeps_order(const struct record *record, const struct record_rule *rule)
{
    const struct value *before = NULL;
    for (size_t i = 0; i < rule->field_count; i++) {
        const struct value *value = first_of(record, rule->fields[i]);
        if (value && before && decreases(before, value)) {
            return false;
        }
        before = value ? value : before;
    }
    return true;
}

/* In ten-thousandths, whatever the type. False when out of range. */
static bool scaled(const struct value *value, int64_t *number)
{
    return value->field->type == FIELD_INTEGER
               ? !__builtin_mul_overflow(value->number, (int64_t)DECIMAL_ONE, number)
               : (*number = value->number, true);
}

static bool keeps_sum(const struct record *record, const struct record_rule *rule)
{
    const struct value *total = first_of(record, rule->of);
    int64_t sum = 0, wanted = 0, number = 0;
    for (size_t i = 0; i < rule->field_count; i++) {
        const struct value *part = first_of(record, rule->fields[i]);
        if (!part || !total) {
            return true;
        }
        if (!scaled(part, &number) || !decimal_add(sum, number, &sum)) {
            return false;
        }
    }
    return scaled(total, &wanted) && sum == wanted;
}

bool record_keeps(const struct record *record, const struct record_rule *rule)
{
    if (!record_passes(record, rule->when, rule->when_count)) {
        return true;
    }
    switch (rule->form) {
    case FORM_NEED:
        return keeps_need(record, rule);
    case FORM_COUNT:
        return keeps_count(record, rule);
    case FORM_EACH:
        return keeps_each(record, rule);
    case FORM_ORDER:
        return keeps_order(record, rule);
    case FORM_SUM:
        return keeps_sum(record, rule);
    case FORM_LINK:
        return true;
    }
    return true;
}
