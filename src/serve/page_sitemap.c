/*
 * /robots.txt, /sitemap.xml and the sitemaps that it lists: one of the pages that are no records,
 * and one for each kind, or several. And, for who watches the site, /version and /health.
 */
#include "base/version.h"
#include "serve/ask.h"
#include "serve/page.h"
#include "serve/route.h"
#include "serve/sitemap.h"
#include "work/data_time.h"

/* What writing one sitemap passes around. */
struct map {
    struct visit *visit;
    const char *root;
    struct buf address;
};

static enum status open_map(struct visit *visit, struct map *map)
{
    *map = (struct map){.visit = visit, .root = address_root(visit)};
    buf_init(&map->address, 8192);
    visit->response->type = "text/xml; charset=utf-8";
    visit->response->language = NULL;
    return *map->root ? STATUS_OK
                      : fail(&visit->why, STATUS_NOT_FOUND, "%s",
                             t(visit, "There is no page at this address."));
}

/* "/KINDS/IDENTIFIER", from its parts. */
static void add(struct map *map, const char *const *parts, size_t count)
{
    buf_clear(&map->address);
    buf_text(&map->address, map->root);
    for (size_t i = 0; i < count; i++) {
        buf_char(&map->address, '/');
        html_url_part(&map->address, str_of(parts[i]));
    }
    sitemap_add(map->visit->out, false, buf_view(&map->address));
}

enum status page_robots(struct visit *visit)
{
    const char *root = address_root(visit);
    visit->response->type = "text/plain; charset=utf-8";
    visit->response->language = NULL;
    sitemap_robots(visit->out, *root ? arena_printf(visit->arena, "%s/sitemap.xml", root) : NULL);
    return STATUS_OK;
}

enum status page_sitemap(struct visit *visit)
{
    const struct pack *pack = visit->site->work->pack;
    struct map map;
    TRY(open_map(visit, &map));
    sitemap_begin(visit->out, true);
    sitemap_add(visit->out, true, str_of(arena_printf(visit->arena, "%s/sitemap/pages", map.root)));
    for (size_t i = 0; i < pack->kind_count; i++) {
        struct query all;
        unsigned long long count = 0;
        query_init(&all, &pack->kinds[i]);
        TRY(store_count(visit->store, &all, &count, &visit->why));
        for (unsigned long long from = 0; from < count; from += SITEMAP_ADDRESSES) {
            sitemap_add(visit->out, true,
                        str_of(arena_printf(visit->arena, "%s/sitemap/%s?from=%llu", map.root,
                                            pack->kinds[i].plural, from)));
        }
    }
    sitemap_end(visit->out, true);
    buf_release(&map.address);
    return STATUS_OK;
}

/* ---- one of them ---- */

/* Pages without a part to fill in, that are for everybody and worth finding. */
static void add_routes(struct map *map)
{
    for (const struct route *route = routes; route->path; route++) {
        const bool page = (route->forms & FORM_BIT(FORM_HTML)) && route->methods == GET;
        if (page && route->capability == CAPABILITY_PUBLIC && !strpbrk(route->path, "{.")) {
            sitemap_add(map->visit->out, false,
                        str_of(arena_printf(map->visit->arena, "%s%s", map->root, route->path)));
        }
    }
}

static void add_definitions(struct map *map)
{
    const struct workspace *work = map->visit->site->work;
    for (size_t i = 0; i < work->tables->count; i++) {
        add(map, (const char *[]){"tables", work->tables->tables[i].name}, 2);
    }
    for (size_t i = 0; i < lens_set_count(work->lenses); i++) {
        add(map, (const char *[]){"lenses", lens_set_at(work->lenses, i)->name}, 2);
    }
    for (size_t i = 0; i < work->pack->list_count; i++) {
        add(map, (const char *[]){"vocabularies", work->pack->lists[i].name}, 2);
    }
    for (size_t i = 0; i < work->pack->profile_count; i++) {
        const struct profile *profile = &work->pack->profiles[i];
        if (!pack_kind(work->pack, str_of(profile->path))) { /* else it is the list of the kind */
            add(map, &profile->path, 1);
        }
        for (size_t k = 0; k < profile->list->count; k++) {
            add(map, (const char *[]){profile->path, profile->list->codes[k].code}, 2);
        }
    }
}

static enum status add_records(struct map *map, const struct kind *kind, unsigned long long first)
{
    struct visit *visit = map->visit;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct arena arena;
    struct query all;
    unsigned long long count = 0;
    query_init(&all, kind);
    if (first == 0) {
        add(map, (const char *[]){kind->plural}, 1);
    }
    TRY(store_find_fields(visit->store, &all, ORDER_ID, NULL, 0, &cursor, &visit->why));
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    enum step step = record_cursor_skip(cursor, first, &visit->why);
    while (step == STEP_ITEM && count < SITEMAP_ADDRESSES &&
           (step = record_cursor_next(cursor, &arena, &record, &visit->why)) == STEP_ITEM) {
        const char *identifier = arena_copy(&arena, record->identifier);
        add(map, (const char *[]){kind->plural, identifier ? identifier : ""}, 2);
        arena_clear(&arena);
        count++;
    }
    record_cursor_close(cursor);
    arena_release(&arena);
    return step == STEP_ERROR ? visit->why.status : STATUS_OK;
}

enum status page_sitemap_part(struct visit *visit)
{
    const struct str name = visit->segments[1];
    const struct kind *kind = pack_kind(visit->site->work->pack, name);
    unsigned long long first = 0;
    struct map map;
    TRY(asked_first(visit, &first));
    TRY(open_map(visit, &map));
    enum status status = STATUS_OK;
    sitemap_begin(visit->out, false);
    if (str_is(name, "pages")) {
        add_routes(&map);
        add_definitions(&map);
    } else if (kind && str_is(name, kind->plural)) {
        status = add_records(&map, kind, first);
    } else {
        status = fail(&visit->why, STATUS_NOT_FOUND, "%s",
                      t(visit, "There is no page at this address."));
    }
    sitemap_end(visit->out, false);
    visit->out->failed = visit->out->failed || map.address.failed;
    buf_release(&map.address);
    return status;
}

/* ---- the version ---- */

enum status page_version(struct visit *visit)
{
    const struct pack *pack = visit->site->work->pack;
    struct json json;
    struct str when;
    long long revision = 0;
    TRY(work_data_time(visit->store, visit->arena, &when, &visit->why));
    TRY(store_revision(visit->store, &revision, &visit->why));
    visit->response->type = form_type(FORM_JSON);
    visit->response->language = NULL;
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key_text(&json, "crosscut", CROSSCUT_VERSION);
    json_key_text(&json, "pack", pack->name);
    json_key_text(&json, "pack_version", pack->version);
    json_key_str(&json, "data", when);
    json_key_integer(&json, "revision", revision);
    json_object_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}

/* The same with and without the ending: who watches a site asks for /health. */
enum status page_healthy(struct visit *visit)
{
    visit->response->type = form_type(FORM_JSON);
    visit->response->language = NULL;
    return page_health(visit);
}
