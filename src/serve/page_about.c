/* About the site: what counts and by which definitions, and at which addresses its data are. */
#include "base/version.h"
#include "serve/page.h"
#include "serve/route.h"
#include "work/data_time.h"

/* ---- method ---- */

static void lens_json(struct visit *visit, const struct lens *lens, struct json *json)
{
    json_object(json);
    json_key_text(json, "lens", lens->name);
    json_key_integer(json, "version", lens->version);
    json_key_text(json, "label", label_here(visit, &lens->label, lens->name));
    json_key_text(json, "description", label_here(visit, &lens->description, ""));
    json_object_end(json);
}

static void method_json(struct visit *visit, struct str when)
{
    const struct workspace *work = visit->site->work;
    struct json json;
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key_text(&json, "pack", work->pack->name);
    json_key_text(&json, "pack_version", work->pack->version);
    json_key_text(&json, "crosscut", CROSSCUT_VERSION);
    json_key_str(&json, "data", when);
    json_key(&json, "method");
    json_array(&json);
    for (size_t i = 0; i < work->pack->method_count; i++) {
        json_text(&json, label_here(visit, &work->pack->method[i], ""));
    }
    json_array_end(&json);
    json_key(&json, "definitions");
    json_array(&json);
    for (size_t i = 0; i < lens_set_count(work->lenses); i++) {
        lens_json(visit, lens_set_at(work->lenses, i), &json);
    }
    json_array_end(&json);
    json_object_end(&json);
    buf_char(visit->out, '\n');
}

/* What people said of the tags of the definition and all its themes. */
static enum status count_judged(struct visit *visit, const struct lens *lens, struct judged *judged)
{
    TRY(store_judged(visit->store, lens->name, "", judged, &visit->why));
    for (size_t i = 0; i < lens->theme_count; i++) {
        struct judged one;
        TRY(store_judged(visit->store, lens->name, lens->themes[i].name, &one, &visit->why));
        judged->confirmed += one.confirmed;
        judged->rejected += one.rejected;
    }
    return STATUS_OK;
}

/* "9 of 12: a precision of 75 %" */
static void show_judged(struct visit *visit, const struct judged *judged)
{
    const unsigned long long all = judged->confirmed + judged->rejected;
    if (all == 0) {
        say_plain(visit, "nobody has judged here yet");
        return;
    }
    const struct str values[] = {number_text(visit, judged->confirmed), number_text(visit, all),
                                 number_text(visit, judged->confirmed * 100 / all)};
    say(visit, "{0} of {1} tags confirmed: a precision of {2} %", values, COUNT_OF(values));
}

static enum status show_lens(struct visit *visit, const struct lens *lens)
{
    struct judged judged;
    const char *path[] = {"lenses", lens->name};
    const char *description = label_here(visit, &lens->description, "");
    struct buf *out = visit->out;
    buf_text(out, "<tr><th scope=\"row\"><a href=\"");
    address_path(visit, path, 2);
    buf_text(out, "\">");
    html_text(out, label_here(visit, &lens->label, lens->name));
    buf_text(out, "</a></th><td class=\"number\">");
    buf_printf(out, "%lld", lens->version);
    buf_text(out, "</td><td>");
    html_text(out, description);
    buf_text(out, "</td><td>");
    TRY(count_judged(visit, lens, &judged));
    show_judged(visit, &judged);
    buf_text(out, "</td></tr>\n");
    return STATUS_OK;
}

static enum status show_lenses(struct visit *visit)
{
    static const char *const heads[] = {N_("Definition"), N_("Version"), N_("What it takes"),
                                        N_("What people said of it")};
    const struct lens_set *lenses = visit->site->work->lenses;
    struct buf *out = visit->out;
    buf_text(out, "<h2 id=\"definitions\">");
    say_plain(visit, "Definitions");
    buf_text(out, "</h2>\n<div class=\"rows\"><table aria-labelledby=\"definitions\">");
    table_heads(visit, heads, COUNT_OF(heads), 1);
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        TRY(show_lens(visit, lens_set_at(lenses, i)));
    }
    buf_text(out, "</tbody></table></div>\n");
    return STATUS_OK;
}

static void show_versions(struct visit *visit, struct str when)
{
    const struct pack *pack = visit->site->work->pack;
    const struct str values[] = {when, str_of(pack->name), str_of(pack->version),
                                 str_of(CROSSCUT_VERSION)};
    struct buf *out = visit->out;
    const char *imports[] = {"imports"}, *lists[] = {"vocabularies"}, *data[] = {"about", "data"};
    buf_text(out, "<h2>");
    say_plain(visit, "Versions");
    buf_text(out, "</h2>\n<p>");
    if (when.length > 0) {
        say(visit, "Data of {0}; definitions of the pack {1} {2}; program Crosscut {3}.", values,
            COUNT_OF(values));
    }
    buf_text(out, "</p>\n<ul>\n<li><a href=\"");
    address_path(visit, imports, 1);
    buf_text(out, "\">");
    say_plain(visit, "What was read, from which files");
    buf_text(out, "</a></li>\n<li><a href=\"");
    address_path(visit, lists, 1);
    buf_text(out, "\">");
    say_plain(visit, "Code lists");
    buf_text(out, "</a></li>\n<li><a href=\"");
    address_path(visit, data, 2);
    buf_text(out, "\">");
    say_plain(visit, "Data and addresses");
    buf_text(out, "</a></li>\n</ul>\n");
}

enum status page_method(struct visit *visit)
{
    const struct pack *pack = visit->site->work->pack;
    struct buf *out = visit->out;
    struct str when;
    TRY(work_data_time(visit->store, visit->arena, &when, &visit->why));
    if (visit->form == FORM_JSON) {
        method_json(visit, when);
        return STATUS_OK;
    }
    const struct page page = {.title = t(visit, "Method")};
    page_begin(visit, &page);
    buf_text(out, "<h1>");
    html_text(out, page.title);
    buf_text(out, "</h1>\n");
    for (size_t i = 0; i < pack->method_count; i++) {
        buf_text(out, "<p class=\"prose\">");
        html_text(out, label_here(visit, &pack->method[i], ""));
        buf_text(out, "</p>\n");
    }
    TRY(show_lenses(visit));
    show_versions(visit, when);
    page_end(visit);
    return STATUS_OK;
}

/* ---- data ---- */

/* @export: of a route that has the formats of the pack, this one; or NULL. */
static void address_json(struct visit *visit, const struct route *route,
                         const struct export *export, struct json *json)
{
    json_object(json);
    json_key_text(json, "path", export ? route_export_path(visit, route, export) : route->path);
    json_key_text(json, "summary", t(visit, route->summary));
    json_key_text(json, "capability", capability_name(route->capability));
    json_key(json, "methods");
    json_array(json);
    if (route->methods & GET) {
        json_text(json, "GET");
    }
    if (route->methods & POST) {
        json_text(json, "POST");
    }
    json_array_end(json);
    json_key(json, "forms");
    json_array(json);
    for (enum form form = FORM_HTML; form < FORM_COUNT; form++) {
        if (form != FORM_EXPORT && (route->forms & FORM_BIT(form))) {
            json_text(json, form == FORM_HTML ? "html" : form_name(form));
        }
    }
    if (export) {
        json_text(json, export->ending);
    }
    json_array_end(json);
    json_object_end(json);
}

static void addresses_json(struct visit *visit)
{
    const struct export *first = visit->site->exports.first;
    struct json json;
    json_init(&json, visit->out, false);
    json_array(&json);
    for (const struct route *route = routes; route->path; route++) {
        const bool exports = route->forms & FORM_BIT(FORM_EXPORT);
        for (const struct export *e = exports ? first : NULL; e; e = e->next) {
            address_json(visit, route, e, &json);
        }
        if (!exports) {
            address_json(visit, route, NULL, &json);
        }
    }
    json_array_end(&json);
    buf_char(visit->out, '\n');
}

/* What stands in the place of braces, other addresses name; the rest can be visited. */
static void show_path(struct visit *visit, const struct route *route)
{
    struct buf *out = visit->out;
    const bool link = !strchr(route->path, '{') && (route->forms & FORM_BIT(FORM_HTML)) &&
                      (route->methods & GET) && account_may(visit->account, route->capability);
    buf_text(out, "<tr><th scope=\"row\">");
    if (link) {
        buf_text(out, "<a href=\"");
        html_text(out, route->path);
        if (visit->language_asked) {
            buf_text(out, "?lang=");
            buf_text(out, visit->language);
        }
        buf_text(out, "\">");
    }
    buf_text(out, "<code>");
    html_text(out, route->path);
    buf_text(out, link ? "</code></a></th><td>" : "</code></th><td>");
    say_plain(visit, route->summary);
    buf_text(out, "</td><td>");
    const bool exports = route->forms & FORM_BIT(FORM_EXPORT);
    for (const struct export *e = exports ? visit->site->exports.first : NULL; e; e = e->next) {
        buf_text(out, "<code>");
        html_text(out, e->kind->plural);
        buf_char(out, '.');
        html_text(out, e->ending);
        buf_text(out, "</code> ");
    }
    for (enum form form = FORM_JSON; form < FORM_COUNT; form++) {
        if (form != FORM_EXPORT && (route->forms & FORM_BIT(form))) {
            buf_text(out, "<code>.");
            buf_text(out, form_name(form));
            buf_text(out, "</code> ");
        }
    }
    buf_text(out, "</td></tr>\n");
}

enum status page_data(struct visit *visit)
{
    static const char *const heads[] = {N_("Address"), N_("What is there"), N_("As data")};
    struct buf *out = visit->out;
    if (visit->files) {
        return page_copy(visit);
    }
    if (visit->form == FORM_JSON) {
        addresses_json(visit);
        return STATUS_OK;
    }
    const struct page page = {.title = t(visit, "Data and addresses")};
    page_begin(visit, &page);
    buf_text(out, "<h1 id=\"title\">");
    html_text(out, page.title);
    buf_text(out, "</h1>\n<p class=\"prose\">");
    say_plain(visit, "Every page is also data: put the ending of a form behind its address, before "
                     "the question mark. A list takes conditions on its fields: =, != , >= and <=, "
                     "with | between values, and ~= for words in a text. lang= chooses the "
                     "language, sort= the order (-start: from the greatest down), from= the first "
                     "row, limit= the rows of data.");
    buf_text(out,
             "</p>\n<div class=\"rows\" role=\"region\" tabindex=\"0\" aria-labelledby=\"title\">"
             "<table aria-labelledby=\"title\">");
    table_heads(visit, heads, COUNT_OF(heads), -1);
    for (const struct route *route = routes; route->path; route++) {
        show_path(visit, route);
    }
    buf_text(out, "</tbody></table></div>\n");
    page_end(visit);
    return STATUS_OK;
}
