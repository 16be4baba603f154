/* What is here: how much, what is new, what is coming, the kinds with their numbers, and where to
 * begin. */
#include "base/version.h"
#include "serve/home.h"
#include "serve/page.h"
#include "serve/parts.h"
#include "serve/route.h"

static enum status count_kind(struct visit *visit, const struct kind *kind,
                              unsigned long long *count)
{
    struct query query;
    query_init(&query, kind);
    return store_count(visit->store, &query, count, &visit->why);
}

static enum status home_json(struct visit *visit)
{
    const struct pack *pack = visit->site->work->pack;
    struct json json;
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key_text(&json, "pack", pack->name);
    json_key(&json, "kinds");
    json_array(&json);
    for (size_t i = 0; i < pack->kind_count; i++) {
        const struct kind *kind = &pack->kinds[i];
        unsigned long long count = 0;
        TRY(count_kind(visit, kind, &count));
        json_object(&json);
        json_key_text(&json, "kind", kind->name);
        json_key_text(&json, "label", label_here(visit, &kind->label, kind->name));
        json_key_text(&json, "labels", kind_heading(visit, kind));
        json_key_text(&json, "path", arena_printf(visit->arena, "/%s", kind->plural));
        json_key_integer(&json, "records", (long long)count);
        json_object_end(&json);
    }
    json_array_end(&json);
    TRY(home_json_news(visit, &json));
    TRY(home_json_figures(visit, &json));
    json_object_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}

static void show_kind(struct visit *visit, const struct kind *kind, unsigned long long count)
{
    struct buf *out = visit->out;
    struct query query;
    query_init(&query, kind);
    buf_text(out, "<li><a href=\"");
    address_of_query(visit, &query, FORM_HTML);
    buf_char(out, '"');
    mark_link(visit, count);
    buf_text(out, "><span>");
    html_text(out, kind_heading(visit, kind));
    buf_text(out, "</span> <b>");
    html_str(out, number_text(visit, count));
    buf_text(out, "</b></a></li>\n");
}

static void begin_group(struct visit *visit, const char *heading)
{
    buf_text(visit->out, "<section><h3>");
    html_text(visit->out, heading);
    buf_text(visit->out, "</h3>\n<ul class=\"kinds\">\n");
}

/* The kinds that have records, group by group; those of no group come last. */
static enum status show_groups(struct visit *visit, const unsigned long long *counts)
{
    const struct pack *pack = visit->site->work->pack;
    const size_t groups = pack->home ? pack->home->group_count : 0;
    bool *shown = arena_array(visit->arena, pack->kind_count + 1, sizeof *shown);
    if (!shown) {
        return fail_memory(&visit->why);
    }
    for (size_t g = 0; g <= groups; g++) {
        const struct home_group *group = g < groups ? &pack->home->groups[g] : NULL;
        const size_t kinds = group ? group->kind_count : pack->kind_count;
        size_t any = 0;
        for (size_t i = 0; i < kinds; i++) {
            const struct kind *kind = group ? group->kinds[i] : &pack->kinds[i];
            if (counts[kind->index] > 0 && !shown[kind->index]) {
                if (any++ == 0) {
                    begin_group(visit, group         ? label_here(visit, &group->label, "")
                                       : groups == 0 ? t(visit, "All kinds")
                                                     : t(visit, "Other records"));
                }
                show_kind(visit, kind, counts[kind->index]);
                shown[kind->index] = true;
            }
        }
        buf_text(visit->out, any > 0 ? "</ul></section>\n" : "");
    }
    return STATUS_OK;
}

/* The pages of codes, and the map first among the tables. */
static void show_ways(struct visit *visit)
{
    static const struct {
        const char *path, *words;
    } ways[] = {
        {"tables", N_("Tables")}, {"themes", N_("Themes")}, {"vocabularies", N_("Code lists")}};
    const struct pack *pack = visit->site->work->pack;
    struct buf *out = visit->out;
    buf_text(out, "<ul class=\"chips\">\n");
    for (size_t i = 0; i < pack->profile_count; i++) {
        buf_text(out, "<li><a href=\"");
        address_path(visit, &pack->profiles[i].path, 1);
        buf_text(out, "\">");
        html_text(out, label_here(visit, &pack->profiles[i].label, pack->profiles[i].path));
        buf_text(out, "</a></li>\n");
    }
    if (pack->corridors) {
        const char *path = "corridors";
        buf_text(out, "<li><a href=\"");
        address_path(visit, &path, 1);
        buf_text(out, "\">");
        html_text(out, label_here(visit, &pack->corridors->label, path));
        buf_text(out, "</a></li>\n");
    }
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        buf_text(out, "<li><a href=\"");
        address_path(visit, &ways[i].path, 1);
        buf_text(out, "\">");
        say_plain(visit, ways[i].words);
        buf_text(out, "</a></li>\n");
    }
    buf_text(out, "</ul>\n");
}

/* What can be asked, by examples; a copy in files has a search of its own. */
static void show_searches(struct visit *visit)
{
    const struct home *home = visit->site->work->pack->home;
    struct buf *out = visit->out;
    if (!home || home->search_count == 0 || visit->files) {
        return;
    }
    buf_text(out, "<p class=\"hint\">");
    say_plain(visit, "Searches, for example:");
    for (size_t i = 0; i < home->search_count; i++) {
        buf_text(out, i > 0 ? " · <a href=\"" : " <a href=\"");
        address_of_search(visit, home->searches[i]);
        buf_text(out, "\"><code>");
        html_text(out, home->searches[i]);
        buf_text(out, "</code></a>");
    }
    buf_text(out, "</p>\n");
}

enum status page_home(struct visit *visit)
{
    const struct pack *pack = visit->site->work->pack;
    struct buf *out = visit->out;
    unsigned long long total = 0;
    unsigned long long *counts = visit->kept;
    struct home_news news;
    if (visit->form == FORM_JSON) {
        return home_json(visit);
    }
    if (!counts) {
        counts = arena_array(visit->arena, pack->kind_count + 1, sizeof *counts);
        for (size_t i = 0; counts && i < pack->kind_count; i++) {
            TRY(count_kind(visit, &pack->kinds[i], &counts[i]));
        }
        visit->kept = counts;
    }
    if (!counts) {
        return fail_memory(&visit->why);
    }
    for (size_t i = 0; i < pack->kind_count; i++) {
        total += counts[i];
    }
    const struct page page = {.title = label_here(visit, &pack->label, pack->name),
                              .catalogue = true};
    page_begin(visit, &page);
    TRY(home_look(visit, &news));
    TRY(show_waiting(visit, &news));
    buf_text(out, "<h1>");
    html_text(out, page.title);
    buf_text(out, "</h1>\n");
    show_theme(visit, &news);
    show_searches(visit);
    TRY(show_figures(visit));
    show_ways(visit);
    buf_text(out, "<div class=\"home\">\n");
    TRY(show_news(visit, &news));
    TRY(show_coming(visit));
    buf_text(out, "</div>\n<section class=\"groups\"><h2>");
    say_plain(visit, "Records");
    buf_text(out, "</h2>\n<p>");
    say_count(visit, total, "{0} record. Every number opens down to the words behind it.",
              "{0} records. Every number opens down to the words behind it.");
    buf_text(out, "</p>\n<div>\n");
    TRY(show_groups(visit, counts));
    buf_text(out, "</div></section>\n");
    page_end(visit);
    return STATUS_OK;
}

enum status page_health(struct visit *visit)
{
    long long revision = 0;
    struct json json;
    TRY(store_revision(visit->store, &revision, &visit->why));
    visit->response->etag = NULL;
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key(&json, "ok");
    json_bool(&json, true);
    json_key_text(&json, "version", CROSSCUT_VERSION);
    json_key_integer(&json, "revision", revision);
    json_object_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}
