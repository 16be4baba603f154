/* What is here: the kinds with their numbers, the tables, and where to begin. */
#include "base/version.h"
#include "serve/page.h"
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
    buf_text(out, "</p>\n<h2>");
    say_plain(visit, "Records");
    buf_text(out, "</h2>\n");
    TRY(show_kinds(visit, counts));
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
