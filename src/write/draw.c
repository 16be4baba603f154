#include "write/draw.h"

#include "base/utf8.h"
#include "text/html.h"
#include "write/chart.h"
#include "write/words.h"

const char *const draw_colours[DRAW_SERIES] = {"#0072b2", "#e69f00", "#009e73", "#cc79a7",
                                               "#56b4e9", "#d55e00", "#7f7f7f"};

const char *draw_description(const char *language)
{
    return word_in(language, "The table beside has the same numbers.",
                   "Le tableau voisin donne les mêmes nombres.",
                   "La tabla contigua da los mismos números.");
}

double draw_years(struct date date, bool last)
{
    const double month = date.month > 0 ? date.month - 1 + (last && date.day == 0 ? 1 : 0)
                         : last         ? 12
                                        : 0;
    return date.year + (month + (date.day > 0 ? date.day / 31.0 : 0)) / 12;
}

void draw_open(struct buf *out, const struct grid *grid, const struct write_options *options,
               const char *class, int width, int height)
{
    const char *language = word_language(options);
    /* What is in an image is nothing to a screen reader, and what is in a group is. */
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"%s\" role=\"%s\" viewBox=\"0 0 "
               "%d %d\" aria-label=\"",
               class, options->address ? "group" : "img", width, height);
    html_text(out, label_in(&grid->table->title, language, grid->table->name));
    buf_text(out, "\">\n<title>");
    html_text(out, label_in(&grid->table->title, language, grid->table->name));
    buf_text(out, ". ");
    chart_finding(grid, options, out);
    buf_text(out, "</title>\n<desc>");
    html_text(out, draw_description(language));
    buf_text(out, "</desc>\n<g font-family=\"system-ui, sans-serif\" font-size=\"13\">\n");
}

void draw_close(struct buf *out)
{
    buf_text(out, "</g></svg>\n");
}

void draw_label(struct buf *out, struct str text, size_t letters)
{
    size_t count = 0, at = 0;
    unsigned size = 0;
    while (at < text.length && count < letters) {
        (void)utf8_decode(text.at + at, text.length - at, &size);
        at += size;
        count++;
    }
    html_str(out, (struct str){text.at, at});
    buf_text(out, at < text.length ? "…" : "");
}

void draw_link(struct buf *out, const struct write_options *options, const struct query *query)
{
    if (options->address && query) {
        buf_text(out, "<a tabindex=\"-1\" href=\"");
        options->address(options->context, query, out);
        buf_text(out, "\">");
    }
}

void draw_link_end(struct buf *out, const struct write_options *options, const struct query *query)
{
    buf_text(out, options->address && query ? "</a>" : "");
}

bool draw_measures(const struct grid_column *column)
{
    const enum column_type type = column->from->type;
    return type == COLUMN_RECORDS || type == COLUMN_SUM || type == COLUMN_DISTINCT;
}

bool draw_has_negative(const struct grid *grid, size_t column)
{
    for (size_t r = 0; r < grid->row_count; r++) {
        const struct cell *cell = &grid->rows[r].cells[column];
        if (cell->text || (cell->has_value && cell->value < 0)) {
            return true;
        }
    }
    return false;
}

const char *draw_row_label(const struct grid *grid, size_t row, const char *language)
{
    return label_in(&grid->rows[row].label, language, grid->rows[row].key);
}

size_t draw_whole_column(const struct grid *grid)
{
    for (size_t c = 0; c < grid->column_count; c++) {
        const struct grid_column *column = &grid->columns[c];
        if (draw_measures(column) && !column->from->split && !draw_has_negative(grid, c)) {
            return c;
        }
    }
    return grid->column_count;
}

static int64_t value_of(const struct grid *grid, size_t row, size_t column)
{
    const struct cell *cell = &grid->rows[row].cells[column];
    return cell->has_value ? cell->value : 0;
}

bool draw_is_named(const struct grid *grid, size_t row)
{
    const char *key = grid->rows[row].key;
    return key[0] != '\0' && strcmp(key, GRID_OTHER) != 0;
}

size_t draw_largest(const struct grid *grid, size_t column, size_t rows[DRAW_NAMED + 1])
{
    size_t count = 0;
    for (size_t r = 0; r < grid->row_count; r++) {
        const int64_t value = value_of(grid, r, column);
        if (value <= 0 || !draw_is_named(grid, r)) {
            continue;
        }
        size_t at = count;
        while (at > 0 && value > value_of(grid, rows[at - 1], column)) {
            at--;
        }
        if (at <= DRAW_NAMED) {
            count += count <= DRAW_NAMED ? 1 : 0;
            memmove(&rows[at + 1], &rows[at], (count - 1 - at) * sizeof *rows);
            rows[at] = r;
        }
    }
    if (count <= DRAW_NAMED) {
        return count;
    }
    const int64_t next = value_of(grid, rows[DRAW_NAMED], column);
    for (count = DRAW_NAMED; count > 0 && value_of(grid, rows[count - 1], column) == next;) {
        count--;
    }
    return count;
}
