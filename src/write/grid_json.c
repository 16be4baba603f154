#include "text/json.h"
#include "write/grid_write.h"
#include "write/words.h"

static void write_value(struct json *json, const struct cell *cell)
{
    json_key(json, "value");
    if (!cell->has_value) {
        json_null(json);
    } else if (cell->text) {
        json_text(json, cell->text);
    } else {
        json_decimal(json, cell->value);
    }
}

/* @text is used for filters, one after another. */
static void write_cells(struct json *json, const struct grid *grid, const struct cell *cells,
                        struct buf *text)
{
    json_array(json);
    for (size_t c = 0; c < grid->column_count; c++) {
        const struct cell *cell = &cells[c];
        json_object(json);
        json_key_text(json, "column", grid->columns[c].name);
        write_value(json, cell);
        json_key(json, "filter");
        if (cell->filter) {
            buf_clear(text);
            query_print(cell->filter, text);
            json_str(json, buf_view(text));
            json_key_integer(json, "records", (long long)cell->records);
        } else {
            json_null(json);
            json_key(json, "records");
            json_null(json);
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

static void write_rows(struct json *json, const struct grid *grid, const char *language,
                       struct buf *text)
{
    json_key(json, "rows");
    json_array(json);
    for (size_t r = 0; r < grid->row_count; r++) {
        const struct grid_row *row = &grid->rows[r];
        json_object(json);
        json_key_text(json, "key", row->key);
        json_key_text(json, "label", label_in(&row->label, language, row->key));
        json_key(json, "cells");
        write_cells(json, grid, row->cells, text);
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
    write_columns(&json, grid, language);
    write_rows(&json, grid, language, &text);
    json_key(&json, "totals");
    if (grid->table->totals) {
        write_cells(&json, grid, grid->totals, &text);
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
