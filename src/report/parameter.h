/* What a report was asked for, and how it stands in its text: $country, $biennium.begin. */
#ifndef REPORT_PARAMETER_H
#define REPORT_PARAMETER_H

#include "report/markdown.h"
#include "report/report.h"

/* The value of one parameter; of a period also its years, and those of the period before. */
struct report_value {
    const struct report_parameter *parameter;
    const struct code *code;
    int first, last;
    const char *before;   /* "2008-09" */
    const char *language; /* of $NAME.label */
};

/*
 * Reads "name=value" texts; a parameter that is not given has its standard value, or, with @check,
 * any. STATUS_USAGE for a name or value that there is not, and for one that is missing.
 */
MUST_CHECK enum status report_values(struct arena *arena, const struct report *report,
                                     const struct report_ask *ask,
                                     struct report_value values[REPORT_PARAMETERS],
                                     struct failure *why);
void report_any_values(struct arena *arena, const struct report *report,
                       struct report_value values[REPORT_PARAMETERS]);
void report_values_speak(const struct report *report, struct report_value *values,
                         const char *language);

/*
 * Appends @source to @out with each $NAME and $NAME.PART replaced. The part label is its name, for
 * captions; those of a period are begin, end ("2011-12-31"), first, last ("2011"), before, and
 * before.begin … of the period before. A "$" that no small letter follows stays. STATUS_INPUT with
 * file and line for another name.
 */
MUST_CHECK enum status report_substitute(const struct report *report,
                                         const struct report_value *values,
                                         const struct mark_source *source, struct buf *out,
                                         struct failure *why);

/* The same to @arena. */
MUST_CHECK enum status report_substituted(struct arena *arena, const struct report *report,
                                          const struct report_value *values,
                                          const struct mark_source *source, struct str *text,
                                          struct failure *why);

/* What is printed for "$biennium" or "$biennium.before" in a text; NULL when there is no such. */
const char *report_value_shown(const struct report *report, const struct report_value *values,
                               struct str name, const char *language);

#endif
