/*
 * Tables: rows of cells below a row of names, in whatever file they stand. One interface for CSV,
 * workbooks and statistical messages, so that a mapping of columns reads all of them.
 *
 * A file has one or more sheets (only a workbook has several). The reader of rows decides which row
 * is the header: in a workbook a title may stand above it.
 */
#ifndef TEXT_TABLE_H
#define TEXT_TABLE_H

#include "base/buf.h"
#include "base/status.h"
#include "text/source.h"

struct table_row {
    const struct str *cells; /* valid until the next call */
    size_t count;
    unsigned line;    /* in the file, of a sheet or message the number of the row; from 1 */
    struct str bytes; /* what stands for the row in the file; .at NULL: make it of the cells */
    bool header;      /* names of columns: there are more than before */
};

/* What an implementation gives. */
struct table_type {
    /* Moves to the next sheet; the first time to the first. */
    enum step (*sheet)(void *state, struct failure *why);
    enum step (*next)(void *state, struct table_row *row, struct failure *why);
    void (*close)(void *state);
    unsigned header_rows;             /* rows of a sheet that may be its header, from the top */
    const char *(*name)(void *state); /* of the sheet, when there are several; NULL: never */
};

struct table;

/* Takes @state over: it is closed with the table, also when this fails. */
MUST_CHECK enum status table_open(const struct table_type *type, void *state, struct table **table,
                                  struct failure *why);
void table_close(struct table *table);

/*
 * As csv_next() (text/csv.h): the next row of the sheet that is not empty; after STEP_ERROR with a
 * row that has a line, reading may go on.
 */
enum step table_next(struct table *table, struct table_row *row, struct failure *why);

/* The next sheet. It has to be asked for before the first row. */
enum step table_sheet(struct table *table, struct failure *why);

/* How many rows of a sheet may be looked at for its header, and the sheet's name or "". */
unsigned table_header_rows(const struct table *table);
const char *table_sheet_name(const struct table *table);

/* Appends @cells as a line of CSV, without a line end and without touching the text. */
void table_line(struct buf *out, const struct str *cells, size_t count);

/* The source stays the caller's. */
MUST_CHECK enum status table_open_csv(struct source *source, struct table **table,
                                      struct failure *why);

#endif
