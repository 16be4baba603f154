/* A question in words, for people who do not know how a query is written. */
#ifndef WRITE_QUERY_WORDS_H
#define WRITE_QUERY_WORDS_H

#include "lens/lens.h"
#include "store/query.h"

/* Appends "Projects. Country: Kenya, Uganda; Start ≥ 2010; Definition: Labour migration". */
void query_words(const struct query *query, const struct lens_set *lenses, const char *language,
                 struct buf *out);

/* The lens that a value of the condition names: NULL when it is about no lens that is known. */
const struct lens *query_lens(const struct condition *condition, size_t value,
                              const struct lens_set *lenses);

#endif
