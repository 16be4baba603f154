/*
 * Judged records: a CSV file with the columns iati_identifier (or identifier), relevance (0, 1, 2)
 * and themes (separated by ;), one record a line. A lens is scored against them (work/score.h), and
 * people in the queue meet some of them among the others (work/queue.h).
 */
#ifndef WORK_GOLD_H
#define WORK_GOLD_H

#include "work/workspace.h"

struct gold_row {
    struct str identifier;
    bool relevant; /* relevance 1 or 2 */
    struct str themes;
    unsigned line;
};

/* True when @theme is among the row's. */
bool gold_has_theme(const struct gold_row *row, const char *theme);

/*
 * Gives each row to @each; what it returns other than STATUS_OK ends it. A missing column or cell,
 * another relevance, and a theme that @lens does not have are told with file and line.
 */
typedef enum status gold_each(void *context, const struct gold_row *row, struct failure *why);
MUST_CHECK enum status gold_read(const char *path, const struct lens *lens, gold_each *each,
                                 void *context, struct failure *why);

struct gold_result {
    unsigned long long read, kept, missing; /* rows; tags; rows of records that are not stored */
};

/*
 * Keeps the answers, so that some of them can be mixed into the queue: of each record whether it
 * belongs to the lens, the themes that it has, and those that the lens gives it and people do not.
 */
MUST_CHECK enum status work_gold_import(struct workspace *work, const struct lens *lens,
                                        const char *path, struct gold_result *result,
                                        struct failure *why);

#endif
