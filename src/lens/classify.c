#include "lens/run.h"

#include "base/decimal.h"
#include "base/utf8.h"

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
    run->first_places =
        arena_array(&run->keep, (set->term_count + 1) * PLACES_FIRST, sizeof *run->first_places);
    run->met = arena_array(&run->keep, set->term_count / 64 + 1, sizeof *run->met);
    run->touched = arena_array(&run->keep, set->term_count + 1, sizeof *run->touched);
    run->themes = arena_array(&run->keep, themes, sizeof *run->themes);
    if (!run->match || !run->terms || !run->met || !run->first_places || !run->touched ||
        !run->themes) {
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

static bool keep_evidence(struct lens_run *run, const struct evidence *new)
{
    struct evidence *evidence = arena_grow(&run->arena, run->evidence, run->evidence_count,
                                           &run->evidence_capacity, sizeof *evidence);
    if (!evidence) {
        run->memory_failed = true;
        return false;
    }
    run->evidence = evidence;
    evidence[run->evidence_count++] = *new;
    return true;
}

/* The names of coded conditions are made for each record, so that the same are not one text. */
static inline bool same_rule(const char *a, const char *b)
{
    return a == b || (*a == *b && strcmp(a, b) == 0);
}

/* Keeps a piece of evidence unless it is kept. False when there is room for no more of the rule. */
static bool add_evidence(struct lens_run *run, const struct evidence *new)
{
    size_t same = 0;
    if (run->every) {
        return keep_evidence(run, new);
    }
    for (size_t i = 0; i < run->evidence_count; i++) {
        const struct evidence *have = &run->evidence[i];
        const bool same_name = same_rule(have->rule, new->rule);
        /* Two rules may say different things of no words at all: of a number, or a sub-field. */
        if (have->value == new->value && have->offset == new->offset &&
            have->length == new->length && (same_name || new->length > 0)) {
            return true;
        }
        same += same_name ? 1 : 0;
    }
    if (same >= EVIDENCE_PER_RULE || run->evidence_count >= EVIDENCE_MAX) {
        return false;
    }
    return keep_evidence(run, new);
}

static bool add_hit(struct lens_run *run, const char *rule, uint32_t number)
{
    const struct hit *hit = &run->hits[number];
    const struct evidence evidence = {rule, run->texts[hit->text], hit->offset, hit->length};
    return add_evidence(run, &evidence);
}

/* ---- conditions ---- */

static enum weight evaluate(struct lens_run *run, const struct rule *rule, enum weight inherited);

/* "fr" takes "fr" and "fr-CA"; case says nothing in a language tag. */
static bool is_language(struct str tag, const char *wanted)
{
    const size_t length = strlen(wanted);
    if (tag.length < length || (tag.length > length && tag.at[length] != '-')) {
        return false;
    }
    return utf8_fold_equal((struct str){tag.at, length}, str_of(wanted));
}

static bool language_fits(const struct rule *rule, const struct value *value)
{
    bool fits = rule->language_count == 0;
    for (size_t i = 0; i < rule->language_count && !fits; i++) {
        fits = is_language(value->language, rule->languages[i]);
    }
    return fits;
}

static bool looks_at(const struct lens_run *run, const struct rule *rule, uint32_t hit)
{
    const struct value *value = run->texts[run->hits[hit].text];
    unsigned long long mask = rule->masks[run->record->kind->index];
    return ((mask >> value->field->index) & 1u) && language_fits(rule, value);
}

/* Takes the places of one list as evidence; counts them, up to @enough once evidence is full. */
static size_t take_places(struct lens_run *run, const struct rule *rule, size_t index,
                          size_t enough)
{
    const struct term *term = &run->set->terms[index];
    const struct term_state *state = run_places(run, index);
    size_t found = 0;
    bool room = true;
    for (size_t i = 0; i < state->place_count && (room || found < enough); i++) {
        const struct place *place = &state->places[i];
        if (looks_at(run, rule, place->hit)) {
            found++;
            room = add_hit(run, term->name, place->hit) &&
                   (place->other == NO_HIT || add_hit(run, term->name, place->other));
        }
    }
    return found;
}

/* How many of the places found stand apart: patterns that hold at the same words count once. */
static size_t count_apart(struct lens_run *run, const struct rule *rule)
{
    size_t count = 0;
    for (size_t t = 0; t < rule->term_count; t++) {
        const struct term_state *state = run_places(run, rule->terms[t]);
        for (size_t i = 0; i < state->place_count; i++) {
            if (!looks_at(run, rule, state->places[i].hit)) {
                continue;
            }
            struct span *spans =
                arena_grow(&run->arena, run->spans, count, &run->span_capacity, sizeof *spans);
            if (!spans) {
                run->memory_failed = true;
                return 0;
            }
            run->spans = spans;
            spans[count++] = span_of(&run->hits[state->places[i].hit]);
        }
    }
    return spans_apart(run->spans, count);
}

static bool evaluate_text(struct lens_run *run, const struct rule *rule)
{
    const size_t before = run->evidence_count;
    const size_t wanted = (size_t)rule->at_least;
    size_t found = 0;
    for (size_t t = 0; t < rule->term_count; t++) {
        if ((run->met[rule->terms[t] / 64] >> (rule->terms[t] % 64)) & 1u) {
            found += take_places(run, rule, rule->terms[t], wanted);
        }
    }
    if (found < wanted || (wanted > 1 && count_apart(run, rule) < wanted)) {
        run->evidence_count = before;
        return false;
    }
    return true;
}

/* A value as lenses compare it. */
static struct str text_of(const struct value *value)
{
    if (value->field && value->field->type == FIELD_BOOLEAN) {
        return str_of(value->number ? "1" : "0");
    }
    return value->text;
}

static bool sub_fits(const struct value *value, const struct sub_condition *sub)
{
    struct str text = {NULL, 0};
    for (size_t s = 0; s < value->field->with_count; s++) {
        if (value->with[s].field && strcmp(value->with[s].field->name, sub->name) == 0) {
            text = text_of(&value->with[s]);
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
    const struct str text = text_of(value);
    const struct codelist *list = value->field->list;
    const struct code *code = rule->with_equivalents && list ? codelist_find(list, text) : NULL;
    for (size_t i = 0; i < rule->code_count; i++) {
        if (str_is(text, rule->codes[i]) ||
            (code && codelist_equivalent(list, rule->codes[i], code->code))) {
            return true;
        }
    }
    return false;
}

/* A date is in the range when it may be: "2010" is within 2010-05 … 2012. */
static int compare_dates(struct str date, const char *bound)
{
    const size_t length = strlen(bound) < date.length ? strlen(bound) : date.length;
    return memcmp(date.at, bound, length);
}

static bool range_fits(const struct rule *rule, const struct value *value)
{
    const struct bound *from = &rule->from, *to = &rule->to;
    if (value->field->type == FIELD_DATE) {
        return value->text.length > 0 &&
               (!from->text || compare_dates(value->text, from->text) >= 0) &&
               (!to->text || compare_dates(value->text, to->text) <= 0);
    }
    long long number = value->number;
    if (value->field->type == FIELD_INTEGER &&
        __builtin_mul_overflow(number, DECIMAL_ONE, &number)) {
        return value->number > 0 ? !to->text : !from->text;
    }
    return (!from->text || number >= from->number) && (!to->text || number <= to->number);
}

/* The rule's name for evidence: "sector=15190". */
static const char *coded_name(struct lens_run *run, const struct rule *rule,
                              const struct value *value)
{
    if (value->text.length == 0 || value->field->type == FIELD_TEXT) {
        return rule->label; /* the text itself is the evidence */
    }
    const char *name = arena_printf(run->names, "%s=%.*s", rule->label, STR_ARGS(value->text));
    run->memory_failed = run->memory_failed || !name;
    return name ? name : rule->label;
}

static bool coded_value_fits(const struct rule *rule, const struct value *value)
{
    return (rule->type == RULE_PRESENT || (rule->type == RULE_CODE && code_fits(rule, value)) ||
            (rule->type == RULE_RANGE && range_fits(rule, value))) &&
           when_fits(rule, value);
}

static bool evaluate_coded(struct lens_run *run, const struct rule *rule)
{
    const struct field *field = rule->fields[run->record->kind->index];
    bool found = false;
    if (run->text_only) {
        return false;
    }
    if (!field) {
        return rule->absent; /* a kind without the field has no value in it */
    }
    const struct field *top = field->parent ? field->parent : field;
    for (const struct value *v = run->record->values[top->index]; v; v = v->next) {
        const struct value *value = field->parent ? &v->with[field->index] : v;
        if (!value->field || !coded_value_fits(rule, value)) {
            continue;
        }
        found = true;
        if (!rule->absent) {
            const struct evidence evidence = {coded_name(run, rule, value), v, 0,
                                              field->parent ? 0 : (uint32_t)value->text.length};
            (void)add_evidence(run, &evidence);
        }
    }
    return found != rule->absent;
}

/* Evaluates a theme's condition once a record, apart from what evidence there is already. */
static void ask_theme(struct lens_run *run, size_t theme)
{
    struct theme_state *state = &run->themes[theme];
    struct evidence *evidence = run->evidence;
    const size_t count = run->evidence_count, capacity = run->evidence_capacity;
    run->evidence = NULL;
    run->evidence_count = 0;
    run->evidence_capacity = 0;
    state->asked = true;
    state->holds = evaluate(run, run->lens->rules->themes[theme], WEIGHT_PRINCIPAL) != WEIGHT_NONE;
    state->evidence = run->evidence;
    state->evidence_count = state->holds ? run->evidence_count : 0;
    run->evidence = evidence;
    run->evidence_count = count;
    run->evidence_capacity = capacity;
}

static bool evaluate_theme(struct lens_run *run, size_t theme)
{
    const struct theme_state *state = &run->themes[theme];
    if (!state->asked) {
        ask_theme(run, theme);
    }
    for (size_t i = 0; i < state->evidence_count; i++) {
        (void)add_evidence(run, &state->evidence[i]);
    }
    return state->holds;
}

/* False when none of the lists was met in the record without which the rule does not hold. */
static inline bool may_hold(const struct lens_run *run, const struct needs *needs)
{
    for (uint32_t i = 0; i < needs->count; i++) {
        if (run->met[needs->first + i] & needs->bits[i]) {
            return true;
        }
    }
    return needs->count == 0;
}

static enum weight evaluate_any(struct lens_run *run, const struct rule *rule,
                                enum weight inherited)
{
    enum weight strongest = WEIGHT_NONE;
    for (size_t i = 0; i < rule->child_count; i++) {
        if (may_hold(run, &rule->children[i].needs)) {
            enum weight weight = evaluate(run, &rule->children[i], inherited);
            strongest = weight > strongest ? weight : strongest;
        }
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
    if (!may_hold(run, &rule->needs)) {
        return WEIGHT_NONE;
    }
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
    if (run->every) {
        run->evidence_count = evidence_order(run->evidence, run->evidence_count);
    }
    struct tag *tags =
        arena_grow(list->arena, list->tags, list->count, &list->capacity, sizeof *tags);
    struct evidence *evidence = arena_array(list->arena, run->evidence_count, sizeof *evidence);
    if (!tags || !evidence) {
        return false;
    }
    if (run->evidence_count > 0) {
        memcpy(evidence, run->evidence, run->evidence_count * sizeof *evidence);
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
        run->themes[i] = (struct theme_state){.asked = false};
    }
    if (lens->rules->unless && evaluate(run, lens->rules->unless, WEIGHT_PRINCIPAL)) {
        return true;
    }
    if (!tag_when(run, lens->rules->include, "", list, &held)) {
        return false;
    }
    if (!held) {
        return true;
    }
    for (size_t i = 0; i < lens->theme_count; i++) {
        if (!tag_when(run, lens->rules->themes[i], lens->themes[i].name, list, &held)) {
            return false;
        }
    }
    return true;
}

static void set_every(struct lens_run *run, const struct lens *every)
{
    if (every) {
        run->arena.limit = RUN_LIMIT_EVERY;
    } else if (run->every) {
        run->arena.limit = RUN_LIMIT;
    }
    run->every = every;
}

enum status lens_classify(struct lens_run *run, const struct record *record,
                          const struct lens_question *question, struct arena *arena,
                          struct tag **tags, size_t *count, struct failure *why)
{
    struct tag_list list = {.arena = arena};
    run_forget(run);
    run->record = record;
    run->names = arena;
    run->text_only = question->text_only;
    set_every(run, question->every_place ? question->only : NULL);
    bool fine = run_scan(run, record) && !run->overflowed;
    for (size_t i = 0; fine && i < run->set->count; i++) {
        const struct lens *lens = &run->set->lenses[i];
        const bool applies = record->kind == run->set->document || lens_applies(lens, record->kind);
        if (applies && (!question->only || question->only == lens)) {
            fine = apply_lens(run, lens, &list) && !run->memory_failed;
        }
    }
    *tags = list.tags;
    *count = list.count;
    if (run->overflowed) {
        return fail(why, STATUS_LIMIT,
                    "the words of the lens \"%s\" stand at more than %d places. Divide the text.",
                    run->every->name, HITS_EVERY);
    }
    return fine ? STATUS_OK : fail_memory(why);
}
