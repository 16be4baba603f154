#include "text/json.h"
#include "write/about.h"
#include "write/grid_cells.h"
#include "write/grid_write.h"
#include "write/words.h"

/* What writing one table needs to pass around. */
struct writing {
    struct json *json;
    const struct grid *grid;
    const char *language;
    struct buf *text; /* for filters, one after another */
};

static void write_value(const struct writing *w, const struct cell_place *place)
{
    struct json *json = w->json;
    json_key(json, "value");
    if (!place->cell->has_value) {
        json_null(json);
        return;
    }
    switch (cell_kind(place)) {
    case CELL_IS_TEXT:
        json_text(json, cell_words(place, w->language));
        break;
    case CELL_IS_TRUTH:
        json_bool(json, place->cell->value != 0);
        break;
    case CELL_IS_NUMBER:
        json_decimal(json, place->cell->value);
        break;
    }
}

/* The codes in a text; of the most frequent ones with the number of records. */
static void write_items(const struct writing *w, const struct cell *cell)
{
    struct json *json = w->json;
    json_key(json, "items");
    json_array(json);
    for (size_t i = 0; i < cell->item_count; i++) {
        const struct cell_item *item = &cell->items[i];
        json_object(json);
        json_key_text(json, "code", item->code);
        json_key_text(json, "label", label_in(&item->label, w->language, item->code));
        if (item->records > 0) {
            json_key_integer(json, "records", (long long)item->records);
        }
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_filter(const struct writing *w, const struct cell *cell)
{
    struct json *json = w->json;
    json_key(json, "filter");
    if (cell->filter) {
        buf_clear(w->text);
        query_print(cell->filter, w->text);
        json_str(json, buf_view(w->text));
        json_key_integer(json, "records", (long long)cell->records);
    } else {
        json_null(json);
        json_key(json, "records");
        json_null(json);
    }
}

/* The records that a computed number is made from. */
static void write_sources(const struct writing *w, const struct cell *cell)
{
    struct json *json = w->json;
    json_key(json, "made_of");
    json_array(json);
    for (size_t i = 0; i < cell->source_count; i++) {
        buf_clear(w->text);
        query_print(cell->sources[i].filter, w->text);
        json_object(json);
        json_key(json, "filter");
        json_str(json, buf_view(w->text));
        json_key_integer(json, "records", (long long)cell->sources[i].records);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_cells(const struct writing *w, const struct cell *cells, bool total)
{
    struct json *json = w->json;
    json_array(json);
    for (size_t c = 0; c < w->grid->column_count; c++) {
        struct cell_place place = {&w->grid->columns[c], &cells[c], total};
        json_object(json);
        json_key_text(json, "column", w->grid->columns[c].name);
        write_value(w, &place);
        json_key_text(json, "state", cell_state_name(cells[c].state));
        if (cells[c].items) {
            write_items(w, &cells[c]);
        }
        write_filter(w, &cells[c]);
        if (!cells[c].filter && cells[c].source_count > 0) {
            write_sources(w, &cells[c]);
        }
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_columns(struct json *json, const struct grid *grid, const char *language)
{
    json_key(json, "columns");
    json_array(json);
    for (size_t c = 0; c < grid->column_count; c++) {
        const struct grid_column *column = &grid->columns[c];
        json_object(json);
        json_key_text(json, "name", column->name);
        json_key_text(json, "label", label_in(&column->label, language, column->name));
        if (column->unit) {
            json_key_text(json, "unit", column->unit);
        }
        json_object_end(json);
    }
    json_array_end(json);
}

/* The key of the block that the row is in; NULL in a table without blocks. */
static const char *block_of(const struct grid *grid, size_t row)
{
    for (size_t i = 0; i < grid->section_count; i++) {
        const struct grid_section *block = &grid->sections[i];
        if (row >= block->first && row < block->first + block->count) {
            return block->key;
        }
    }
    return NULL;
}

static void write_rows(const struct writing *w)
{
    struct json *json = w->json;
    json_key(json, "rows");
    json_array(json);
    for (size_t r = 0; r < w->grid->row_count; r++) {
        const struct grid_row *row = &w->grid->rows[r];
        const char *block = block_of(w->grid, r);
        json_object(json);
        if (block) {
            json_key_text(json, "block", block);
        }
        json_key_text(json, "key", row->key);
        json_key_text(json, "label", label_in(&row->label, w->language, row->key));
        json_key(json, "cells");
        write_cells(w, row->cells, false);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_blocks(const struct writing *w)
{
    struct json *json = w->json;
    json_key(json, "blocks");
    json_array(json);
    for (size_t i = 0; i < w->grid->section_count; i++) {
        const struct grid_section *block = &w->grid->sections[i];
        json_object(json);
        json_key_text(json, "key", block->key);
        json_key_text(json, "label", label_in(&block->label, w->language, block->key));
        json_key(json, "totals");
        write_cells(w, block->totals, true);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_notes(struct json *json, const struct grid *grid, const char *language)
{
    json_key(json, "notes");
    json_array(json);
    for (size_t i = 0; i < grid->note_count; i++) {
        json_text(json, label_in(&grid->notes[i], language, ""));
    }
    json_array_end(json);
}

/* What is counted, in words; and the records that all of it is about. */
static void write_about(struct json *json, const struct grid *grid, const char *language,
                        struct buf *text)
{
    const struct about_style style = {.language = language};
    about_sentence(grid, &style, text);
    json_key(json, "about");
    json_str(json, buf_view(text));
    buf_clear(text);
    query_print(&grid->table->query, text);
    json_key(json, "filter");
    json_str(json, buf_view(text));
    buf_clear(text);
    json_key_integer(json, "records", (long long)grid->about.records);
}

void grid_json(const struct grid *grid, const struct write_options *options, struct buf *out)
{
    const char *language = word_language(options);
    struct json json;
    struct buf text;
    buf_init(&text, out->limit);
    json_init(&json, out, false);
    json_object(&json);
    json_key_text(&json, "table", grid->table->name);
    json_key_text(&json, "title", label_in(&grid->table->title, language, grid->table->name));
    write_about(&json, grid, language, &text);
    write_columns(&json, grid, language);
    struct writing writing = {&json, grid, language, &text};
    write_rows(&writing);
    if (grid->table->by) {
        write_blocks(&writing);
    }
    json_key(&json, "totals");
    if (grid->table->totals) {
        write_cells(&writing, grid->totals, true);
    } else {
        json_array(&json);
        json_array_end(&json);
    }
    write_notes(&json, grid, language);
    json_object_end(&json);
    out->failed = out->failed || text.failed;
    buf_release(&text);
    buf_char(out, '\n');
}
