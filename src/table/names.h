/* Names that a table or a claim may use, for the hint in a message about one that does not exist.
 */
#ifndef TABLE_NAMES_H
#define TABLE_NAMES_H

#include "lens/lens.h"
#include "store/query.h"

#define NAMES_HINT 200

/*
 * Writes the mend for a name that does not exist: `Did you mean "x"?`, or, when none of @names (a
 * list that ends with NULL) is near, the first of them. Returns @hint.
 */
const char *names_hint(char hint[NAMES_HINT], struct str word, const char *const *names);

/* The names of the pack's kinds; of a kind's fields, those in which numbers are when @numbers is
 * set. Each list ends with NULL; NULL when there is no room. */
const char *const *names_of_kinds(struct arena *arena, const struct pack *pack);
const char *const *names_of_fields(struct arena *arena, const struct kind *kind, bool numbers);

/*
 * Fails, naming the nearest, when a condition on tags names a lens or theme that does not exist.
 * Other conditions are fine. @lenses may be NULL: there are none.
 */
MUST_CHECK enum status names_check_tags(const struct lens_set *lenses,
                                        const struct condition *condition, struct failure *why);

/* True for money, decimals and integers: what can be added. */
bool names_is_number(const struct field *field);

#endif
