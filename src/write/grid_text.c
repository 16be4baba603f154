#include "base/decimal.h"
#include "base/utf8.h"
#include "write/grid_layout.h"
#include "write/grid_write.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXT_LIMIT ((size_t)64 * 1024)

/* ---- texts ---- */

bool layout_is_text(const struct layout *layout, size_t column)
{
    return layout->grid->columns[column].from->form == FORM_TEXT;
}

struct str layout_cell(const struct layout *layout, const struct cell *cell, size_t column,
                       bool total, char room[64])
{
    struct cell_place place = {&layout->grid->columns[column], cell, total};
    return cell_shown(&place, layout->language, room);
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

const char *layout_label(const struct layout *layout, const struct grid_row *row)
{
    return label_in(&row->label, layout->language, row->key);
}

struct str layout_row_heading(const struct layout *layout)
{
    return str_of(label_in(&layout->grid->row_label, layout->language, ""));
}

/* ---- lines ---- */

static void write_right(struct buf *out, struct str text, size_t width)
{
    size_t columns = utf8_columns(text);
    write_spaces(out, GAP + (width > columns ? width - columns : 0));
    buf_str(out, text);
}

static void write_left(struct buf *out, struct str text, size_t width)
{
    size_t columns = utf8_columns(text);
    buf_str(out, text);
    write_spaces(out, width > columns ? width - columns : 0);
}

/* Texts begin at the left of their column, numbers end at its right. */
static void write_cell(const struct layout *layout, struct str text, size_t column)
{
    if (layout_is_text(layout, column)) {
        write_spaces(layout->out, GAP);
        write_left(layout->out, text, layout->widths[column]);
    } else {
        write_right(layout->out, text, layout->widths[column]);
    }
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

/* Headings stand on the line above the numbers, so that the last lines are level. */
static void write_headings(const struct layout *layout)
{
    const struct grid *grid = layout->grid;
    struct str label = layout_row_heading(layout);
    size_t label_lines = wrap_count(label, layout->label), lines = label_lines;
    for (size_t c = 0; c < grid->column_count; c++) {
        size_t count = wrap_count(buf_view(&layout->headings[c]), layout->widths[c]);
        lines = count > lines ? count : lines;
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
            write_cell(layout, line, c);
        }
        end_line(layout->out);
    }
}

/* What one line of the table shows. */
struct line {
    const char *text; /* the row's label */
    const struct cell *cells;
    size_t indent;
    bool total;
};

/* The numbers stand on the last line of a label that takes several. */
static void write_numbers(const struct layout *layout, const struct line *row)
{
    struct str rest = str_of(row->text), line = {NULL, 0}, next;
    char room[64];
    size_t width = layout->label - row->indent;
    size_t hang = width > GAP ? GAP : 0;
    (void)wrap_next(&rest, width, &line);
    write_spaces(layout->out, row->indent);
    while (wrap_next(&rest, width - hang, &next)) {
        buf_str(layout->out, line);
        buf_char(layout->out, '\n');
        write_spaces(layout->out, row->indent + hang);
        line = next;
    }
    bool broken = line.at && line.at != row->text;
    write_left(layout->out, line, width - (broken ? hang : 0));
    for (size_t c = 0; c < layout->grid->column_count; c++) {
        struct str cell = layout_cell(layout, &row->cells[c], c, row->total, room);
        write_right(layout->out, cell, layout->widths[c]);
    }
    end_line(layout->out);
}

/* Where texts take several lines, all begins on the first. */
static void write_texts(const struct layout *layout, const struct line *row)
{
    char room[64];
    size_t width = layout->label - row->indent;
    size_t lines = wrap_count(str_of(row->text), width);
    for (size_t c = 0; c < layout->grid->column_count; c++) {
        struct str text = layout_cell(layout, &row->cells[c], c, row->total, room);
        size_t count = layout_is_text(layout, c) ? wrap_count(text, layout->widths[c]) : 1;
        lines = count > lines ? count : lines;
    }
    for (size_t i = 0; i < lines; i++) {
        write_spaces(layout->out, row->indent);
        write_left(layout->out, line_of(str_of(row->text), width, i), width);
        for (size_t c = 0; c < layout->grid->column_count; c++) {
            struct str text = layout_cell(layout, &row->cells[c], c, row->total, room);
            if (layout_is_text(layout, c)) {
                text = line_of(text, layout->widths[c], i);
            } else if (i > 0) {
                text = str_of("");
            }
            write_cell(layout, text, c);
        }
        end_line(layout->out);
    }
}

static void write_row(const struct layout *layout, const struct line *row)
{
    if (layout->texts) {
        write_texts(layout, row);
    } else {
        write_numbers(layout, row);
    }
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

/* Says what the signs mean, when there are any besides numbers and dashes. */
static void write_signs(const struct layout *layout)
{
    const struct grid *grid = layout->grid;
    struct buf signs;
    buf_init(&signs, TEXT_LIMIT);
    grid_signs(grid, layout->language, &signs);
    if (signs.length > 0 && grid->note_count == 0 &&
        label_in(&grid->table->source, layout->language, "")[0] == '\0') {
        buf_char(layout->out, '\n');
    }
    if (signs.length > 0) {
        wrap_text(layout->out, buf_view(&signs), (struct wrap){.width = WIDE});
    }
    layout->out->failed = layout->out->failed || signs.failed;
    buf_release(&signs);
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
    write_signs(layout);
    if (source[0]) {
        const char *word = word_in(layout->language, "Source: ", "Source : ", "Fuente: ");
        buf_text(layout->out, word);
        wrap_text(layout->out, str_of(source), (struct wrap){NARROW, strlen(word), 0});
    }
}

static void write_rows(const struct layout *layout, size_t first, size_t count)
{
    const struct grid *grid = layout->grid;
    for (size_t r = first; r < first + count; r++) {
        struct line line = {layout_label(layout, &grid->rows[r]), grid->rows[r].cells,
                            layout->indent, false};
        write_row(layout, &line);
    }
}

/* Blocks have their name above their rows and, where there are totals, theirs below. */
static void write_blocks(const struct layout *layout)
{
    const struct grid *grid = layout->grid;
    for (size_t i = 0; i < grid->section_count; i++) {
        const struct grid_section *block = &grid->sections[i];
        const char *name = label_in(&block->label, layout->language, block->key);
        wrap_text(layout->out, str_of(name), (struct wrap){.width = layout->total});
        write_rows(layout, block->first, block->count);
        if (grid->table->totals) {
            write_row(layout, &(struct line){"Total", block->totals, layout->indent, true});
        }
    }
}

static void write_table(struct layout *layout)
{
    const struct grid *grid = layout->grid;
    layout->indent = grid->table->by ? GAP : 0;
    for (size_t c = 0; c < grid->column_count; c++) {
        make_heading(layout, c);
        layout->texts = layout->texts || layout_is_text(layout, c);
    }
    layout_fit(layout);
    write_title(layout);
    write_headings(layout);
    write_rule(layout);
    if (grid->table->by) {
        write_blocks(layout);
    } else {
        write_rows(layout, 0, grid->row_count);
    }
    if (grid->row_count == 0) {
        buf_text(layout->out,
                 word_in(layout->language, "(no records)\n", "(aucune fiche)\n", "(sin fichas)\n"));
    }
    if (grid->table->totals) {
        write_rule(layout);
        write_row(layout, &(struct line){"Total", grid->totals, 0, true});
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
