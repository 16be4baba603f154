/* Where the term lists of all lenses hold in the texts of one record. */
#include "lens/run.h"

#include <stdlib.h>

/* The state of a list, ready to be written to and to be reset with the next record. */
static struct term_state *state_of(struct lens_run *run, uint32_t term)
{
    struct term_state *state = &run->terms[term];
    if (!state->listed) {
        *state = (struct term_state){.places = &run->first_places[term * PLACES_FIRST],
                                     .place_capacity = PLACES_FIRST,
                                     .listed = true};
        run->touched[run->touched_count++] = term;
        run->met[term / 64] |= (uint64_t)1 << (term % 64);
    }
    return state;
}

/* Notes which lists have a NEAR of which both sides were found somewhere. */
static void meet_sides(struct lens_run *run)
{
    const size_t count = run->touched_count;
    for (size_t i = 0; i < count; i++) {
        const struct term *term = &run->set->terms[run->touched[i]];
        for (size_t p = 0; p < term->partner_count; p++) {
            if (run->terms[term->partners[p].other].touched) {
                state_of(run, term->partners[p].user)->beside = true;
            }
        }
    }
}

/*
 * A record has room for HITS_MAX places, and each list for its first few: an endless text gives
 * endless places of the same words, and must not crowd out the others. What masks another list gets
 * more, so that no place is kept of which the mask is not.
 */
static bool has_room(struct lens_run *run, uint32_t term, const struct term_state *state)
{
    const size_t room = run->set->terms[term].masks ? HITS_MAX * 2 : HITS_MAX;
    if (run->every) { /* who asked for every place is told when there are too many */
        run->overflowed = run->overflowed || run->place_total >= HITS_EVERY;
        return !run->overflowed;
    }
    return run->place_total < room || state->place_count < HITS_FEW;
}

static bool grow_places(struct lens_run *run, struct term_state *state)
{
    size_t capacity = state->place_capacity;
    struct place *places =
        arena_grow(&run->arena, state->places, state->place_count, &capacity, sizeof *places);
    if (!places) {
        run->memory_failed = true;
        return false;
    }
    state->places = places;
    state->place_capacity = (uint32_t)capacity;
    return true;
}

/* Adds a place to a list. False when there is no room for this one. */
static inline bool add_place(struct lens_run *run, uint32_t term, struct place place)
{
    struct term_state *state = &run->terms[term];
    if (!state->touched) {
        state_of(run, term)->touched = true;
    }
    if (run->place_total >= HITS_MAX && !has_room(run, term, state)) {
        return false;
    }
    if (state->place_count == state->place_capacity && !grow_places(run, state)) {
        return false;
    }
    run->place_total++;
    state->places[state->place_count++] = place;
    return true;
}

/* True when the places of the list of that number are of use. */
static inline bool is_wanted(const struct lens_run *run, size_t term)
{
    const struct lens_rules *rules = run->every ? run->every->rules : NULL;
    return !rules || (term >= rules->first_term && term < rules->end_term);
}

static bool grow_hits(struct lens_run *run)
{
    struct hit *hits =
        arena_grow(&run->keep, run->hits, run->hit_count, &run->hit_capacity, sizeof *hits);
    run->hits = hits ? hits : run->hits;
    run->memory_failed = run->memory_failed || !hits;
    return hits != NULL;
}

/* Enters a match with every term list that has the phrase. */
static bool take_match(void *context, const struct match *match)
{
    struct lens_run *run = context;
    const struct phrase_lists *lists = run->lists;
    const uint32_t number = (uint32_t)run->hit_count;
    const uint32_t first = lists->first[match->phrase], end = lists->first[match->phrase + 1];
    bool kept = false;
    if (first == end) {
        return true;
    }
    if (run->hit_count == run->hit_capacity && !grow_hits(run)) {
        return false;
    }
    run->hits[number] = (struct hit){(uint32_t)run->text_count, match->offset, match->length,
                                     match->first_word, match->last_word};
    for (uint32_t i = first; i < end; i++) {
        const uint32_t term = lists->terms[i];
        kept =
            (is_wanted(run, term) && add_place(run, term, (struct place){number, NO_HIT})) || kept;
    }
    run->hit_count += kept ? 1 : 0;
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
        run->lists = run->set->lists[kind->index][f];
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
    meet_sides(run);
    return !run->memory_failed;
}

void run_forget(struct lens_run *run)
{
    for (size_t i = 0; i < run->touched_count; i++) {
        struct term_state *state = &run->terms[run->touched[i]];
        state->listed = false; /* state_of() sets the rest */
        state->touched = false;
        state->beside = false;
        run->met[run->touched[i] / 64] = 0;
    }
    run->touched_count = 0;
    run->text_count = 0;
    run->text_capacity = 0;
    run->texts = NULL;
    run->hit_count = 0;
    run->place_total = 0;
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
    uint32_t count = 0;
    if (state->covered || state->place_count == 0) {
        return true;
    }
    struct span *spans = arena_array(&run->arena, (size_t)state->place_count * 2, sizeof *spans);
    if (!spans) {
        run->memory_failed = true;
        return false;
    }
    for (size_t i = 0; i < state->place_count; i++) {
        const struct place *place = &state->places[i];
        spans[count++] = span_of(&run->hits[place->hit]);
        if (place->other != NO_HIT) {
            spans[count++] = span_of(&run->hits[place->other]);
        }
    }
    qsort(spans, count, sizeof *spans, by_place);
    uint32_t last = 0;
    for (uint32_t i = 1; i < count; i++) {
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

static bool masked(const struct lens_run *run, struct place place, const struct term_state *except)
{
    return except && except->cover_count > 0 &&
           (covers(except, &run->hits[place.hit]) ||
            (place.other != NO_HIT && covers(except, &run->hits[place.other])));
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

/* True when @other ends too far before @hit to be near it or to anything that follows. */
static bool is_behind(const struct hit *other, const struct hit *hit, uint32_t distance)
{
    if (other->text != hit->text) {
        return other->text < hit->text;
    }
    return other->last_word + distance + MATCH_PHRASE_MAX < hit->first_word;
}

static bool is_ahead(const struct hit *other, const struct hit *hit, uint32_t distance)
{
    if (other->text != hit->text) {
        return other->text > hit->text;
    }
    return other->first_word > hit->last_word + distance + MATCH_PHRASE_MAX;
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
    const struct hit *hits = run->hits;
    size_t window = 0;
    for (size_t i = 0; i < left->place_count && window < right->place_count; i++) {
        const struct hit *hit = &hits[left->places[i].hit];
        while (window < right->place_count &&
               is_behind(&hits[right->places[window].hit], hit, near->distance)) {
            window++;
        }
        for (size_t k = window; k < right->place_count; k++) {
            const struct place place = {left->places[i].hit, right->places[k].hit};
            if (is_ahead(&hits[place.other], hit, near->distance)) {
                break;
            }
            if (!within(hit, &hits[place.other], near->distance) || masked(run, place, except)) {
                continue;
            }
            if (!add_place(run, (uint32_t)term, place)) {
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
    if (state->evaluated || (term->near_count == 0 && term->except == NO_TERM)) {
        return state;
    }
    state->evaluated = true;
    const struct term_state *except = find_except(run, term);
    uint32_t kept = 0;
    for (uint32_t i = 0; except && i < state->place_count; i++) {
        if (!masked(run, state->places[i], except)) {
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
