/*
 * A plain table while it is written, cell by cell: what becomes CSV and what becomes a workbook is
 * told once, so that both have the same columns, order and numbers.
 */
#ifndef WRITE_SHEET_H
#define WRITE_SHEET_H

#include "base/buf.h"

/* What a cell may be in a file that knows types. A date is a day, "2013-05-01", or it is text; a
 * truth is "true" or "false", a mark the same where people see a cross. */
enum sheet_type { SHEET_TEXT, SHEET_NUMBER, SHEET_DATE, SHEET_TRUTH, SHEET_MARK };

#define SHEET_GENERAL 9 /* a number shown with as many decimals as it has */

struct sheet_cell {
    struct str text;   /* always: as CSV has it */
    const char *shown; /* what people read in its place; NULL: the text */
    enum sheet_type type;
    unsigned places; /* of a number: decimals to show, 0 to 4, or SHEET_GENERAL */
};

struct sheet {
    void (*cell)(struct sheet *sheet, const struct sheet_cell *cell);
    void (*end)(struct sheet *sheet); /* of a row */
    bool total;                       /* of the row at hand: it stands out */
    bool labels;                      /* people's words are wanted in the place of names */
    bool failed;                      /* a cell did not fit into memory */
};

static inline void sheet_text(struct sheet *sheet, struct str text)
{
    const struct sheet_cell cell = {.text = text};
    sheet->cell(sheet, &cell);
}

/* Rows of CSV (text/csv.h). */
struct csv_sheet {
    struct sheet sheet;
    struct buf *out;
    bool begun; /* a row */
};
void csv_sheet_init(struct csv_sheet *csv, struct buf *out);

#endif
