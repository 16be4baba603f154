/*
 * The page of a code: a country, a region, a unit. It shows, in the sections that the pack gives
 * it, the records that have the code in a field of that list (where a kind has none, those with a
 * code whose parent it is: the events in the countries of a region), tables of these records
 * alone, where it is on the map, the corridors that begin or end there, and what is missing.
 */
#include "serve/corridors.h"
#include "serve/page.h"
#include "serve/part_json.h"
#include "serve/parts.h"
#include "serve/reports.h"
#include "serve/route.h"
#include "work/data_time.h"

#define CORRIDORS_SHOWN 12

/* What is asked of each part of the page. */
struct asking {
    const struct profile *profile;
    const struct code *code;
    struct json *json;   /* or NULL: the page */
    bool *seen;          /* by kind: it was in a section */
    bool lacks;          /* only what is missing */
    bool declared;       /* the section at hand is the pack's own */
    const char *section; /* in JSON: the heading of the part at hand */
};

/* One part: its records; or, for the box of what is missing, what they do not say. */
static enum status take_kind(struct visit *visit, const struct asking *asking,
                             const struct profile_part *part)
{
    struct query query;
    unsigned long long total = 0;
    bool any = false;
    TRY(part_own_query(visit, part, asking->profile->list, asking->code, &query, &any));
    if (any) {
        TRY(part_count(visit, &query, &total));
    }
    if (total == 0 && !asking->lacks && !asking->json) {
        return show_none(visit, part);
    }
    if (total == 0) {
        return !asking->lacks || !asking->declared ? STATUS_OK
               : asking->json ? none_says_json(visit, part, asking->profile->list, asking->json)
                              : show_none_says(visit, part, asking->profile->list);
    }
    if (asking->json) {
        return asking->lacks ? lacks_json(visit, part, &query, total, asking->json)
                             : part_json(visit, asking->section, &query, total, asking->json);
    }
    return asking->lacks ? show_lacks(visit, part, &query, total)
                         : show_part(visit, part, &query, total);
}

static enum status take_part(struct visit *visit, const struct asking *asking,
                             const struct profile_part *part)
{
    if (part->kind) {
        asking->seen[part->kind->index] = true;
        return take_kind(visit, asking, part);
    }
    return asking->json || asking->lacks
               ? STATUS_OK
               : show_part_table(visit, part, asking->profile->list, asking->code);
}

/* The heading of a section stands only where something stands under it. */
static enum status take_section(struct visit *visit, struct asking *asking,
                                const struct profile_section *section)
{
    struct buf *out = visit->out;
    asking->section = label_here(visit, &section->label, "");
    const size_t before = out->length;
    const bool headed = !asking->json && !asking->lacks;
    if (headed) {
        buf_text(out, "<section><h2>");
        html_text(out, label_here(visit, &section->label, ""));
        buf_text(out, "</h2>\n<div class=\"parts\">\n");
    }
    const size_t opened = out->length;
    for (size_t i = 0; i < section->part_count; i++) {
        TRY(take_part(visit, asking, &section->parts[i]));
    }
    if (headed && out->length == opened) {
        out->length = before;
    } else if (headed) {
        buf_text(out, "</div></section>\n");
    }
    return STATUS_OK;
}

/* The sections of the pack, and then the kinds that are in none. */
static enum status take_all(struct visit *visit, struct asking *asking)
{
    const struct pack *pack = visit->site->work->pack;
    const struct profile *profile = asking->profile;
    struct profile_section rest = {.label = {.count = 0}};
    asking->declared = true;
    for (size_t i = 0; i < profile->section_count; i++) {
        TRY(take_section(visit, asking, &profile->sections[i]));
    }
    asking->declared = false;
    rest.parts = arena_array(visit->arena, pack->kind_count + 1, sizeof *rest.parts);
    if (!rest.parts) {
        return fail_memory(&visit->why);
    }
    for (size_t i = 0; i < pack->kind_count; i++) {
        if (!asking->seen[i]) {
            rest.parts[rest.part_count++].kind = &pack->kinds[i];
        }
    }
    rest.label = (struct label){
        .count = 1,
        .languages = {visit->language},
        .texts = {profile->section_count > 0 ? t(visit, "More records") : t(visit, "Records")}};
    return take_section(visit, asking, &rest);
}

/* What the box of what is missing says. */
static enum status quality_json(struct visit *visit, struct asking *asking)
{
    struct json *json = asking->json;
    struct str when;
    TRY(work_data_time(visit->store, visit->arena, &when, &visit->why));
    memset(asking->seen, 0, visit->site->work->pack->kind_count * sizeof *asking->seen);
    asking->lacks = true;
    json_key(json, "quality");
    json_object(json);
    json_key_str(json, "read_in", (struct str){when.at, when.length < 10 ? when.length : 10});
    json_key(json, "lacks");
    json_array(json);
    TRY(take_all(visit, asking));
    json_array_end(json);
    json_object_end(json);
    return STATUS_OK;
}

static enum status profile_json(struct visit *visit, struct asking *asking)
{
    const struct code *code = asking->code;
    struct json json;
    json_init(&json, visit->out, false);
    asking->json = &json;
    json_object(&json);
    json_key_text(&json, "list", asking->profile->list->name);
    json_key_text(&json, "code", code->code);
    json_key_text(&json, "label", label_here(visit, &code->label, code->code));
    json_key_text(&json, "parent", code->parent);
    json_key(&json, "kinds");
    json_array(&json);
    TRY(take_all(visit, asking));
    json_array_end(&json);
    TRY(quality_json(visit, asking));
    json_object_end(&json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}

/* ---- around the sections ---- */

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

static enum status show_corridors(struct visit *visit, const struct asking *asking)
{
    const struct corridors *corridors = visit->site->work->pack->corridors;
    struct corridor_pair *pairs = NULL;
    struct buf *out = visit->out;
    size_t count = 0;
    if (!corridors || corridors->list != asking->profile->list) {
        return STATUS_OK;
    }
    TRY(corridors_find(visit, asking->code, &pairs, &count));
    if (count == 0) {
        return STATUS_OK;
    }
    buf_text(out, "<nav class=\"corridors\" aria-label=\"");
    html_text(out, label_here(visit, &corridors->label, ""));
    buf_text(out, "\"><ul class=\"chips\">\n");
    for (size_t i = 0; i < count && i < CORRIDORS_SHOWN; i++) {
        buf_text(out, "<li><a href=\"");
        address_of_corridor(visit, pairs[i].origin, pairs[i].destination);
        buf_text(out, "\">");
        html_text(out, label_here(visit, &pairs[i].origin->label, pairs[i].origin->code));
        buf_text(out, pairs[i].directed ? " → " : " – ");
        html_text(out, label_here(visit, &pairs[i].destination->label, pairs[i].destination->code));
        buf_text(out, " <small>");
        html_str(out, number_text(visit, pairs[i].records));
        buf_text(out, "</small></a></li>\n");
    }
    buf_text(out, "</ul></nav>\n");
    return STATUS_OK;
}

/* What is missing, and how old it is. */
static enum status show_quality(struct visit *visit, struct asking *asking)
{
    struct buf *out = visit->out;
    struct str when;
    TRY(work_data_time(visit->store, visit->arena, &when, &visit->why));
    const struct str day = {when.at, when.length < 10 ? when.length : 10};
    buf_text(out, "<section class=\"quality\"><h2>");
    say_plain(visit, "How good these data are");
    buf_text(out, "</h2>\n<ul>\n<li>");
    say(visit, "Last read in on {0}.", &day, 1);
    buf_text(out, "</li>\n");
    asking->lacks = true;
    TRY(take_all(visit, asking));
    buf_text(out, "</ul></section>\n");
    return STATUS_OK;
}

static void show_top(struct visit *visit, const struct asking *asking, const char *title)
{
    struct buf *out = visit->out;
    const struct profile *profile = asking->profile;
    buf_text(out, "<p class=\"kind\"><a href=\"");
    address_path(visit, &profile->path, 1);
    buf_text(out, "\">");
    html_text(out, label_here(visit, &profile->label, profile->path));
    buf_text(out, "</a> · ");
    html_text(out, asking->code->code);
    show_parent(visit, profile, asking->code);
    buf_text(out, "</p>\n<h1>");
    html_text(out, title);
    buf_text(out, "</h1>\n");
}

enum status page_profile(struct visit *visit)
{
    const struct pack *pack = visit->site->work->pack;
    struct asking asking = {.profile = pack_profile(pack, visit->segments[0])};
    struct buf *out = visit->out;
    asking.code = codelist_find(asking.profile->list, visit->segments[1]);
    asking.seen = arena_array(visit->arena, pack->kind_count + 1, sizeof *asking.seen);
    if (!asking.code) {
        return fail(&visit->why, STATUS_NOT_FOUND, "There is no such code.");
    }
    if (!asking.seen) {
        return fail_memory(&visit->why);
    }
    if (visit->form == FORM_JSON) {
        return profile_json(visit, &asking);
    }
    const struct page page = {.title = label_here(visit, &asking.code->label, asking.code->code),
                              .place = asking.profile->path};
    page_begin(visit, &page);
    buf_text(out, "<div class=\"profile\">\n");
    TRY(show_locator(visit, asking.profile->list, &asking.code, 1));
    show_top(visit, &asking, page.title);
    TRY(show_corridors(visit, &asking));
    const size_t above = out->length;
    show_briefs(visit, asking.profile->list, asking.code);
    const size_t before = out->length;
    TRY(take_all(visit, &asking));
    if (out->length == before) {
        out->length = above; /* no brief about nothing */
        buf_text(out, "<p>");
        say_plain(visit, "The register has nothing here yet.");
        buf_text(out, "</p>\n");
    } else {
        memset(asking.seen, 0, pack->kind_count * sizeof *asking.seen);
        TRY(show_quality(visit, &asking));
    }
    buf_text(out, "</div>\n");
    page_end(visit);
    return STATUS_OK;
}
