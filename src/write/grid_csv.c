#include "base/decimal.h"
#include "write/grid_cells.h"
#include "write/grid_write.h"
#include "write/words.h"

#define PLACES_MOST 4 /* of a decimal */

/* As many places as show that it is not 0. */
static unsigned places_of(const struct cell_place *place)
{
    unsigned places = place->column->places;
    while (places < PLACES_MOST && place->cell->value != 0 &&
           decimal_round(place->cell->value, places) == 0) {
        places++;
    }
    return places;
}

/* The exact value, or the sign of why there is none. */
static struct sheet_cell plain_cell(const struct cell_place *place, const char *language,
                                    char room[64])
{
    const struct cell *cell = place->cell;
    if (!cell->has_value) {
        return (struct sheet_cell){
            .text = str_of(sign_text(cell->state == CELL_MISSING ? SIGN_MISSING : SIGN_UNAPPLIED))};
    }
    switch (cell_kind(place)) {
    case CELL_IS_TEXT:
        return (struct sheet_cell){str_of(cell_words(place, language)), SHEET_DATE, 0};
    case CELL_IS_TRUTH:
        return (struct sheet_cell){.text = str_of(cell->value ? "true" : "false")};
    case CELL_IS_NUMBER:
        break;
    }
    decimal_print(cell->value, room);
    return (struct sheet_cell){str_of(room), SHEET_NUMBER, places_of(place)};
}

static void write_cells(const struct grid *grid, const struct cell *cells, bool total,
                        const char *language, struct sheet *sheet)
{
    char room[64];
    for (size_t c = 0; c < grid->column_count; c++) {
        const struct cell_place place = {&grid->columns[c], &cells[c], total};
        const struct sheet_cell cell = plain_cell(&place, language, room);
        sheet->cell(sheet, &cell);
    }
    sheet->end(sheet);
}

/* The first cells of a line: the block, in a table that has blocks, key and label. */
static void write_key(const struct grid *grid, const char *block, const char *key,
                      const char *label, struct sheet *sheet)
{
    if (grid->table->by) {
        sheet_text(sheet, str_of(block));
    }
    sheet_text(sheet, str_of(key));
    sheet_text(sheet, str_of(label));
}

/* How a table is told. */
struct telling {
    const char *language;
    bool labels; /* in the place of names */
};

static void write_rows(const struct grid *grid, const struct grid_section *block,
                       const struct telling *how, struct sheet *sheet)
{
    const char *language = how->language;
    const char *name =
        how->labels ? label_in(&block->label, language, block->key) : block->key;
    for (size_t r = block->first; r < block->first + block->count; r++) {
        const struct grid_row *row = &grid->rows[r];
        write_key(grid, name, row->key, label_in(&row->label, language, row->key), sheet);
        write_cells(grid, row->cells, false, language, sheet);
    }
    if (block->totals && grid->table->totals) {
        write_key(grid, name, "total", label_in(&block->label, language, block->key), sheet);
        write_cells(grid, block->totals, true, language, sheet);
    }
}

static void write_heads(const struct grid *grid, const struct telling *how, struct sheet *sheet)
{
    const char *language = how->language;
    const bool labels = how->labels;
    write_key(grid, labels ? word_in(language, "Part", "Partie", "Parte") : "block",
              labels ? word_in(language, "Code", "Code", "Código") : "key",
              labels ? label_in(&grid->table->row_label, language,
                                word_in(language, "Label", "Libellé", "Etiqueta"))
                     : "label",
              sheet);
    for (size_t c = 0; c < grid->column_count; c++) {
        const char *name = grid->columns[c].name;
        sheet_text(sheet, str_of(labels ? label_in(&grid->columns[c].label, language, name) : name));
    }
    sheet->end(sheet);
}

static void write_all(const struct grid *grid, const struct telling *how, struct sheet *sheet)
{
    const struct grid_section all = {.key = "", .count = grid->row_count};
    write_heads(grid, how, sheet);
    if (!grid->table->by) {
        write_rows(grid, &all, how, sheet);
    }
    for (size_t i = 0; i < grid->section_count; i++) {
        write_rows(grid, &grid->sections[i], how, sheet);
    }
    if (grid->table->totals) {
        write_key(grid, "total", "total", "Total", sheet);
        write_cells(grid, grid->totals, true, how->language, sheet);
    }
}

void grid_sheet(const struct grid *grid, const struct write_options *options, struct sheet *sheet)
{
    const struct telling how = {.language = word_language(options)};
    write_all(grid, &how, sheet);
}

void grid_csv(const struct grid *grid, const struct write_options *options, struct buf *out)
{
    struct csv_sheet csv;
    csv_sheet_init(&csv, out);
    grid_sheet(grid, options, &csv.sheet);
}

void grid_csv_labels(const struct grid *grid, const char *language, struct buf *out)
{
    const struct telling how = {.language = language, .labels = true};
    struct csv_sheet csv;
    csv_sheet_init(&csv, out);
    write_all(grid, &how, &csv.sheet);
}
