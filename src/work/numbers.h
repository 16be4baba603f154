/* Review in numbers: how far each theme of a lens is, and how far people agree on it. */
#ifndef WORK_NUMBERS_H
#define WORK_NUMBERS_H

#include "work/kappa.h"
#include "work/workspace.h"

struct theme_numbers {
    const char *theme; /* "" for the lens as a whole, which comes first */
    const struct label *label;
    unsigned long long tags, candidates, confirmed, rejected;
    struct kappa kappa; /* of all pairs of people */
    const struct review_pair *pairs;
    size_t pair_count;
};

struct review_numbers {
    struct theme_numbers *themes; /* of the lens, in its order */
    size_t count;
    struct review_known *known; /* people's answers beside those that are known */
    size_t known_count;
};

MUST_CHECK enum status work_review_numbers(struct store *store, struct arena *arena,
                                           const struct lens *lens, struct review_numbers *numbers,
                                           struct failure *why);

/* "0.812", "-0.200"; with @length bytes of room. */
void kappa_print(long long value, char *text, size_t length);

#endif
