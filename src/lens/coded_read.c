/* Reading conditions on coded fields: codes, ranges, presence. */
#include "base/date.h"
#include "base/decimal.h"
#include "lens/rule_read.h"

/* The coded field for each kind; at least one kind must have it. */
static enum status find_fields(struct loading *load, const struct yaml_node *node,
                               struct rule *rule, struct failure *why)
{
    const struct pack *pack = load->set->pack;
    bool known = false;
    rule->label = node->text.at;
    rule->fields = arena_array(load->set->arena, pack->kind_count + 1, sizeof *rule->fields);
    if (!rule->fields) {
        return fail_memory(why);
    }
    for (size_t k = 0; k < pack->kind_count; k++) {
        const struct field *field = lens_applies(load->lens, &pack->kinds[k])
                                        ? kind_field(&pack->kinds[k], node->text)
                                        : NULL;
        if (field) {
            const struct field *top = field->parent ? field->parent : field;
            known = true;
            rule->fields[k] = field;
            load->set->read[k] |= 1ULL << top->index;
        }
    }
    return known ? STATUS_OK
                 : yaml_fail(why, node, STATUS_INPUT,
                             "no kind in applies_to has a field \"%s\". Name one that has it.",
                             node->text.at);
}

/* ---- codes ---- */

/* Values that a field is compared with. */
struct wanted {
    const char **codes;
    size_t count;
};

static void want(struct wanted *wanted, const char *code)
{
    for (size_t i = 0; i < wanted->count; i++) {
        if (strcmp(wanted->codes[i], code) == 0) {
            return;
        }
    }
    wanted->codes[wanted->count++] = code;
}

/* A date in the form in which values have it. */
static enum status canonical_date(struct loading *load, const struct yaml_node *node,
                                  const char **text, struct failure *why)
{
    struct date date;
    char iso[11];
    if (!date_parse(str_of(*text), &date)) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "\"%s\" is no date. Write a year, YYYY-MM or YYYY-MM-DD.", *text);
    }
    date_print(date, iso);
    *text = arena_copy(load->set->arena, str_of(iso));
    return *text ? STATUS_OK : fail_memory(why);
}

static enum status canonical_boolean(const struct yaml_node *node, const struct field *field,
                                     const char **text, struct failure *why)
{
    struct value value = {.field = field};
    if (value_parse(NULL, &value, str_of(*text))) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "\"%s\" is neither true nor false. Write one of them.", *text);
    }
    *text = value.number ? "1" : "0";
    return STATUS_OK;
}

static enum status canonical_code(const struct yaml_node *node, const struct codelist *list,
                                  const char **text, struct failure *why)
{
    const struct code *code = codelist_find(list, str_of(*text));
    if (!code && !list->open) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "\"%s\" is not in the code list \"%s\". Name one of its codes.", *text,
                         list->name);
    }
    *text = code ? code->code : *text;
    return STATUS_OK;
}

/*
 * Replaces what the author wrote by the form in which values of @field have it, so that evaluation
 * compares bytes. A value that the field can never have is an error: the condition would silently
 * not hold.
 */
static enum status canonical(struct loading *load, const struct yaml_node *node,
                             const struct field *field, const char **text, struct failure *why)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_LINK:
        return STATUS_OK;
    case FIELD_DATE:
        return canonical_date(load, node, text, why);
    case FIELD_BOOLEAN:
        return canonical_boolean(node, field, text, why);
    case FIELD_CODE:
        return field->list ? canonical_code(node, field->list, text, why) : STATUS_OK;
    case FIELD_MONEY:
    case FIELD_DECIMAL:
    case FIELD_INTEGER:
        break;
    }
    return yaml_fail(why, node, STATUS_INPUT,
                     "\"%s\" is a number, which is compared by its size. Write from: %s, to: %s.",
                     field->name, *text, *text);
}

/* The values of `is`, as each kind's field has them. */
static enum status read_is(struct loading *load, const struct yaml_node *node, struct rule *rule,
                           struct failure *why)
{
    const struct pack *pack = load->set->pack;
    const char *const *written = NULL;
    size_t count = 0;
    TRY(texts_some(load, node, &written, &count, why));
    struct wanted wanted = {.count = 0};
    wanted.codes = arena_array(load->set->arena, count * pack->kind_count, sizeof *wanted.codes);
    if (!wanted.codes) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < pack->kind_count; k++) {
            const char *text = written[i];
            if (rule->fields[k]) {
                TRY(canonical(load, node, rule->fields[k], &text, why));
                want(&wanted, text);
            }
        }
    }
    rule->codes = wanted.codes;
    rule->code_count = wanted.count;
    return STATUS_OK;
}

/* ---- sub-fields ---- */

static const struct field *sub_field(const struct field *field, const char *name)
{
    for (size_t s = 0; field && s < field->with_count; s++) {
        if (strcmp(field->with[s].name, name) == 0) {
            return &field->with[s];
        }
    }
    return NULL;
}

/* One sub-field and the values it may have; "" means that it is missing. */
static enum status read_sub(struct loading *load, const struct yaml_node *node,
                            const struct rule *rule, struct sub_condition *sub, struct failure *why)
{
    const struct pack *pack = load->set->pack;
    const char *const *written = NULL;
    size_t count = 0;
    bool known = false;
    TRY(texts_some(load, node, &written, &count, why));
    struct wanted wanted = {.count = 0};
    wanted.codes = arena_array(load->set->arena, count * pack->kind_count, sizeof *wanted.codes);
    if (!wanted.codes) {
        return fail_memory(why);
    }
    for (size_t k = 0; k < pack->kind_count; k++) {
        const struct field *field = sub_field(rule->fields[k], node->key);
        known = known || field;
        for (size_t i = 0; field && i < count; i++) {
            const char *text = written[i];
            if (text[0] != '\0') {
                TRY(canonical(load, node, field, &text, why));
            }
            want(&wanted, text);
        }
    }
    *sub = (struct sub_condition){node->key, wanted.codes, wanted.count};
    return known ? STATUS_OK
                 : yaml_fail(why, node, STATUS_INPUT,
                             "\"%s\" has no sub-field \"%s\". Name one of its sub-fields.",
                             rule->label, node->key);
}

/* `vocabulary: "1"` beside the field, or `when: {vocabulary: "1", …}`. */
static enum status read_when(struct loading *load, const struct yaml_node *map, struct rule *rule,
                             struct failure *why)
{
    const struct yaml_node *vocabulary = yaml_get(map, "vocabulary");
    const struct yaml_node *when = yaml_get(map, "when");
    if (when && (when->type != YAML_MAP || when->count == 0)) {
        return yaml_fail(why, when, STATUS_INPUT,
                         "expected sub-fields. Write {vocabulary: \"1\"}.");
    }
    const size_t most = (vocabulary ? 1 : 0) + (when ? when->count : 0);
    struct sub_condition *subs = arena_array(load->set->arena, most, sizeof *subs);
    if (!subs) {
        return fail_memory(why);
    }
    rule->when = subs;
    if (vocabulary) {
        TRY(read_sub(load, vocabulary, rule, &subs[rule->when_count++], why));
    }
    for (const struct yaml_node *node = when ? when->children : NULL; node; node = node->next) {
        TRY(read_sub(load, node, rule, &subs[rule->when_count++], why));
    }
    return STATUS_OK;
}

/* ---- ranges ---- */

/* Reads one end of a range for a field: a date for dates, a number for numbers. */
static enum status read_bound(struct loading *load, const struct yaml_node *node,
                              const struct field *field, struct bound *bound, struct failure *why)
{
    int64_t number = 0;
    bound->text = node->text.at;
    switch (field->type) {
    case FIELD_DATE:
        return canonical_date(load, node, &bound->text, why);
    case FIELD_MONEY:
    case FIELD_DECIMAL:
    case FIELD_INTEGER:
        if (!decimal_parse(node->text, &number)) {
            return yaml_fail(why, node, STATUS_INPUT,
                             "\"%s\" is no number. Write digits, with a point before decimals.",
                             node->text.at);
        }
        bound->number = number;
        return STATUS_OK;
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_LINK:
    case FIELD_BOOLEAN:
        break;
    }
    return yaml_fail(why, node, STATUS_INPUT,
                     "\"%s\" is no date and no number, so it has no range. Use `is`.", field->name);
}

/* True when no value can be in the range. */
static bool is_empty_range(const struct rule *rule, const struct field *field)
{
    if (!rule->from.text || !rule->to.text) {
        return false;
    }
    if (field->type != FIELD_DATE) {
        return rule->from.number > rule->to.number;
    }
    const size_t from = strlen(rule->from.text), to = strlen(rule->to.text);
    return memcmp(rule->from.text, rule->to.text, from < to ? from : to) > 0;
}

static enum status read_range(struct loading *load, const struct yaml_node *map, struct rule *rule,
                              struct failure *why)
{
    const struct yaml_node *from = yaml_get(map, "from");
    const struct yaml_node *to = yaml_get(map, "to");
    const char *text = NULL;
    rule->type = RULE_RANGE;
    TRY(yaml_text_maybe(map, "from", &text, why));
    TRY(yaml_text_maybe(map, "to", &text, why));
    for (size_t k = 0; k < load->set->pack->kind_count; k++) {
        const struct field *field = rule->fields[k];
        if (field && from) {
            TRY(read_bound(load, from, field, &rule->from, why));
        }
        if (field && to) {
            TRY(read_bound(load, to, field, &rule->to, why));
        }
        if (field && is_empty_range(rule, field)) {
            return yaml_fail(why, from, STATUS_INPUT,
                             "nothing is from \"%s\" to \"%s\". Put the smaller first.",
                             from->text.at, to->text.at);
        }
    }
    return STATUS_OK;
}

enum status coded_read(struct loading *load, const struct yaml_node *map, struct rule *rule,
                       struct failure *why)
{
    const struct yaml_node *field = yaml_get(map, "field");
    const struct yaml_node *is = yaml_get(map, "is");
    const struct yaml_node *present = yaml_get(map, "present");
    const bool ranged = yaml_get(map, "from") || yaml_get(map, "to");
    if (field->type != YAML_SCALAR || (is ? 1 : 0) + (present ? 1 : 0) + (ranged ? 1 : 0) != 1) {
        return yaml_fail(why, field, STATUS_INPUT,
                         "a condition on a field says one of `is`, `from`/`to`, `present` (or has "
                         "`terms` or `words`). See docs/lenses.md.");
    }
    if (yaml_get(map, "with_equivalents") && !is) {
        return yaml_fail(why, yaml_get(map, "with_equivalents"), STATUS_INPUT,
                         "says more about `is`, which is missing. Add it, or take this out.");
    }
    TRY(find_fields(load, field, rule, why));
    TRY(read_when(load, map, rule, why));
    if (is) {
        rule->type = RULE_CODE;
        TRY(yaml_bool_maybe(map, "with_equivalents", &rule->with_equivalents, why));
        return read_is(load, is, rule, why);
    }
    if (present) {
        bool wanted = true;
        rule->type = RULE_PRESENT;
        TRY(yaml_bool_maybe(map, "present", &wanted, why));
        rule->absent = !wanted;
        return STATUS_OK;
    }
    return read_range(load, map, rule, why);
}
