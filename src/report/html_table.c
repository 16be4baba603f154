/* Tables and figures, each with its number and caption. */
#include "report/writing.h"

#include "base/decimal.h"
#include "write/about.h"
#include "write/chart.h"
#include "write/grid_cells.h"

#define SHORT_ROWS 16 /* a table of so many is not broken over two pages */

static bool is_figure(const struct directive *directive)
{
    return directive->type == DIRECTIVE_CHART || directive->type == DIRECTIVE_MAP;
}

void write_number_of(struct writing *w, const struct directive *directive)
{
    html_text(w->out, is_figure(directive) ? in(w, "Figure", "Figure", "Gráfico")
                                           : in(w, "Table", "Tableau", "Cuadro"));
    buf_printf(w->out, " %zu", directive->number);
}

/* ---- columns and cells ---- */

static size_t count_shown(const struct directive *directive)
{
    size_t count = 0;
    for (size_t c = 0; c < directive->grid->column_count; c++) {
        count += made_column_shown(directive, &directive->grid->columns[c]);
    }
    return count;
}

/* One date a cell, which is not broken behind a hyphen. */
static bool is_date(const struct table_column *from)
{
    const struct field *field = from->measure.field;
    return table_column_is_date(from) ||
           (from->type == COLUMN_VALUE && field && field->type == FIELD_DATE && !field->repeat);
}

static const char *class_of(const struct grid_column *column)
{
    return column->from->form == FORM_TEXT ? "text" : "number";
}

/* Begins a link to the records that the cell counts, or is made from. */
static bool open_cell(struct writing *w, const struct directive *directive,
                      const struct cell_place *place, const char *row)
{
    const struct cell *cell = place->cell;
    if (!cell->has_value || strcmp(class_of(place->column), "number") != 0) {
        return false;
    }
    if (cell->filter) {
        return open_link(w, cell->filter, cell->records);
    }
    return open_sources(w, cell,
                        arena_printf(&w->arena, "= %s, %s, %s", directive->table->name,
                                     row ? row : "total", place->column->name));
}

/* One cell: @row is its key, NULL for a total. */
static void write_cell(struct writing *w, const struct directive *directive,
                       const struct cell_place *place, const char *row)
{
    buf_printf(w->out, "<td class=\"%s%s\">", class_of(place->column),
               is_date(place->column->from) ? " date" : "");
    const bool link = open_cell(w, directive, place, row);
    cell_html(place, w->language, w->out);
    buf_text(w->out, link ? "</a>" : "");
    const struct claim_result *claim =
        directive->claims ? made_claim_of(w->made, directive->grid, row, place->column->name)
                          : NULL;
    if (claim) {
        write_printed(w, claim);
    }
    buf_text(w->out, "</td>");
}

static void write_cells(struct writing *w, const struct directive *directive,
                        const struct cell *cells, const char *row)
{
    const struct grid *grid = directive->grid;
    for (size_t c = 0; c < grid->column_count; c++) {
        if (made_column_shown(directive, &grid->columns[c])) {
            const struct cell_place place = {&grid->columns[c], &cells[c], row == NULL};
            write_cell(w, directive, &place, row);
        }
    }
    buf_text(w->out, "</tr>\n");
}

static void write_head(struct writing *w, const struct directive *directive)
{
    const struct grid *grid = directive->grid;
    buf_text(w->out, "<thead><tr><th scope=\"col\">");
    html_text(w->out, label_in(&grid->row_label, w->language, ""));
    buf_text(w->out, "</th>");
    for (size_t c = 0; c < grid->column_count; c++) {
        const struct grid_column *column = &grid->columns[c];
        if (!made_column_shown(directive, column)) {
            continue;
        }
        buf_printf(w->out, "<th scope=\"col\" class=\"%s\">", class_of(column));
        html_text(w->out, label_in(&column->label, w->language, column->name));
        if (column->unit) {
            buf_text(w->out, " <small>");
            html_text(w->out, column->unit);
            buf_text(w->out, "</small>");
        }
        buf_text(w->out, "</th>");
    }
    buf_text(w->out, "</tr></thead>\n");
}

static void write_rows(struct writing *w, const struct directive *directive, size_t first,
                       size_t count)
{
    const struct grid *grid = directive->grid;
    for (size_t r = first; r < first + count; r++) {
        if (made_row_left_out(directive, r)) {
            continue;
        }
        buf_text(w->out, "<tr><th scope=\"row\">");
        html_text(w->out, label_in(&grid->rows[r].label, w->language, grid->rows[r].key));
        buf_text(w->out, "</th>");
        write_cells(w, directive, grid->rows[r].cells, grid->rows[r].key);
    }
}

static void write_total(struct writing *w, const struct directive *directive,
                        const struct cell *cells)
{
    buf_text(w->out, "<tr class=\"total\"><th scope=\"row\">");
    html_text(w->out, in(w, "Total", "Total", "Total"));
    buf_text(w->out, "</th>");
    write_cells(w, directive, cells, NULL);
}

static void write_block(struct writing *w, const struct directive *directive,
                        const struct grid_section *block)
{
    buf_printf(w->out, "<tbody>\n<tr class=\"block\"><th scope=\"rowgroup\" colspan=\"%zu\">",
               count_shown(directive) + 1);
    html_text(w->out, label_in(&block->label, w->language, block->key));
    buf_text(w->out, "</th></tr>\n");
    write_rows(w, directive, block->first, block->count);
    if (directive->grid->table->totals) {
        write_total(w, directive, block->totals);
    }
    buf_text(w->out, "</tbody>\n");
}

void write_more_of(struct writing *w, unsigned long long count)
{
    char number[64];
    word_number(w->language, (int64_t)count * DECIMAL_ONE, 0, number);
    buf_text(w->out, in(w, "and ", "et ", "y "));
    html_text(w->out, number);
    buf_text(w->out, in(w, " more", count == 1 ? " autre" : " autres", " más"));
}

/* "and 12 more", which leads to all of them. */
static void write_more(struct writing *w, const struct directive *directive, size_t shown)
{
    const size_t all = directive->grid->row_count;
    buf_printf(w->out, "<tr class=\"more\"><td colspan=\"%zu\">", count_shown(directive) + 1);
    const bool records = directive->table->rows.type == AXIS_RECORDS;
    const bool link = open_link(w, &directive->table->query, records ? all : OPEN_UNCOUNTED);
    write_more_of(w, all - shown);
    buf_text(w->out, link ? "</a></td></tr>\n" : "</td></tr>\n");
}

static void write_body(struct writing *w, const struct directive *directive)
{
    const struct grid *grid = directive->grid;
    for (size_t i = 0; i < grid->section_count; i++) {
        write_block(w, directive, &grid->sections[i]);
    }
    if (!grid->table->by) {
        const bool cut = directive->limit > 0 && grid->row_count > directive->limit;
        const size_t rows = cut ? directive->limit : grid->row_count;
        buf_text(w->out, "<tbody>\n");
        write_rows(w, directive, 0, rows);
        if (cut) {
            write_more(w, directive, rows);
        }
        buf_text(w->out, "</tbody>\n");
    }
    if (grid->table->totals) {
        buf_text(w->out, "<tfoot>\n");
        write_total(w, directive, grid->totals);
        buf_text(w->out, "</tfoot>\n");
    }
}

/* ---- what stands around ---- */

static const char *caption_of(const struct writing *w, const struct directive *directive)
{
    return directive->caption
               ? directive->caption
               : label_in(&directive->table->title, w->language, directive->table->name);
}

/* What is counted; its records can be opened. */
struct opening {
    struct writing *w;
    const struct grid *grid;
    bool open; /* a link has begun */
};

static void open_records(void *context, enum about_link link, bool end, struct buf *out)
{
    struct opening *opening = context;
    const struct grid *grid = opening->grid;
    if (link == ABOUT_RECORDS && !end) {
        opening->open = open_link(opening->w, &grid->table->query, grid->about.records);
    } else if (link == ABOUT_RECORDS && opening->open) {
        buf_text(out, "</a>");
    }
}

static void write_about(struct writing *w, const struct grid *grid)
{
    struct opening opening = {w, grid, false};
    const struct about_style style = {
        .language = w->language, .html = true, .link = open_records, .context = &opening};
    buf_text(w->out, "<p class=\"remark\">");
    about_sentence(grid, &style, w->out);
    buf_text(w->out, "</p>\n");
}

/* Rows that the table has: those behind the limit and those left out are not in it. */
static size_t shown_part(const struct directive *directive, bool *columns, bool *rows)
{
    const struct grid *grid = directive->grid;
    const bool cut = !grid->table->by && directive->limit > 0;
    size_t left_out = 0;
    for (size_t c = 0; c < grid->column_count; c++) {
        columns[c] = made_column_shown(directive, &grid->columns[c]);
    }
    for (size_t r = 0; r < grid->row_count; r++) {
        const bool out = made_row_left_out(directive, r);
        rows[r] = !out && !(cut && r >= directive->limit);
        left_out += out;
    }
    return left_out;
}

static void write_remark(struct writing *w, const char *text)
{
    buf_text(w->out, "<p class=\"remark\">");
    html_text(w->out, text);
    buf_text(w->out, "</p>\n");
}

/* What the signs mean that the table shows, and whether it shows all rows. */
static void write_signs(struct writing *w, const struct directive *directive)
{
    const struct grid *grid = directive->grid;
    bool *columns = arena_array(&w->arena, grid->column_count + 1, sizeof *columns);
    bool *rows = arena_array(&w->arena, grid->row_count + 1, sizeof *rows);
    struct buf signs;
    if (!columns || !rows) {
        w->no_room = true;
        return;
    }
    if (shown_part(directive, columns, rows) > 0) {
        write_remark(w,
                     in(w, "Rows without records are left out.",
                        "Les lignes sans fiche sont omises.", "Se omiten las filas sin fichas."));
    }
    if (directive->claims) {
        write_remark(w, in(w, "=: the printed number agrees; ≈: it agrees when rounded.",
                           "= : le chiffre imprimé concorde ; ≈ : il concorde après arrondi.",
                           "=: la cifra impresa coincide; ≈: coincide al redondear."));
    }
    buf_init(&signs, (size_t)64 * 1024);
    grid_part_signs(grid, &(struct grid_part){columns, rows}, w->language, &signs);
    if (signs.length > 0) {
        buf_text(w->out, "<p class=\"remark\">");
        html_str(w->out, buf_view(&signs));
        buf_text(w->out, "</p>\n");
    }
    w->no_room = w->no_room || signs.failed;
    buf_release(&signs);
}

static void write_remarks(struct writing *w, const struct directive *directive)
{
    const struct grid *grid = directive->grid;
    const char *source = label_in(&grid->table->source, w->language, "");
    write_about(w, grid);
    for (size_t i = 0; i < grid->note_count; i++) {
        write_remark(w, label_in(&grid->notes[i], w->language, ""));
    }
    write_signs(w, directive);
    if (*source) {
        const char *number = label_in(&grid->table->number, w->language, "");
        buf_text(w->out, "<p class=\"remark\">");
        html_text(w->out, in(w, "Source: ", "Source\xC2\xA0: ", "Fuente: "));
        html_text(w->out, source);
        html_text(w->out, *number ? ", " : "");
        html_text(w->out, number);
        buf_text(w->out, ".</p>\n");
    }
}

static void write_nothing(struct writing *w)
{
    buf_text(w->out, "<p class=\"nothing\">");
    html_text(w->out, in(w, "The register has no records for this table.",
                         "Le registre n'a pas de fiches pour ce tableau.",
                         "El registro no tiene fichas para este cuadro."));
    buf_text(w->out, "</p>\n");
}

void write_table_begin(struct writing *w, const struct directive *directive, const char *class_name,
                       const char *caption)
{
    const size_t number = directive->number;
    buf_printf(w->out,
               "<div class=\"table%s\" id=\"t%zu\">\n<div class=\"scroll\" role=\"region\" "
               "tabindex=\"0\" aria-labelledby=\"tc%zu\">\n<table><caption id=\"tc%zu\">",
               class_name, number, number, number);
    buf_text(w->out, "<span class=\"number\">");
    write_number_of(w, directive);
    buf_text(w->out, ".</span> ");
    html_text(w->out, caption);
    buf_text(w->out, "</caption>\n");
}

void write_table_end(struct writing *w)
{
    buf_text(w->out, "</table></div>\n");
}

void write_table(struct writing *w, const struct directive *directive)
{
    write_table_begin(w, directive,
                      directive->wide                            ? " wide"
                      : directive->grid->row_count <= SHORT_ROWS ? " short"
                                                                 : "",
                      caption_of(w, directive));
    write_head(w, directive);
    write_body(w, directive);
    write_table_end(w);
    if (directive->grid->row_count == 0) {
        write_nothing(w);
    }
    write_remarks(w, directive);
    buf_text(w->out, "</div>\n");
}

/* The chart, map or flows that the table asks for (write/chart.h). */
void write_figure(struct writing *w, const struct directive *directive)
{
    const struct write_options options = {.language = w->language};
    buf_printf(w->out, "<figure id=\"f%zu\">\n", directive->number);
    if (chart_fits(directive->grid)) {
        chart_svg(directive->grid, &options, w->out);
    } else {
        write_nothing(w);
    }
    buf_text(w->out, "<figcaption><span class=\"number\">");
    write_number_of(w, directive);
    buf_text(w->out, ".</span> ");
    html_text(w->out, caption_of(w, directive));
    buf_text(w->out, "</figcaption></figure>\n");
}
