#include "serve/page.h"

#include "base/date.h"
#include "base/decimal.h"
#include "base/version.h"
#include "serve/cite.h"
#include "serve/dataset.h"
#include "serve/files.h"
#include "serve/route.h"
#include "serve/told.h"
#include "work/data_time.h"
#include "write/book.h"
#include "write/words.h"

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

void say_label(struct visit *visit, const struct label *label, const struct str *values,
               size_t count)
{
    write_sentence(visit, label_here(visit, label, ""), values, count);
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
    char text[64];
    const unsigned long long most = INT64_MAX / DECIMAL_ONE;
    word_number(visit->language, (int64_t)(number < most ? number : most) * DECIMAL_ONE, 0, text);
    return arena_str(visit->arena, str_of(text));
}

/* ---- records ---- */

struct str title_here(struct visit *visit, const struct record *record)
{
    struct str its;
    return record_title_in(record, visit->language, &its);
}

void show_title(struct visit *visit, const char *element, const struct record *record)
{
    struct str its;
    const struct str title = record_title_in(record, visit->language, &its);
    buf_printf(visit->out, "<%s", element);
    language_attributes(visit, its);
    buf_char(visit->out, '>');
    html_str(visit->out, title);
    buf_printf(visit->out, "</%s>", element);
}

void link_to_record(struct visit *visit, const struct record *record)
{
    struct str its;
    const struct str title = record_title_in(record, visit->language, &its);
    buf_text(visit->out, "<a href=\"");
    address_of_record(visit, record);
    buf_char(visit->out, '"');
    language_attributes(visit, its);
    buf_char(visit->out, '>');
    html_str(visit->out, title);
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
    char number[WORD_VALUE];
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
    } else if (field->type == FIELD_DATE) {
        buf_text(visit->out, "<time>");
        html_str(visit->out, value->text);
        buf_text(visit->out, "</time>");
    } else if (word_value(visit->language, value, number)) {
        html_text(visit->out, number);
    } else {
        show_text(visit, buf_view(&text));
    }
    buf_release(&text);
}

/* ---- workbooks ---- */

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

#define WORDS_OFFERED 200 /* bytes of an address that are searched for, */
#define WORD_MOST 30      /* and of one word */
#define PROFILES_SHOWN 2  /* in the navigation */

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
            html_text(out, form_label(form));
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

static const char *failure_title(const struct visit *visit)
{
    static const struct {
        unsigned status;
        const char *words;
    } titles[] = {
        {401, N_("Not allowed")},
        {403, N_("Not allowed")},
        {404, N_("Not found")},
        {405, N_("This is not done here")},
        {409, N_("It was changed meanwhile")},
        {410, N_("No longer here")},
        {415, N_("This cannot be read")},
        {422, N_("Something is missing or wrong")},
        {429, N_("Too many attempts")},
        {503, N_("Too much is going on")},
    };
    const unsigned status = visit->response->status;
    for (size_t i = 0; i < COUNT_OF(titles); i++) {
        if (titles[i].status == status) {
            return t(visit, titles[i].words);
        }
    }
    return status < 500 ? t(visit, "The question cannot be answered")
                        : t(visit, "Something went wrong");
}

/* A word of an address is repeated only when it is one: letters and digits, and not too many. */
static bool is_word(struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = (unsigned char)text.at[i];
        if (c < 0x80 && !(c >= '0' && c <= '9') && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z')) {
            return false;
        }
    }
    return text.length > 0 && text.length <= WORD_MOST;
}

/* The words of "/countries/fair-recruitment", with a space between them. */
static struct str words_of_address(struct visit *visit)
{
    struct buf words;
    buf_init(&words, WORDS_OFFERED);
    for (size_t i = 0; i < visit->segment_count; i++) {
        struct str rest = visit->segments[i], word;
        while (str_split(&rest, '-', &word)) {
            if (is_word(word) && words.length + word.length + 1 < WORDS_OFFERED) {
                buf_text(&words, words.length > 0 ? " " : "");
                buf_str(&words, word);
            }
        }
    }
    const struct str kept = arena_str(visit->arena, buf_view(&words));
    buf_release(&words);
    return kept;
}

static void offer_search(struct visit *visit)
{
    struct buf *out = visit->out;
    const struct str words = words_of_address(visit);
    if (words.length == 0 || visit->files) {
        return;
    }
    buf_text(out, "<form class=\"offer\" action=\"/search\"><p><label for=\"words\">");
    say_plain(visit, "Search for the words of the address");
    buf_text(out, "</label> <input type=\"search\" id=\"words\" name=\"q\" maxlength=\"512\" "
                  "dir=\"auto\" value=\"");
    html_str(out, words);
    buf_text(out, "\"> ");
    form_keeps_language(visit);
    buf_text(out, "<button>");
    say_plain(visit, "Search");
    buf_text(out, "</button></p></form>\n");
}

void page_failure(struct visit *visit)
{
    const char *title = failure_title(visit);
    if (visit->form != FORM_HTML) {
        visit->response->type = form_type(FORM_JSON);
        failure_json(visit);
        return;
    }
    const struct page page = {.title = title};
    bool known = false;
    page_begin(visit, &page);
    buf_text(visit->out, "<h1>");
    html_text(visit->out, title);
    buf_text(visit->out, "</h1>\n<p>");
    html_text(visit->out, told_here(visit, visit->why.text, &known));
    buf_text(visit->out, "</p>\n");
    if (visit->response->status == 404) {
        offer_search(visit);
    }
    buf_text(visit->out, "<p><a href=\"");
    address_path(visit, NULL, 0);
    buf_text(visit->out, "\">");
    say_plain(visit, "Back to the beginning");
    buf_text(visit->out, "</a></p>\n");
    page_end(visit);
}
