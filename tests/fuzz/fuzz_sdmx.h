/* Reading the rows of a message, and what has to be true of them. */
#ifndef FUZZ_SDMX_H
#define FUZZ_SDMX_H

#include "fuzz_read.h"
#include "text/sdmx.h"

typedef enum status table_opener(struct source *source, struct table **table, struct failure *why);

/* Every row of the table that @open makes of @source is as long as its header, or damaged. */
static void read_rows(struct source *source, table_opener *open)
{
    struct failure why = {.status = STATUS_OK};
    struct table *table = NULL;
    struct table_row row;
    size_t columns = 0, damaged = 0;
    enum step step = STEP_ERROR;
    if (open(source, &table, &why) == STATUS_OK && table_sheet(table, &why) == STEP_ITEM) {
        while ((step = table_next(table, &row, &why)) == STEP_ITEM || row.bytes.length > 0) {
            if (step == STEP_ITEM && row.header) {
                assert(row.count > columns);
                columns = row.count;
            }
            assert(step == STEP_ERROR || (row.count == columns && row.line > 0));
            damaged += step == STEP_ERROR;
            assert(damaged < 1000000);
        }
    }
    assert(step == STEP_DONE || why.text[0]);
    table_close(table);
}

#endif
