#include "base/decimal.h"
#include "base/utf8.h"
#include "write/grid_write.h"
#include "write/words.h"

#include <stdio.h>
#include <stdlib.h>

#define GAP 2 /* between columns */
#define NARROW 80
#define WIDE 100
#define LABEL_LEAST 20  /* columns that row labels keep when there is little room */
#define HEADING_LINES 2 /* that headings take when there is room */
#define LABEL_LINES 2   /* and row labels */
#define TEXT_LIMIT ((size_t)64 * 1024)

/* What writing one table needs to pass around. */
struct layout {
    const struct grid *grid;
    const char *language;
    struct buf *out;
    struct buf *headings; /* the text of each column's heading */
    size_t *widths;       /* of each column */
    size_t label;         /* columns of the row labels */
    size_t total;         /* columns of the whole */
};

/* ---- texts ---- */

/* The least or greatest of whole numbers is mostly a year, which is not written 2,011. */
static bool is_plain(const struct grid_column *column)
{
    const struct table_column *from = column->from;
    return (from->type == COLUMN_MIN || from->type == COLUMN_MAX) &&
           from->measure.field->type == FIELD_INTEGER;
}

static struct str cell_text(const struct layout *layout, const struct cell *cell, size_t column,
                            char room[64])
{
    if (!cell->has_value) {
        return str_of("-");
    }
    if (cell->text) {
        return str_of(cell->text);
    }
    if (is_plain(&layout->grid->columns[column])) {
        decimal_print(cell->value, room);
    } else {
        word_number(layout->language, cell->value, layout->grid->columns[column].places, room);
    }
    return str_of(room);
}

/* "Budget (USD)": the unit is left out when the label has it already. */
static void make_heading(const struct layout *layout, size_t column)
{
    const struct grid_column *at = &layout->grid->columns[column];
    struct buf *heading = &layout->headings[column];
    const char *label = label_in(&at->label, layout->language, at->name);
    buf_init(heading, TEXT_LIMIT);
    buf_text(heading, label);
    if (at->unit && !strstr(label, at->unit)) {
        buf_printf(heading, " (%s)", at->unit);
    }
}

static const char *row_text(const struct layout *layout, const struct grid_row *row)
{
    return label_in(&row->label, layout->language, row->key);
}

static struct str row_heading(const struct layout *layout)
{
    return str_of(label_in(&layout->grid->row_label, layout->language, ""));
}

/* ---- widths ---- */

static void raise(size_t *least, size_t value)
{
    *least = value > *least ? value : *least;
}

/* A column is as wide as its widest number and the longest word of its heading. */
static void measure_column(struct layout *layout, size_t column)
{
    const struct grid *grid = layout->grid;
    size_t *width = &layout->widths[column];
    char room[64];
    *width = wrap_longest(buf_view(&layout->headings[column]));
    for (size_t r = 0; r < grid->row_count; r++) {
        struct str text = cell_text(layout, &grid->rows[r].cells[column], column, room);
        raise(width, utf8_columns(text));
    }
    if (grid->table->totals) {
        raise(width, utf8_columns(cell_text(layout, &grid->totals[column], column, room)));
    }
}

static void measure_labels(struct layout *layout, size_t *least)
{
    const struct grid *grid = layout->grid;
    struct str heading = row_heading(layout);
    layout->label = utf8_columns(heading);
    *least = wrap_longest(heading);
    raise(least, LABEL_LEAST);
    for (size_t r = 0; r < grid->row_count; r++) {
        struct str label = str_of(row_text(layout, &grid->rows[r]));
        raise(&layout->label, utf8_columns(label));
    }
    raise(&layout->label, strlen("Total"));
    *least = *least < layout->label ? *least : layout->label;
}

/* The column whose heading takes most lines, when these are more than it should. */
static size_t tallest(const struct layout *layout)
{
    size_t found = layout->grid->column_count, most = HEADING_LINES;
    for (size_t c = 0; c < layout->grid->column_count; c++) {
        size_t lines = wrap_count(buf_view(&layout->headings[c]), layout->widths[c]);
        if (lines > most) {
            most = lines;
            found = c;
        }
    }
    return found;
}

static size_t sum_widths(const struct layout *layout)
{
    size_t total = layout->label;
    for (size_t c = 0; c < layout->grid->column_count; c++) {
        total += GAP + layout->widths[c];
    }
    return total;
}

/* True when no row label takes more than two lines in @width columns. */
static bool labels_fit(const struct layout *layout, size_t width)
{
    const struct grid *grid = layout->grid;
    for (size_t r = 0; r < grid->row_count; r++) {
        if (wrap_count(str_of(row_text(layout, &grid->rows[r])), width) > LABEL_LINES) {
            return false;
        }
    }
    return true;
}

/* Makes row labels narrower when the whole is too wide, and headings lower when there is room. */
static void set_widths(struct layout *layout)
{
    size_t least = 0, column = 0;
    for (size_t c = 0; c < layout->grid->column_count; c++) {
        measure_column(layout, c);
    }
    measure_labels(layout, &least);
    size_t full = layout->label, numbers = sum_widths(layout) - full;
    size_t room = numbers + least <= NARROW && labels_fit(layout, NARROW - numbers) ? NARROW : WIDE;
    if (numbers + full > room && numbers + least <= room) {
        layout->label = room - numbers;
    } else if (numbers + full > room) {
        layout->label = least;
    }
    size_t total = sum_widths(layout);
    while (total < room && (column = tallest(layout)) < layout->grid->column_count) {
        layout->widths[column]++;
        total++;
    }
    layout->total = total;
}

/* ---- lines ---- */

static void write_right(struct buf *out, struct str text, size_t width)
{
    size_t columns = utf8_columns(text);
    write_spaces(out, GAP + (width > columns ? width - columns : 0));
    buf_str(out, text);
}

/* Takes the spaces at the end of the line away, and ends it. */
static void end_line(struct buf *out)
{
    while (out->length > 0 && out->at[out->length - 1] == ' ') {
        out->at[--out->length] = '\0';
    }
    buf_char(out, '\n');
}

static void write_rule(const struct layout *layout)
{
    for (size_t i = 0; i < layout->total; i++) {
        buf_char(layout->out, '-');
    }
    buf_char(layout->out, '\n');
}

/* The nth line of a text that is broken at @width. */
static struct str line_of(struct str text, size_t width, size_t n)
{
    struct str line = {NULL, 0};
    for (size_t i = 0; i <= n; i++) {
        if (!wrap_next(&text, width, &line)) {
            return (struct str){NULL, 0};
        }
    }
    return line;
}

static void write_left(struct buf *out, struct str text, size_t width)
{
    size_t columns = utf8_columns(text);
    buf_str(out, text);
    write_spaces(out, width > columns ? width - columns : 0);
}

/* Headings stand on the line above the numbers, so that the last lines are level. */
static void write_headings(const struct layout *layout)
{
    const struct grid *grid = layout->grid;
    struct str label = row_heading(layout);
    size_t label_lines = wrap_count(label, layout->label), lines = label_lines;
    for (size_t c = 0; c < grid->column_count; c++) {
        raise(&lines, wrap_count(buf_view(&layout->headings[c]), layout->widths[c]));
    }
    for (size_t i = 0; i < lines; i++) {
        size_t left = lines - i;
        struct str line = {NULL, 0};
        if (left <= label_lines) {
            line = line_of(label, layout->label, label_lines - left);
        }
        write_left(layout->out, line, layout->label);
        for (size_t c = 0; c < grid->column_count; c++) {
            struct str heading = buf_view(&layout->headings[c]);
            size_t count = wrap_count(heading, layout->widths[c]);
            line = (struct str){NULL, 0};
            if (left <= count) {
                line = line_of(heading, layout->widths[c], count - left);
            }
            write_right(layout->out, line, layout->widths[c]);
        }
        end_line(layout->out);
    }
}

/* The numbers stand on the last line of a label that takes several. */
static void write_row(const struct layout *layout, const char *text, const struct cell *cells)
{
    struct str rest = str_of(text), line = {NULL, 0}, next;
    char room[64];
    (void)wrap_next(&rest, layout->label, &line);
    while (wrap_next(&rest, layout->label - (layout->label > GAP ? GAP : 0), &next)) {
        buf_str(layout->out, line);
        buf_char(layout->out, '\n');
        write_spaces(layout->out, layout->label > GAP ? GAP : 0);
        line = next;
    }
    bool broken = line.at && line.at != text && layout->label > GAP;
    write_left(layout->out, line, layout->label - (broken ? GAP : 0));
    for (size_t c = 0; c < layout->grid->column_count; c++) {
        write_right(layout->out, cell_text(layout, &cells[c], c, room), layout->widths[c]);
    }
    end_line(layout->out);
}

static void write_title(const struct layout *layout)
{
    const struct table *table = layout->grid->table;
    const char *number = label_in(&table->number, layout->language, "");
    struct buf title;
    buf_init(&title, TEXT_LIMIT);
    buf_printf(&title, "%s%s%s", number, number[0] ? ". " : "",
               label_in(&table->title, layout->language, table->name));
    wrap_text(layout->out, buf_view(&title), (struct wrap){.width = NARROW});
    buf_char(layout->out, '\n');
    buf_release(&title);
}

static void write_notes(const struct layout *layout)
{
    const struct grid *grid = layout->grid;
    const char *source = label_in(&grid->table->source, layout->language, "");
    if (grid->note_count > 0 || source[0]) {
        buf_char(layout->out, '\n');
    }
    for (size_t i = 0; i < grid->note_count; i++) {
        char number[24];
        int length = snprintf(number, sizeof number, "%zu. ", i + 1);
        size_t indent = length > 0 ? (size_t)length : 0;
        buf_text(layout->out, number);
        wrap_text(layout->out, str_of(label_in(&grid->notes[i], layout->language, "")),
                  (struct wrap){NARROW, indent, indent});
    }
    if (source[0]) {
        const char *word = word_in(layout->language, "Source: ", "Source : ", "Fuente: ");
        buf_text(layout->out, word);
        wrap_text(layout->out, str_of(source), (struct wrap){NARROW, strlen(word), 0});
    }
}

static void write_table(struct layout *layout)
{
    const struct grid *grid = layout->grid;
    for (size_t c = 0; c < grid->column_count; c++) {
        make_heading(layout, c);
    }
    set_widths(layout);
    write_title(layout);
    write_headings(layout);
    write_rule(layout);
    for (size_t r = 0; r < grid->row_count; r++) {
        write_row(layout, row_text(layout, &grid->rows[r]), grid->rows[r].cells);
    }
    if (grid->row_count == 0) {
        buf_text(layout->out,
                 word_in(layout->language, "(no records)\n", "(aucune fiche)\n", "(sin fichas)\n"));
    }
    if (grid->table->totals) {
        write_rule(layout);
        write_row(layout, "Total", grid->totals);
    }
    write_notes(layout);
    for (size_t c = 0; c < grid->column_count; c++) {
        layout->out->failed = layout->out->failed || layout->headings[c].failed;
        buf_release(&layout->headings[c]);
    }
}

void grid_text(const struct grid *grid, const struct write_options *options, struct buf *out)
{
    struct layout layout = {.grid = grid, .language = word_language(options), .out = out};
    layout.headings = calloc(grid->column_count + 1, sizeof *layout.headings);
    layout.widths = calloc(grid->column_count + 1, sizeof *layout.widths);
    if (layout.headings && layout.widths) {
        write_table(&layout);
    } else {
        out->failed = true;
    }
    free(layout.headings);
    free(layout.widths);
}
