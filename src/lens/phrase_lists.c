/*
 * Which term lists have a phrase, of those that any rule looks for in the field at hand: a list for
 * titles need not hear of what stands in descriptions. Most fields share these with others.
 */
#include "lens/rules.h"

/* ---- in which fields a list is looked for ---- */

/* Adds the fields of @from to those of @to; true when that made them more. */
static bool add_fields(struct lens_set *set, size_t to, size_t from)
{
    bool more = false;
    for (size_t k = 0; k <= set->pack->kind_count; k++) {
        const unsigned long long all = set->terms[to].fields[k] | set->terms[from].fields[k];
        more = more || all != set->terms[to].fields[k];
        set->terms[to].fields[k] = all;
    }
    return more;
}

/* Where a list is looked for, the sides of its NEAR are, and what masks it. */
static void spread_fields(struct lens_set *set)
{
    bool more = true;
    while (more) {
        more = false;
        for (size_t t = 0; t < set->term_count; t++) {
            const struct term *term = &set->terms[t];
            for (size_t n = 0; n < term->near_count; n++) {
                more = add_fields(set, term->nears[n].left, t) || more;
                more = add_fields(set, term->nears[n].right, t) || more;
            }
            more = (term->except != NO_TERM && add_fields(set, term->except, t)) || more;
        }
    }
}

/* ---- the lists of each phrase ---- */

static bool has(const struct phrase_lists *lists, size_t term)
{
    return (lists->chosen[term / 64] >> (term % 64)) & 1u;
}

static enum status fill(struct lens_set *set, struct phrase_lists *lists, struct failure *why)
{
    const size_t phrases = matcher_phrase_count(set->matcher);
    size_t count = 0;
    for (size_t t = 0; t < set->term_count; t++) {
        count += has(lists, t) ? set->terms[t].count : 0;
    }
    lists->terms = arena_array(set->arena, count + 1, sizeof *lists->terms);
    lists->first = arena_array(set->arena, phrases + 2, sizeof *lists->first);
    if (!lists->terms || !lists->first) {
        return fail_memory(why);
    }
    uint32_t *next = lists->first + 1; /* counts, then moves on to where the next begins */
    for (size_t t = 0; t < set->term_count; t++) {
        for (size_t p = 0; has(lists, t) && p < set->terms[t].count; p++) {
            next[set->terms[t].phrases[p] + 1]++;
        }
    }
    for (size_t p = 0; p < phrases; p++) {
        next[p + 1] += next[p];
    }
    for (size_t t = 0; t < set->term_count; t++) {
        for (size_t p = 0; has(lists, t) && p < set->terms[t].count; p++) {
            lists->terms[next[set->terms[t].phrases[p]]++] = (uint32_t)t;
        }
    }
    return STATUS_OK;
}

/* Those of the field, made when no other field has had the same. */
static enum status make(struct lens_set *set, size_t kind, size_t field,
                        const struct phrase_lists **lists, struct failure *why)
{
    const size_t words = set->term_count / 64 + 1;
    struct phrase_lists *made = arena_alloc(set->arena, sizeof *made);
    uint64_t *chosen = arena_array(set->arena, words, sizeof *chosen);
    if (!made || !chosen) {
        return fail_memory(why);
    }
    for (size_t t = 0; t < set->term_count; t++) {
        chosen[t / 64] |= (uint64_t)((set->terms[t].fields[kind] >> field) & 1u) << (t % 64);
    }
    for (*lists = set->phrase_lists; *lists; *lists = (*lists)->next) {
        if (memcmp((*lists)->chosen, chosen, words * sizeof *chosen) == 0) {
            return STATUS_OK;
        }
    }
    *made = (struct phrase_lists){.chosen = chosen, .next = set->phrase_lists};
    set->phrase_lists = *lists = made;
    return fill(set, made, why);
}

enum status phrase_lists_make(struct lens_set *set, struct failure *why)
{
    spread_fields(set);
    set->lists = arena_array(set->arena, set->pack->kind_count + 1, sizeof *set->lists);
    if (!set->lists) {
        return fail_memory(why);
    }
    for (size_t k = 0; k <= set->pack->kind_count; k++) {
        const struct kind *kind = k < set->pack->kind_count ? &set->pack->kinds[k] : set->document;
        if (set->scanned[k] == 0) {
            continue;
        }
        set->lists[k] = arena_array(set->arena, kind->field_count, sizeof *set->lists[k]);
        if (!set->lists[k]) {
            return fail_memory(why);
        }
        for (size_t f = 0; f < kind->field_count; f++) {
            if ((set->scanned[k] >> f) & 1u) {
                TRY(make(set, k, f, &set->lists[k][f], why));
            }
        }
    }
    return STATUS_OK;
}
