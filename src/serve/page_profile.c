/*
 * The page of a code: a country, a region, a unit. It shows, kind by kind, the records that have
 * the code in a field of that list; where a kind has none, those with a code whose parent it is
 * (the events in the countries of a region).
 */
#include "serve/facets.h"
#include "serve/page.h"
#include "serve/route.h"
#include "text/csv.h"

#include <stdio.h>

#define RECORDS_SHOWN 8

/* The field of @kind by which its records belong to codes of @list. */
static const struct field *field_of_list(const struct kind *kind, const struct codelist *list)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        if (field->type == FIELD_CODE && field->list == list && field->access == ACCESS_PUBLIC) {
            return field;
        }
    }
    return NULL;
}

static const struct field *field_below(const struct kind *kind, const struct codelist *list)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        if (field->list && field->list->parent_list && field->access == ACCESS_PUBLIC &&
            strcmp(field->list->parent_list, list->name) == 0) {
            return field;
        }
    }
    return NULL;
}

/* The codes of @list that have @parent. */
static enum status children(struct visit *visit, const struct codelist *list, const char *parent,
                            const char *const **codes, size_t *count)
{
    const char **found = arena_array(visit->arena, list->count, sizeof *found);
    *count = 0;
    *codes = found;
    for (size_t i = 0; found && i < list->count; i++) {
        if (list->codes[i].parent && strcmp(list->codes[i].parent, parent) == 0) {
            found[(*count)++] = list->codes[i].code;
        }
    }
    return found ? STATUS_OK : fail_memory(&visit->why);
}

/* The question for the records of @kind that belong to the code; false in *@any: none can. */
static enum status ask(struct visit *visit, const struct kind *kind, const struct profile *profile,
                       const struct code *code, struct query *query, bool *any)
{
    const struct pack *pack = visit->site->work->pack;
    const struct field *field = field_of_list(kind, profile->list);
    const char *const *codes = &code->code;
    size_t count = 1;
    query_init(query, kind);
    *any = true;
    if (!field) {
        field = field_below(kind, profile->list);
        if (field) {
            TRY(children(visit, field->list, code->code, &codes, &count));
        }
    }
    *any = field && count > 0;
    return *any ? query_add_values(visit->arena, pack, query, field->name, OP_IS, codes, count,
                                   &visit->why)
                : STATUS_OK;
}

static void kind_json(struct json *json, struct visit *visit, const struct query *query,
                      unsigned long long total)
{
    struct buf text;
    buf_init(&text, (size_t)64 * 1024);
    query_print(query, &text);
    json_object(json);
    json_key_text(json, "kind", query->kind->name);
    json_key_text(json, "label", label_here(visit, &query->kind->label, query->kind->name));
    json_key_integer(json, "records", (long long)total);
    json_key_str(json, "filter", buf_view(&text));
    json_object_end(json);
    buf_release(&text);
}

/* The records of one kind that belong to the code. */
struct part {
    struct query query;
    unsigned long long total;
    struct record *records[RECORDS_SHOWN]; /* the first */
    size_t record_count;
};

/* A question for one code is answered from the columns in memory: a look at each country would
 * otherwise go through all records as many times. */
static enum status count_part(struct visit *visit, const struct codelist *list, const char *code,
                              struct part *part)
{
    const struct field *field = part->query.conditions[0].field;
    struct facet_match all;
    struct group *groups = NULL;
    struct query whole;
    size_t count = 0;
    if (field->list != list || !facets_has(field)) {
        return store_count(visit->store, &part->query, &part->total, &visit->why);
    }
    query_init(&whole, part->query.kind);
    enum status status = facets_match(visit, &whole, &all);
    if (status == STATUS_OK) {
        status = facets_count(visit, &all, field, &groups, &count);
    }
    facets_release(visit, &all);
    for (size_t i = 0; i < count; i++) {
        part->total = str_is(groups[i].keys[0], code) ? groups[i].records : part->total;
    }
    return status;
}

static enum status read_first(struct visit *visit, struct part *part)
{
    const struct kind *kind = part->query.kind;
    const struct field *title = kind->title ? kind_field(kind, str_of(kind->title)) : NULL;
    struct record_cursor *cursor = NULL;
    enum step step = STEP_DONE;
    TRY(store_find_fields(visit->store, &part->query, ORDER_IDENTIFIER, &title, title ? 1 : 0,
                          &cursor, &visit->why));
    while (part->record_count < RECORDS_SHOWN && part->record_count < part->total &&
           (step = record_cursor_next(cursor, visit->arena, &part->records[part->record_count],
                                      &visit->why)) == STEP_ITEM) {
        part->record_count++;
    }
    record_cursor_close(cursor);
    return step == STEP_ERROR ? visit->why.status : STATUS_OK;
}

static void show_part(struct visit *visit, const struct part *part)
{
    struct buf *out = visit->out;
    buf_text(out, "<section><h2><a href=\"");
    address_of_query(visit, &part->query, FORM_HTML);
    buf_char(out, '"');
    mark_link(visit, part->total);
    buf_char(out, '>');
    html_text(out, kind_heading(visit, part->query.kind));
    buf_text(out, " <small>");
    html_str(out, number_text(visit, part->total));
    buf_text(out, "</small></a></h2>\n<ul>\n");
    for (size_t i = 0; i < part->record_count; i++) {
        buf_text(out, "<li>");
        link_to_record(visit, part->records[i]);
        buf_text(out, "</li>\n");
    }
    buf_text(out, "</ul></section>\n");
}

/* Of each kind that has some; the last has a total of 0. */
static enum status count_kinds(struct visit *visit, const struct profile *profile,
                               const struct code *code, struct part **parts)
{
    const struct pack *pack = visit->site->work->pack;
    size_t count = 0;
    if (!visit->kept) {
        visit->kept = arena_array(visit->arena, pack->kind_count + 1, sizeof **parts);
        *parts = visit->kept;
        for (size_t i = 0; *parts && i < pack->kind_count; i++) {
            struct part *part = &(*parts)[count];
            bool any = false;
            TRY(ask(visit, &pack->kinds[i], profile, code, &part->query, &any));
            if (any) {
                TRY(count_part(visit, profile->list, code->code, part));
            }
            if (part->total > 0) {
                TRY(read_first(visit, part));
                count++;
            }
        }
    }
    *parts = visit->kept;
    return *parts ? STATUS_OK : fail_memory(&visit->why);
}

static enum status profile_json(struct visit *visit, const struct profile *profile,
                                const struct code *code, const struct part *parts)
{
    struct json json;
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key_text(&json, "list", profile->list->name);
    json_key_text(&json, "code", code->code);
    json_key_text(&json, "label", label_here(visit, &code->label, code->code));
    json_key_text(&json, "parent", code->parent);
    json_key(&json, "kinds");
    json_array(&json);
    for (; parts->total > 0; parts++) {
        kind_json(&json, visit, &parts->query, parts->total);
    }
    json_array_end(&json);
    json_object_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}

/* "Africa", with a link where the parent has a page too. */
static void show_parent(struct visit *visit, const struct profile *profile, const struct code *code)
{
    const struct pack *pack = visit->site->work->pack;
    const char *list = profile->list->parent_list;
    for (size_t i = 0; code->parent && list && i < pack->profile_count; i++) {
        const struct profile *above = &pack->profiles[i];
        const struct code *parent = codelist_find(above->list, str_of(code->parent));
        if (strcmp(above->list->name, list) == 0 && parent) {
            const char *path[] = {above->path, parent->code};
            buf_text(visit->out, " · <a href=\"");
            address_path(visit, path, 2);
            buf_text(visit->out, "\">");
            html_text(visit->out, label_here(visit, &parent->label, parent->code));
            buf_text(visit->out, "</a>");
        }
    }
}

enum status page_profile(struct visit *visit)
{
    const struct profile *profile = pack_profile(visit->site->work->pack, visit->segments[0]);
    const struct code *code = codelist_find(profile->list, visit->segments[1]);
    struct buf *out = visit->out;
    if (!code) {
        return fail(&visit->why, STATUS_NOT_FOUND, "There is no such code.");
    }
    struct part *parts = NULL;
    unsigned long long total = 0;
    TRY(count_kinds(visit, profile, code, &parts));
    if (visit->form == FORM_JSON) {
        return profile_json(visit, profile, code, parts);
    }
    for (const struct part *part = parts; part->total > 0; part++) {
        total += part->total;
    }
    const struct page page = {.title = label_here(visit, &code->label, code->code),
                              .place = profile->path};
    page_begin(visit, &page);
    buf_text(out, "<p class=\"kind\"><a href=\"");
    address_path(visit, &profile->path, 1);
    buf_text(out, "\">");
    html_text(out, label_here(visit, &profile->label, profile->path));
    buf_text(out, "</a> · ");
    html_text(out, code->code);
    show_parent(visit, profile, code);
    buf_text(out, "</p>\n<h1");
    mark_total(visit, total);
    buf_char(out, '>');
    html_text(out, page.title);
    buf_text(out, "</h1>\n<div class=\"profile\">\n");
    for (const struct part *part = parts; part->total > 0; part++) {
        show_part(visit, part);
    }
    if (total == 0) {
        buf_text(out, "<p>");
        say_plain(visit, "The register has nothing here yet.");
        buf_text(out, "</p>\n");
    }
    buf_text(out, "</div>\n");
    page_end(visit);
    return STATUS_OK;
}

/* ---- all codes of the list ---- */

/* Of a kind that has no such field, one that leads to the codes through their children. */
static enum status count_below(struct visit *visit, const struct profile *profile,
                               const struct kind *kind, unsigned long long *counts)
{
    for (size_t i = 0; i < profile->list->count; i++) {
        struct query query;
        unsigned long long total = 0;
        bool any = false;
        TRY(ask(visit, kind, profile, &profile->list->codes[i], &query, &any));
        if (any) {
            TRY(store_count(visit->store, &query, &total, &visit->why));
        }
        counts[i] += total;
    }
    return STATUS_OK;
}

/* How many records of any kind belong to each code, by its place in the list. */
static enum status count_codes(struct visit *visit, const struct profile *profile,
                               unsigned long long *counts)
{
    const struct pack *pack = visit->site->work->pack;
    const struct measure records = {.type = MEASURE_COUNT};
    for (size_t i = 0; i < pack->kind_count; i++) {
        const struct field *field = field_of_list(&pack->kinds[i], profile->list);
        const struct group_by by = {.field = field};
        struct query query;
        struct group *groups = NULL;
        size_t count = 0;
        if (!field) {
            if (field_below(&pack->kinds[i], profile->list)) {
                TRY(count_below(visit, profile, &pack->kinds[i], counts));
            }
            continue;
        }
        query_init(&query, &pack->kinds[i]);
        TRY(store_measure(visit->store, visit->arena, &query, &by, 1, &records, &groups, &count,
                          &visit->why));
        for (size_t g = 0; g < count; g++) {
            const struct code *code = groups[g].keys[0].length > 0
                                          ? codelist_find(profile->list, groups[g].keys[0])
                                          : NULL;
            if (code) {
                counts[code->order] += groups[g].records;
            }
        }
    }
    return STATUS_OK;
}

static void codes_json(struct visit *visit, const struct profile *profile,
                       const unsigned long long *counts)
{
    struct json json;
    json_init(&json, visit->out, false);
    json_array(&json);
    for (size_t i = 0; i < profile->list->count; i++) {
        const struct code *code = &profile->list->codes[i];
        json_object(&json);
        json_key_text(&json, "code", code->code);
        json_key_text(&json, "label", label_here(visit, &code->label, code->code));
        json_key_text(&json, "parent", code->parent);
        json_key_integer(&json, "records", (long long)counts[i]);
        json_object_end(&json);
    }
    json_array_end(&json);
    buf_char(visit->out, '\n');
}

static void codes_csv(struct visit *visit, const struct profile *profile,
                      const unsigned long long *counts)
{
    struct buf *out = visit->out;
    csv_cell(out, str_of("code"), true);
    csv_cell(out, str_of("label"), false);
    csv_cell(out, str_of("parent"), false);
    csv_cell(out, str_of("records"), false);
    csv_end(out);
    for (size_t i = 0; i < profile->list->count; i++) {
        const struct code *code = &profile->list->codes[i];
        char number[24];
        (void)snprintf(number, sizeof number, "%llu", counts[i]);
        csv_cell(out, str_of(code->code), true);
        csv_cell(out, str_of(label_here(visit, &code->label, code->code)), false);
        csv_cell(out, str_of(code->parent), false);
        csv_cell(out, str_of(number), false);
        csv_end(out);
    }
    visit->response->disposition = arena_printf(visit->arena, "%s.csv", profile->path);
}

enum status page_profiles(struct visit *visit)
{
    const struct profile *profile = pack_profile(visit->site->work->pack, visit->segments[0]);
    const struct codelist *list = profile->list;
    struct buf *out = visit->out;
    unsigned long long *counts = visit->kept;
    if (visit->form != FORM_HTML && visit->form != FORM_JSON && visit->form != FORM_CSV) {
        return fail(&visit->why, STATUS_NOT_FOUND, "%s",
                    t(visit, "There is no page at this address."));
    }
    if (!counts) {
        counts = arena_array(visit->arena, list->count + 1, sizeof *counts);
        if (!counts) {
            return fail_memory(&visit->why);
        }
        TRY(count_codes(visit, profile, counts));
        visit->kept = counts;
    }
    if (visit->form == FORM_JSON) {
        codes_json(visit, profile, counts);
        return STATUS_OK;
    }
    if (visit->form == FORM_CSV) {
        codes_csv(visit, profile, counts);
        return STATUS_OK;
    }
    visit->without = FORM_BIT(FORM_XLSX) | FORM_BIT(FORM_ATOM) | FORM_BIT(FORM_ICS);
    const struct page page = {.title = label_here(visit, &profile->label, profile->path),
                              .place = profile->path};
    page_begin(visit, &page);
    buf_text(out, "<h1>");
    html_text(out, page.title);
    buf_text(out, "</h1>\n<ul class=\"kinds\">\n");
    for (size_t i = 0; i < list->count; i++) {
        const char *path[] = {profile->path, list->codes[i].code};
        if (counts[i] == 0) {
            continue;
        }
        buf_text(out, "<li><a href=\"");
        address_path(visit, path, 2);
        buf_char(out, '"');
        mark_link(visit, counts[i]);
        buf_text(out, "><span>");
        html_text(out, label_here(visit, &list->codes[i].label, list->codes[i].code));
        buf_text(out, "</span> <b>");
        html_str(out, number_text(visit, counts[i]));
        buf_text(out, "</b></a></li>\n");
    }
    buf_text(out, "</ul>\n");
    page_end(visit);
    return STATUS_OK;
}
