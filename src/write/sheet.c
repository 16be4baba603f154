#include "write/sheet.h"

#include "text/csv.h"

static void put(struct sheet *sheet, const struct sheet_cell *cell)
{
    struct csv_sheet *csv = (struct csv_sheet *)sheet;
    csv_cell(csv->out, cell->text, !csv->begun);
    csv->begun = true;
}

static void end(struct sheet *sheet)
{
    struct csv_sheet *csv = (struct csv_sheet *)sheet;
    csv_end(csv->out);
    csv->begun = false;
}

void csv_sheet_init(struct csv_sheet *csv, struct buf *out)
{
    *csv = (struct csv_sheet){.sheet = {.cell = put, .end = end}, .out = out};
}
