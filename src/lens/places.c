/* Where the term lists of all lenses hold in the texts of one record. */
#include "lens/run.h"

#include <stdlib.h>

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

/* The same for a list of which a phrase was found; lists in whose NEAR it is a side may now hold.
 */
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

/*
 * Adds a place to a list. A record has room for HITS_MAX of them, and each list for its first few:
 * an endless text gives endless places of the same words, and must not crowd out the others. What
 * masks another list gets more, so that no place is kept of which the mask is not. False when there
 * is no room for this one.
 */
static bool add_place(struct lens_run *run, size_t term, const struct place *place)
{
    struct term_state *state = touch(run, (uint32_t)term);
    if (run->every && run->hits >= HITS_EVERY) {
        run->overflowed = true;
        return false;
    }
    const size_t room = run->set->terms[term].masks ? HITS_MAX * 2 : HITS_MAX;
    if (!run->every && run->hits >= room && state->place_count >= HITS_FEW) {
        return false;
    }
    struct place *places = arena_grow(&run->arena, state->places, state->place_count,
                                      &state->place_capacity, sizeof *places);
    if (!places) {
        run->memory_failed = true;
        return false;
    }
    run->hits++;
    state->places = places;
    places[state->place_count++] = *place;
    return true;
}

/* True when the places of the list of that number are of use. */
static bool is_wanted(const struct lens_run *run, size_t term)
{
    const struct lens_rules *rules = run->every ? run->every->rules : NULL;
    return !rules || (term >= rules->first_term && term < rules->end_term);
}

/* Enters a match with every term list that has the phrase. */
static bool take_match(void *context, const struct match *match)
{
    struct lens_run *run = context;
    const struct lens_set *set = run->set;
    const struct place place = {.hit = {(uint32_t)run->text_count, match->offset, match->length,
                                        match->first_word, match->last_word}};
    for (size_t i = 0; i < set->phrase_term_counts[match->phrase]; i++) {
        const size_t term = set->phrase_terms[match->phrase][i];
        if (is_wanted(run, term)) {
            (void)add_place(run, term, &place);
        }
    }
    return !run->memory_failed && !run->overflowed;
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
    run->overflowed = false;
    run->evidence = NULL;
    run->evidence_count = 0;
    run->evidence_capacity = 0;
    run->spans = NULL;
    run->span_capacity = 0;
    arena_clear(&run->arena);
}

/* ---- bytes that a list covers ---- */

static int by_place(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    if (x->text != y->text) {
        return x->text < y->text ? -1 : 1;
    }
    return (x->from > y->from) - (x->from < y->from);
}

/* Makes the covered bytes of a list into spans that do not touch, in the order of the text. */
static bool make_cover(struct lens_run *run, struct term_state *state)
{
    size_t count = 0;
    if (state->covered || state->place_count == 0) {
        return true;
    }
    struct span *spans = arena_array(&run->arena, state->place_count * 2, sizeof *spans);
    if (!spans) {
        run->memory_failed = true;
        return false;
    }
    for (size_t i = 0; i < state->place_count; i++) {
        spans[count++] = span_of(&state->places[i].hit);
        if (state->places[i].two) {
            spans[count++] = span_of(&state->places[i].other);
        }
    }
    qsort(spans, count, sizeof *spans, by_place);
    size_t last = 0;
    for (size_t i = 1; i < count; i++) {
        if (spans[i].text == spans[last].text && spans[i].from < spans[last].to) {
            spans[last].to = spans[i].to > spans[last].to ? spans[i].to : spans[last].to;
        } else {
            spans[++last] = spans[i];
        }
    }
    state->cover = spans;
    state->cover_count = last + 1;
    state->covered = true;
    return true;
}

/* True when the hit overlaps what the list covers. */
static bool covers(const struct term_state *state, const struct hit *hit)
{
    const struct span wanted = span_of(hit);
    size_t low = 0, high = state->cover_count;
    while (low < high) { /* the first span that ends behind where the hit begins */
        const size_t middle = low + (high - low) / 2;
        const struct span *span = &state->cover[middle];
        if (span->text < wanted.text || (span->text == wanted.text && span->to <= wanted.from)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < state->cover_count && state->cover[low].text == wanted.text &&
           state->cover[low].from < wanted.to;
}

static bool masked(const struct place *place, const struct term_state *except)
{
    return except && except->cover_count > 0 &&
           (covers(except, &place->hit) || (place->two && covers(except, &place->other)));
}

/* ---- NEAR ---- */

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
static void find_near(struct lens_run *run, const struct near *near,
                      const struct term_state *except, size_t term)
{
    if (!run->terms[near->left].touched || !run->terms[near->right].touched) {
        return;
    }
    const struct term_state *left = run_places(run, near->left);
    const struct term_state *right = run_places(run, near->right);
    size_t window = 0;
    for (size_t i = 0; i < left->place_count && window < right->place_count; i++) {
        const struct hit *hit = &left->places[i].hit;
        while (window < right->place_count &&
               is_behind(&right->places[window], hit, near->distance)) {
            window++;
        }
        for (size_t k = window;
             k < right->place_count && !is_ahead(&right->places[k], hit, near->distance); k++) {
            const struct place place = {*hit, right->places[k].hit, true};
            if (!within(hit, &place.other, near->distance) || masked(&place, except)) {
                continue;
            }
            if (!add_place(run, term, &place)) {
                return;
            }
            break;
        }
    }
}

/* What masks the list, ready to be asked; NULL when nothing does. */
static const struct term_state *find_except(struct lens_run *run, const struct term *term)
{
    if (term->except == NO_TERM) {
        return NULL;
    }
    const struct term_state *except = run_places(run, term->except);
    if (except->place_count == 0) {
        return NULL;
    }
    struct term_state *state = &run->terms[term->except];
    return make_cover(run, state) ? state : NULL;
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
    const struct term_state *except = find_except(run, term);
    size_t kept = 0;
    for (size_t i = 0; except && i < state->place_count; i++) {
        if (!masked(&state->places[i], except)) {
            state->places[kept++] = state->places[i];
        }
    }
    state->place_count = except ? kept : state->place_count;
    for (size_t i = 0; i < term->near_count; i++) {
        find_near(run, &term->nears[i], except, index);
    }
    return state;
}

size_t spans_apart(struct span *spans, size_t count)
{
    struct span last = {0};
    size_t apart = 0;
    if (count > 1) {
        qsort(spans, count, sizeof *spans, by_place);
    }
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && spans[i].text == last.text && spans[i].from < last.to) {
            last.to = spans[i].to < last.to ? spans[i].to : last.to; /* the shorter leaves room */
        } else {
            last = spans[i];
            apart++;
        }
    }
    return apart;
}
