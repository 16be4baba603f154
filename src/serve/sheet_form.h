/* Pages that are lists, as CSV and as a workbook: the rows are told once (write/sheet.h). */
#ifndef SERVE_SHEET_FORM_H
#define SERVE_SHEET_FORM_H

#include "serve/page.h"
#include "write/sheet.h"

/* Tells the rows, the heads first (sheet_heads()). */
typedef enum status sheet_rows(struct visit *visit, void *context, struct sheet *sheet);

/* Makes the answer in visit->form, FORM_CSV or FORM_XLSX, to be saved as @name with its ending. */
MUST_CHECK enum status sheet_form(struct visit *visit, const char *name, const char *title,
                                  sheet_rows *rows, void *context);

/* The first row: names, or for people (visit->labels) the English words in their language. */
struct sheet_head {
    const char *name, *words;
};
void sheet_heads(struct visit *visit, struct sheet *sheet, const struct sheet_head *heads,
                 size_t count);

void sheet_number(struct visit *visit, struct sheet *sheet, unsigned long long number);

#endif
