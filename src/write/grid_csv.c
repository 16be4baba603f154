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
    const enum column_form form = place->column->from->form;
    if (!cell->has_value) {
        return (struct sheet_cell){
            .text = str_of(sign_text(cell->state == CELL_MISSING ? SIGN_MISSING : SIGN_UNAPPLIED))};
    }
    switch (cell_kind(place)) {
    case CELL_IS_TEXT:
        return (struct sheet_cell){.text = str_of(cell_words(place, language)), .type = SHEET_DATE};
    case CELL_IS_TRUTH:
        return (struct sheet_cell){.text = str_of(cell->value ? "true" : "false"),
                                   .type = form == FORM_MARK ? SHEET_MARK : SHEET_TRUTH};
    case CELL_IS_NUMBER:
        break;
    }
    decimal_print(cell->value, room);
    return (struct sheet_cell){.text = str_of(room),
                               .type = SHEET_NUMBER,
                               .places = form == FORM_PLAIN ? SHEET_GENERAL : places_of(place)};
}

/* What writing the rows of a grid shares. */
struct rows {
    const struct grid *grid;
    const struct grid_part *part;
    const char *language;
    struct sheet *sheet;
};

static void write_cells(const struct rows *rows, const struct cell *cells, bool total)
{
    const struct grid *grid = rows->grid;
    char room[64];
    for (size_t c = 0; c < grid->column_count; c++) {
        if (!rows->part->columns || rows->part->columns[c]) {
            const struct cell_place place = {&grid->columns[c], &cells[c], total};
            const struct sheet_cell cell = plain_cell(&place, rows->language, room);
            rows->sheet->cell(rows->sheet, &cell);
        }
    }
    rows->sheet->end(rows->sheet);
    rows->sheet->total = false;
}

/* The first cells of a line: the block, in a table that has blocks, key and label. */
struct key {
    const char *block, *block_label, *key, *label;
};

static void write_key(const struct grid *grid, const struct key *key, struct sheet *sheet)
{
    const bool shown = sheet->labels && key->block_label;
    const struct sheet_cell block = {.text = str_of(shown ? key->block_label : key->block),
                                     .shown = key->block_label};
    if (grid->table->by) {
        sheet->cell(sheet, &block);
    }
    sheet_text(sheet, str_of(key->key));
    sheet_text(sheet, str_of(key->label));
}

static void write_total(const struct rows *rows, const struct key *key, const struct cell *cells)
{
    rows->sheet->total = true;
    write_key(rows->grid, key, rows->sheet);
    write_cells(rows, cells, true);
}

static void write_rows(const struct rows *rows, const struct grid_section *block)
{
    const struct grid *grid = rows->grid;
    struct key key = {.block = block->key};
    key.block_label = grid->table->by ? label_in(&block->label, rows->language, block->key) : NULL;
    for (size_t r = block->first; r < block->first + block->count; r++) {
        const struct grid_row *row = &grid->rows[r];
        if (!rows->part->rows || rows->part->rows[r]) {
            key.key = row->key;
            key.label = label_in(&row->label, rows->language, row->key);
            write_key(grid, &key, rows->sheet);
            write_cells(rows, row->cells, false);
        }
    }
    if (block->totals && grid->table->totals) {
        key.key = "total";
        key.label = key.block_label;
        write_total(rows, &key, block->totals);
    }
}

void grid_sheet_rows(const struct grid *grid, const struct grid_part *part,
                     const struct write_options *options, struct sheet *sheet)
{
    const struct grid_section all = {.key = "", .count = grid->row_count};
    const struct rows rows = {grid, part, word_language(options), sheet};
    if (!grid->table->by) {
        write_rows(&rows, &all);
    }
    for (size_t i = 0; i < grid->section_count; i++) {
        write_rows(&rows, &grid->sections[i]);
    }
    if (grid->table->totals) {
        const struct key key = {"total", "Total", "total", "Total"};
        write_total(&rows, &key, grid->totals);
    }
}

/* Heads and rows; with @labels people's words in the place of names. */
static void write_csv(const struct grid *grid, const char *language, bool labels, struct buf *out)
{
    static const struct grid_part all = {NULL, NULL};
    const struct write_options options = {.language = language};
    struct key heads = {"block", NULL, "key", "label"};
    struct csv_sheet csv;
    csv_sheet_init(&csv, out);
    csv.sheet.labels = labels;
    if (labels) {
        heads = (struct key){word_in(language, "Part", "Partie", "Parte"), NULL,
                             word_in(language, "Code", "Code", "Código"),
                             label_in(&grid->row_label, language,
                                      word_in(language, "Label", "Libellé", "Etiqueta"))};
    }
    write_key(grid, &heads, &csv.sheet);
    for (size_t c = 0; c < grid->column_count; c++) {
        const char *name = grid->columns[c].name;
        sheet_text(&csv.sheet,
                   str_of(labels ? label_in(&grid->columns[c].label, language, name) : name));
    }
    csv.sheet.end(&csv.sheet);
    grid_sheet_rows(grid, &all, &options, &csv.sheet);
}

void grid_csv(const struct grid *grid, const struct write_options *options, struct buf *out)
{
    write_csv(grid, word_language(options), false, out);
}

void grid_csv_labels(const struct grid *grid, const char *language, struct buf *out)
{
    write_csv(grid, language, true, out);
}
