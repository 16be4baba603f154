/* What is here: how much, what is new, what is coming, the kinds with their numbers, and where to
 * begin. */
#include "base/date.h"
#include "base/version.h"
#include "serve/page.h"
#include "serve/parts.h"
#include "serve/route.h"
#include "write/calendar.h"

#include <stdlib.h>

#define NEW_SHOWN 12
#define COMING_SHOWN 8

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
    json_object_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}

static enum status show_kinds(struct visit *visit, const unsigned long long *counts)
{
    const struct pack *pack = visit->site->work->pack;
    struct buf *out = visit->out;
    buf_text(out, "<ul class=\"kinds\">\n");
    for (size_t i = 0; i < pack->kind_count; i++) {
        struct query query;
        query_init(&query, &pack->kinds[i]);
        if (counts[i] > 0) {
            buf_text(out, "<li><a href=\"");
            address_of_query(visit, &query, FORM_HTML);
            buf_char(out, '"');
            mark_link(visit, counts[i]);
            buf_text(out, "><span>");
            html_text(out, kind_heading(visit, query.kind));
            buf_text(out, "</span> <b>");
            html_str(out, number_text(visit, counts[i]));
            buf_text(out, "</b></a></li>\n");
        }
    }
    buf_text(out, "</ul>\n");
    return STATUS_OK;
}

/* ---- what is new, and what is coming ---- */

struct news {
    const struct kind *kind;
    struct str identifier, when;
};

/* The latest first; what came together in the order of the kinds and their own. */
static void add_news(struct news *all, size_t *count, struct news one)
{
    size_t at = *count;
    while (at > 0 && str_compare(one.when, all[at - 1].when) > 0) {
        at--;
    }
    if (at == NEW_SHOWN) {
        return;
    }
    *count += *count < NEW_SHOWN ? 1 : 0;
    memmove(&all[at + 1], &all[at], (*count - 1 - at) * sizeof *all);
    all[at] = one;
}

static enum status add_latest(struct visit *visit, const struct kind *kind, struct news *all,
                              size_t *count)
{
    struct query query;
    struct store_change *changes = NULL;
    size_t some = 0;
    const struct changes_options options = {.query = &query, .newest = true, .limit = 2};
    query_init(&query, kind);
    TRY(store_changes(visit->store, visit->arena, &options, &changes, &some, &visit->why));
    for (size_t i = 0; i < some; i++) {
        add_news(all, count, (struct news){kind, changes[i].identifier, changes[i].imported});
    }
    return STATUS_OK;
}

/* Of the kinds that the page of a code shows, in its order: those that people come for. */
static enum status find_news(struct visit *visit, const unsigned long long *counts,
                             struct news *all, size_t *count)
{
    const struct pack *pack = visit->site->work->pack;
    const struct profile *profile = pack->profile_count > 0 ? &pack->profiles[0] : NULL;
    *count = 0;
    for (size_t s = 0; profile && s < profile->section_count; s++) {
        const struct profile_section *section = &profile->sections[s];
        for (size_t i = 0; i < section->part_count; i++) {
            const struct kind *kind = section->parts[i].kind;
            if (kind && kind->title && counts[kind->index] > 0) {
                TRY(add_latest(visit, kind, all, count));
            }
        }
    }
    return STATUS_OK;
}

static enum status show_record(struct visit *visit, const struct kind *kind, struct str identifier,
                               struct str when)
{
    struct record *record = NULL;
    struct buf *out = visit->out;
    TRY(store_get(visit->store, visit->arena, kind, identifier, &record, &visit->why));
    buf_text(out, "<li>");
    link_to_record(visit, record);
    buf_text(out, " <span class=\"facts\">");
    html_text(out, label_here(visit, &kind->label, kind->name));
    buf_text(out, " · ");
    html_str(out, (struct str){when.at, when.length < 10 ? when.length : 10});
    buf_text(out, "</span></li>\n");
    return STATUS_OK;
}

static enum status show_news(struct visit *visit, const unsigned long long *counts)
{
    struct news all[NEW_SHOWN];
    size_t count = 0;
    TRY(find_news(visit, counts, all, &count));
    if (count == 0) {
        return STATUS_OK;
    }
    buf_text(visit->out, "<section><h2>");
    say_plain(visit, "New and changed");
    buf_text(visit->out, "</h2>\n<ul>\n");
    for (size_t i = 0; i < count; i++) {
        TRY(show_record(visit, all[i].kind, all[i].identifier, all[i].when));
    }
    buf_text(visit->out, "</ul></section>\n");
    return STATUS_OK;
}

/* What begins from today on: of every kind that has a calendar, with a link to it. */
static enum status show_coming(struct visit *visit)
{
    const struct pack *pack = visit->site->work->pack;
    struct buf *out = visit->out;
    char today[11];
    const char *from = today;
    bool any = false;
    date_print(date_today(), today);
    for (size_t i = 0; i < pack->kind_count; i++) {
        struct calendar_fields fields;
        struct query query;
        unsigned long long total = 0;
        if (!calendar_fields(&pack->kinds[i], &fields)) {
            continue;
        }
        query_init(&query, &pack->kinds[i]);
        TRY(query_add_values(visit->arena, pack, &query, fields.start->name, OP_AT_LEAST, &from, 1,
                             &visit->why));
        TRY(part_count(visit, &query, &total));
        if (total == 0) {
            continue;
        }
        buf_text(out, any ? "" : "<section><h2>");
        if (!any) {
            say_plain(visit, "Coming up");
            buf_text(out, "</h2>\n<ul>\n");
        }
        any = true;
        buf_text(out, "<li><a href=\"");
        address_of_query(visit, &query, FORM_HTML);
        buf_text(out, "\">");
        html_text(out, kind_heading(visit, query.kind));
        buf_text(out, "</a> ");
        html_str(out, number_text(visit, total));
        buf_text(out, " <a href=\"");
        address_of_query(visit, &query, FORM_ICS);
        buf_text(out, "\">iCalendar</a></li>\n");
    }
    buf_text(out, any ? "</ul></section>\n" : "");
    return STATUS_OK;
}

/* How many records the pack's own definition takes, and the way to them. */
static enum status show_theme(struct visit *visit)
{
    const struct workspace *work = visit->site->work;
    const struct lens *lens = NULL;
    struct failure ignored;
    unsigned long long total = 0;
    const char *name = work->pack->example_lens;
    if (!name || lens_set_find(work->lenses, name, &lens, &ignored) != STATUS_OK) {
        return STATUS_OK;
    }
    for (size_t i = 0; i < lens->kind_count; i++) {
        struct query query;
        unsigned long long some = 0;
        query_init(&query, lens->kinds[i]);
        TRY(query_add_values(visit->arena, work->pack, &query, "tag", OP_IS, &name, 1,
                             &visit->why));
        TRY(part_count(visit, &query, &some));
        total += some;
    }
    const char *path[] = {"lenses", name};
    const struct str values[] = {number_text(visit, total),
                                 str_of(label_here(visit, &lens->label, name))};
    buf_text(visit->out, "<p class=\"lead\"><a href=\"");
    address_path(visit, path, 2);
    buf_text(visit->out, "\">");
    say(visit, total == 1 ? N_("{0} record about {1}") : N_("{0} records about {1}"), values,
        COUNT_OF(values));
    buf_text(visit->out, "</a></p>\n");
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

enum status page_home(struct visit *visit)
{
    const struct pack *pack = visit->site->work->pack;
    struct buf *out = visit->out;
    unsigned long long total = 0;
    unsigned long long *counts = visit->kept;
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
    buf_text(out, "<h1>");
    html_text(out, page.title);
    buf_text(out, "</h1>\n<p class=\"lead\">");
    say_count(visit, total, "{0} record. Every number opens down to the words behind it.",
              "{0} records. Every number opens down to the words behind it.");
    buf_text(out, "</p>\n");
    TRY(show_theme(visit));
    show_ways(visit);
    buf_text(out, "<div class=\"home\"><div><h2>");
    say_plain(visit, "Records");
    buf_text(out, "</h2>\n");
    TRY(show_kinds(visit, counts));
    buf_text(out, "</div><div>\n");
    TRY(show_coming(visit));
    TRY(show_news(visit, counts));
    buf_text(out, "</div></div>\n");
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
