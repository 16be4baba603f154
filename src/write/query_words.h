/* A question in words, for people who do not know how a query is written, and in an address. */
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

/* Appends a condition as an address has it, "start%3E=2010", escaped for an attribute. */
void query_put_condition(struct buf *out, const struct condition *condition);

#endif
