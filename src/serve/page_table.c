/* The tables: each number leads to exactly its records. */
#include "serve/cite.h"
#include "serve/page.h"
#include "serve/past.h"
#include "serve/route.h"
#include "serve/show_grid.h"
#include "serve/table_about.h"
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
        visit->labels ? grid_csv_labels(grid, visit->language, visit->out)
                      : grid_csv(grid, &options, visit->out);
        visit->response->disposition = arena_printf(visit->arena, "%s.csv", grid->table->name);
        return STATUS_OK;
    case FORM_XLSX:
        return table_xlsx(visit, grid);
    case FORM_METADATA:
        return table_metadata(visit, grid);
    case FORM_SVG:
        chart_svg(grid, &options, visit->out);
        return chart_fits(grid) ? STATUS_OK
                                : fail(&visit->why, STATUS_NOT_FOUND, "No chart shows this table.");
    default:
        grid_json(grid, &options, visit->out);
        return STATUS_OK;
    }
}

/* That the table is one of former data, and where that of now is. */
static void show_moment(struct visit *visit, const struct table *table)
{
    const struct str at = moment_text(visit, str_of(visit->as_of));
    const char *path[] = {"tables", table->name};
    buf_text(visit->out, "<p class=\"notice\" role=\"note\"><strong>");
    say(visit, "This is the table as of {0}.", &at, 1);
    buf_text(visit->out, "</strong> ");
    say_plain(visit, "Lists of records are those of now, so that its numbers do not open.");
    buf_text(visit->out, " <a href=\"");
    address_path(visit, path, 2);
    buf_text(visit->out, "\">");
    say_plain(visit, "The table of now");
    buf_text(visit->out, "</a></p>\n");
}

/* In a folder of files there is nobody to compare. */
static void show_changes_link(struct visit *visit, const struct table *table)
{
    const char *path[] = {"tables", table->name, "changes"};
    if (!visit->files && !visit->as_of) {
        buf_text(visit->out, "<p><a href=\"");
        address_path(visit, path, 3);
        buf_text(visit->out, "\">");
        say_plain(visit, "Which numbers have changed since the day before the latest data");
        buf_text(visit->out, "</a></p>\n");
    }
}

static enum status show_table(struct visit *visit, const struct grid *grid)
{
    const struct table *table = grid->table;
    const struct page page = {.title = label_here(visit, &table->title, table->name),
                              .place = "tables"};
    visit->without = chart_fits(grid) ? 0 : FORM_BIT(FORM_SVG);
    page_begin(visit, &page);
    if (*label_here(visit, &table->number, "")) {
        buf_text(visit->out, "<p class=\"kind\">");
        html_text(visit->out, label_here(visit, &table->number, ""));
        buf_text(visit->out, "</p>\n");
    }
    buf_text(visit->out, "<h1>");
    html_text(visit->out, page.title);
    buf_text(visit->out, "</h1>\n");
    if (visit->as_of) {
        show_moment(visit, table);
    }
    TRY(show_about(visit, grid));
    show_grid_chart(visit, grid);
    if (grid_has_pairs(grid)) {
        TRY(show_pairs(visit, grid, "caption"));
    } else {
        show_grid(visit, grid, "caption");
    }
    show_notes(visit, grid);
    TRY(show_method_of(visit, grid));
    TRY(show_citation(visit, grid));
    show_changes_link(visit, table);
    page_end(visit);
    return STATUS_OK;
}

/* Over the data of the visit's store, in the form that is asked for. */
static enum status answer(struct visit *visit, const struct table *table)
{
    struct grid *grid = visit->kept;
    if (!grid) {
        TRY(table_compute(visit->store, table, visit->arena, &grid, &visit->why));
        visit->kept = grid;
    }
    return visit->form == FORM_HTML ? show_table(visit, grid) : table_as_data(visit, grid);
}

/* A parameter that changes nothing would let people believe that it does. */
static enum status check_parameters(struct visit *visit)
{
    for (size_t i = 0; !visit->files && i < visit->request->parameter_count; i++) {
        const struct str name = visit->request->parameters[i].name;
        const bool of_csv = str_is(name, "bom") || str_is(name, "labels");
        if (!str_is(name, "lang") && !str_is(name, "as-of") &&
            !(of_csv && visit->form == FORM_CSV)) {
            return fail(&visit->why, STATUS_USAGE, "\"%.*s\": %s", STR_ARGS(name),
                        t(visit, "Tables do not know this parameter. They take as-of, a day or a "
                                 "time, and lang."));
        }
    }
    return STATUS_OK;
}

enum status page_table(struct visit *visit)
{
    const struct table *table = NULL;
    const struct str moment =
        visit->files ? (struct str){NULL, 0} : visit_parameter(visit, "as-of");
    struct gone gone;
    const char *name = arena_copy(visit->arena, visit->segments[1]);
    if (!name) {
        return fail_memory(&visit->why);
    }
    TRY(table_find(visit->site->work->tables, name, &table, &visit->why));
    TRY(check_parameters(visit));
    if (!moment.at) {
        return answer(visit, table);
    }
    TRY(past_enter(visit, moment, &gone));
    const enum status status = answer(visit, table);
    past_leave(visit, &gone);
    return status;
}
