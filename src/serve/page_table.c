/* The tables: each number leads to exactly its records. */
#include "serve/cite.h"
#include "serve/page.h"
#include "serve/route.h"
#include "serve/show_grid.h"
#include "write/book.h"
#include "write/chart.h"
#include "write/grid_cells.h"
#include "write/grid_write.h"

static enum status tables_json(struct visit *visit)
{
    const struct table_set *tables = visit->site->work->tables;
    struct json json;
    json_init(&json, visit->out, false);
    json_array(&json);
    for (size_t i = 0; i < tables->count; i++) {
        const struct table *table = &tables->tables[i];
        json_object(&json);
        json_key_text(&json, "table", table->name);
        json_key_text(&json, "title", label_here(visit, &table->title, table->name));
        json_key_text(&json, "of", table->kind->name);
        json_object_end(&json);
    }
    json_array_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}

enum status page_tables(struct visit *visit)
{
    const struct table_set *tables = visit->site->work->tables;
    struct buf *out = visit->out;
    if (visit->form == FORM_JSON) {
        return tables_json(visit);
    }
    const struct page page = {.title = t(visit, "Tables"), .place = "tables"};
    page_begin(visit, &page);
    buf_text(out, "<h1>");
    say_plain(visit, "Tables");
    buf_text(out, "</h1>\n<ul class=\"tables\">\n");
    for (size_t i = 0; i < tables->count; i++) {
        const struct table *table = &tables->tables[i];
        const char *path[] = {"tables", table->name};
        buf_text(out, "<li><a href=\"");
        address_path(visit, path, 2);
        buf_text(out, "\">");
        html_text(out, label_here(visit, &table->title, table->name));
        buf_text(out, "</a> <small>");
        html_text(out, label_here(visit, &table->number, ""));
        buf_text(out, "</small></li>\n");
    }
    buf_text(out, "</ul>\n");
    page_end(visit);
    return STATUS_OK;
}

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
        visit->labels ? grid_csv_labels(grid, visit->language, visit->out)
                      : grid_csv(grid, &options, visit->out);
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
    if (*label_here(visit, &table->number, "")) {
        buf_text(visit->out, "<p class=\"kind\">");
        html_text(visit->out, label_here(visit, &table->number, ""));
        buf_text(visit->out, "</p>\n");
    }
    buf_text(visit->out, "<h1>");
    html_text(visit->out, page.title);
    buf_text(visit->out, "</h1>\n");
    show_grid_chart(visit, grid);
    show_grid(visit, grid, "caption");
    show_notes(visit, grid);
    TRY(show_citation(visit, grid));
    page_end(visit);
    return STATUS_OK;
}
