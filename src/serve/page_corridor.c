/* Corridors: from one code to another, what both ends have alone and what they have together. */
#include "serve/corridors.h"
#include "serve/page.h"
#include "serve/part_json.h"
#include "serve/parts.h"
#include "serve/route.h"
#include "text/csv.h"

#include <stdio.h>

#define PAIRS_SHOWN 300

static void show_names(struct visit *visit, const struct corridor_pair *pair)
{
    html_text(visit->out, label_here(visit, &pair->origin->label, pair->origin->code));
    buf_text(visit->out, pair->directed ? " → " : " – ");
    html_text(visit->out, label_here(visit, &pair->destination->label, pair->destination->code));
}

/* ---- all of them ---- */

static void pairs_json(struct visit *visit, const struct corridor_pair *pairs, size_t count)
{
    struct json json;
    json_init(&json, visit->out, false);
    json_array(&json);
    for (size_t i = 0; i < count; i++) {
        json_object(&json);
        json_key_text(&json, "origin", pairs[i].origin->code);
        json_key_text(&json, "destination", pairs[i].destination->code);
        json_key(&json, "directed");
        json_bool(&json, pairs[i].directed);
        json_key_integer(&json, "records", (long long)pairs[i].records);
        json_object_end(&json);
    }
    json_array_end(&json);
    buf_char(visit->out, '\n');
}

static void pairs_csv(struct visit *visit, const struct corridor_pair *pairs, size_t count)
{
    static const char *const names[] = {"origin", "destination", "directed", "records"};
    struct buf *out = visit->out;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        csv_cell(out, str_of(names[i]), i == 0);
    }
    csv_end(out);
    for (size_t i = 0; i < count; i++) {
        char number[24];
        (void)snprintf(number, sizeof number, "%llu", pairs[i].records);
        csv_cell(out, str_of(pairs[i].origin->code), true);
        csv_cell(out, str_of(pairs[i].destination->code), false);
        csv_cell(out, str_of(pairs[i].directed ? "true" : "false"), false);
        csv_cell(out, str_of(number), false);
        csv_end(out);
    }
    visit->response->disposition = "corridors.csv";
}

static const struct corridors *corridors_of(struct visit *visit)
{
    return visit->site->work->pack->corridors;
}

static enum status no_corridors(struct visit *visit)
{
    return fail(&visit->why, STATUS_NOT_FOUND, "The pack has no corridors.");
}

enum status page_corridors(struct visit *visit)
{
    struct corridor_pair *pairs = NULL;
    struct buf *out = visit->out;
    size_t count = 0;
    if (!corridors_of(visit)) {
        return no_corridors(visit);
    }
    TRY(corridors_find(visit, NULL, &pairs, &count));
    if (visit->form != FORM_HTML) {
        (visit->form == FORM_JSON ? pairs_json : pairs_csv)(visit, pairs, count);
        return STATUS_OK;
    }
    const struct page page = {.title = label_here(visit, &corridors_of(visit)->label, "corridors"),
                              .place = "corridors"};
    page_begin(visit, &page);
    buf_text(out, "<h1>");
    html_text(out, page.title);
    buf_text(out, "</h1>\n<p class=\"lead\">");
    say_plain(visit, "An arrow stands where a record says which way; a dash where none does.");
    buf_char(out, ' ');
    say_plain(visit, "The number beside each counts the records, of all kinds, that name both.");
    buf_text(out, "</p>\n<ul class=\"kinds\">\n");
    for (size_t i = 0; i < count && i < PAIRS_SHOWN; i++) {
        buf_text(out, "<li><a href=\"");
        address_of_corridor(visit, pairs[i].origin, pairs[i].destination);
        buf_text(out, "\"><span>");
        show_names(visit, &pairs[i]);
        buf_text(out, "</span> <b>");
        html_str(out, number_text(visit, pairs[i].records));
        buf_text(out, "</b></a></li>\n");
    }
    buf_text(out, "</ul>\n");
    if (count > PAIRS_SHOWN) {
        buf_text(out, "<p>");
        say_count(visit, count - PAIRS_SHOWN, "and {0} more", "and {0} more");
        buf_text(out, "</p>\n");
    }
    page_end(visit);
    return STATUS_OK;
}

/* ---- one of them ---- */

/* "NP-QA", each a code of the list. */
static bool read_pair(const struct corridors *corridors, struct str text,
                      struct corridor_pair *pair)
{
    struct str to = text, from;
    (void)str_split(&to, '-', &from);
    const bool whole = to.at && from.length > 0 && to.length > 0;
    pair->origin = whole ? codelist_find(corridors->list, from) : NULL;
    pair->destination = whole ? codelist_find(corridors->list, to) : NULL;
    return pair->origin && pair->destination && pair->origin != pair->destination;
}

/* What one end has by itself: numbers of records, each leading to its list. */
static enum status show_end(struct visit *visit, const struct code *code, const char *heading)
{
    const struct pack *pack = visit->site->work->pack;
    struct buf *out = visit->out;
    buf_text(out, "<section><p class=\"kind\">");
    html_text(out, heading);
    buf_text(out, "</p><h2>");
    const char *path[] = {NULL, code->code};
    for (size_t i = 0; i < pack->profile_count && !path[0]; i++) {
        path[0] =
            pack->profiles[i].list == corridors_of(visit)->list ? pack->profiles[i].path : NULL;
    }
    if (path[0]) {
        buf_text(out, "<a href=\"");
        address_path(visit, path, 2);
        buf_text(out, "\">");
    }
    html_text(out, label_here(visit, &code->label, code->code));
    buf_text(out,
             path[0] ? "</a></h2>\n<ul class=\"counts\">\n" : "</h2>\n<ul class=\"counts\">\n");
    for (size_t i = 0; i < pack->kind_count; i++) {
        struct query query;
        unsigned long long total = 0;
        bool any = false;
        TRY(part_query(visit, &pack->kinds[i], corridors_of(visit)->list, code, &query, &any));
        if (any) {
            TRY(part_count(visit, &query, &total));
        }
        if (total > 0) {
            buf_text(out, "<li><a href=\"");
            address_of_query(visit, &query, FORM_HTML);
            buf_text(out, "\"><span>");
            html_text(out, kind_heading(visit, query.kind));
            buf_text(out, "</span> <b>");
            html_str(out, number_text(visit, total));
            buf_text(out, "</b></a></li>\n");
        }
    }
    buf_text(out, "</ul></section>\n");
    return STATUS_OK;
}

/* What both have together, part by part; in JSON the questions and their numbers. */
static enum status take_parts(struct visit *visit, const struct corridor_pair *pair,
                              struct json *json)
{
    const struct corridors *corridors = corridors_of(visit);
    for (size_t i = 0; i < corridors->part_count; i++) {
        struct query query;
        unsigned long long total = 0;
        TRY(corridor_query(visit, &corridors->parts[i], pair->origin, pair->destination, &query));
        TRY(part_count(visit, &query, &total));
        if (total == 0) {
            continue;
        }
        if (!json) {
            TRY(show_part(visit, &corridors->parts[i].shown, &query, total));
            continue;
        }
        TRY(part_json(visit, NULL, &query, total, json));
    }
    return STATUS_OK;
}

/* How many records the page has: the number that /corridors has for it. */
static enum status count_all(struct visit *visit, const struct corridor_pair *pair,
                             unsigned long long *records)
{
    const struct corridors *corridors = corridors_of(visit);
    for (size_t i = 0; i < corridors->part_count; i++) {
        struct query query;
        unsigned long long count = 0;
        TRY(corridor_query(visit, &corridors->parts[i], pair->origin, pair->destination, &query));
        TRY(part_count(visit, &query, &count));
        *records += count;
    }
    return STATUS_OK;
}

static enum status corridor_json(struct visit *visit, const struct corridor_pair *pair)
{
    struct json json;
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key_text(&json, "origin", pair->origin->code);
    json_key_text(&json, "destination", pair->destination->code);
    json_key(&json, "kinds");
    json_array(&json);
    TRY(take_parts(visit, pair, &json));
    json_array_end(&json);
    json_object_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}

static void show_other_way(struct visit *visit, const struct corridor_pair *pair)
{
    struct buf *out = visit->out;
    const struct corridor_pair turned = {
        .origin = pair->destination, .destination = pair->origin, .directed = true};
    buf_text(out, "<p>");
    say_plain(visit, "The other way:");
    buf_text(out, " <a href=\"");
    address_of_corridor(visit, turned.origin, turned.destination);
    buf_text(out, "\">");
    show_names(visit, &turned);
    buf_text(out, "</a></p>\n");
}

enum status page_corridor(struct visit *visit)
{
    struct corridor_pair pair = {.directed = true};
    struct buf *out = visit->out;
    if (!corridors_of(visit)) {
        return no_corridors(visit);
    }
    if (!read_pair(corridors_of(visit), visit->segments[1], &pair)) {
        return fail(&visit->why, STATUS_NOT_FOUND, "There is no such corridor.");
    }
    if (visit->form == FORM_JSON) {
        return corridor_json(visit, &pair);
    }
    const struct page page = {
        .title = arena_printf(visit->arena, "%s – %s",
                              label_here(visit, &pair.origin->label, pair.origin->code),
                              label_here(visit, &pair.destination->label, pair.destination->code)),
        .place = "corridors"};
    const char *path[] = {"corridors"};
    const struct code *ends[] = {pair.origin, pair.destination};
    unsigned long long records = 0;
    TRY(count_all(visit, &pair, &records));
    page_begin(visit, &page);
    buf_text(out, "<div class=\"profile\">\n");
    TRY(show_locator(visit, corridors_of(visit)->list, ends, 2));
    buf_text(out, "<p class=\"kind\"><a href=\"");
    address_path(visit, path, 1);
    buf_text(out, "\">");
    html_text(out, label_here(visit, &corridors_of(visit)->label, "corridors"));
    buf_text(out, "</a></p>\n<h1>");
    show_names(visit, &pair);
    buf_text(out, "</h1>\n");
    show_other_way(visit, &pair);
    buf_text(out, "</div>\n<div class=\"corridor\">\n");
    TRY(show_end(visit, pair.origin, t(visit, "Origin")));
    buf_text(out, "<div class=\"between\"><h2>");
    say_plain(visit, "Between them");
    buf_text(out, " <small>");
    html_str(out, number_text(visit, records));
    buf_text(out, "</small></h2>\n");
    const size_t before = out->length;
    TRY(take_parts(visit, &pair, NULL));
    if (out->length == before) {
        buf_text(out, "<p>");
        say_plain(visit, "The register has nothing here yet.");
        buf_text(out, "</p>\n");
    }
    buf_text(out, "</div>\n");
    TRY(show_end(visit, pair.destination, t(visit, "Destination")));
    buf_text(out, "</div>\n");
    page_end(visit);
    return STATUS_OK;
}
