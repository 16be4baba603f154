/* What stands beside the folders of the languages: style, script, first page, and words for robots.
 */
#include "serve/assets.h"
#include "serve/dataset.h"
#include "serve/publish_own.h"
#include "serve/sitemap.h"

#include <stdio.h>

static enum status put(struct worker *worker, const char *path, struct str bytes)
{
    return folder_put(worker->publish->folder, path, bytes, &worker->why);
}

/* ---- pages of the site's own folder ---- */

/* The way into each language. */
static enum status page_first(struct visit *visit)
{
    const struct pack *pack = visit->site->work->pack;
    const struct page page = {.title = label_here(visit, &pack->label, pack->name)};
    struct buf *out = visit->out;
    page_begin(visit, &page);
    buf_text(out, "<h1>");
    html_text(out, page.title);
    buf_text(out, "</h1>\n<ul class=\"kinds\">\n");
    for (const char *const *code = page_languages(visit); *code; code++) {
        buf_text(out, "<li><a lang=\"");
        buf_text(out, *code);
        buf_text(out, "\" hreflang=\"");
        buf_text(out, *code);
        buf_text(out, "\" href=\"");
        address_here(visit, FORM_HTML, *code);
        buf_text(out, "\"><span>");
        html_text(out, label_in(&pack->label, *code, pack->name));
        buf_text(out, "</span> <b>");
        html_text(out, language_own_name(*code));
        buf_text(out, "</b></a></li>\n");
    }
    buf_text(out, "</ul>\n");
    page_end(visit);
    return STATUS_OK;
}

static enum status page_not_found(struct visit *visit)
{
    visit->response->status = 404;
    (void)snprintf(visit->why.text, sizeof visit->why.text, "%s",
                   t(visit, "There is no page at this address."));
    page_failure(visit);
    return STATUS_OK;
}

static enum status make_root(struct worker *worker, page_handler *handler, const char *file)
{
    struct making making = {.handler = handler,
                            .here = "index",
                            .root = file,
                            .language = worker->publish->plan.languages[0]};
    return make_page(worker, &making);
}

/* ---- robots ---- */

/* A list of addresses, in as many files as it takes. */
struct sitemap {
    struct worker *worker;
    struct buf out, index, address;
    size_t count; /* in the file at hand */
    unsigned files;
};

static enum status end_file(struct sitemap *map)
{
    char path[40];
    if (map->count == 0) {
        return STATUS_OK;
    }
    sitemap_end(&map->out, false);
    (void)snprintf(path, sizeof path, "sitemap-%u.xml", ++map->files);
    buf_clear(&map->address);
    buf_printf(&map->address, "%s%s", map->worker->publish->plan.base, path);
    sitemap_add(&map->index, true, buf_view(&map->address));
    map->count = 0;
    TRY(buf_status(&map->out, &map->worker->why));
    return put(map->worker, path, buf_view(&map->out));
}

static enum status add_address(struct sitemap *map, const char *path, const char *language)
{
    const struct files_plan *plan = &map->worker->publish->plan;
    if (map->count == 0) {
        buf_clear(&map->out);
        sitemap_begin(&map->out, false);
    }
    buf_clear(&map->address);
    buf_text(&map->address, plan->base);
    files_file(plan, &map->address, path, FORM_HTML, language);
    sitemap_add(&map->out, false, buf_view(&map->address));
    return ++map->count == SITEMAP_ADDRESSES ? end_file(map) : STATUS_OK;
}

static enum status add_in_all(struct sitemap *map, struct buf *path)
{
    enum status status = STATUS_OK;
    buf_char(path, '\0');
    for (const char *const *code = map->worker->publish->plan.languages;
         *code && status == STATUS_OK; code++) {
        status =
            path->failed ? buf_status(path, &map->worker->why) : add_address(map, path->at, *code);
    }
    buf_clear(path);
    return status;
}

/* All pages but lists with conditions and two definitions compared. */
static enum status add_pages(struct sitemap *map, struct buf *path)
{
    const struct publish *publish = map->worker->publish;
    for (size_t i = 0; i < publish->page_count; i++) {
        const struct plain_page *page = &publish->pages[i];
        if ((page->route->forms & FORM_BIT(FORM_HTML)) && page->parameter_count < 2) {
            const char *const parts[] = {page->segments[0], page->segments[1],
                                         page->parameters[0].value.at};
            files_path(path, parts, page->segment_count + page->parameter_count);
            TRY(add_in_all(map, path));
        }
    }
    for (size_t i = 0; i < publish->plan.pack->kind_count; i++) {
        struct query all;
        query_init(&all, &publish->plan.pack->kinds[i]);
        if (publish->kind_counts[i] > 0) {
            files_list(path, &all, 1);
            TRY(add_in_all(map, path));
        }
    }
    for (size_t i = 0; i < publish->record_count; i++) {
        files_record(&publish->plan, path, publish->records[i].kind,
                     publish->records[i].identifier);
        TRY(add_in_all(map, path));
    }
    return end_file(map);
}

static enum status write_sitemap(struct worker *worker)
{
    struct sitemap map = {.worker = worker};
    struct buf path;
    buf_init(&path, 4096);
    buf_init(&map.out, (size_t)64 * 1024 * 1024);
    buf_init(&map.index, (size_t)1024 * 1024);
    buf_init(&map.address, 8192);
    sitemap_begin(&map.index, true);
    enum status status = add_pages(&map, &path);
    sitemap_end(&map.index, true);
    map.index.failed = map.index.failed || map.address.failed;
    if (status == STATUS_OK) {
        status = put(worker, "sitemap.xml", buf_view(&map.index));
    }
    buf_release(&map.out);
    buf_release(&map.index);
    buf_release(&map.address);
    buf_release(&path);
    return status;
}

static enum status write_robots(struct worker *worker)
{
    const char *base = worker->publish->plan.base;
    struct buf text;
    buf_init(&text, 4096);
    const char *map = base ? arena_printf(&worker->arena, "%ssitemap.xml", base) : NULL;
    sitemap_robots(&text, map);
    enum status status = buf_status(&text, &worker->why);
    if (status == STATUS_OK) {
        status = put(worker, "robots.txt", buf_view(&text));
    }
    buf_release(&text);
    return status;
}

enum status publish_rest(struct worker *worker)
{
    TRY(put(worker, "style.css", (struct str){asset_style_css, asset_style_css_length}));
    TRY(put(worker, "search/search.js", (struct str){asset_search_js, asset_search_js_length}));
    TRY(make_root(worker, page_first, "index.html"));
    TRY(make_root(worker, page_not_found, "404.html"));
    TRY(make_root(worker, page_dcat, "dcat.jsonld"));
    TRY(write_robots(worker));
    return worker->publish->plan.base ? write_sitemap(worker) : STATUS_OK;
}
