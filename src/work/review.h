/* People's decisions about tags, as a CSV file that can be carried to a colleague and back. */
#ifndef WORK_REVIEW_H
#define WORK_REVIEW_H

#include "work/workspace.h"

struct review_result {
    unsigned long long read, decided, rejected;
};

/*
 * Reads decisions: columns identifier, lens, theme (empty: the lens as a whole), verdict (confirmed
 * or rejected), weight (principal, significant or empty), person, note. A line that cannot be taken
 * is told to @problem and the rest goes on.
 */
typedef void review_problem(void *context, unsigned line, const char *words);
MUST_CHECK enum status work_review_import(struct workspace *work, const char *path,
                                          review_problem *problem, void *context,
                                          struct review_result *result, struct failure *why);

/*
 * Writes the queue to @out in the same columns and two more, title and evidence: every tag of @lens
 * (NULL: all lenses) with its decision, if there is one.
 */
MUST_CHECK enum status work_review_export(struct workspace *work, const struct lens *lens,
                                          struct buf *out, struct failure *why);

#endif
