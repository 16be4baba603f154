#include "base/decimal.h"
#include "write/grid_write.h"
#include "write/words.h"

static void write_cells(const struct grid *grid, const struct cell *cells, struct sheet *sheet)
{
    char number[24];
    for (size_t c = 0; c < grid->column_count; c++) {
        struct sheet_cell cell = {.text = str_of(cells[c].text)};
        if (!cells[c].has_value) {
            cell.text = (struct str){0};
        } else if (cells[c].text) {
            cell.type = SHEET_DATE;
        } else {
            decimal_print(cells[c].value, number);
            cell = (struct sheet_cell){str_of(number), SHEET_NUMBER, grid->columns[c].places};
        }
        sheet->cell(sheet, &cell);
    }
    sheet->end(sheet);
}

void grid_sheet(const struct grid *grid, const struct write_options *options, struct sheet *sheet)
{
    const char *language = word_language(options);
    sheet_text(sheet, str_of("key"));
    sheet_text(sheet, str_of("label"));
    for (size_t c = 0; c < grid->column_count; c++) {
        sheet_text(sheet, str_of(grid->columns[c].name));
    }
    sheet->end(sheet);
    for (size_t r = 0; r < grid->row_count; r++) {
        const struct grid_row *row = &grid->rows[r];
        sheet_text(sheet, str_of(row->key));
        sheet_text(sheet, str_of(label_in(&row->label, language, row->key)));
        write_cells(grid, row->cells, sheet);
    }
    if (grid->table->totals) {
        sheet_text(sheet, str_of("total"));
        sheet_text(sheet, str_of("Total"));
        write_cells(grid, grid->totals, sheet);
    }
}

void grid_csv(const struct grid *grid, const struct write_options *options, struct buf *out)
{
    struct csv_sheet csv;
    csv_sheet_init(&csv, out);
    grid_sheet(grid, options, &csv.sheet);
}
