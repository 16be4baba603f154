#include "serve/page.h"

#include "base/decimal.h"
#include "base/version.h"
#include "serve/dataset.h"
#include "serve/files.h"
#include "serve/route.h"
#include "work/data_time.h"
#include "write/book.h"

#include <stdio.h>

/* ---- sentences ---- */

/* Writes @text, which is translated already, with its values. */
static void write_sentence(struct visit *visit, const char *text, const struct str *values,
                           size_t count)
{
    struct buf *out = visit->out;
    const char *open;
    while ((open = strchr(text, '{')) != NULL) {
        const size_t number = (size_t)(open[1] - '0');
        html_str(out, (struct str){text, (size_t)(open - text)});
        if (open[1] >= '0' && open[1] <= '9' && open[2] == '}' && number < count) {
            html_str(out, values[number]);
            text = open + 3;
        } else {
            buf_char(out, '{');
            text = open + 1;
        }
    }
    html_text(out, text);
}

void say(struct visit *visit, const char *english, const struct str *values, size_t count)
{
    write_sentence(visit, t(visit, english), values, count);
}

void say_plain(struct visit *visit, const char *english)
{
    html_text(visit->out, t(visit, english));
}

void say_count(struct visit *visit, unsigned long long number, const char *one, const char *many)
{
    const struct str value = number_text(visit, number);
    write_sentence(visit, t_count(visit, number, one, many), &value, 1);
}

struct str moment_text(struct visit *visit, struct str at)
{
    if (at.length < 16) {
        return at;
    }
    return str_of(arena_printf(visit->arena, "%.10s %.5s", at.at, at.at + 11));
}

struct str number_text(struct visit *visit, unsigned long long number)
{
    /* U+202F, the narrow space that keeps a French number together. */
    const char *between = strcmp(visit->language, "fr") == 0   ? "\xE2\x80\xAF"
                          : strcmp(visit->language, "es") == 0 ? "."
                                                               : ",";
    char digits[24];
    struct buf text;
    buf_init(&text, 100);
    const int length = snprintf(digits, sizeof digits, "%llu", number);
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) {
            buf_text(&text, between);
        }
        buf_char(&text, digits[i]);
    }
    const struct str kept = arena_str(visit->arena, buf_view(&text));
    buf_release(&text);
    return kept;
}

/* ---- records ---- */

void link_to_record(struct visit *visit, const struct record *record)
{
    const struct value *title =
        record->kind->title ? record_value(record, record->kind->title) : NULL;
    buf_text(visit->out, "<a href=\"");
    address_of_record(visit, record);
    buf_char(visit->out, '"');
    language_attributes(visit, title ? title->language : (struct str){0});
    buf_char(visit->out, '>');
    html_str(visit->out, record_public_title(record));
    buf_text(visit->out, "</a>");
}

/* ---- values ---- */

void language_attributes(struct visit *visit, struct str language)
{
    if (language.length > 0 && !str_is(language, visit->language)) {
        buf_text(visit->out, " lang=\"");
        html_str(visit->out, language);
        buf_char(visit->out, '"');
    }
    buf_text(visit->out, " dir=\"auto\"");
}

static void show_link(struct visit *visit, struct str target)
{
    struct str identifier = target, name;
    (void)str_split(&identifier, ':', &name);
    const struct kind *kind = pack_kind(visit->site->work->pack, name);
    const struct files *files = visit->files;
    if (!kind || identifier.length == 0 ||
        (files && !files_has_record(files->plan, kind, identifier))) {
        html_str(visit->out, target);
        return;
    }
    const struct record record = {.kind = kind, .identifier = identifier};
    buf_text(visit->out, "<a href=\"");
    address_of_record(visit, &record);
    buf_text(visit->out, "\">");
    html_text(visit->out, label_here(visit, &kind->label, kind->name));
    buf_char(visit->out, ' ');
    html_str(visit->out, identifier);
    buf_text(visit->out, "</a>");
}

static void show_text(struct visit *visit, struct str text)
{
    if (html_is_safe_link(text) && !memchr(text.at, ' ', text.length)) {
        buf_text(visit->out, "<a rel=\"noopener nofollow\" href=\"");
        html_str(visit->out, text);
        buf_text(visit->out, "\">");
        html_str(visit->out, text);
        buf_text(visit->out, "</a>");
        return;
    }
    html_str(visit->out, text);
}

void show_value(struct visit *visit, const struct value *value)
{
    const struct field *field = value->field;
    struct buf text;
    buf_init(&text, (size_t)16 * 1024 * 1024);
    value_print(value, &text);
    const struct code *code =
        field->type == FIELD_CODE && field->list ? codelist_find(field->list, value->text) : NULL;
    if (code) {
        html_text(visit->out, label_here(visit, &code->label, code->code));
    } else if (field->type == FIELD_BOOLEAN) {
        html_text(visit->out, value->number ? t(visit, "Yes") : t(visit, "No"));
    } else if (field->type == FIELD_LINK) {
        show_link(visit, value->text);
    } else if (field->type == FIELD_MONEY) {
        char number[40];
        const unsigned places = value->number % DECIMAL_ONE == 0 ? 0 : 2;
        decimal_print_grouped(value->number, places, number);
        html_str(visit->out, value->currency);
        buf_text(visit->out, "\xC2\xA0");
        html_text(visit->out, number);
    } else {
        show_text(visit, buf_view(&text));
    }
    buf_release(&text);
}

/* ---- workbooks ---- */

/* The whole address of @path, "/projects?country=KE", by which others reach it too; in files that
 * may lie anywhere the name within them. */
static const char *whole_address(struct visit *visit, const char *path)
{
    const struct site *site = visit->site;
    const char *host = visit->request ? visit->request->host : NULL;
    if (!path || *path != '/') {
        return path;
    }
    if (visit->files) {
        const char *base = visit->files->plan->base;
        return arena_printf(visit->arena, "%s%s", base ? base : "", path + 1);
    }
    if (site->address) {
        return arena_printf(visit->arena, "%s%s", site->address, path);
    }
    return host ? arena_printf(visit->arena, "%s://%s%s", site->secure ? "https" : "http", host,
                               path)
                : path;
}

enum status page_book_about(struct visit *visit, const char *address, struct book_about *about)
{
    const struct workspace *work = visit->site->work;
    struct str when;
    TRY(work_data_time(visit->store, visit->arena, &when, &visit->why));
    *about = (struct book_about){.language = visit->language,
                                 .data = arena_copy(visit->arena, when),
                                 .address = whole_address(visit, address),
                                 .pack = work->pack,
                                 .lenses = work->lenses};
    return about->data && about->address ? STATUS_OK : fail_memory(&visit->why);
}

/* ---- pages of a list ---- */

void show_steps(struct visit *visit, const struct steps *steps)
{
    struct buf *out = visit->out;
    const unsigned long long end = steps->first + steps->rows;
    const struct str values[] = {number_text(visit, steps->total == 0 ? 0 : steps->first + 1),
                                 number_text(visit, end < steps->total ? end : steps->total),
                                 number_text(visit, steps->total)};
    buf_text(out, "<nav class=\"steps\" aria-label=\"");
    say_plain(visit, "Pages");
    buf_text(out, "\"><p>");
    say(visit, "{0} to {1} of {2}", values, COUNT_OF(values));
    buf_text(out, "</p>");
    if (steps->first > 0) {
        buf_text(out, "<a rel=\"prev\" href=\"");
        steps->address(visit, steps->context,
                       steps->first > steps->rows ? steps->first - steps->rows : 0);
        buf_text(out, "\">");
        say_plain(visit, "Before");
        buf_text(out, "</a>");
    }
    if (end < steps->total) {
        buf_text(out, " <a rel=\"next\" href=\"");
        steps->address(visit, steps->context, end);
        buf_text(out, "\">");
        say_plain(visit, "Next");
        buf_text(out, "</a>");
    }
    buf_text(out, "</nav>\n");
}

/* A "<" could end the block, or begin another. */
void table_heads(struct visit *visit, const char *const *heads, size_t count, int number)
{
    buf_text(visit->out, "<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        buf_text(visit->out,
                 (int)i == number ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">");
        say_plain(visit, heads[i]);
        buf_text(visit->out, "</th>");
    }
    buf_text(visit->out, "</tr></thead><tbody>\n");
}

void page_data_block(struct visit *visit, const char *attributes, struct str json)
{
    struct buf *out = visit->out;
    struct str rest = json, part;
    bool first = true;
    buf_text(out, "<script ");
    buf_text(out, attributes);
    buf_char(out, '>');
    while (str_split(&rest, '<', &part)) {
        buf_text(out, first ? "" : "\\u003C");
        buf_str(out, part);
        first = false;
    }
    buf_text(out, "</script>\n");
}

/* ---- the frame ---- */

#define PROFILES_SHOWN 2 /* in the navigation */

static void write_feeds(struct visit *visit)
{
    static const enum form feeds[] = {FORM_ATOM, FORM_ICS};
    struct buf *out = visit->out;
    for (size_t i = 0; i < COUNT_OF(feeds); i++) {
        if (visit->without & FORM_BIT(feeds[i])) {
            continue;
        }
        buf_text(out, "<link rel=\"alternate\" type=\"");
        buf_text(out, feeds[i] == FORM_ATOM ? "application/atom+xml" : "text/calendar");
        buf_text(out, "\" title=\"");
        say_plain(visit, feeds[i] == FORM_ATOM ? N_("What is new in this list")
                                               : N_("This list as a calendar"));
        buf_text(out, "\" href=\"");
        address_here(visit, feeds[i], NULL);
        buf_text(out, "\">\n");
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
    buf_text(out, "<title>");
    html_text(out, page->title);
    buf_text(out, " · ");
    html_text(out, label_here(visit, &pack->label, pack->name));
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
    if (page->feeds) {
        write_feeds(visit);
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
    buf_text(out, "<nav aria-label=\"");
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
    buf_text(out, "</header>\n<main id=\"main\">\n");
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
            html_text(out, form_label(form));
            buf_text(out, "</a>");
        }
    }
    buf_text(out, "</p>\n");
}

void page_end(struct visit *visit)
{
    static const struct {
        const char *path[2], *words;
    } about[] = {{{"about", "method"}, N_("Method")},
                 {{"about", "data"}, N_("Data and addresses")},
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
    for (size_t i = 0; i < (visit->files ? 3 : 2); i++) {
        buf_text(out, " <a href=\"");
        address_path(visit, about[i].path, about[i].path[1] ? 2 : 1);
        buf_text(out, "\">");
        say_plain(visit, about[i].words);
        buf_text(out, "</a>");
    }
    show_way_in(visit);
    buf_text(out, "</p>\n</footer>\n</body>\n</html>\n");
}

static void failure_json(struct visit *visit)
{
    struct json json;
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key(&json, "ok");
    json_bool(&json, false);
    json_key_text(&json, "error", visit->why.text);
    json_key_integer(&json, "status", visit->response->status);
    json_object_end(&json);
    buf_char(visit->out, '\n');
}

void page_failure(struct visit *visit)
{
    const unsigned status = visit->response->status;
    const char *title = status == 404                    ? t(visit, "Not found")
                        : status == 401 || status == 403 ? t(visit, "Not allowed")
                        : status == 409                  ? t(visit, "It was changed meanwhile")
                        : status < 500 ? t(visit, "The question cannot be answered")
                                       : t(visit, "Something went wrong");
    if (visit->form != FORM_HTML) {
        visit->response->type = form_type(FORM_JSON);
        failure_json(visit);
        return;
    }
    const struct page page = {.title = title};
    page_begin(visit, &page);
    buf_text(visit->out, "<h1>");
    html_text(visit->out, title);
    buf_text(visit->out, "</h1>\n<p>");
    html_text(visit->out, visit->why.text);
    buf_text(visit->out, "</p>\n<p><a href=\"");
    address_path(visit, NULL, 0);
    buf_text(visit->out, "\">");
    say_plain(visit, "Back to the beginning");
    buf_text(visit->out, "</a></p>\n");
    page_end(visit);
}
