/* What writing a report as HTML passes around; private to html*.c and open.c. */
#ifndef REPORT_WRITING_H
#define REPORT_WRITING_H

#include "report/made.h"
#include "text/html.h"
#include "write/words.h"

struct opened; /* a question that a number leads to */

struct writing {
    const struct report_made *made;
    const struct report_style *style;
    struct buf *out;
    const char *language;
    struct arena arena; /* for the lists behind the numbers */
    struct opened *opened;
    size_t opened_count, opened_capacity;
    size_t *places; /* hash of a question -> its number, from 1; 0: free */
    size_t place_count;
    const struct directive **notes; /* {note …}, in order */
    size_t note_count, note_capacity;
    bool no_room;
};

static inline const char *in(const struct writing *w, const char *en, const char *fr,
                             const char *es)
{
    return word_in(w->language, en, fr, es);
}

/* ---- open.c: what numbers lead to ---- */

#define OPEN_UNCOUNTED UINT64_MAX

/*
 * Begins a link to the @records of @query (OPEN_UNCOUNTED: some, the number is none of records): to
 * the site, or to a list in the file. False, and
 * nothing written, when numbers lead nowhere (on paper) or there is no record.
 */
bool open_link(struct writing *w, const struct query *query, unsigned long long records);

/* The same for a number in the text, which may be computed from several questions. */
bool open_number(struct writing *w, const struct directive *directive);

/* The same for a cell that is computed from others; @text says what it is, and is no other's. */
bool open_sources(struct writing *w, const struct cell *cell, const char *text);

/* Begins a link to a claim on the site; false where there is none. */
bool open_claim(struct writing *w, const struct claim_result *result);

/* The lists that links have been written to, and the records in them. */
MUST_CHECK enum status open_write_lists(struct writing *w, struct failure *why);

/* ---- html_table.c ---- */

/* "Table 3" or "Figure 2". */
void write_number_of(struct writing *w, const struct directive *directive);

void write_table(struct writing *w, const struct directive *directive);
void write_figure(struct writing *w, const struct directive *directive);

/* "and 12 more", of a list that is cut. */
void write_more_of(struct writing *w, unsigned long long count);

/* From <div> to the caption of the table, and from its end to </div>; @class may be "". */
void write_table_begin(struct writing *w, const struct directive *directive, const char *class_name,
                       const char *caption);
void write_table_end(struct writing *w);

/* ---- html_figures.c ---- */

void write_figures(struct writing *w, const struct directive *directive);

/* ---- html_claims.c ---- */

void write_claims(struct writing *w, const struct directive *directive);

/* "printed 0": what is printed beside a computed number, with its verdict. */
void write_printed(struct writing *w, const struct claim_result *result);
void write_plain(struct writing *w, const char *value, bool number);

/* "differs"; of what agrees by more than rounding, "agrees within the stated tolerance". */
const char *verdict_label(const struct writing *w, const struct claim_result *result);

/* ---- html_about.c ---- */

void write_definitions(struct writing *w, const struct directive *directive);
void write_rules(struct writing *w, const struct lens *lens, const struct yaml_node *root);
void write_method(struct writing *w);
void write_data(struct writing *w, const struct directive *directive);
void write_version(struct writing *w);

/* ---- html.c ---- */

/* How long lists are, and how small letters, for a report that has to fit so many pages. */
struct tightness {
    size_t percent;    /* of the rows that lists have */
    const char *small; /* a class of the body, or "" */
};

/* How many rows of the list are shown; 0: all. */
size_t fitted_limit(const struct writing *w, const struct directive *directive);

/* ---- html_text.c ---- */

void write_blocks(struct writing *w, const struct mark *parent);
void write_spans(struct writing *w, const struct mark *parent);
void write_number(struct writing *w, const struct directive *directive);
void write_notes(struct writing *w);

#endif
