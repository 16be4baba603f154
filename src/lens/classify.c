#include "lens/run.h"

#include "base/decimal.h"

#include <stdlib.h>

enum status lens_run_open(const struct lens_set *set, struct lens_run **run_out,
                          struct failure *why)
{
    struct lens_run *run = calloc(1, sizeof *run);
    if (!run) {
        return fail_memory(why);
    }
    size_t themes = 1;
    for (size_t i = 0; i < set->count; i++) {
        themes += set->lenses[i].theme_count;
    }
    run->set = set;
    arena_init(&run->keep, RUN_LIMIT);
    arena_init(&run->arena, RUN_LIMIT);
    run->match = match_run_new(&run->keep, set->matcher);
    run->terms = arena_array(&run->keep, set->term_count + 1, sizeof *run->terms);
    run->touched = arena_array(&run->keep, set->term_count + 1, sizeof *run->touched);
    run->themes = arena_alloc(&run->keep, themes);
    if (!run->match || !run->terms || !run->touched || !run->themes) {
        lens_run_close(run);
        return fail_memory(why);
    }
    *run_out = run;
    return STATUS_OK;
}

void lens_run_close(struct lens_run *run)
{
    if (run) {
        arena_release(&run->arena);
        arena_release(&run->keep);
        free(run);
    }
}

/* ---- evidence ---- */

static void add_evidence(struct lens_run *run, const char *rule, const struct value *value,
                         uint32_t offset, uint32_t length)
{
    size_t same = 0;
    for (size_t i = 0; i < run->evidence_count; i++) {
        const struct evidence *have = &run->evidence[i];
        if (have->value == value && have->offset == offset && have->length == length) {
            return;
        }
        same += strcmp(have->rule, rule) == 0 ? 1 : 0;
    }
    if (same >= EVIDENCE_PER_RULE || run->evidence_count >= EVIDENCE_MAX) {
        return;
    }
    struct evidence *evidence = arena_grow(&run->arena, run->evidence, run->evidence_count,
                                           &run->evidence_capacity, sizeof *evidence);
    if (!evidence) {
        run->memory_failed = true;
        return;
    }
    run->evidence = evidence;
    evidence[run->evidence_count++] = (struct evidence){rule, value, offset, length};
}

static void add_hit(struct lens_run *run, const char *rule, const struct hit *hit)
{
    add_evidence(run, rule, run->texts[hit->text], hit->offset, hit->length);
}

/* ---- conditions ---- */

static enum weight evaluate(struct lens_run *run, const struct rule *rule, enum weight inherited);

static bool language_fits(const struct rule *rule, const struct value *value)
{
    if (rule->language_count == 0) {
        return true;
    }
    for (size_t i = 0; i < rule->language_count; i++) {
        size_t length = strlen(rule->languages[i]);
        /* "fr" takes "fr" and "fr-CA". */
        if (str_starts(value->language, rule->languages[i]) &&
            (value->language.length == length || value->language.at[length] == '-')) {
            return true;
        }
    }
    return false;
}

static bool looks_at(const struct lens_run *run, const struct rule *rule, const struct hit *hit)
{
    const struct value *value = run->texts[hit->text];
    unsigned long long mask = rule->masks[run->record->kind->index];
    return ((mask >> value->field->index) & 1u) && language_fits(rule, value);
}

static bool evaluate_text(struct lens_run *run, const struct rule *rule)
{
    long long found = 0;
    size_t before = run->evidence_count;
    for (size_t t = 0; t < rule->term_count; t++) {
        const struct term *term = &run->set->terms[rule->terms[t]];
        const struct term_state *state = run_places(run, rule->terms[t]);
        for (size_t i = 0; i < state->place_count; i++) {
            const struct place *place = &state->places[i];
            if (!looks_at(run, rule, &place->hit)) {
                continue;
            }
            found++;
            add_hit(run, term->name, &place->hit);
            if (place->two) {
                add_hit(run, term->name, &place->other);
            }
        }
    }
    if (found < rule->at_least) {
        run->evidence_count = before;
        return false;
    }
    return true;
}

static bool sub_fits(const struct value *value, const struct sub_condition *sub)
{
    struct str text = {NULL, 0};
    for (size_t s = 0; s < value->field->with_count; s++) {
        if (value->with[s].field && strcmp(value->with[s].field->name, sub->name) == 0) {
            text = value->with[s].text;
        }
    }
    for (size_t i = 0; i < sub->count; i++) {
        if (str_is(text, sub->values[i])) {
            return true;
        }
    }
    return false;
}

static bool when_fits(const struct rule *rule, const struct value *value)
{
    for (size_t i = 0; i < rule->when_count; i++) {
        if (!sub_fits(value, &rule->when[i])) {
            return false;
        }
    }
    return true;
}

static bool code_fits(const struct rule *rule, const struct value *value)
{
    char boolean[2] = {(char)('0' + (value->number ? 1 : 0)), '\0'};
    struct str text = value->field->type == FIELD_BOOLEAN ? str_of(boolean) : value->text;
    for (size_t i = 0; i < rule->code_count; i++) {
        bool yes = strcmp(rule->codes[i], "true") == 0;
        if (str_is(text, rule->codes[i]) ||
            (value->field->type == FIELD_BOOLEAN && yes && value->number)) {
            return true;
        }
        if (rule->with_equivalents && value->field->list && text.length > 0 &&
            codelist_find(value->field->list, text) &&
            codelist_equivalent(value->field->list, rule->codes[i],
                                codelist_find(value->field->list, text)->code)) {
            return true;
        }
    }
    return false;
}

/* A date is in the range when it may be: "2010" is within 2010-05 … 2012. */
static int compare_dates(struct str date, const char *bound)
{
    size_t length = strlen(bound) < date.length ? strlen(bound) : date.length;
    return memcmp(date.at, bound, length);
}

static bool range_fits(const struct rule *rule, const struct value *value)
{
    if (value->field->type == FIELD_DATE) {
        return (!rule->from || compare_dates(value->text, rule->from) >= 0) &&
               (!rule->to || compare_dates(value->text, rule->to) <= 0);
    }
    long long number = value->number;
    if (value->field->type == FIELD_INTEGER) {
        number *= DECIMAL_ONE;
    }
    return (!rule->from || number >= rule->from_number) && (!rule->to || number <= rule->to_number);
}

/* The rule's name for evidence: "sector=15190". */
static const char *coded_name(struct lens_run *run, const struct rule *rule,
                              const struct value *value)
{
    const char *name = value->text.length ? arena_printf(&run->arena, "%s=%.*s", rule->label,
                                                         STR_ARGS(value->text))
                                          : rule->label;
    return name ? name : rule->label;
}

static bool coded_value_fits(const struct rule *rule, const struct value *value)
{
    if (!when_fits(rule, value)) {
        return false;
    }
    return rule->type == RULE_PRESENT || (rule->type == RULE_CODE && code_fits(rule, value)) ||
           (rule->type == RULE_RANGE && range_fits(rule, value));
}

static bool evaluate_coded(struct lens_run *run, const struct rule *rule)
{
    const struct field *field = rule->fields[run->record->kind->index];
    bool found = false;
    if (run->text_only || !field) {
        return false;
    }
    const struct field *top = field->parent ? field->parent : field;
    for (const struct value *v = run->record->values[top->index]; v; v = v->next) {
        const struct value *value = field->parent ? &v->with[field->index] : v;
        if (!value->field || !coded_value_fits(rule, value)) {
            continue;
        }
        found = true;
        if (!rule->absent) {
            add_evidence(run, coded_name(run, rule, value), v, 0,
                         field->parent ? 0 : (uint32_t)value->text.length);
        }
    }
    return found != rule->absent;
}

static bool evaluate_theme(struct lens_run *run, size_t theme)
{
    if (run->themes[theme] < 0) {
        run->themes[theme] = 2;
        enum weight weight = evaluate(run, run->lens->rules->themes[theme], WEIGHT_PRINCIPAL);
        run->themes[theme] = weight != WEIGHT_NONE ? 1 : 0;
        return weight != WEIGHT_NONE;
    }
    /* Asked again, or (2) in a circle, which does not hold by itself. */
    if (run->themes[theme] == 1) {
        (void)evaluate(run, run->lens->rules->themes[theme], WEIGHT_PRINCIPAL);
        return true;
    }
    return false;
}

static enum weight evaluate_any(struct lens_run *run, const struct rule *rule,
                                enum weight inherited)
{
    enum weight strongest = WEIGHT_NONE;
    for (size_t i = 0; i < rule->child_count; i++) {
        enum weight weight = evaluate(run, &rule->children[i], inherited);
        strongest = weight > strongest ? weight : strongest;
    }
    return strongest;
}

static enum weight evaluate_all(struct lens_run *run, const struct rule *rule,
                                enum weight inherited)
{
    enum weight strongest = WEIGHT_NONE;
    size_t before = run->evidence_count;
    for (size_t i = 0; i < rule->child_count; i++) {
        enum weight weight = evaluate(run, &rule->children[i], inherited);
        if (weight == WEIGHT_NONE) {
            run->evidence_count = before;
            return WEIGHT_NONE;
        }
        strongest = weight > strongest ? weight : strongest;
    }
    return strongest;
}

static enum weight evaluate_not(struct lens_run *run, const struct rule *rule,
                                enum weight inherited)
{
    size_t before = run->evidence_count;
    enum weight weight = evaluate(run, &rule->children[0], inherited);
    run->evidence_count = before;
    return weight == WEIGHT_NONE ? inherited : WEIGHT_NONE;
}

/* The weight with which the condition holds, or WEIGHT_NONE; adds its evidence. */
static enum weight evaluate(struct lens_run *run, const struct rule *rule, enum weight inherited)
{
    enum weight weight = rule->weight != WEIGHT_NONE ? rule->weight : inherited;
    switch (rule->type) {
    case RULE_ANY:
        return evaluate_any(run, rule, weight);
    case RULE_ALL:
        return evaluate_all(run, rule, weight);
    case RULE_NOT:
        return evaluate_not(run, rule, weight);
    case RULE_TEXT:
        return evaluate_text(run, rule) ? weight : WEIGHT_NONE;
    case RULE_THEME:
        return evaluate_theme(run, rule->theme) ? weight : WEIGHT_NONE;
    case RULE_CODE:
    case RULE_RANGE:
    case RULE_PRESENT:
        return evaluate_coded(run, rule) ? weight : WEIGHT_NONE;
    }
    return WEIGHT_NONE;
}

/* ---- tags ---- */

struct tag_list {
    struct arena *arena;
    struct tag *tags;
    size_t count, capacity;
};

/* Evaluates one condition and, when it holds, adds a tag with its evidence. */
static bool tag_when(struct lens_run *run, const struct rule *rule, const char *theme,
                     struct tag_list *list, bool *held)
{
    run->evidence_count = 0;
    enum weight weight = evaluate(run, rule, WEIGHT_PRINCIPAL);
    *held = weight != WEIGHT_NONE;
    if (!*held) {
        return true;
    }
    struct tag *tags =
        arena_grow(list->arena, list->tags, list->count, &list->capacity, sizeof *tags);
    struct evidence *evidence = arena_array(list->arena, run->evidence_count, sizeof *evidence);
    if (!tags || !evidence) {
        return false;
    }
    for (size_t i = 0; i < run->evidence_count; i++) {
        evidence[i] = run->evidence[i];
        evidence[i].rule = arena_copy(list->arena, str_of(run->evidence[i].rule));
        if (!evidence[i].rule) {
            return false;
        }
    }
    list->tags = tags;
    tags[list->count++] = (struct tag){run->lens, theme, weight, evidence, run->evidence_count};
    return true;
}

static bool apply_lens(struct lens_run *run, const struct lens *lens, struct tag_list *list)
{
    bool held = false;
    run->lens = lens;
    for (size_t i = 0; i < lens->theme_count; i++) {
        run->themes[i] = -1;
    }
    if (lens->rules->unless && evaluate(run, lens->rules->unless, WEIGHT_PRINCIPAL)) {
        return true;
    }
    if (!tag_when(run, lens->rules->include, "", list, &held) || !held) {
        return !run->memory_failed;
    }
    for (size_t i = 0; i < lens->theme_count; i++) {
        if (!tag_when(run, lens->rules->themes[i], lens->themes[i].name, list, &held)) {
            return false;
        }
    }
    return !run->memory_failed;
}

enum status lens_classify(struct lens_run *run, const struct record *record,
                          const struct lens_question *question, struct arena *arena,
                          struct tag **tags, size_t *count, struct failure *why)
{
    struct tag_list list = {.arena = arena};
    run_forget(run);
    run->record = record;
    run->text_only = question->text_only;
    bool fine = run_scan(run, record);
    for (size_t i = 0; fine && i < run->set->count; i++) {
        const struct lens *lens = &run->set->lenses[i];
        if (lens_applies(lens, record->kind) && (!question->only || question->only == lens)) {
            fine = apply_lens(run, lens, &list);
        }
    }
    *tags = list.tags;
    *count = list.count;
    return fine ? STATUS_OK : fail_memory(why);
}
