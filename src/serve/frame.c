/* The frame around every page: its head, the way to the other pages, and its foot. */
#include "base/date.h"
#include "base/version.h"
#include "serve/dataset.h"
#include "serve/files.h"
#include "serve/page.h"
#include "serve/route.h"

#define PROFILES_SHOWN 2 /* in the navigation */

static void write_feed(struct visit *visit, enum form form, const char *words, const char *path)
{
    struct buf *out = visit->out;
    struct str type = str_of(form_type(form)), media;
    (void)str_split(&type, ';', &media);
    buf_text(out, "<link rel=\"alternate\" type=\"");
    buf_str(out, media);
    buf_text(out, "\" title=\"");
    say_plain(visit, words);
    buf_text(out, "\" href=\"");
    if (path) {
        address_of_data(visit, path, form);
    } else {
        address_here(visit, form, NULL);
    }
    buf_text(out, "\">\n");
}

/* Of a list, or with the whole site of all that is new. */
static void write_feeds(struct visit *visit, const struct page *page)
{
    static const struct {
        enum form form;
        const char *list, *site, *path;
    } feeds[] = {
        {FORM_ATOM, N_("What is new in this list"), N_("What is new"), "home"},
        {FORM_RSS, N_("What is new in this list"), N_("What is new"), "home"},
        {FORM_ICS, N_("This list as a calendar"), N_("All that has a date"), "calendar"},
    };
    for (size_t i = 0; i < COUNT_OF(feeds); i++) {
        if (page->catalogue) {
            write_feed(visit, feeds[i].form, feeds[i].site, feeds[i].path);
        } else if (!(visit->without & FORM_BIT(feeds[i].form))) {
            write_feed(visit, feeds[i].form, feeds[i].list, NULL);
        }
    }
}

/* What HTTP says of a page of the server (http.c), as far as a page can say it of itself. Not every
 * browser takes a file for 'self'. */
static const char policy[] =
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    "script-src 'self' file:; style-src 'self' file:; img-src 'self' file: data:; "
    "base-uri 'none'; form-action 'self' file:\">\n";

static void write_head(struct visit *visit, const struct page *page)
{
    struct buf *out = visit->out;
    const struct pack *pack = visit->site->work->pack;
    buf_text(out, "<!doctype html>\n<html lang=\"");
    buf_text(out, visit->language);
    buf_text(out, "\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                  "content=\"width=device-width, initial-scale=1\">\n"
                  "<meta name=\"color-scheme\" content=\"light dark\">\n");
    if (visit->files) {
        buf_text(out, policy);
    }
    const char *own = label_here(visit, &pack->label, pack->name);
    buf_text(out, "<title>");
    html_text(out, page->title);
    buf_text(out, " · ");
    html_text(out, strcmp(own, page->title) == 0 ? "Crosscut" : own);
    buf_text(out, "</title>\n<link rel=\"stylesheet\" href=\"");
    if (visit->files) {
        files_up(visit);
    } else {
        buf_char(out, '/');
    }
    buf_text(out, "style.css\">\n");
    for (const char *const *code = page_languages(visit); *code; code++) {
        buf_text(out, "<link rel=\"alternate\" hreflang=\"");
        buf_text(out, *code);
        buf_text(out, "\" href=\"");
        address_here(visit, FORM_HTML, *code);
        buf_text(out, "\">\n");
    }
    if (page->feeds || page->catalogue) {
        write_feeds(visit, page);
    }
    if (page->script) {
        visit->response->scripts = true;
        buf_text(out, "<script src=\"");
        buf_text(out, page->script);
        buf_text(out, "\" defer></script>\n");
    }
    if (page->dataset || page->catalogue) {
        dataset_head(visit, page->dataset);
    }
}

static void write_place(struct visit *visit, const struct page *page, const char *path,
                        const char *words)
{
    struct buf *out = visit->out;
    buf_text(out, "<li><a href=\"");
    address_path(visit, &path, 1);
    buf_text(out,
             page->place && strcmp(page->place, path) == 0 ? "\" aria-current=\"page\">" : "\">");
    html_text(out, words);
    buf_text(out, "</a></li>\n");
}

static void write_languages(struct visit *visit)
{
    struct buf *out = visit->out;
    buf_text(out, "<ul class=\"languages\">\n");
    for (const char *const *next = page_languages(visit); *next; next++) {
        const char *code = *next;
        buf_text(out, "<li><a hreflang=\"");
        buf_text(out, code);
        buf_text(out, "\" lang=\"");
        buf_text(out, code);
        buf_text(out, "\" href=\"");
        address_here(visit, visit->form, code);
        buf_text(out, strcmp(code, visit->language) == 0 ? "\" aria-current=\"true\">" : "\">");
        html_text(out, language_own_name(code));
        buf_text(out, "</a></li>\n");
    }
    buf_text(out, "</ul>\n");
}

void form_keeps_language(struct visit *visit)
{
    if (visit->language_asked) {
        buf_text(visit->out, "<input type=\"hidden\" name=\"lang\" value=\"");
        html_text(visit->out, visit->language);
        buf_text(visit->out, "\">\n");
    }
}

static void write_search_box(struct visit *visit)
{
    struct buf *out = visit->out;
    buf_text(out, "<form role=\"search\" action=\"");
    if (visit->files) {
        files_link(visit, "search", FORM_HTML, visit->language);
    } else {
        buf_text(out, "/search");
    }
    buf_text(out, "\"><label class=\"hidden\" for=\"q\">");
    say_plain(visit, "Search all records");
    buf_text(out, "</label><input type=\"search\" id=\"q\" name=\"q\" maxlength=\"512\" "
                  "dir=\"auto\" value=\"");
    html_str(out, visit_parameter(visit, "q"));
    buf_text(out, "\">");
    form_keeps_language(visit);
    buf_text(out, "<button>");
    say_plain(visit, "Search");
    buf_text(out, "</button></form>\n");
}

/* On a phone it is folded behind one word (.narrow); the space of three lines is the content's. */
static void write_menu(struct visit *visit, const struct page *page)
{
    struct buf *out = visit->out;
    const struct pack *pack = visit->site->work->pack;
    buf_text(out, "<details class=\"narrow menu\"><summary>");
    say_plain(visit, "Menu");
    buf_text(out, "</summary>\n<div><nav aria-label=\"");
    say_plain(visit, "Main");
    buf_text(out, "\"><ul>\n");
    for (size_t i = 0; i < pack->profile_count && i < PROFILES_SHOWN; i++) {
        const struct profile *profile = &pack->profiles[i];
        write_place(visit, page, profile->path, label_here(visit, &profile->label, profile->path));
    }
    write_place(visit, page, "tables", t(visit, "Tables"));
    write_place(visit, page, "reports", t(visit, "Reports"));
    write_place(visit, page, "lenses", t(visit, "Definitions"));
    write_place(visit, page, "claims", t(visit, "Claims"));
    write_place(visit, page, "imports", t(visit, "Imports"));
    buf_text(out, "</ul></nav>\n");
    write_languages(visit);
    buf_text(out, "</div></details>\n");
}

void page_begin(struct visit *visit, const struct page *page)
{
    struct buf *out = visit->out;
    const struct pack *pack = visit->site->work->pack;
    write_head(visit, page);
    buf_text(out, "<body>\n<a class=\"skip\" href=\"#main\">");
    say_plain(visit, "Skip to the content");
    buf_text(out, "</a>\n");
    show_strip(visit);
    buf_text(out, "<header class=\"site\">\n<p class=\"name\"><a href=\"");
    address_path(visit, NULL, 0);
    buf_text(out, "\">Crosscut</a> <span>");
    html_text(out, label_here(visit, &pack->label, pack->name));
    buf_text(out, "</span></p>\n");
    write_search_box(visit);
    write_menu(visit, page);
    buf_text(out, "</header>\n<main id=\"main\">\n");
}

/* With labels in the page's language, and the mark by which Excel knows the letters. */
static void write_excel(struct visit *visit)
{
    const struct buf *out = visit->out;
    if (visit->files) {
        return;
    }
    buf_text(visit->out, " <a href=\"");
    const size_t begin = out->length;
    address_here(visit, FORM_CSV, NULL);
    const bool asks = !out->failed && memchr(out->at + begin, '?', out->length - begin);
    buf_printf(visit->out, "%sbom=1&amp;labels=%s\">", asks ? "&amp;" : "?", visit->language);
    say_plain(visit, "CSV for Excel");
    buf_text(visit->out, "</a>");
}

/* A list or a record in the formats of the pack; a copy of files has them not. */
static void write_exports(struct visit *visit, const struct route *route)
{
    struct buf *out = visit->out;
    const bool records =
        strcmp(route->path, "/{kinds}") == 0 || strcmp(route->path, "/{kinds}/{identifier}") == 0;
    if (visit->files || !records) {
        return;
    }
    for (const struct export *e = visit->site->exports.first; e; e = e->next) {
        if (str_is(visit->segments[0], e->kind->plural)) {
            visit->export = e;
            buf_text(out, " <a href=\"");
            address_here(visit, FORM_EXPORT, NULL);
            buf_text(out, "\">");
            html_text(out, label_here(visit, &e->label, e->name));
            buf_text(out, "</a>");
        }
    }
    visit->export = NULL;
}

static void write_forms(struct visit *visit)
{
    struct buf *out = visit->out;
    const struct route *route = route_find(visit);
    if (!route || (route->forms & ~visit->without & ~FORM_BIT(FORM_HTML)) == 0) {
        return;
    }
    buf_text(out, "<p class=\"forms\">");
    say_plain(visit, "This page as data:");
    for (enum form form = FORM_JSON; form < FORM_COUNT; form++) {
        if (route->forms & ~visit->without & FORM_BIT(form)) {
            buf_text(out, " <a href=\"");
            address_here(visit, form, NULL);
            buf_text(out, "\">");
            html_text(out, t(visit, form_label(form)));
            buf_text(out, "</a>");
        }
        if (form == FORM_CSV && (route->forms & ~visit->without & FORM_BIT(form))) {
            write_excel(visit);
        }
    }
    write_exports(visit, route);
    buf_text(out, "</p>\n");
}

/* On paper only: where the page was found, and when; a file can be anywhere, at any time. */
static void page_foot(struct visit *visit)
{
    const struct request *request = visit->request;
    const char *site = visit->site->address, *host = request ? request->host : NULL;
    char today[11];
    if (visit->files || !request || visit->response->status != 200 || (!site && !host)) {
        return;
    }
    date_print(date_today(), today);
    const char *address =
        site ? arena_printf(visit->arena, "%s%.*s", site, STR_ARGS(request->address))
             : arena_printf(visit->arena, "%s://%s%.*s", visit->site->secure ? "https" : "http",
                            host, STR_ARGS(request->address));
    const struct str values[] = {str_of(address), str_of(today)};
    buf_text(visit->out, "<p class=\"found-at\">");
    say(visit, "{0}, on {1}", values, COUNT_OF(values));
    buf_text(visit->out, "</p>\n");
}

void page_end(struct visit *visit)
{
    static const struct {
        const char *path[2], *words;
    } about[] = {{{"about", "method"}, N_("Method")},
                 {{"about", "data"}, N_("Data and addresses")},
                 {{"glossary"}, N_("Glossary")},
                 {{"a-z"}, N_("All records from A to Z")}};
    struct buf *out = visit->out;
    const struct pack *pack = visit->site->work->pack;
    const struct str values[] = {str_of(pack->name), str_of(pack->version),
                                 str_of(CROSSCUT_VERSION)};
    buf_text(out, "</main>\n<footer class=\"site\">\n");
    if (visit->response->status == 200) {
        write_forms(visit);
    }
    buf_text(out, "<p>");
    say(visit, "Pack {0} {1}, Crosscut {2}.", values, COUNT_OF(values));
    for (size_t i = 0; i < COUNT_OF(about) - (visit->files ? 0 : 1); i++) {
        if (!pack->glossary && strcmp(about[i].path[0], "glossary") == 0) {
            continue;
        }
        buf_text(out, " <a href=\"");
        address_path(visit, about[i].path, about[i].path[1] ? 2 : 1);
        buf_text(out, "\">");
        say_plain(visit, about[i].words);
        buf_text(out, "</a>");
    }
    show_way_in(visit);
    buf_text(out, "</p>\n");
    page_foot(visit);
    buf_text(out, "</footer>\n</body>\n</html>\n");
}
