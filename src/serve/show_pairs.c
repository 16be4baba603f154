/* A table whose rows and columns are codes of one list, two ends of something, as a list of pairs:
 * as a grid it is almost all zeros, and wider than any page. Its other forms keep the grid. */
#include "serve/page.h"
#include "serve/show_grid.h"
#include "write/grid_cells.h"

#include <stdlib.h>

struct pair {
    size_t row, column;
    int64_t value;
};

static int by_value(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->value != y->value) {
        return x->value > y->value ? -1 : 1;
    }
    return x->row != y->row ? (x->row < y->row ? -1 : 1) : (x->column > y->column) - 1;
}

/* A pair without direction stands in the grid twice, and here once; those of one end with itself
 * are its number of records, and no pair. */
static bool is_pair(const struct grid *grid, size_t r, size_t c)
{
    const struct grid_column *column = &grid->columns[c];
    const struct cell *cell = &grid->rows[r].cells[c];
    if (!column->from->split || !cell->has_value || cell->value <= 0) {
        return false;
    }
    return column->from->split->field != grid->table->rows.field ||
           strcmp(grid->rows[r].key, column->key) < 0;
}

bool grid_has_pairs(const struct grid *grid)
{
    const struct field *rows = grid->table->rows.field;
    for (size_t c = 0; rows && rows->list && c < grid->column_count; c++) {
        const struct axis *split = grid->columns[c].from->split;
        if (split && split->field && split->field->list == rows->list) {
            return true;
        }
    }
    return false;
}

/* Of @rows rows from @first on. */
static enum status find_pairs(struct visit *visit, const struct grid *grid, size_t first,
                              size_t rows, struct pair **pairs, size_t *count)
{
    *pairs = arena_array(visit->arena, rows * grid->column_count + 1, sizeof **pairs);
    *count = 0;
    for (size_t r = first; *pairs && r < first + rows; r++) {
        for (size_t c = 0; c < grid->column_count; c++) {
            if (is_pair(grid, r, c)) {
                (*pairs)[(*count)++] = (struct pair){r, c, grid->rows[r].cells[c].value};
            }
        }
    }
    if (*count > 0) {
        qsort(*pairs, *count, sizeof **pairs, by_value);
    }
    return *pairs ? STATUS_OK : fail_memory(&visit->why);
}

static void show_number(struct visit *visit, const struct grid *grid, const struct pair *pair)
{
    const struct cell *cell = &grid->rows[pair->row].cells[pair->column];
    char room[64];
    const struct str shown = cell_shown(
        &(struct cell_place){&grid->columns[pair->column], cell, false}, visit->language, room);
    buf_text(visit->out, "</td><td class=\"number\">");
    if (cell->filter) {
        buf_text(visit->out, "<a href=\"");
        address_of_query(visit, cell->filter, FORM_HTML);
        buf_char(visit->out, '"');
        mark_link(visit, cell->records);
        buf_char(visit->out, '>');
    }
    html_str(visit->out, shown);
    buf_text(visit->out, cell->filter ? "</a></td></tr>\n" : "</td></tr>\n");
}

/* What the numbers count: the column of them all, where the table has one. */
static const char *measure_label(struct visit *visit, const struct grid *grid)
{
    for (size_t c = 0; c < grid->column_count; c++) {
        if (!grid->columns[c].from->split) {
            return label_here(visit, &grid->columns[c].label, grid->columns[c].name);
        }
    }
    return kind_heading(visit, grid->table->kind);
}

static void show_pair(struct visit *visit, const struct grid *grid, const struct pair *pair)
{
    const struct grid_row *row = &grid->rows[pair->row];
    const struct grid_column *column = &grid->columns[pair->column];
    buf_text(visit->out, "<tr><th scope=\"row\">");
    html_text(visit->out, label_here(visit, &row->label, row->key));
    buf_text(visit->out, "</th><td class=\"text\">");
    html_text(visit->out, label_here(visit, &column->label, column->key));
    show_number(visit, grid, pair);
}

/* @block NULL: all rows, without a name. */
static enum status show_block(struct visit *visit, const struct grid *grid,
                              const struct grid_section *block)
{
    struct buf *out = visit->out;
    struct pair *pairs = NULL;
    size_t count = 0;
    TRY(find_pairs(visit, grid, block ? block->first : 0, block ? block->count : grid->row_count,
                   &pairs, &count));
    if (count == 0) {
        return STATUS_OK;
    }
    buf_text(out, "<tbody>\n");
    if (block) {
        buf_text(out, "<tr><th scope=\"rowgroup\" colspan=\"3\">");
        html_text(out, label_here(visit, &block->label, block->key));
        buf_text(out, "</th></tr>\n");
    }
    for (size_t i = 0; i < count; i++) {
        show_pair(visit, grid, &pairs[i]);
    }
    buf_text(out, "</tbody>\n");
    return STATUS_OK;
}

/* The label of the other end. */
static const char *other_label(struct visit *visit, const struct grid *grid)
{
    const struct axis *split = NULL;
    for (size_t c = 0; c < grid->column_count && !split; c++) {
        split = grid->columns[c].from->split;
    }
    return split ? label_here(visit, &split->field->label, split->field->name) : "";
}

enum status show_pairs(struct visit *visit, const struct grid *grid, const char *id)
{
    struct buf *out = visit->out;
    buf_printf(out,
               "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"%s\">"
               "<table class=\"grid pairs\"><caption id=\"%s\">",
               id, id);
    html_text(out, label_here(visit, &grid->table->title, grid->table->name));
    buf_text(out, "</caption>\n<thead><tr><th scope=\"col\">");
    html_text(out, label_here(visit, &grid->row_label, ""));
    buf_text(out, "</th><th scope=\"col\" class=\"text\">");
    html_text(out, other_label(visit, grid));
    buf_text(out, "</th><th scope=\"col\" class=\"number\">");
    html_text(out, measure_label(visit, grid));
    buf_text(out, "</th></tr></thead>\n");
    for (size_t i = 0; i < grid->section_count; i++) {
        TRY(show_block(visit, grid, &grid->sections[i]));
    }
    if (grid->section_count == 0) {
        TRY(show_block(visit, grid, NULL));
    }
    buf_text(out, "</table></div>\n");
    return STATUS_OK;
}
