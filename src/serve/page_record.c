/* A record: its fields, its tags with the exact words marked and numbered, its links and origin. */
#include "serve/edit_site.h"
#include "serve/files.h"
#include "serve/page.h"
#include "serve/record_view.h"
#include "serve/route.h"
#include "serve/terms.h"
#include "work/links.h"
#include "work/why.h"
#include "write/record.h"
#include "write/words.h"

/* What the page of a record is made of, in any language. */
struct shown {
    struct visit *visit;
    const struct record *record;
    struct why_record why;
    struct link_list links; /* to it */
    struct provenance from;
    struct marks marks;
};

/* ---- links and origin ---- */

static void show_links(const struct shown *s)
{
    struct visit *visit = s->visit;
    const struct link_list *in = &s->links;
    size_t shown = 0;
    for (size_t i = 0; i < in->count; i++) {
        if (in->items[i].field->access != ACCESS_PUBLIC) {
            continue;
        }
        if (shown++ == 0) {
            buf_text(visit->out, "<h2>");
            say_plain(visit, "Linked from");
            buf_text(visit->out, "</h2>\n<ul>\n");
        }
        const struct kind *kind = in->items[i].other->kind;
        buf_text(visit->out, "<li>");
        html_text(visit->out, label_here(visit, &kind->label, kind->name));
        buf_text(visit->out, word_colon(visit->language));
        link_to_record(visit, in->items[i].other);
        buf_text(visit->out, "</li>\n");
    }
    buf_text(visit->out, shown > 0 ? "</ul>\n" : "");
}

static enum status show_origin(const struct shown *s)
{
    struct visit *visit = s->visit;
    const struct provenance *from = &s->from;
    const char *path = arena_copy(visit->arena, from->file);
    const char *file = path ? strrchr(path, '/') : NULL;
    const struct str values[] = {file ? str_of(file + 1) : from->file,
                                 number_text(visit, from->line), from->imported,
                                 number_text(visit, from->versions)};
    buf_text(visit->out, "<p class=\"origin\">");
    say(visit, "From {0}, line {1}, imported {2}; version {3}.", values, COUNT_OF(values));
    TRY(edit_show_origin(visit, s->record));
    buf_text(visit->out, "</p>\n");
    return STATUS_OK;
}

static enum status record_json(struct visit *visit, const struct record *record)
{
    struct record_style style = {.language = visit->language, .lenses = visit->site->work->lenses};
    struct standing_tag *tags = NULL;
    struct json json;
    TRY(store_standing(visit->store, visit->arena, record->id, &tags, &style.tag_count,
                       &visit->why));
    style.tags = tags;
    json_init(&json, visit->out, false);
    record_write_json(record, &style, &json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}

/* Reads the record, and for a page all that is said of it; NULL when the answer is made already. */
static enum status read_record(struct visit *visit, const struct kind *kind, struct shown *shown)
{
    struct record *record = visit->files ? visit->files->record : NULL;
    if (!record) {
        TRY(edit_find(visit, kind, &record));
    }
    shown->record = record;
    if (!record || visit->form == FORM_JSON) {
        return STATUS_OK;
    }
    TRY(why_of_record(visit->store, visit->arena, record, &shown->why, &visit->why));
    shown->record = shown->why.record;
    TRY(marks_collect(visit, shown->why.tags, shown->why.count, &shown->marks));
    if (!visit->files || files_is_target(visit->files->plan, record)) {
        TRY(links_in(visit->store, visit->arena, record, &shown->links, &visit->why));
    }
    TRY(store_origin(visit->store, visit->arena, record, &shown->from, &visit->why));
    visit->kept = shown;
    return STATUS_OK;
}

static enum status show_record(struct visit *visit, struct shown *shown)
{
    const struct record *record = shown->record;
    const struct page page = {.title = arena_copy(visit->arena, title_here(visit, record))};
    struct query all;
    page_begin(visit, &page);
    buf_text(visit->out, "<p class=\"kind\"><a href=\"");
    query_init(&all, record->kind);
    address_of_query(visit, &all, FORM_HTML);
    buf_text(visit->out, "\">");
    html_text(visit->out, kind_heading(visit, record->kind));
    buf_text(visit->out, "</a> · ");
    html_str(visit->out, record->identifier);
    buf_text(visit->out, "</p>\n");
    show_title(visit, "h1", record);
    buf_char(visit->out, '\n');
    edit_show_tools(visit, record);
    buf_text(visit->out, "<div class=\"record\">\n<div>\n");
    show_record_fields(visit, &shown->marks, record);
    show_links(shown);
    TRY(show_origin(shown));
    buf_text(visit->out, "</div>\n");
    show_record_tags(visit, &shown->marks, &shown->why);
    buf_text(visit->out, "</div>\n");
    page_end(visit);
    return STATUS_OK;
}

enum status page_record(struct visit *visit)
{
    const struct kind *kind = pack_kind(visit->site->work->pack, visit->segments[0]);
    struct shown *shown = visit->kept;
    const struct profile *profile = pack_profile(visit->site->work->pack, visit->segments[0]);
    if (profile) {
        const struct code *code = codelist_find(profile->list, visit->segments[1]);
        /* Where a kind has the address too, "XY" may be a code and "xy" a record. */
        if (!kind || (code && str_is(visit->segments[1], code->code))) {
            return page_profile(visit);
        }
    }
    if (!kind || !str_is(visit->segments[0], kind->plural)) {
        return fail(&visit->why, STATUS_NOT_FOUND, "%s",
                    t(visit, "There is no page at this address."));
    }
    if (!shown) {
        shown = arena_alloc(visit->arena, sizeof *shown);
        if (!shown) {
            return fail_memory(&visit->why);
        }
        TRY(read_record(visit, kind, shown));
    }
    shown->visit = visit;
    if (!shown->record) {
        return STATUS_OK;
    }
    if (visit->form == FORM_JSON) {
        return record_json(visit, shown->record);
    }
    return show_record(visit, shown);
}
