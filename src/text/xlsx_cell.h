/* What the numbers in a workbook's cells mean. Private to text/xlsx.c and its test. */
#ifndef TEXT_XLSX_CELL_H
#define TEXT_XLSX_CELL_H

#include "base/str.h"

/* What a number format shows. */
enum xlsx_form { XLSX_NUMBER, XLSX_DAY, XLSX_MONTH, XLSX_YEAR, XLSX_DAY_TIME, XLSX_TIME };

/* Of a format that every workbook has (ECMA-376-1, 18.8.30; the dates of East Asia included). */
enum xlsx_form xlsx_form_of_number(unsigned number);

/* Of a format code such as "dd/mm/yyyy;@": its first section counts. */
enum xlsx_form xlsx_form_of_code(struct str code);

#define XLSX_TEXT 40 /* bytes of the longest number or date, with its NUL */

/*
 * Writes what the stored number @value shows: 15 digits as Excel has them, or a date of the system
 * that begins in 1900 or 1904. A number that is no date of it stays a number. False, and nothing
 * written, when @value is no number.
 */
bool xlsx_number(struct str value, enum xlsx_form form, bool since_1904, char text[XLSX_TEXT]);

/* The place of the column in a cell's name: "A1" 0, "AB7" 27; SIZE_MAX when it is none. */
size_t xlsx_column(struct str name);

#endif
