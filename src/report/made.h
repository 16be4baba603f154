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
struct str made_folder_name(struct str file);

/* ---- shown.c: what each form of the report shows alike ---- */

bool made_column_shown(const struct directive *directive, const struct grid_column *column);
bool made_row_left_out(const struct directive *directive, size_t row);

/* What came from one folder. */
struct made_folder {
    struct str name, last; /* when it was read last, or "" */
    unsigned long long files, read, kept, rejected, problems;
};

/* Those of the imports, in @arena; false without memory. */
bool made_folders(const struct report_made *made, struct arena *arena, struct made_folder **folders,
                  size_t *count);

/* The heads of that table. */
#define FOLDER_HEADS 7
const char *made_folder_head(const char *language, size_t at);

/* " biennium=2010-11", what the report was asked for, in @arena. */
const char *report_asked(const struct report_made *made, struct arena *arena);

/* Whether it agrees because its wording ("about", "nearly a quarter") leaves room, and not because
 * rounding makes the numbers equal. And what the verdict is called. */
bool made_tolerated(const struct claim_result *result);
const char *made_verdict(const char *language, const struct claim_result *result);

#endif
