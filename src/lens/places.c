/* Where the term lists of all lenses hold in the texts of one record. */
#include "lens/run.h"

/* The state of a list, ready to be written to and to be reset with the next record. */
static struct term_state *state_of(struct lens_run *run, uint32_t term)
{
    struct term_state *state = &run->terms[term];
    if (!state->listed) {
        *state = (struct term_state){.listed = true};
        run->touched[run->touched_count++] = term;
    }
    return state;
}

/* The same for a list of which a phrase was found; lists in whose NEAR it is a side may now hold
 * too. */
static struct term_state *touch(struct lens_run *run, uint32_t index)
{
    struct term_state *state = state_of(run, index);
    if (!state->touched) {
        const struct term *term = &run->set->terms[index];
        state->touched = true;
        for (size_t i = 0; i < term->user_count; i++) {
            state_of(run, term->users[i])->beside = true;
        }
    }
    return state;
}

/* Enters a match with every term list that has the phrase. */
static bool take_match(void *context, const struct match *match)
{
    struct lens_run *run = context;
    const struct lens_set *set = run->set;
    for (size_t i = 0; i < set->phrase_term_counts[match->phrase]; i++) {
        struct term_entry *entry = arena_alloc(&run->arena, sizeof *entry);
        if (!entry || run->hits >= HITS_MAX) {
            run->memory_failed = !entry;
            return false;
        }
        run->hits++;
        entry->hit = (struct hit){(uint32_t)run->text_count, match->offset, match->length,
                                  match->first_word, match->last_word};
        struct term_state *state = touch(run, set->phrase_terms[match->phrase][i]);
        if (state->last) {
            state->last->next = entry;
        } else {
            state->first = entry;
        }
        state->last = entry;
        state->count++;
    }
    return true;
}

/* Scans every text of the record that some lens looks at. */
bool run_scan(struct lens_run *run, const struct record *record)
{
    const struct kind *kind = record->kind;
    unsigned long long fields = run->set->scanned[kind->index];
    for (size_t f = 0; f < kind->field_count; f++) {
        if (!((fields >> f) & 1u)) {
            continue;
        }
        for (const struct value *value = record->values[f]; value; value = value->next) {
            const struct value **texts = arena_grow(&run->arena, run->texts, run->text_count,
                                                    &run->text_capacity, sizeof *texts);
            if (!texts) {
                return false;
            }
            run->texts = texts;
            texts[run->text_count] = value;
            matcher_scan(run->set->matcher, run->match, value->text, take_match, run);
            run->text_count++;
        }
    }
    return !run->memory_failed;
}

void run_forget(struct lens_run *run)
{
    for (size_t i = 0; i < run->touched_count; i++) {
        run->terms[run->touched[i]] = (struct term_state){0};
    }
    run->touched_count = 0;
    run->text_count = 0;
    run->text_capacity = 0;
    run->texts = NULL;
    run->hits = 0;
    run->memory_failed = false;
    run->evidence = NULL;
    run->evidence_count = 0;
    run->evidence_capacity = 0;
    arena_clear(&run->arena);
}

static bool overlap(const struct hit *a, const struct hit *b)
{
    return a->text == b->text && a->offset < b->offset + b->length &&
           b->offset < a->offset + a->length;
}

static bool masked(const struct place *place, const struct term_state *except)
{
    for (size_t i = 0; i < except->place_count; i++) {
        const struct place *mask = &except->places[i];
        if (overlap(&place->hit, &mask->hit) ||
            (place->two && overlap(&place->other, &mask->hit)) ||
            (mask->two && (overlap(&place->hit, &mask->other) ||
                           (place->two && overlap(&place->other, &mask->other))))) {
            return true;
        }
    }
    return false;
}

static bool within(const struct hit *a, const struct hit *b, uint32_t distance)
{
    if (a->text != b->text) {
        return false;
    }
    if (b->first_word > a->last_word) {
        return b->first_word - a->last_word <= distance;
    }
    return a->first_word > b->last_word && a->first_word - b->last_word <= distance;
}

static bool add_place(struct lens_run *run, struct term_state *state, size_t *capacity,
                      const struct place *place)
{
    struct place *places =
        arena_grow(&run->arena, state->places, state->place_count, capacity, sizeof *places);
    if (!places) {
        run->memory_failed = true;
        return false;
    }
    state->places = places;
    places[state->place_count++] = *place;
    return true;
}

/* True when @place ends too far before @hit to be near it or to anything that follows. */
static bool is_behind(const struct place *place, const struct hit *hit, uint32_t distance)
{
    if (place->hit.text != hit->text) {
        return place->hit.text < hit->text;
    }
    return place->hit.last_word + distance + MATCH_PHRASE_MAX < hit->first_word;
}

static bool is_ahead(const struct place *place, const struct hit *hit, uint32_t distance)
{
    if (place->hit.text != hit->text) {
        return place->hit.text > hit->text;
    }
    return place->hit.first_word > hit->last_word + distance + MATCH_PHRASE_MAX;
}

/*
 * For each place of the left list, the first of the right list that is near and that @except does
 * not mask. Both lists are in the order of the text, so one moving window does for all. What masks
 * a list masks it here too.
 */
static void find_near(struct lens_run *run, const struct pattern *pattern,
                      const struct term_state *except, struct term_state *state, size_t *capacity)
{
    const struct term_state *left = run_places(run, pattern->left);
    const struct term_state *right = run_places(run, pattern->right);
    size_t window = 0;
    for (size_t i = 0; i < left->place_count; i++) {
        const struct hit *hit = &left->places[i].hit;
        while (window < right->place_count &&
               is_behind(&right->places[window], hit, pattern->distance)) {
            window++;
        }
        for (size_t k = window;
             k < right->place_count && !is_ahead(&right->places[k], hit, pattern->distance); k++) {
            struct place place = {*hit, right->places[k].hit, true};
            if (!within(hit, &right->places[k].hit, pattern->distance) ||
                (except && masked(&place, except))) {
                continue;
            }
            if (!add_place(run, state, capacity, &place)) {
                return;
            }
            break;
        }
    }
}

/* Works out, once a record, where the term list holds. */
const struct term_state *run_places(struct lens_run *run, size_t index)
{
    static const struct term_state nowhere;
    const struct term *term = &run->set->terms[index];
    if (!run->terms[index].touched && !run->terms[index].beside) {
        return &nowhere;
    }
    struct term_state *state = state_of(run, (uint32_t)index);
    if (state->evaluated) {
        return state;
    }
    state->evaluated = true;
    const struct term_state *except =
        term->except == NO_TERM ? NULL : run_places(run, term->except);
    size_t capacity = 0;
    for (const struct term_entry *entry = state->first; entry; entry = entry->next) {
        struct place place = {.hit = entry->hit};
        if (!add_place(run, state, &capacity, &place)) {
            return state;
        }
    }
    for (size_t i = 0; term->has_near && i < term->count; i++) {
        if (term->patterns[i].near) {
            find_near(run, &term->patterns[i], except, state, &capacity);
        }
    }
    if (except) {
        size_t kept = 0;
        for (size_t i = 0; i < state->place_count; i++) {
            if (!masked(&state->places[i], except)) {
                state->places[kept++] = state->places[i];
            }
        }
        state->place_count = kept;
    }
    return state;
}
