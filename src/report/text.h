/* One language of a report, read: its tree with everything computed in it still to be computed. */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include "report/directive.h"

/*
 * The tables of the pack and those that the report defines itself, for these values. The latter
 * come last; what is wrong with them is said with their line in the report.
 */
MUST_CHECK enum status report_own_tables(struct arena *arena, const struct report_set *set,
                                         const struct report *report,
                                         const struct report_value *values,
                                         struct table_set **tables, struct failure *why);

/*
 * Reads the text of @read. With a @world only what its conditions (`::: when EXPR`) take; without
 * one all of it, for checking.
 */
MUST_CHECK enum status report_read(struct reading *read, struct expr_world *world,
                                   struct mark **document, struct failure *why);

/* choose.c: the text without the lines of conditions, and of what these leave out: such lines are
 * empty, so that all others keep their number. */
MUST_CHECK enum status report_choose(const struct reading *read, struct expr_world *world,
                                     struct str *chosen, struct failure *why);

/* digits.c: refuses a number that stands in the text of @mark (years may). */
MUST_CHECK enum status report_refuse_digits(const struct reading *read, struct str text,
                                            unsigned line, struct failure *why);

#endif
