#include "work/numbers.h"

#include <stdio.h>

static void take_counts(struct theme_numbers *numbers, const struct review_theme *themes,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(themes[i].theme, numbers->theme) == 0) {
            numbers->tags = themes[i].tags;
            numbers->candidates = themes[i].candidates;
            numbers->confirmed = themes[i].confirmed;
            numbers->rejected = themes[i].rejected;
        }
    }
}

/* The pairs of a theme stand together. */
static void take_pairs(struct theme_numbers *numbers, const struct review_pair *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(pairs[i].theme, numbers->theme) == 0) {
            numbers->pairs = numbers->pair_count == 0 ? &pairs[i] : numbers->pairs;
            numbers->pair_count++;
        }
    }
    numbers->kappa = kappa_of(numbers->pairs, numbers->pair_count);
}

enum status work_review_numbers(struct store *store, struct arena *arena, const struct lens *lens,
                                struct review_numbers *numbers, struct failure *why)
{
    struct review_theme *themes = NULL;
    struct review_pair *pairs = NULL;
    size_t theme_count = 0, pair_count = 0;
    *numbers = (struct review_numbers){.count = lens->theme_count + 1};
    numbers->themes = arena_array(arena, numbers->count, sizeof *numbers->themes);
    if (!numbers->themes) {
        return fail_memory(why);
    }
    TRY(store_review_themes(store, arena, lens->name, &themes, &theme_count, why));
    TRY(store_review_pairs(store, arena, lens->name, &pairs, &pair_count, why));
    TRY(store_review_known(store, arena, lens->name, &numbers->known, &numbers->known_count, why));
    for (size_t i = 0; i < numbers->count; i++) {
        struct theme_numbers *one = &numbers->themes[i];
        const struct lens_theme *theme = i > 0 ? &lens->themes[i - 1] : NULL;
        one->theme = theme ? theme->name : "";
        one->label = theme ? &theme->label : &lens->label;
        take_counts(one, themes, theme_count);
        take_pairs(one, pairs, pair_count);
    }
    return STATUS_OK;
}

void kappa_print(long long value, char *text, size_t length)
{
    const long long size = value < 0 ? -value : value;
    (void)snprintf(text, length, "%s%lld.%03lld", value < 0 ? "-" : "", size / KAPPA_ONE,
                   size % KAPPA_ONE);
}
