/*
 * Comma-separated values after RFC 4180, as people really write them: a byte order mark, any of
 * LF, CRLF and CR, comma, semicolon or tab (found from the first line) and quotes doubled inside
 * quotes.
 *
 * Limits (design/quality.md 1.5): a cell of 1 MiB, 1,000 columns, a row of 16 MiB, 5,000,000 rows.
 */
#ifndef TEXT_CSV_H
#define TEXT_CSV_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"
#include "text/source.h"

struct csv_row {
    const struct str *cells; /* valid until the next call */
    size_t count;
    unsigned line;    /* where the row begins, from 1 */
    struct str bytes; /* the row as it stands in the file, without its line end */
};

struct csv_reader;

/* The source stays the caller's. */
MUST_CHECK enum status csv_open(struct source *source, struct csv_reader **reader,
                                struct failure *why);
void csv_close(struct csv_reader *reader);

/*
 * The next row that is not empty. STEP_ERROR names the line: a quote that never ends, text after a
 * closing quote, bytes that are no UTF-8 or NUL, a limit. Then @row has the line and, unless the
 * row was too long, the bytes; calling again goes on with the next row, or gives STEP_DONE when the
 * trouble was with the file as a whole.
 */
enum step csv_next(struct csv_reader *reader, struct csv_row *row, struct failure *why);

/*
 * Takes the next value from a cell of several (read/plain.h): up to a "|" that no backslash stands
 * before; trimmed, in @arena. *@rest is what is behind it. False without memory.
 */
bool csv_part(struct arena *arena, struct str *rest, struct str *part);

/*
 * Writes one cell, quoted when it has to be. Text that a spreadsheet would take for a formula (it
 * begins with = + - @ TAB or CR and is not a number) gets a leading apostrophe (OWASP ASVS 1.2.10).
 */
void csv_cell(struct buf *out, struct str text, bool first);

/* The same without that apostrophe: for bytes that are kept, not opened. */
void csv_cell_as_is(struct buf *out, struct str text, bool first);

/* Ends the row: CR LF. */
void csv_end(struct buf *out);

#endif
