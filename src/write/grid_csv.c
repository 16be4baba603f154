#include "base/decimal.h"
#include "text/csv.h"
#include "write/grid_write.h"
#include "write/words.h"

static void write_cells(const struct grid *grid, const struct cell *cells, struct buf *out)
{
    char number[24];
    for (size_t c = 0; c < grid->column_count; c++) {
        const char *text = cells[c].text;
        if (!cells[c].has_value) {
            text = "";
        } else if (!text) {
            decimal_print(cells[c].value, number);
            text = number;
        }
        csv_cell(out, str_of(text), false);
    }
    csv_end(out);
}

void grid_csv(const struct grid *grid, const struct write_options *options, struct buf *out)
{
    const char *language = word_language(options);
    csv_cell(out, str_of("key"), true);
    csv_cell(out, str_of("label"), false);
    for (size_t c = 0; c < grid->column_count; c++) {
        csv_cell(out, str_of(grid->columns[c].name), false);
    }
    csv_end(out);
    for (size_t r = 0; r < grid->row_count; r++) {
        const struct grid_row *row = &grid->rows[r];
        csv_cell(out, str_of(row->key), true);
        csv_cell(out, str_of(label_in(&row->label, language, row->key)), false);
        write_cells(grid, row->cells, out);
    }
    if (grid->table->totals) {
        csv_cell(out, str_of("total"), true);
        csv_cell(out, str_of("Total"), false);
        write_cells(grid, grid->totals, out);
    }
}
