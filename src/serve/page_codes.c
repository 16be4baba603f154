/* The codes of a list that have a page, with how many records each has. */
#include "serve/by_label.h"
#include "serve/facets.h"
#include "serve/page.h"
#include "serve/parts.h"
#include "serve/route.h"
#include "serve/sheet_form.h"

#include <stdio.h>

/* Of a kind that has no such field, one that leads to the codes through their children. */
static enum status count_below(struct visit *visit, const struct profile *profile,
                               const struct kind *kind, unsigned long long *counts)
{
    for (size_t i = 0; i < profile->list->count; i++) {
        struct query query;
        unsigned long long total = 0;
        bool any = false;
        TRY(part_query(visit, kind, profile->list, &profile->list->codes[i], &query, &any));
        if (any) {
            TRY(part_count(visit, &query, &total));
        }
        counts[i] += total;
    }
    return STATUS_OK;
}

/* By the values of the field that the kind has for the list. */
static enum status count_values(struct visit *visit, const struct profile *profile,
                                const struct kind *kind, unsigned long long *counts)
{
    struct query query;
    struct facet_match match;
    struct group *groups = NULL;
    size_t count = 0;
    query_init(&query, kind);
    enum status status = facets_match(visit, &query, &match);
    if (status == STATUS_OK) {
        status = facets_count(visit, &match, (struct facet){part_field(kind, profile->list), NULL},
                              &groups, &count);
    }
    for (size_t g = 0; status == STATUS_OK && g < count; g++) {
        const struct code *code =
            groups[g].keys[0].length > 0 ? codelist_find(profile->list, groups[g].keys[0]) : NULL;
        if (code) {
            counts[code->order] += groups[g].records;
        }
    }
    facets_release(visit, &match);
    return status;
}

/* How many records of any kind belong to each code, by its place in the list. */
static enum status count_codes(struct visit *visit, const struct profile *profile,
                               unsigned long long *counts)
{
    const struct pack *pack = visit->site->work->pack;
    for (size_t i = 0; i < pack->kind_count; i++) {
        const struct kind *kind = &pack->kinds[i];
        if (part_field(kind, profile->list)) {
            TRY(count_values(visit, profile, kind, counts));
        } else if (part_field_below(kind, profile->list)) {
            TRY(count_below(visit, profile, kind, counts));
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

struct counted {
    const struct profile *profile;
    const unsigned long long *counts;
};

static const struct sheet_head codes_heads[] = {{"code", N_("Code")},
                                                {"label", N_("Label")},
                                                {"parent", N_("Part of")},
                                                {"records", N_("Records")}};

static enum status tell_codes(struct visit *visit, void *context, struct sheet *sheet)
{
    const struct counted *counted = context;
    const struct codelist *list = counted->profile->list;
    for (size_t i = 0; i < list->count; i++) {
        const struct code *code = &list->codes[i];
        sheet_text(sheet, str_of(code->code));
        sheet_text(sheet, str_of(label_here(visit, &code->label, code->code)));
        sheet_text(sheet, str_of(code->parent));
        sheet_number(visit, sheet, counted->counts[i]);
        sheet->end(sheet);
    }
    return STATUS_OK;
}

static void show_corridors_link(struct visit *visit, const struct codelist *list)
{
    const struct corridors *corridors = visit->site->work->pack->corridors;
    const char *path[] = {"corridors"};
    if (corridors && corridors->list == list) {
        buf_text(visit->out, "<p><a href=\"");
        address_path(visit, path, 1);
        buf_text(visit->out, "\">");
        html_text(visit->out, label_here(visit, &corridors->label, path[0]));
        buf_text(visit->out, "</a></p>\n");
    }
}

static enum status show_codes(struct visit *visit, const struct profile *profile,
                              const unsigned long long *counts)
{
    const struct code **codes = NULL;
    struct buf *out = visit->out;
    TRY(codes_by_label(visit, profile->list, &codes));
    buf_text(out, "<p>");
    say_plain(visit, "The number beside each counts its records, of all kinds.");
    buf_text(out, "</p>\n<ul class=\"kinds\">\n");
    for (size_t i = 0; i < profile->list->count; i++) {
        const char *path[] = {profile->path, codes[i]->code};
        const unsigned long long count = counts[codes[i]->order];
        if (count == 0) {
            continue;
        }
        buf_text(out, "<li><a href=\"");
        address_path(visit, path, 2);
        buf_text(out, "\"><span>");
        html_text(out, label_here(visit, &codes[i]->label, codes[i]->code));
        buf_text(out, "</span> <b>");
        html_str(out, number_text(visit, count));
        buf_text(out, "</b></a></li>\n");
    }
    buf_text(out, "</ul>\n");
    return STATUS_OK;
}

/* The forms that a list of codes has, other than one of records. */
#define ENDINGS                                                                                    \
    (FORM_BIT(FORM_HTML) | FORM_BIT(FORM_JSON) | FORM_BIT(FORM_CSV) | FORM_BIT(FORM_XLSX))

enum status page_profiles(struct visit *visit)
{
    const struct profile *profile = pack_profile(visit->site->work->pack, visit->segments[0]);
    const struct codelist *list = profile->list;
    struct buf *out = visit->out;
    unsigned long long *counts = arena_array(visit->arena, list->count, sizeof *counts);
    if (!(ENDINGS & FORM_BIT(visit->form))) {
        return fail(&visit->why, STATUS_NOT_FOUND, "%s",
                    t(visit, "There is no page at this address."));
    }
    if (!counts) {
        return fail_memory(&visit->why);
    }
    TRY(count_codes(visit, profile, counts));
    if (visit->form == FORM_JSON) {
        codes_json(visit, profile, counts);
        return STATUS_OK;
    }
    if (visit->form != FORM_HTML) {
        struct counted counted = {profile, counts};
        return sheet_form(
            visit, &(struct sheet_plan){.name = profile->path,
                                        .title = label_here(visit, &profile->label, profile->path),
                                        .heads = codes_heads,
                                        .head_count = COUNT_OF(codes_heads),
                                        .rows = tell_codes,
                                        .context = &counted});
    }
    visit->without = ~ENDINGS;
    const struct page page = {.title = label_here(visit, &profile->label, profile->path),
                              .place = profile->path};
    page_begin(visit, &page);
    buf_text(out, "<h1>");
    html_text(out, page.title);
    buf_text(out, "</h1>\n");
    show_corridors_link(visit, list);
    TRY(show_codes(visit, profile, counts));
    page_end(visit);
    return STATUS_OK;
}
