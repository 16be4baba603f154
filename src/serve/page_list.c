/* The records of a kind, with facets: each number is the length of the list that it leads to. */
#include "serve/ask.h"
#include "serve/facets.h"
#include "serve/feed.h"
#include "serve/files.h"
#include "serve/list_own.h"
#include "serve/route.h"
#include "serve/rows.h"
#include "serve/terms.h"
#include "write/calendar.h"
#include "write/words.h"

static void page_address(struct visit *visit, const void *context, unsigned long long first)
{
    asked_address(visit, context, first);
}

static enum status list_as_data(struct visit *visit, const struct asked *asked)
{
    switch (visit->form) {
    case FORM_CSV:
        return list_csv(visit, asked);
    case FORM_XLSX:
        return list_xlsx(visit, asked);
    case FORM_ATOM:
    case FORM_RSS:
    case FORM_ICS:
        return visit_feed(visit, asked);
    default:
        return list_json(visit, asked);
    }
}

/* ---- the records ---- */

static enum status show_rows(struct visit *visit, const struct asked *asked,
                             const struct facet_match *all)
{
    struct record_cursor *cursor = NULL;
    struct query query = asked->query;
    struct rows rows;
    if (visit->files && visit->files->rows) {
        rows_show(visit, visit->files->rows, &asked->query);
        return STATUS_OK;
    }
    if (all) { /* it knows which they are */
        TRY(facets_name(visit, all, &asked->query, asked->first, LIST_ROWS, &query));
    }
    TRY(rows_open(visit, &query, all ? 0 : asked->first, &rows, &cursor));
    const enum status status = rows_read(visit, cursor, &rows);
    record_cursor_close(cursor);
    rows_show(visit, &rows, &asked->query);
    return status;
}

/*
 * The list, and where it goes on. In a file a list with conditions has its first FILES_ROWS records
 * only, so that the many lists a table leads to stay small beside the records.
 */
static enum status show_list(struct visit *visit, const struct asked *asked,
                             const struct facet_match *all)
{
    const bool cut = visit->files && asked->query.count > 0 && asked->total > FILES_ROWS;
    const struct steps steps = {asked->first, LIST_ROWS, asked->total, page_address, asked};
    if (asked->total == 0) {
        return list_show_nothing(visit, asked);
    }
    if (asked->first >= asked->total) {
        list_show_end(visit, asked);
        return STATUS_OK;
    }
    TRY(show_rows(visit, asked, all));
    if (cut && asked->first + LIST_ROWS >= FILES_ROWS) {
        buf_text(visit->out, "<p>");
        say_count(visit, asked->total - FILES_ROWS, "and {0} more", "and {0} more");
        buf_text(visit->out, "</p>\n");
        return STATUS_OK;
    }
    show_steps(visit, &steps);
    return STATUS_OK;
}

/* What a copy without a server does not have, and where the same is. */
static void show_copy_note(struct visit *visit, const struct asked *asked)
{
    struct query all;
    const struct str name = str_of(kind_heading(visit, asked->query.kind));
    query_init(&all, asked->query.kind);
    buf_text(visit->out, "<p class=\"source\">");
    say_plain(visit,
              "This copy of the site needs no server; its lists cannot be narrowed further.");
    buf_text(visit->out, " <a href=\"");
    address_of_query(visit, &all, FORM_HTML);
    buf_text(visit->out, "\">");
    say(visit, "All records of the kind {0}, and as data", &name, 1);
    buf_text(visit->out, "</a></p>\n");
}

/* For those who send records from where there is no line (page_form.c). */
static void show_form_link(struct visit *visit, const struct kind *kind)
{
    const char *path[] = {kind->plural, "form"};
    buf_text(visit->out, "<p class=\"forms\"><a href=\"");
    address_path(visit, path, 2);
    buf_text(visit->out, "\">");
    say_plain(visit, "Form to fill in");
    buf_text(visit->out, "</a></p>\n");
}

/* ---- the page ---- */

/* "23 of 412"; or the number alone, where nothing was asked for or a file does not know the other.
 */
static enum status show_total(struct visit *visit, const struct asked *asked, bool known)
{
    struct query whole;
    struct facet_match match;
    query_init(&whole, asked->query.kind);
    if (asked->query.count == 0 || !known) {
        say_count(visit, asked->total, "{0} record", "{0} records");
        return STATUS_OK;
    }
    const enum status status = facets_match(visit, &whole, &match);
    if (status == STATUS_OK) {
        const struct str values[] = {number_text(visit, asked->total),
                                     number_text(visit, match.count)};
        say(visit, "{0} of {1}", values, 2);
    }
    facets_release(visit, &match);
    return status;
}

static enum status show_heading(struct visit *visit, const struct asked *asked, const char *title,
                                bool known)
{
    struct buf *out = visit->out;
    buf_text(out, "<h1");
    mark_total(visit, asked->total);
    buf_char(out, '>');
    html_text(out, title);
    buf_text(out, " <small>");
    TRY(show_total(visit, asked, known));
    buf_text(out, "</small></h1>\n");
    list_show_chips(visit, asked);
    return STATUS_OK;
}

/* The page; @all is NULL in a file that has no facets. */
static enum status list_page(struct visit *visit, const struct asked *asked,
                             const struct facet_match *all)
{
    const struct kind *kind = asked->query.kind;
    struct buf *out = visit->out;
    struct calendar_fields dates;
    struct list_facets facets;
    const bool part = visit->files && asked->query.count > 0;
    visit->without = part                            ? ~FORM_BIT(FORM_HTML)
                     : calendar_fields(kind, &dates) ? 0
                                                     : FORM_BIT(FORM_ICS);
    const struct page page = {
        .title = list_heading(visit, &asked->query),
        .feeds = !part,
        .dataset =
            asked->query.count == 0 && asked->first == 0 && !asked->query.sort ? kind : NULL};
    page_begin(visit, &page);
    TRY(show_heading(visit, asked, page.title, all && !visit->files));
    show_kind_term(visit, kind);
    if (all) {
        list_choose_facets(visit, &asked->query, &facets);
        buf_text(out, "<div class=\"listing\">\n");
        TRY(list_show_facets(visit, asked, &facets, all));
        buf_text(out, "<div>\n");
    }
    TRY(show_list(visit, asked, visit->files ? NULL : all));
    buf_text(out, all ? "</div></div>\n" : "");
    if (part) {
        show_copy_note(visit, asked);
    } else if (!visit->files) {
        show_form_link(visit, kind);
    }
    page_end(visit);
    return STATUS_OK;
}

/* What is wrong with the question, and the form to put it right. */
static enum status wrong_page(struct visit *visit, const struct asked *asked)
{
    static const struct list_facets none = {.count = 0};
    const struct page page = {.title = list_heading(visit, &asked->query)};
    visit->response->status = 400;
    visit->response->etag = NULL;
    visit->without = ~FORM_BIT(FORM_HTML);
    page_begin(visit, &page);
    buf_text(visit->out, "<h1>");
    html_text(visit->out, page.title);
    buf_text(visit->out, "</h1>\n");
    list_show_chips(visit, asked);
    buf_text(visit->out, "<div class=\"listing\">\n");
    TRY(list_show_facets(visit, asked, &none, NULL));
    buf_text(visit->out, "<div>\n");
    list_show_wrongs(visit, asked);
    buf_text(visit->out, "</div></div>\n");
    page_end(visit);
    return STATUS_OK;
}

/* To the address that says in short what a form has sent. */
static enum status go_on(struct visit *visit, const struct asked *asked)
{
    const char *address = short_address(visit, &asked->query);
    if (!address) {
        return fail_memory(&visit->why);
    }
    visit->response->etag = NULL;
    return site_see_other(visit, str_of(address));
}

/* In a file only the beginning of the whole list has facets: others would lead to lists without
 * end. */
enum status page_list(struct visit *visit)
{
    struct asked *asked = arena_alloc(visit->arena, sizeof *asked);
    struct facet_match all;
    const struct pack *pack = visit->site->work->pack;
    if (!asked) {
        return fail_memory(&visit->why);
    }
    if (pack_profile(pack, visit->segments[0]) && !pack_kind(pack, visit->segments[0])) {
        return page_profiles(visit);
    }
    TRY(asked_read(visit, asked));
    if (visit->form != FORM_HTML) {
        return list_as_data(visit, asked);
    }
    if (asked->wrong_count > 0) {
        return wrong_page(visit, asked);
    }
    if (asked->untidy) {
        return go_on(visit, asked);
    }
    if (visit->files && (asked->query.count > 0 || asked->first > 0)) {
        return list_page(visit, asked, NULL);
    }
    enum status status = facets_match(visit, &asked->query, &all);
    if (status == STATUS_OK) {
        asked->total = all.count;
        if (asked->first > 0 && asked->first >= asked->total) {
            visit->response->status = 404;
            visit->response->etag = NULL;
        }
        status = list_page(visit, asked, &all);
    }
    facets_release(visit, &all);
    return status;
}
