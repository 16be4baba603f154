/* Pages that are lists, as CSV and as a workbook: the rows are told once (write/sheet.h). */
#ifndef SERVE_SHEET_FORM_H
#define SERVE_SHEET_FORM_H

#include "serve/page.h"
#include "write/sheet.h"

/* A column: its name, and for people the English words in their language. */
struct sheet_head {
    const char *name, *words;
};

struct sheet_plan {
    const char *name, *title; /* of the file, without its ending; and for people */
    const struct sheet_head *heads;
    size_t head_count;
    enum status (*rows)(struct visit *visit, void *context, struct sheet *sheet); /* tells them */
    void *context;
};

/* Makes the answer in visit->form, FORM_CSV or FORM_XLSX. */
MUST_CHECK enum status sheet_form(struct visit *visit, const struct sheet_plan *plan);

void sheet_number(struct visit *visit, struct sheet *sheet, unsigned long long number);

#endif
