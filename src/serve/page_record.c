/* A record: its fields, its tags with the exact words marked and numbered, its links and origin. */
#include "serve/page.h"
#include "serve/review.h"
#include "serve/route.h"
#include "work/links.h"
#include "work/why.h"
#include "write/record.h"

struct shown {
    struct visit *visit;
    const struct record *record;
    const struct why_record *why;
    struct marks marks;
};

/* ---- tags ---- */

static void show_standing(const struct shown *s, const struct why_tag *tag)
{
    struct visit *visit = s->visit;
    if (tag->decision) {
        const struct str values[] = {tag->decision->person, tag->decision->at};
        if (str_is(tag->decision->verdict, "confirmed")) {
            say(visit, "confirmed by {0} on {1}", values, COUNT_OF(values));
        } else {
            say(visit, "rejected by {0} on {1}", values, COUNT_OF(values));
        }
    } else if (strcmp(tag->weight, "candidate") == 0) {
        say_plain(visit, "a suggestion, not counted");
    } else if (strcmp(tag->weight, "significant") == 0) {
        say_plain(visit, "set by rule, significant");
    } else {
        say_plain(visit, "set by rule, principal");
    }
}

/* For reviewers: to the question about the tag. */
static void show_review(const struct shown *s, const struct why_tag *tag)
{
    struct visit *visit = s->visit;
    struct review_asked asked = {.record = s->why->record, .theme = tag->theme};
    struct failure gone;
    if (!account_may(visit->account, CAPABILITY_REVIEW) ||
        lens_set_find(visit->site->work->lenses, tag->lens, &asked.lens, &gone) != STATUS_OK) {
        return;
    }
    buf_text(visit->out, "<p><a href=\"");
    review_href(visit, review_path(visit, &asked));
    buf_text(visit->out, "\">");
    say_plain(visit, "Judge this tag");
    buf_text(visit->out, "</a></p>\n");
}

static void show_tags(const struct shown *s)
{
    struct buf *out = s->visit->out;
    buf_text(out, "<section class=\"tags\" aria-labelledby=\"tags\">\n<h2 id=\"tags\">");
    say_count(s->visit, s->why->count, "{0} tag", "{0} tags");
    buf_text(out, "</h2>\n");
    for (size_t i = 0; i < s->why->count; i++) {
        const struct why_tag *tag = &s->why->tags[i];
        buf_text(out, "<details id=\"evidence-");
        html_text(out, tag->lens);
        buf_text(out, *tag->theme ? "-" : "");
        html_text(out, tag->theme);
        buf_text(out, i == 0 || *tag->theme ? "\" open><summary>" : "\"><summary>");
        html_text(out, tag_label(s->visit, tag->lens, tag->theme));
        buf_text(out, " <small>");
        html_text(out, tag->lens);
        buf_printf(out, " %lld; ", tag->version);
        show_standing(s, tag);
        buf_text(out, "</small></summary>\n");
        show_tag_evidence(s->visit, &s->marks, tag);
        show_review(s, tag);
        buf_text(out, "</details>\n");
    }
    buf_text(out, "</section>\n");
}

/* ---- links and origin ---- */

static enum status show_links(const struct shown *s)
{
    struct visit *visit = s->visit;
    struct link_list in;
    size_t shown = 0;
    TRY(links_in(visit->store, visit->arena, s->record, &in, &visit->why));
    for (size_t i = 0; i < in.count; i++) {
        if (in.items[i].field->access != ACCESS_PUBLIC) {
            continue;
        }
        if (shown++ == 0) {
            buf_text(visit->out, "<h2>");
            say_plain(visit, "Linked from");
            buf_text(visit->out, "</h2>\n<ul>\n");
        }
        const struct kind *kind = in.items[i].other->kind;
        buf_text(visit->out, "<li>");
        html_text(visit->out, label_here(visit, &kind->label, kind->name));
        buf_text(visit->out, ": ");
        link_to_record(visit, in.items[i].other);
        buf_text(visit->out, "</li>\n");
    }
    buf_text(visit->out, shown > 0 ? "</ul>\n" : "");
    return STATUS_OK;
}

static enum status show_origin(const struct shown *s)
{
    struct visit *visit = s->visit;
    struct provenance from;
    TRY(store_provenance(visit->store, visit->arena, s->record, &from, &visit->why));
    const char *file = strrchr(arena_copy(visit->arena, from.file), '/');
    const struct str values[] = {file ? str_of(file + 1) : from.file, number_text(visit, from.line),
                                 from.imported, number_text(visit, from.versions)};
    buf_text(visit->out, "<p class=\"origin\">");
    say(visit, "From {0}, line {1}, imported {2}; version {3}.", values, COUNT_OF(values));
    buf_text(visit->out, "</p>\n");
    return STATUS_OK;
}

static enum status record_json(struct visit *visit, const struct record *record)
{
    const struct record_style style = {.language = visit->language};
    struct json json;
    json_init(&json, visit->out, false);
    record_write_json(record, &style, &json);
    buf_char(visit->out, '\n');
    return STATUS_OK;
}

enum status page_record(struct visit *visit)
{
    const struct kind *kind = pack_kind(visit->site->work->pack, visit->segments[0]);
    struct record *record = NULL;
    struct why_record why;
    struct shown shown = {.visit = visit, .why = &why};
    if (pack_profile(visit->site->work->pack, visit->segments[0])) {
        return page_profile(visit);
    }
    if (!kind || !str_is(visit->segments[0], kind->plural)) {
        return fail(&visit->why, STATUS_NOT_FOUND, "%s",
                    t(visit, "There is no page at this address."));
    }
    TRY(store_get(visit->store, visit->arena, kind, visit->segments[1], &record, &visit->why));
    if (visit->form == FORM_JSON) {
        return record_json(visit, record);
    }
    TRY(why_of_record(visit->store, visit->arena, record, &why, &visit->why));
    shown.record = why.record;
    TRY(marks_collect(visit, why.tags, why.count, &shown.marks));
    const struct page page = {.title = arena_copy(visit->arena, page_record_title(record))};
    page_begin(visit, &page);
    buf_text(visit->out, "<p class=\"kind\"><a href=\"");
    struct query all;
    query_init(&all, kind);
    address_of_query(visit, &all, FORM_HTML);
    buf_text(visit->out, "\">");
    html_text(visit->out, kind_heading(visit, kind));
    buf_text(visit->out, "</a> · ");
    html_str(visit->out, record->identifier);
    buf_text(visit->out, "</p>\n<h1 dir=\"auto\">");
    html_str(visit->out, page_record_title(record));
    buf_text(visit->out, "</h1>\n<div class=\"record\">\n<div>\n");
    show_record_fields(visit, &shown.marks, why.record);
    TRY(show_links(&shown));
    TRY(show_origin(&shown));
    buf_text(visit->out, "</div>\n");
    show_tags(&shown);
    buf_text(visit->out, "</div>\n");
    page_end(visit);
    return STATUS_OK;
}
