/* The tables: each number leads to exactly its records. */
#include "serve/cite.h"
#include "serve/page.h"
#include "serve/route.h"
#include "serve/show_grid.h"
#include "write/book.h"
#include "write/chart.h"
#include "write/grid_cells.h"
#include "write/grid_write.h"

/* What "…" and "n/a" mean, where the table has them. */
static void show_signs(struct visit *visit, const struct grid *grid)
{
    struct buf signs;
    buf_init(&signs, visit->out->limit);
    grid_signs(grid, visit->language, &signs);
    if (signs.length > 0) {
        buf_text(visit->out, "<p class=\"signs\">");
        html_str(visit->out, buf_view(&signs));
        buf_text(visit->out, "</p>\n");
    }
    visit->out->failed = visit->out->failed || signs.failed;
    buf_release(&signs);
}

static void show_notes(struct visit *visit, const struct grid *grid)
{
    struct buf *out = visit->out;
    const char *source = label_here(visit, &grid->table->source, "");
    buf_text(out, grid->note_count > 0 ? "<ol class=\"notes\">\n" : "");
    for (size_t i = 0; i < grid->note_count; i++) {
        buf_text(out, "<li>");
        html_text(out, label_here(visit, &grid->notes[i], ""));
        buf_text(out, "</li>\n");
    }
    buf_text(out, grid->note_count > 0 ? "</ol>\n" : "");
    show_signs(visit, grid);
    if (*source) {
        const struct str value = str_of(source);
        buf_text(out, "<p class=\"source\">");
        say(visit, "Source: {0}", &value, 1);
        buf_text(out, "</p>\n");
    }
}

static enum status table_xlsx(struct visit *visit, const struct grid *grid)
{
    const char *name = grid->table->name;
    struct book_about about;
    TRY(page_book_about(visit, arena_printf(visit->arena, "/tables/%s", name), &about));
    (void)pthread_mutex_lock(&visit->site->workbook);
    const enum status status = grid_xlsx(visit->arena, grid, &about, visit->out, &visit->why);
    (void)pthread_mutex_unlock(&visit->site->workbook);
    visit->response->disposition = arena_printf(visit->arena, "%s.xlsx", name);
    return status;
}

/* Every form but the page. */
static enum status table_as_data(struct visit *visit, const struct grid *grid)
{
    const struct write_options options = {.language = visit->language};
    switch (visit->form) {
    case FORM_CSV:
        grid_csv(grid, &options, visit->out);
        visit->response->disposition = arena_printf(visit->arena, "%s.csv", grid->table->name);
        return STATUS_OK;
    case FORM_XLSX:
        return table_xlsx(visit, grid);
    case FORM_SVG:
        chart_svg(grid, &options, visit->out);
        return chart_fits(grid) ? STATUS_OK
                                : fail(&visit->why, STATUS_NOT_FOUND, "No chart shows this table.");
    default:
        grid_json(grid, &options, visit->out);
        return STATUS_OK;
    }
}

enum status page_table(struct visit *visit)
{
    const struct workspace *work = visit->site->work;
    const struct table *table = NULL;
    struct grid *grid = NULL;
    const char *name = arena_copy(visit->arena, visit->segments[1]);
    if (!name) {
        return fail_memory(&visit->why);
    }
    TRY(table_find(work->tables, name, &table, &visit->why));
    grid = visit->kept;
    if (!grid) {
        TRY(table_compute(visit->store, table, visit->arena, &grid, &visit->why));
        visit->kept = grid;
    }
    if (visit->form != FORM_HTML) {
        return table_as_data(visit, grid);
    }
    visit->without = chart_fits(grid) ? 0 : FORM_BIT(FORM_SVG);
    const struct page page = {.title = label_here(visit, &table->title, table->name),
                              .place = "tables"};
    page_begin(visit, &page);
    buf_text(visit->out, "<p class=\"kind\">");
    html_text(visit->out, label_here(visit, &table->number, ""));
    buf_text(visit->out, "</p>\n<h1>");
    html_text(visit->out, page.title);
    buf_text(visit->out, "</h1>\n");
    show_grid_chart(visit, grid);
    if (grid_has_pairs(grid)) {
        TRY(show_pairs(visit, grid, "caption"));
    } else {
        show_grid(visit, grid, "caption");
    }
    show_notes(visit, grid);
    TRY(show_citation(visit, grid));
    page_end(visit);
    return STATUS_OK;
}
