/*
 * Reports as a pack writes them (docs/reports.md, reports/NAME.md): texts in several languages with
 * tables, charts, lists and single numbers that are computed when the report is made. No number is
 * typed in: one that is, is a claim, and is printed beside its verdict.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "table/claim.h"
#include "table/table.h"

#define REPORT_PARAMETERS 8
#define REPORT_LANGUAGES 8

/* What reports are written about. */
struct report_env {
    const struct pack *pack;
    const struct lens_set *lenses;
    const struct table_set *tables;
    const struct claim_set *claims;
};

/* What a report is asked for: a code of a list. */
struct report_parameter {
    const char *name; /* "country" */
    struct label label;
    const struct codelist *list;
    bool years;           /* the codes are periods such as 2010-11 */
    const char *standard; /* the code when none is given; NULL: one must be */
};

/* The report in one language. */
struct report_text {
    const char *language, *path;
    struct str body; /* Markdown */
    unsigned line;   /* of its first line in the file */
};

struct report {
    const char *name;
    const char *path; /* of the file that defines it */
    struct label title, summary;
    struct report_parameter parameters[REPORT_PARAMETERS];
    size_t parameter_count;
    struct report_text texts[REPORT_LANGUAGES]; /* the first is that of the defining file */
    size_t text_count;
    struct str front; /* its definition, with the tables of its own, on the lines of the file */
    bool contents;    /* it has a list of contents, of tables and of figures */
    long long pages;  /* that it may have on paper; 0: any number */
};

struct report_set {
    struct report_env env;
    struct report *reports;
    size_t count;
    const char *const *names; /* ends with NULL */
};

/*
 * Reads every report of the pack in every language, and everything they ask for: an unknown
 * directive, table, field, claim or parameter, a typed number, a translation that shows other
 * tables than its original ends it, with file, line and mend.
 */
MUST_CHECK enum status report_set_load(struct arena *arena, const struct report_env *env,
                                       struct report_set **set, struct failure *why);

/* STATUS_NOT_FOUND with the nearest name when there is none. */
MUST_CHECK enum status report_find(const struct report_set *set, const char *name,
                                   const struct report **report, struct failure *why);

struct report_ask {
    const char *language;     /* the first language of the report when it has no other */
    const char *const *given; /* "biennium=2010-11": a code, label or alias of the list */
    size_t given_count;
    const char *data;           /* their last change: "2026-11-23T23:41:00Z"; or "" */
    unsigned long long changed; /* records whose values are those of now, and not of then */
};

struct report_made;

/* Makes the report from the store: everything is computed. Texts are in @arena. */
MUST_CHECK enum status report_make(struct arena *arena, struct store *store,
                                   const struct report_set *set, const struct report *report,
                                   const struct report_ask *ask, struct report_made **made,
                                   struct failure *why);

enum report_form {
    REPORT_FILE,  /* one file that needs nothing else: style, charts and lists are in it */
    REPORT_PRINT, /* the same for paper: no lists of records */
    REPORT_PAGE   /* what stands within <main> of a page */
};

struct report_style {
    enum report_form form;
    const char *site; /* numbers lead to lists below this address; NULL: to those in the file */
    /* Of a page: writes the address of a list to the same @out, for an attribute; or NULL. */
    void (*address)(void *context, const struct query *query);
    void *context;
    size_t tightness; /* of paper: how little room it takes, below REPORT_TIGHTEST */
    bool marked;      /* links say how many records they lead to, for the check of a copy */
    bool no_empty;    /* a number that is 0 leads nowhere: its list would have to be written too */
};

#define REPORT_TIGHTEST 7

/* HTML; the same report, style and language give the same bytes. */
MUST_CHECK enum status report_html(const struct report_made *made, const struct report_style *style,
                                   struct buf *out, struct failure *why);

/*
 * Appends a line for each number in the text, not in tables, that rests on data which are not
 * there: it has no value, or adds up records some of which have none. "biennial.md:210: …"
 */
void report_made_doubts(const struct report_made *made, struct buf *out);

/*
 * BLAKE2b, 128 bits, of what the report says: its text, tables and charts, in the form for paper
 * without the version of data and program. So it is the same in each form, and when the report is
 * made again from the data as they were.
 */
#define REPORT_HASH_TEXT 33
MUST_CHECK enum status report_hash(const struct report_made *made, char hex[REPORT_HASH_TEXT],
                                   struct failure *why);

/* The command that makes the report again from the same data, in @arena; NULL without memory. */
const char *report_command(const struct report_made *made, struct arena *arena);

/* The title for a reader: "Biennial report: 2010-11". */
const char *report_made_title(const struct report_made *made);
/* The moment of its data, as it was asked for. */
const char *report_made_moment(const struct report_made *made);

/* A workbook with a sheet of notes and one for each table. */
MUST_CHECK enum status report_xlsx(const struct report_made *made, struct buf *out,
                                   struct failure *why);

/*
 * The HTML of REPORT_PRINT as PDF, by WeasyPrint. STATUS_NOT_FOUND, with what to install, when it
 * is not there; STATUS_FAILED when it does not succeed.
 */
MUST_CHECK enum status report_pdf(struct str html, const char *data_time, struct buf *out,
                                  struct failure *why);

/* How many pages a PDF of report_pdf() has. */
size_t report_pdf_pages(struct str pdf);

/* How many pages the report may have on paper; 0: any number. */
size_t report_made_pages(const struct report_made *made);

#endif
