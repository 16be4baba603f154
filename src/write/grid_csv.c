#include "base/decimal.h"
#include "text/csv.h"
#include "write/grid_cells.h"
#include "write/grid_write.h"
#include "write/words.h"

/* The exact value; "n/a" where there can be none, and nothing where it is not known. */
static struct str csv_text(const struct cell_place *place, const char *language, char room[64])
{
    const struct cell *cell = place->cell;
    if (cell->state == CELL_NOT_APPLICABLE) {
        return str_of("n/a");
    }
    if (!cell->has_value) {
        return str_of("");
    }
    switch (cell_kind(place)) {
    case CELL_IS_TEXT:
        return str_of(cell_words(place, language));
    case CELL_IS_TRUTH:
        return str_of(cell->value ? "true" : "false");
    case CELL_IS_NUMBER:
        break;
    }
    decimal_print(cell->value, room);
    return str_of(room);
}

static void write_cells(const struct grid *grid, const struct cell *cells, bool total,
                        const char *language, struct buf *out)
{
    char room[64];
    for (size_t c = 0; c < grid->column_count; c++) {
        struct cell_place place = {&grid->columns[c], &cells[c], total};
        csv_cell(out, csv_text(&place, language, room), false);
    }
    csv_end(out);
}

/* The first cells of a line: the block, in a table that has blocks, key and label. */
static void write_key(const struct grid *grid, const char *block, const char *key,
                      const char *label, struct buf *out)
{
    if (grid->table->by) {
        csv_cell(out, str_of(block), true);
    }
    csv_cell(out, str_of(key), !grid->table->by);
    csv_cell(out, str_of(label), false);
}

static void write_rows(const struct grid *grid, const struct grid_section *block,
                       const char *language, struct buf *out)
{
    for (size_t r = block->first; r < block->first + block->count; r++) {
        const struct grid_row *row = &grid->rows[r];
        write_key(grid, block->key, row->key, label_in(&row->label, language, row->key), out);
        write_cells(grid, row->cells, false, language, out);
    }
    if (block->totals && grid->table->totals) {
        write_key(grid, block->key, "total", label_in(&block->label, language, block->key), out);
        write_cells(grid, block->totals, true, language, out);
    }
}

void grid_csv(const struct grid *grid, const struct write_options *options, struct buf *out)
{
    const char *language = word_language(options);
    struct grid_section all = {.key = "", .count = grid->row_count};
    write_key(grid, "block", "key", "label", out);
    for (size_t c = 0; c < grid->column_count; c++) {
        csv_cell(out, str_of(grid->columns[c].name), false);
    }
    csv_end(out);
    if (!grid->table->by) {
        write_rows(grid, &all, language, out);
    }
    for (size_t i = 0; i < grid->section_count; i++) {
        write_rows(grid, &grid->sections[i], language, out);
    }
    if (grid->table->totals) {
        write_key(grid, "total", "total", "Total", out);
        write_cells(grid, grid->totals, true, language, out);
    }
}
