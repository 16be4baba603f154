/* Holding records to the conduct of their kind: derived fields, rules. */
#include "base/decimal.h"
#include "model/conduct.h"

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

static enum status derive(struct deriving *g)
{
    const struct derivation *d = g->d;
    const struct value *of = d->of ? first_of(g->record, d->of) : NULL;
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
        if (of && of->text.length >= 4) {
            g->value = (struct value){.field = d->field, .number = atoi(of->text.at)};
        }
        return STATUS_OK;
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

enum status record_derive(struct arena *arena, struct record *record, struct contradiction *wrong,
                          size_t room, size_t *count)
{
    const struct conduct *conduct = record->kind->conduct;
    *count = 0;
    for (size_t i = 0; conduct && i < conduct->derivation_count; i++) {
        const struct field *field = conduct->derivations[i].field;
        struct deriving g = {arena, record, &conduct->derivations[i], {0}};
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
