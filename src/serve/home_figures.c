/* The figures of the first page, and what waits for whoever is signed in. */
#include "serve/home.h"
#include "serve/page.h"
#include "serve/parts.h"
#include "serve/review.h"
#include "serve/route.h"
#include "store/drafts.h"
#include "table/grid.h"
#include "write/multiples.h"

#define PROPOSALS_COUNTED 1000

/* ---- figures ---- */

/* What a figure counts: the records of the column, of whichever year, and the table. */
struct counted {
    struct grid *grid;
    size_t column;
    const struct query *query;
    unsigned long long count;
};

static enum status count_figure(struct visit *visit, const struct home_figure *figure,
                                struct counted *counted)
{
    const struct table *table = NULL;
    TRY(table_find(visit->site->work->tables, figure->table, &table, &visit->why));
    TRY(table_compute(visit->store, table, visit->arena, &counted->grid, &visit->why));
    counted->column = grid_column_at(counted->grid, str_of(figure->column));
    counted->query = &counted->grid->columns[counted->column].from->query;
    return part_count(visit, counted->query, &counted->count);
}

static enum status show_figure(struct visit *visit, const struct home_figure *figure)
{
    struct buf *out = visit->out;
    const char *path[] = {"tables", figure->table};
    struct counted counted;
    TRY(count_figure(visit, figure, &counted));
    buf_text(out, "<li><a href=\"");
    address_of_query(visit, counted.query, FORM_HTML);
    buf_char(out, '"');
    mark_link(visit, counted.count);
    buf_text(out, "><b>");
    html_str(out, number_text(visit, counted.count));
    buf_text(out, "</b> ");
    html_text(out, label_here(visit, &figure->label, figure->column));
    buf_text(out, "</a>\n<p>");
    html_text(out, label_here(visit, &figure->note, ""));
    buf_text(out, "</p>\n<a class=\"years\" href=\"");
    address_path(visit, path, 2);
    buf_text(out, "\">");
    if (!multiples_spark(counted.grid, counted.column, visit->language, out)) {
        say_plain(visit, "Table");
    }
    buf_text(out, "</a></li>\n");
    return STATUS_OK;
}

enum status show_figures(struct visit *visit)
{
    const struct home *home = visit->site->work->pack->home;
    if (!home || home->figure_count == 0) {
        return STATUS_OK;
    }
    buf_text(visit->out, "<ul class=\"figures\">\n");
    for (size_t i = 0; i < home->figure_count; i++) {
        TRY(show_figure(visit, &home->figures[i]));
    }
    buf_text(visit->out, "</ul>\n");
    return STATUS_OK;
}

enum status home_json_figures(struct visit *visit, struct json *json)
{
    const struct home *home = visit->site->work->pack->home;
    json_key(json, "figures");
    json_array(json);
    for (size_t i = 0; home && i < home->figure_count; i++) {
        const struct home_figure *figure = &home->figures[i];
        struct counted counted;
        TRY(count_figure(visit, figure, &counted));
        json_object(json);
        json_key_text(json, "label", label_here(visit, &figure->label, figure->column));
        json_key_text(json, "note", label_here(visit, &figure->note, ""));
        json_key_integer(json, "records", (long long)counted.count);
        json_key_text(json, "path", served_address(visit, counted.query));
        json_key_text(json, "table", figure->table);
        json_object_end(json);
    }
    json_array_end(json);
    return STATUS_OK;
}

/* ---- what waits ---- */

/* One of the things that wait; nothing when there are none. */
static void show_wait(struct visit *visit, const char *path, unsigned long long count,
                      const char *one, const char *many)
{
    struct buf *out = visit->out;
    if (count > 0) {
        const struct str number = number_text(visit, count);
        buf_text(out, "<li><a href=\"");
        review_href(visit, path);
        buf_text(out, "\">");
        say(visit, t_count(visit, count, one, many), &number, 1);
        buf_text(out, "</a></li>\n");
    }
}

static enum status show_reviews(struct visit *visit, const struct lens *lens)
{
    struct dispute *disputes = NULL;
    size_t count = 0;
    if (lens) {
        const struct review_asked asked = {.lens = lens, .theme = ""};
        struct queue queue;
        TRY(review_queue(visit, &asked, 0, &queue));
        show_wait(visit, review_path(visit, &asked), queue.left, N_("{0} tag to review"),
                  N_("{0} tags to review"));
    }
    TRY(store_disputes(visit->store, visit->arena, &disputes, &count, &visit->why));
    show_wait(visit, "/review/disagreements", count, N_("{0} disagreement"),
              N_("{0} disagreements"));
    return STATUS_OK;
}

static enum status show_edits(struct visit *visit, const struct home_news *news)
{
    struct proposal *proposals = NULL;
    struct import_info *imports = NULL;
    size_t listed = 0, count = 0;
    unsigned long long open = 0, refused = 0;
    TRY(store_proposals(visit->store, visit->arena, 0, PROPOSALS_COUNTED, &proposals, &listed,
                        &visit->why));
    for (size_t i = 0; i < listed; i++) {
        open += proposals[i].state == PROPOSAL_OPEN;
    }
    show_wait(visit, "/proposals", open, N_("{0} proposal to decide"),
              N_("{0} proposals to decide"));
    TRY(store_imports(visit->store, visit->arena, &imports, &count, &visit->why));
    for (size_t i = 0; i < count; i++) {
        refused += imports[i].counts.rejected > 0 &&
                   str_compare(imports[i].started, str_of(news->since)) >= 0;
    }
    show_wait(visit, "/imports", refused, N_("{0} new import that refused records"),
              N_("{0} new imports that refused records"));
    return STATUS_OK;
}

enum status show_waiting(struct visit *visit, const struct home_news *news)
{
    struct buf *out = visit->out;
    if (!account_may(visit->account, CAPABILITY_REVIEW)) {
        return STATUS_OK;
    }
    buf_text(out, "<section class=\"waiting\"><h2>");
    say_plain(visit, "Waiting for you");
    buf_text(out, "</h2>\n<ul class=\"chips\">\n");
    const size_t before = out->length;
    TRY(show_reviews(visit, news->lens));
    if (account_may(visit->account, CAPABILITY_EDIT)) {
        TRY(show_edits(visit, news));
    }
    if (out->length == before) {
        buf_text(out, "<li><span>");
        say_plain(visit, "Nothing");
        buf_text(out, "</span></li>\n");
    }
    buf_text(out, "</ul></section>\n");
    return STATUS_OK;
}
