/*
 * Workbooks of Excel and other programs (Office Open XML, ECMA-376-1:2016, SpreadsheetML) as tables
 * (text/table.h): every sheet in turn, and of each cell what a reader of the sheet sees, in a form
 * that does not depend on a country: text as it is, numbers with a point, true and false, dates as
 * ISO 8601 in the precision of the cell's number format ("2013-03-15", "2013-03", "2013",
 * "2013-03-15T10:30:00"), times as 10:30:00. A formula counts as its last result; one that was
 * never computed gives its own text, "=A1+B1", and an error its sign, "#N/A". Merged cells are as
 * they are stored: the first has the value. Hidden sheets and rows are read.
 *
 * Limits besides those of text/archive.h and text/xml.h: 1,000 columns with a value, 1,048,576
 * rows, 1 MiB a cell, 4,000,000 shared strings of 256 MiB in all, 1,000 sheets.
 */
#ifndef TEXT_XLSX_H
#define TEXT_XLSX_H

#include "text/table.h"

/* All of @source, which stays the caller's, is read at once: it may be a pipe. */
MUST_CHECK enum status table_open_xlsx(struct source *source, struct table **table,
                                       struct failure *why);

#endif
