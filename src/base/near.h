/* "Did you mean …?": the nearest of some names to a mistyped one. */
#ifndef BASE_NEAR_H
#define BASE_NEAR_H

#include <stddef.h>

/*
 * The name in @names (a list that ends with NULL) nearest to @word, by edit distance with
 * transpositions, or NULL when none is near enough (more than a third of the letters differ).
 */
const char *near_name(const char *word, const char *const *names);

#endif
