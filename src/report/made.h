/* A report whose numbers are computed; private to this room. */
#ifndef REPORT_MADE_H
#define REPORT_MADE_H

#include "report/text.h"

struct report_made {
    struct arena *arena;
    struct store *store;
    const struct report_set *set;
    const struct report *report;
    const struct report_ask *ask;
    const struct report_text *text;
    const char *language;
    const char *title;
    struct report_value values[REPORT_PARAMETERS];
    struct table_set *tables;
    struct expr_world world;
    struct mark *document;
    struct directive *first;
    struct claim_result *claims; /* of the pack; NULL when nothing asks for them */
    size_t claim_count;
    bool *shown; /* of each of them: a table has shown it */
    struct import_info *imports;
    size_t import_count;
};

/* compute.c: everything that stands in it. */
MUST_CHECK enum status made_compute(struct report_made *made, struct failure *why);

/* doubts.c: how many of the records that a number in the text adds up have no value. */
MUST_CHECK enum status made_doubt(const struct report_made *made, struct directive *directive,
                                  struct failure *why);

/* The claim about one cell of the table; NULL when there is none. */
const struct claim_result *made_claim_of(const struct report_made *made, const struct grid *grid,
                                         const char *row, const char *column);

/* The folder a file was read from, "year" of "data/year/events.csv"; the file's own name
 * when there is none. */
struct str made_folder(struct str file);

#endif
