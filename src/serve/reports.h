/* Reports on the site: which there are without being asked for, and how they are led to. */
#ifndef SERVE_REPORTS_H
#define SERVE_REPORTS_H

#include "report/report.h"
#include "serve/site.h"

/* A report about one code, which is written when the site is (serve/files.h). */
struct report_about {
    const struct report *report;
    const struct code *code; /* of its one parameter */
};

/* True when each parameter has a standard value: it needs not be chosen what it is about. */
bool report_stands_alone(const struct report *report);

/* True when it is about a code of @list, and has to be told which: a brief. */
bool report_is_brief(const struct report *report, const struct codelist *list);

/* "/reports/country?country=KE"; NULL @code: as the report stands alone. */
void address_of_report(struct visit *visit, const struct report *report, const struct code *code);

/* A link to each brief about the code that there is, as a paragraph; nothing when there is none. */
void show_briefs(struct visit *visit, const struct codelist *list, const struct code *code);

/* Appends the report of the visit as PDF. */
MUST_CHECK enum status page_report_pdf(struct visit *visit);

#endif
