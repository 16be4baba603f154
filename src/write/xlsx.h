/*
 * Workbooks (Office Open XML, ECMA-376) with libxlsxwriter; xlsx.c is the only file that sees it.
 * A book has a sheet of notes, which says what the data are, and sheets of data. Each of these has
 * a title, the headings for people and below them the codes of the columns for programs, which stay
 * in view and are printed on each page. Text is always text: what begins with = + - @ is no
 * formula. The same cells give the same bytes.
 */
#ifndef WRITE_XLSX_H
#define WRITE_XLSX_H

#include "base/arena.h"
#include "base/status.h"
#include "write/sheet.h"

#define XLSX_CODE_ROW 3 /* the row of the codes; data begin below it */
#define XLSX_HASH_TEXT 33

struct xlsx;

struct xlsx_names {
    const char *notes; /* of its sheet; a longer one is cut to 31 characters */
    const char *title; /* of the book */
    const char *made;  /* when, "2026-11-23T23:41:00Z" */
    const char *yes, *no;
};

struct xlsx_column {
    const char *heading; /* "Budget (USD)" */
    const char *code;    /* "budget" */
    bool key;            /* what is in it is for programs too: small and grey */
    bool wrapped;        /* long texts go into several lines */
    bool number;         /* the heading stands over the end of the numbers */
};

/* A sheet of data. */
struct xlsx_plan {
    const char *name;  /* cut like .notes; one that another sheet has is made another */
    const char *title; /* over it */
    const struct xlsx_column *columns;
    size_t column_count;
    size_t frozen; /* of the columns: so many stay in view */
    bool filtered; /* its rows can be chosen by their values */
};

/*
 * Begins a book, which is written to a temporary file in TMPDIR (else /tmp) because the library
 * cannot write to memory. It has to be ended by xlsx_close() or xlsx_drop(). Its first sheet of
 * data has to be begun by xlsx_begin().
 */
MUST_CHECK enum status xlsx_open(struct arena *arena, const struct xlsx_names *names,
                                 struct xlsx **book, struct failure *why);

/* Begins a sheet of data, with its title and headings; it ends the one before. */
void xlsx_begin(struct xlsx *book, const struct xlsx_plan *plan);

/* Where the rows of data go. */
struct sheet *xlsx_sheet(struct xlsx *book);

/* One line of the notes: a word for what it is ("" for more of the same), and the text. */
void xlsx_note(struct xlsx *book, const char *label, struct str text);

/* The same for programs, small, without a label; the same, as a heading over more notes; the same,
 * as a link to the sheet named @sheet. */
void xlsx_note_code(struct xlsx *book, struct str text);
void xlsx_heading(struct xlsx *book, const char *text);
void xlsx_note_sheet(struct xlsx *book, const char *label, const char *sheet, const char *text);

/* How many texts were too long for a cell (32,767 characters) and were cut, with "…". */
unsigned long long xlsx_cut(const struct xlsx *book);

/* BLAKE2b, 128 bits, of the codes and rows of the last sheet so far as CSV (write/sheet.h). */
void xlsx_hash(const struct xlsx *book, char hex[XLSX_HASH_TEXT]);

/* Appends the file to @out. STATUS_LIMIT for more rows than a sheet has (1,048,576), STATUS_IO when
 * the temporary file cannot be written. The book is gone also when it fails. */
MUST_CHECK enum status xlsx_close(struct xlsx *book, struct buf *out, struct failure *why);
void xlsx_drop(struct xlsx *book); /* accepts NULL */

#endif
