#include "serve/show_grid.h"

#include "serve/page.h"
#include "write/chart.h"
#include "write/grid_cells.h"

/* Texts stand at the left, numbers and signs at the right of their column. */
static const char *class_of(const struct grid_column *column)
{
    return column->from->form == FORM_TEXT ? "text" : "number";
}

/* In a file, nothing leads to a list of nothing; lists are of the records of now. */
static bool opens(const struct visit *visit, unsigned long long records)
{
    return !visit->as_of && (!visit->files || records > 0);
}

static void open_list(struct visit *visit, const struct query *query, unsigned long long records)
{
    buf_text(visit->out, "<a href=\"");
    address_of_query(visit, query, FORM_HTML);
    buf_char(visit->out, '"');
    mark_link(visit, records);
}

/* A number made from several lists leads to the first; small signs behind it to the others. */
static void show_others(struct visit *visit, const struct cell_place *place)
{
    const bool ratio = place->column->from->type == COLUMN_RATIO;
    for (size_t i = 1; i < place->cell->source_count; i++) {
        const struct cell_source *source = &place->cell->sources[i];
        if (opens(visit, source->records)) {
            open_list(visit, source->filter, source->records);
            buf_text(visit->out,
                     ratio ? " class=\"of ratio\" aria-label=\"" : " class=\"of\" aria-label=\"");
            html_text(visit->out, label_here(visit, source->label, ""));
            buf_text(visit->out, "\"></a>");
        }
    }
}

static void show_cell(struct visit *visit, const struct cell_place *place)
{
    struct buf *out = visit->out;
    const struct cell *cell = place->cell;
    const struct cell_source *first = cell->source_count > 0 ? &cell->sources[0] : NULL;
    const struct query *filter = cell->filter ? cell->filter : first ? first->filter : NULL;
    const unsigned long long records = cell->filter ? cell->records : first ? first->records : 0;
    const bool link = cell->has_value && filter && opens(visit, records);
    buf_printf(out, "<td class=\"%s\">", class_of(place->column));
    if (link) {
        open_list(visit, filter, records);
        buf_char(out, '>');
    }
    cell_html(place, visit->language, out);
    buf_text(out, link ? "</a>" : "");
    if (cell->has_value && !cell->filter) {
        show_others(visit, place);
    }
    buf_text(out, "</td>");
}

static void show_cells(struct visit *visit, const struct grid *grid, const struct cell *cells,
                       bool total)
{
    for (size_t c = 0; c < grid->column_count; c++) {
        show_cell(visit, &(struct cell_place){&grid->columns[c], &cells[c], total});
    }
    buf_text(visit->out, "</tr>\n");
}

static void show_head(struct visit *visit, const struct grid *grid)
{
    struct buf *out = visit->out;
    buf_text(out, "<thead><tr><th scope=\"col\">");
    html_text(out, label_here(visit, &grid->row_label, ""));
    buf_text(out, "</th>");
    for (size_t c = 0; c < grid->column_count; c++) {
        const struct grid_column *column = &grid->columns[c];
        buf_printf(out, "<th scope=\"col\" class=\"%s\">", class_of(column));
        html_text(out, label_here(visit, &column->label, column->name));
        if (column->unit) {
            buf_text(out, " <small>");
            html_text(out, column->unit);
            buf_text(out, "</small>");
        }
        buf_text(out, "</th>");
    }
    buf_text(out, "</tr></thead>\n");
}

static void show_rows(struct visit *visit, const struct grid *grid, size_t first, size_t count)
{
    for (size_t r = first; r < first + count; r++) {
        buf_text(visit->out, "<tr><th scope=\"row\">");
        html_text(visit->out, label_here(visit, &grid->rows[r].label, grid->rows[r].key));
        buf_text(visit->out, "</th>");
        show_cells(visit, grid, grid->rows[r].cells, false);
    }
}

static void show_total(struct visit *visit, const struct grid *grid, const struct cell *cells)
{
    buf_text(visit->out, "<tr><th scope=\"row\">");
    say_plain(visit, "Total");
    buf_text(visit->out, "</th>");
    show_cells(visit, grid, cells, true);
}

/* A block of rows under its name, with its total. */
static void show_block(struct visit *visit, const struct grid *grid,
                       const struct grid_section *block)
{
    buf_printf(visit->out, "<tbody>\n<tr><th scope=\"rowgroup\" colspan=\"%zu\">",
               grid->column_count + 1);
    html_text(visit->out, label_here(visit, &block->label, block->key));
    buf_text(visit->out, "</th></tr>\n");
    show_rows(visit, grid, block->first, block->count);
    if (grid->table->totals) {
        show_total(visit, grid, block->totals);
    }
    buf_text(visit->out, "</tbody>\n");
}

void show_grid(struct visit *visit, const struct grid *grid, const char *id)
{
    struct buf *out = visit->out;
    buf_printf(out,
               "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"%s\">"
               "<table class=\"grid\"><caption id=\"%s\">",
               id, id);
    html_text(out, label_here(visit, &grid->table->title, grid->table->name));
    buf_text(out, "</caption>\n");
    show_head(visit, grid);
    for (size_t i = 0; i < grid->section_count; i++) {
        show_block(visit, grid, &grid->sections[i]);
    }
    if (!grid->table->by) {
        buf_text(out, "<tbody>\n");
        show_rows(visit, grid, 0, grid->row_count);
        buf_text(out, "</tbody>\n");
    }
    if (grid->table->totals) {
        buf_text(out, "<tfoot>");
        show_total(visit, grid, grid->totals);
        buf_text(out, "</tfoot>\n");
    }
    buf_text(out, "</table></div>\n");
}

static void write_address(void *context, const struct query *query, struct buf *out)
{
    struct visit *visit = context;
    (void)out; /* the visit's own */
    address_of_query(visit, query, FORM_HTML);
}

void show_grid_chart(struct visit *visit, const struct grid *grid)
{
    const struct write_options options = {visit->language, visit->as_of ? NULL : write_address,
                                          visit};
    if (chart_fits(grid)) {
        struct buf finding;
        buf_init(&finding, visit->out->limit);
        chart_finding(grid, &options, &finding);
        buf_text(visit->out, finding.length > 0 ? "<figure><figcaption>" : "<figure>");
        buf_str(visit->out, buf_view(&finding));
        buf_text(visit->out, finding.length > 0 ? "</figcaption>\n" : "");
        visit->out->failed = visit->out->failed || finding.failed;
        buf_release(&finding);
        chart_svg(grid, &options, visit->out);
        buf_text(visit->out, "</figure>\n");
    }
}
