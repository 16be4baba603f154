/* Addresses within the site (page.h): of a server, or from one file to another. */
#include "serve/files.h"
#include "serve/page.h"
#include "serve/route.h"
#include "write/query_words.h"

#define PATH_BYTES 4096

void address_keeps_language(struct visit *visit, bool has_query)
{
    if (visit->language_asked) {
        buf_text(visit->out, has_query ? "&amp;lang=" : "?lang=");
        buf_text(visit->out, visit->language);
    }
}

/* The same in a folder of files. */
static void file_of_path(struct visit *visit, const char *const *parts, size_t count)
{
    struct buf path;
    buf_init(&path, PATH_BYTES);
    files_path(&path, parts, count);
    buf_char(&path, '\0');
    if (!path.failed) {
        files_link(visit, path.at, FORM_HTML, visit->language);
    }
    buf_release(&path);
}

static void file_of_record(struct visit *visit, const struct record *record)
{
    struct buf path;
    buf_init(&path, PATH_BYTES);
    files_record(visit->files->plan, &path, record->kind, record->identifier);
    buf_char(&path, '\0');
    if (!path.failed) {
        files_link(visit, path.at, FORM_HTML, visit->language);
    }
    buf_release(&path);
}

static void file_here(struct visit *visit, enum form form, const char *language)
{
    const struct files *files = visit->files;
    if (files->query && form != FORM_HTML) {
        files_link_list(visit, files->query, 1, form); /* data are not in parts */
    } else {
        files_link(visit, files->here, form, language ? language : visit->language);
    }
}

const char *address_root(struct visit *visit)
{
    const char *site = visit->site->address, *host = visit->request ? visit->request->host : NULL;
    if (visit->files || (!site && !host)) {
        return "";
    }
    const char *root =
        site ? site
             : arena_printf(visit->arena, "%s://%s", visit->site->secure ? "https" : "http", host);
    return root ? root : "";
}

void address_of_path(struct visit *visit, const char *path)
{
    html_text(visit->out, path);
    address_keeps_language(visit, strchr(path, '?') != NULL);
}

void address_path(struct visit *visit, const char *const *parts, size_t count)
{
    if (visit->files) {
        file_of_path(visit, parts, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        buf_char(visit->out, '/');
        html_url_part(visit->out, str_of(parts[i]));
    }
    if (count == 0) {
        buf_char(visit->out, '/');
    }
    address_keeps_language(visit, false);
}

/* The conditions and the order that was asked for. */
static void write_query(struct buf *out, const struct query *query, const char *between)
{
    for (size_t i = 0; i < query->count; i++) {
        buf_text(out, i == 0 ? "?" : between);
        query_put_condition(out, &query->conditions[i]);
    }
    if (query->sort) {
        buf_text(out, query->count == 0 ? "?" : between);
        buf_text(out, query->sort->falls ? "sort=-" : "sort=");
        html_url_part(out, str_of(query->sort->field ? query->sort->field->name : "identifier"));
    }
}

void address_of_query(struct visit *visit, const struct query *query, enum form form)
{
    if (visit->files) {
        files_link_list(visit, query, 1, form);
        return;
    }
    buf_char(visit->out, '/');
    html_url_part(visit->out, str_of(query->kind->plural));
    if (form != FORM_HTML) {
        buf_char(visit->out, '.');
        buf_text(visit->out, form == FORM_EXPORT ? visit->export->ending : form_name(form));
    }
    write_query(visit->out, query, "&amp;");
    address_keeps_language(visit, query->count > 0 || query->sort);
}

const char *short_address(struct visit *visit, const struct query *query)
{
    struct buf text;
    buf_init(&text, (size_t)64 * 1024);
    buf_char(&text, '/');
    html_url_part(&text, str_of(query->kind->plural));
    write_query(&text, query, "&");
    const char *kept = text.failed ? NULL : arena_copy(visit->arena, buf_view(&text));
    buf_release(&text);
    return kept;
}

void address_of_data(struct visit *visit, const char *path, enum form form)
{
    if (visit->files) {
        files_link(visit, path, form, visit->language);
        return;
    }
    buf_printf(visit->out, "/%s.%s", path, form_name(form));
    address_keeps_language(visit, false);
}

void address_of_record(struct visit *visit, const struct record *record)
{
    if (visit->files) {
        file_of_record(visit, record);
        return;
    }
    buf_char(visit->out, '/');
    html_url_part(visit->out, str_of(record->kind->plural));
    buf_char(visit->out, '/');
    html_url_part(visit->out, record->identifier);
    address_keeps_language(visit, false);
}

void address_of_compare(struct visit *visit, const char *first, const char *second)
{
    struct buf path;
    if (visit->files) {
        buf_init(&path, PATH_BYTES);
        files_compare(&path, first, second);
        buf_char(&path, '\0');
        if (!path.failed) {
            files_link(visit, path.at, FORM_HTML, visit->language);
        }
        buf_release(&path);
        return;
    }
    buf_text(visit->out, "/compare?first=");
    html_url_part(visit->out, str_of(first));
    buf_text(visit->out, "&amp;second=");
    html_url_part(visit->out, str_of(second));
    address_keeps_language(visit, true);
}

void address_of_theme(struct visit *visit, const struct lens *lens, const char *theme)
{
    const char *const definition[] = {"lenses", lens->name};
    if (visit->files) { /* where a theme has no page of its own */
        address_path(visit, definition, 2);
        return;
    }
    buf_text(visit->out, "/themes/");
    html_url_part(visit->out, str_of(theme));
    buf_text(visit->out, "?lens=");
    html_url_part(visit->out, str_of(lens->name));
    address_keeps_language(visit, true);
}

void address_of_search(struct visit *visit, const char *words)
{
    buf_text(visit->out, "/search?q=");
    html_url_part(visit->out, str_of(words));
    address_keeps_language(visit, true);
}

void address_here(struct visit *visit, enum form form, const char *language)
{
    const struct request *request = visit->request;
    const char *before = "?";
    const size_t segments = visit->lost ? 0 : visit->segment_count;
    const size_t parameters = visit->lost ? 0 : request->parameter_count;
    if (visit->files) {
        file_here(visit, form, language);
        return;
    }
    for (size_t i = 0; i < segments; i++) {
        buf_char(visit->out, '/');
        html_url_part(visit->out, visit->segments[i]);
    }
    buf_text(visit->out, segments == 0 ? "/" : "");
    if (form != FORM_HTML) {
        buf_char(visit->out, '.');
        buf_text(visit->out, form == FORM_EXPORT ? visit->export->ending : form_name(form));
    }
    for (size_t i = 0; i < parameters; i++) {
        const struct str name = request->parameters[i].name;
        /* Only a page and its JSON come in parts. */
        const bool all = form != FORM_HTML && form != FORM_JSON;
        if (str_is(name, "lang") || (all && str_is(name, "from"))) {
            continue;
        }
        buf_text(visit->out, before);
        html_url_part(visit->out, name);
        buf_char(visit->out, '=');
        html_url_part(visit->out, request->parameters[i].value);
        before = "&amp;";
    }
    if (language || visit->language_asked) {
        buf_text(visit->out, before);
        buf_text(visit->out, "lang=");
        buf_text(visit->out, language ? language : visit->language);
    }
}

void mark_link(struct visit *visit, unsigned long long records)
{
    if (visit->files) {
        buf_printf(visit->out, " data-n=\"%llu\"", records);
    }
}

void mark_total(struct visit *visit, unsigned long long records)
{
    if (visit->files) {
        buf_printf(visit->out, " data-total=\"%llu\"", records);
    }
}

const char *const *page_languages(const struct visit *visit)
{
    return visit->files ? visit->files->plan->languages : language_codes;
}

/* The name of the file, from the folder of the site; or its address, when that is known. */
static const char *plain_file(struct visit *visit, const struct query *query)
{
    const struct files_plan *plan = visit->files->plan;
    struct buf path, file;
    buf_init(&path, PATH_BYTES);
    buf_init(&file, PATH_BYTES);
    files_list(&path, query, 1);
    buf_char(&path, '\0');
    buf_text(&file, plan->base ? plan->base : "");
    files_file(plan, &file, path.failed ? "" : path.at, FORM_HTML, visit->language);
    const char *kept = file.failed ? NULL : arena_copy(visit->arena, buf_view(&file));
    buf_release(&path);
    buf_release(&file);
    return kept;
}

const char *plain_address(struct visit *visit, const struct query *query)
{
    return visit->files ? plain_file(visit, query) : served_address(visit, query);
}

const char *served_address(struct visit *visit, const struct query *query)
{
    struct buf text;
    buf_init(&text, (size_t)64 * 1024);
    query_print(query, &text);
    buf_char(&text, '\0');
    const char *conditions = text.failed ? NULL : strchr(text.at, '?');
    const char *address = text.failed ? NULL
                                      : arena_printf(visit->arena, "/%s%s", query->kind->plural,
                                                     conditions ? conditions : "");
    buf_release(&text);
    return address;
}
