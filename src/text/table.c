#include "text/table.h"

#include "text/csv.h"

#include <stdlib.h>

struct table {
    const struct table_type *type;
    void *state;
};

enum status table_open(const struct table_type *type, void *state, struct table **table,
                       struct failure *why)
{
    *table = calloc(1, sizeof **table);
    if (!*table) {
        type->close(state);
        return fail_memory(why);
    }
    **table = (struct table){type, state};
    return STATUS_OK;
}

void table_close(struct table *table)
{
    if (table) {
        table->type->close(table->state);
        free(table);
    }
}

enum step table_next(struct table *table, struct table_row *row, struct failure *why)
{
    *row = (struct table_row){.cells = NULL};
    return table->type->next(table->state, row, why);
}

enum step table_sheet(struct table *table, struct failure *why)
{
    return table->type->sheet(table->state, why);
}

unsigned table_header_rows(const struct table *table)
{
    return table->type->header_rows;
}

const char *table_sheet_name(const struct table *table)
{
    return table->type->name ? table->type->name(table->state) : "";
}

void table_line(struct buf *out, const struct str *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        csv_cell_as_is(out, cells[i], i == 0);
    }
}

/* ---- CSV ---- */

struct csv_table {
    struct csv_reader *reader;
    bool begun;
};

static enum step csv_table_sheet(void *state, struct failure *why)
{
    struct csv_table *csv = state;
    (void)why;
    if (csv->begun) {
        return STEP_DONE;
    }
    csv->begun = true;
    return STEP_ITEM;
}

static enum step csv_table_next(void *state, struct table_row *row, struct failure *why)
{
    struct csv_table *csv = state;
    struct csv_row read;
    const enum step step = csv_next(csv->reader, &read, why);
    *row = (struct table_row){read.cells, read.count, read.line, read.bytes, false};
    return step;
}

static void csv_table_close(void *state)
{
    struct csv_table *csv = state;
    csv_close(csv->reader);
    free(csv);
}

enum status table_open_csv(struct source *source, struct table **table, struct failure *why)
{
    static const struct table_type type = {csv_table_sheet, csv_table_next, csv_table_close, 1,
                                           NULL};
    struct csv_table *csv = calloc(1, sizeof *csv);
    *table = NULL;
    if (!csv) {
        return fail_memory(why);
    }
    const enum status status = csv_open(source, &csv->reader, why);
    if (status != STATUS_OK) {
        free(csv);
        return status;
    }
    return table_open(&type, csv, table, why);
}
