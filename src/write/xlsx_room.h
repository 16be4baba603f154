/* How much room texts take in a workbook, what its names may be and which numbers it holds; private
 * to xlsx.c. */
#ifndef WRITE_XLSX_ROOM_H
#define WRITE_XLSX_ROOM_H

#include "write/xlsx.h"

#define XLSX_SHEET_NAME 31 /* characters at most, and bytes here */
#define XLSX_WIDEST 60     /* of a column, in digits of the standard font */

/* Appends the text with U+FFFD for what XML has not. Controls are escaped by libxlsxwriter. */
void xlsx_text(struct buf *out, struct str text);

/* Into how many lines of @width columns a text goes; its own line ends count. A row of a workbook
 * has 409 points at most: never more than fit into that. */
size_t xlsx_lines(struct str text, size_t width);

/* How wide a column is at least: its heading goes into a few lines, its code mostly into one. */
size_t xlsx_least_width(const struct xlsx_column *column);

/* The name of a sheet: characters that it may not have become "-", and it ends where it must. */
void xlsx_sheet_name(const char *text, char name[XLSX_SHEET_NAME + 1]);

/* False for a number of more digits than a double has: it is written as text, with all of them. */
bool xlsx_number_of(struct str text, double *number);

#endif
