/*
 * Workbooks (Office Open XML, ECMA-376) with libxlsxwriter; xlsx.c is the only file that sees it.
 * A book has a sheet of notes, which says what the data are, and one of data with a header that
 * stays in view. Text is always text: what begins with = + - @ is no formula. The same cells give
 * the same bytes.
 */
#ifndef WRITE_XLSX_H
#define WRITE_XLSX_H

#include "base/arena.h"
#include "base/status.h"
#include "write/sheet.h"

struct xlsx;

struct xlsx_names {
    const char *notes, *data; /* of the sheets; longer ones are cut to 31 characters */
    const char *title;        /* of the book */
    const char *made;         /* when, "2026-11-23T23:41:00Z" */
};

/*
 * Begins a book, which is written to a temporary file in TMPDIR (else /tmp) because the library
 * cannot write to memory. It has to be ended by xlsx_close() or xlsx_drop().
 */
MUST_CHECK enum status xlsx_open(struct arena *arena, const struct xlsx_names *names,
                                 struct xlsx **book, struct failure *why);

/* Where the rows of data go. The first one is the header. */
struct sheet *xlsx_sheet(struct xlsx *book);

/*
 * Begins another sheet of data, with a header of its own; a name that another sheet has becomes
 * one that no sheet has.
 */
void xlsx_next_sheet(struct xlsx *book, const char *name);

/* One line of the notes: a word for what it is ("" for more of the same), and the text. */
void xlsx_note(struct xlsx *book, const char *label, struct str text);

/* How many texts were too long for a cell (32,767 characters) and were cut, with "…". */
unsigned long long xlsx_cut(const struct xlsx *book);

/* Appends the file to @out. STATUS_LIMIT for more rows than a sheet has (1,048,576), STATUS_IO when
 * the temporary file cannot be written. The book is gone also when it fails. */
MUST_CHECK enum status xlsx_close(struct xlsx *book, struct buf *out, struct failure *why);
void xlsx_drop(struct xlsx *book); /* accepts NULL */

#endif
