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

/* ---- links ---- */

#define LINKS_OPEN 5 /* of a group; the others are folded */

static void show_link(struct visit *visit, const struct link *link)
{
    buf_text(visit->out, "<li>");
    link_to_record(visit, link->other);
    buf_text(visit->out, "</li>\n");
}

/* Records of one kind that lead here by one field: that is the reason why they are listed. */
static void show_group(struct visit *visit, const struct link *links, size_t count)
{
    struct buf *out = visit->out;
    const struct field *field = links->field;
    const struct str values[] = {str_of(kind_heading(visit, links->other->kind)),
                                 str_of(label_here(visit, &field->label, field->name)),
                                 number_text(visit, count)};
    buf_text(out, "<section><h3>");
    html_str(out, values[0]);
    buf_text(out, " <small>");
    say(visit, "{2}, by their field \"{1}\"", values, COUNT_OF(values));
    buf_text(out, "</small></h3>\n<ul>\n");
    for (size_t i = 0; i < count && i < LINKS_OPEN; i++) {
        show_link(visit, &links[i]);
    }
    buf_text(out, "</ul>\n");
    if (count > LINKS_OPEN) {
        buf_text(out, "<details><summary>");
        say_count(visit, count - LINKS_OPEN, "{0} more", "{0} more");
        buf_text(out, "</summary><ul>\n");
        for (size_t i = LINKS_OPEN; i < count; i++) {
            show_link(visit, &links[i]);
        }
        buf_text(out, "</ul></details>\n");
    }
    buf_text(out, "</section>\n");
}

/* They come by kind and field. */
static void show_links(const struct shown *s)
{
    struct visit *visit = s->visit;
    const struct link *items = s->links.items;
    bool any = false;
    for (size_t i = 0, end = 0; i < s->links.count; i = end) {
        for (end = i; end < s->links.count && items[end].field == items[i].field &&
                      items[end].other->kind == items[i].other->kind;) {
            end++;
        }
        if (items[i].field->access != ACCESS_PUBLIC) {
            continue;
        }
        if (!any) {
            buf_text(visit->out, "<div class=\"linked\">\n<h2>");
            say_plain(visit, "Linked from");
            buf_text(visit->out, "</h2>\n");
        }
        any = true;
        show_group(visit, &items[i], end - i);
    }
    if (any && s->links.more) {
        buf_text(visit->out, "<p class=\"hint\">");
        say_plain(visit, "There are more, which are not listed.");
        buf_text(visit->out, "</p>\n");
    }
    buf_text(visit->out, any ? "</div>\n" : "");
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
    show_hidden_fields(visit, record);
    show_links(shown);
    TRY(show_record_use(visit, record, &shown->from));
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
