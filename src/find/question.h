/* Asking the index for the records of a search, or of some of its terms; private to this room. */
#ifndef FIND_QUESTION_H
#define FIND_QUESTION_H

#include "find/search.h"

struct searching {
    struct store *store;
    struct arena *arena;
    const struct ask *ask;
    const struct kind *kind; /* or NULL */
    struct arena record;     /* for the last look at one record */
};

/* As fulltext_search() and fulltext_count(), for the terms of search->ask. */
MUST_CHECK enum status searching_run(struct searching *search, size_t limit,
                                     struct fulltext_answer *answer, struct failure *why);
MUST_CHECK enum status searching_count(struct searching *search, unsigned long long *count,
                                       struct failure *why);

/* Adds to each plain word its other forms and the words that mean the same (forms.c). */
MUST_CHECK enum status find_widen(struct store *store, struct arena *arena, struct ask *ask,
                                  struct failure *why);

/* Says what to do about a search that found nothing. */
MUST_CHECK enum status find_suggest(struct store *store, struct arena *arena,
                                    struct find_result *result, struct failure *why);

#endif
