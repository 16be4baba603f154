/* Reports of the pack, made from the store. */
#ifndef WORK_REPORT_H
#define WORK_REPORT_H

#include "report/report.h"
#include "work/workspace.h"

/* Reads and checks every report of the open workspace, to its arena. */
MUST_CHECK enum status work_reports(struct workspace *work, struct report_set **set,
                                    struct failure *why);

enum report_output { REPORT_HTML, REPORT_PDF, REPORT_XLSX };

struct report_order {
    const char *name;
    enum report_output output;
    const char *language;
    const char *const *given; /* "biennium=2010-11" */
    size_t given_count;
    const char *site;   /* numbers lead there; or NULL */
    const char *as_of;  /* a moment or day, or the revision that the data must have; or NULL */
    struct buf *doubts; /* report_made_doubts() */
};

/*
 * Appends the report to @out. With .as_of a moment it is made from a copy of the data without what
 * came later (store/as_of.h says what that can do); a revision that the data do not have is
 * STATUS_NOT_FOUND, as is a day before which nothing was read.
 */
MUST_CHECK enum status work_report(struct workspace *work, const struct report_set *set,
                                   const struct report_order *order, struct buf *out,
                                   struct failure *why);

#endif
