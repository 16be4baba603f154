/* What has fallen due: records, or values of them, whose date has passed and that are not done. */
#ifndef WORK_DUE_H
#define WORK_DUE_H

#include "base/date.h"
#include "work/workspace.h"

struct due_item {
    const struct kind *kind;
    struct str identifier, title;
    struct str what;  /* the value that is due, such as an action; empty: the record itself */
    struct str owner; /* or empty */
    struct str date;  /* as it is kept */
    long days;        /* overdue; negative: days that are left */
};

struct due_question {
    const struct kind *kind; /* or NULL: all kinds that say what is due */
    struct date on;          /* the day that is asked about */
    long within;             /* also what falls due in so many days */
};

struct due_answer {
    struct due_item *items; /* most overdue first */
    size_t count;
    size_t *undated; /* by kind->index: open records without any date to fall due on */
};

/*
 * The answer, in @arena. A date of which only the month or year is known is over at its end. What
 * has no date is not due, but counted.
 */
MUST_CHECK enum status work_due(struct workspace *work, struct arena *arena,
                                const struct due_question *question, struct due_answer *answer,
                                struct failure *why);

#endif
