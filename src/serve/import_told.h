/* What a problem of an import is about, for the visit at hand; and what an import is called. */
#ifndef SERVE_IMPORT_TOLD_H
#define SERVE_IMPORT_TOLD_H

#include "model/problem.h"
#include "serve/site.h"

/* Whether the visit is told the values that were refused, at all. */
bool values_are_told(const struct visit *visit);

/*
 * Whether it is told this one. A problem does not say of which kind its record is, so the field of
 * its name may be seen in every kind that has one; a value of no field may be a whole line, and
 * whose it is nobody knows: of such only names of columns and elements are told.
 */
bool value_is_told(const struct visit *visit, const struct problem *problem);

/* By the index of each kind: whether records of it are as the import brought them; in the visit's
 * arena. */
MUST_CHECK enum status import_kinds(struct visit *visit, long long import, bool **kinds);

/* The label of the problem's field in those of the kinds that have it, or else in all that do; NULL
 * where they do not agree. */
const char *problem_field_label(const struct visit *visit, const struct problem *problem,
                                const bool *kinds);

/* The file without its folders, which are nobody's business, but for those that tell it from the
 * files of other imports. */
struct str import_name(const struct import_info *imports, size_t count, size_t place);

#endif
