/* A record: its fields, its tags with the exact words marked and numbered, its links and origin. */
#include "serve/edit_site.h"
#include "serve/page.h"
#include "serve/route.h"
#include "work/links.h"
#include "work/why.h"
#include "write/record.h"

#include <stdlib.h>

/* A place in a text that is the evidence of some tags; numbered in the order of the page. */
struct mark {
    const struct value *value;
    uint32_t from, to;
    unsigned number;
};

struct shown {
    struct visit *visit;
    const struct record *record;
    const struct why_record *why;
    struct mark *marks;
    size_t count;
};

/* ---- marks ---- */

/* Fields in their order, then their values. */
static unsigned long long place_of(const struct value *value)
{
    const struct field *field = value->field->parent ? value->field->parent : value->field;
    return (unsigned long long)field->index << 32 | value->seq;
}

static int by_place(const void *a, const void *b)
{
    const struct mark *x = a, *y = b;
    const unsigned long long px = place_of(x->value), py = place_of(y->value);
    if (px != py) {
        return px < py ? -1 : 1;
    }
    if (x->from != y->from) {
        return x->from < y->from ? -1 : 1;
    }
    return (x->to > y->to) - (x->to < y->to);
}

static bool is_marked(const struct evidence *evidence)
{
    return evidence->length > 0 && evidence->value->field->type == FIELD_TEXT &&
           evidence->value->field->access == ACCESS_PUBLIC;
}

/* Every place once, in the order in which the page shows them. */
static enum status collect_marks(struct shown *s)
{
    size_t room = 0;
    for (size_t i = 0; i < s->why->count; i++) {
        room += s->why->tags[i].evidence_count;
    }
    s->marks = arena_array(s->visit->arena, room + 1, sizeof *s->marks);
    if (!s->marks) {
        return fail_memory(&s->visit->why);
    }
    size_t count = 0;
    for (size_t i = 0; i < s->why->count; i++) {
        for (size_t k = 0; k < s->why->tags[i].evidence_count; k++) {
            const struct evidence *e = &s->why->tags[i].evidence[k];
            if (is_marked(e)) {
                s->marks[count++] = (struct mark){e->value, e->offset, e->offset + e->length, 0};
            }
        }
    }
    qsort(s->marks, count, sizeof *s->marks, by_place);
    for (size_t i = 0; i < count; i++) {
        const struct mark *last = s->count > 0 ? &s->marks[s->count - 1] : NULL;
        if (!last || by_place(last, &s->marks[i]) != 0) {
            s->marks[s->count] = s->marks[i];
            s->marks[s->count].number = (unsigned)s->count + 1;
            s->count++;
        }
    }
    return STATUS_OK;
}

static unsigned mark_number(const struct shown *s, const struct evidence *e)
{
    for (size_t i = 0; i < s->count; i++) {
        if (s->marks[i].value == e->value && s->marks[i].from == e->offset &&
            s->marks[i].to == e->offset + e->length) {
            return s->marks[i].number;
        }
    }
    return 0;
}

/* The text with its marks. One that begins inside another is only numbered. */
static void show_marked(const struct shown *s, const struct value *value)
{
    struct buf *out = s->visit->out;
    uint32_t at = 0;
    for (size_t i = 0; i < s->count; i++) {
        const struct mark *mark = &s->marks[i];
        if (mark->value != value) {
            continue;
        }
        if (mark->from < at) {
            buf_printf(out, "<sup id=\"m%u\">%u</sup>", mark->number, mark->number);
            continue;
        }
        html_str(out, (struct str){value->text.at + at, mark->from - at});
        buf_printf(out, "<mark id=\"m%u\">", mark->number);
        html_str(out, (struct str){value->text.at + mark->from, mark->to - mark->from});
        buf_printf(out, "<sup>%u</sup></mark>", mark->number);
        at = mark->to;
    }
    html_str(out, (struct str){value->text.at + at, value->text.length - at});
}

/* ---- fields ---- */

static void show_parts(const struct shown *s, const struct value *value)
{
    struct buf *out = s->visit->out;
    bool any = false;
    for (size_t i = 0; i < value->field->with_count; i++) {
        const struct field *sub = &value->field->with[i];
        if (!value->with[i].field || sub->access != ACCESS_PUBLIC) {
            continue;
        }
        buf_text(out, any ? "; " : " <small>(");
        html_text(out, label_here(s->visit, &sub->label, sub->name));
        buf_text(out, ": ");
        show_value(s->visit, &value->with[i]);
        any = true;
    }
    buf_text(out, any ? ")</small>" : "");
}

/* Codes without anything beside them stand in one line. */
static bool is_short(const struct field *field)
{
    return field->type == FIELD_CODE && field->with_count == 0;
}

static void show_short(const struct shown *s, const struct field *field)
{
    struct buf *out = s->visit->out;
    buf_text(out, "<dd>");
    for (const struct value *v = s->record->values[field->index]; v; v = v->next) {
        show_value(s->visit, v);
        buf_text(out, v->next ? ", " : "");
    }
    buf_text(out, "</dd>\n");
}

static void show_field(const struct shown *s, const struct field *field)
{
    struct buf *out = s->visit->out;
    buf_text(out, "<dt>");
    html_text(out, label_here(s->visit, &field->label, field->name));
    buf_text(out, "</dt>\n");
    if (is_short(field)) {
        show_short(s, field);
        return;
    }
    for (const struct value *v = s->record->values[field->index]; v; v = v->next) {
        buf_text(out, "<dd");
        if (field->type == FIELD_TEXT) {
            language_attributes(s->visit, v->language);
        }
        buf_char(out, '>');
        if (field->type == FIELD_TEXT && !html_is_safe_link(v->text)) {
            show_marked(s, v);
        } else {
            show_value(s->visit, v);
        }
        show_parts(s, v);
        buf_text(out, "</dd>\n");
    }
}

static void show_fields(const struct shown *s)
{
    const struct kind *kind = s->record->kind;
    buf_text(s->visit->out, "<dl class=\"fields\">\n");
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        if (field->access == ACCESS_PUBLIC && s->record->values[i]) {
            show_field(s, field);
        }
    }
    buf_text(s->visit->out, "</dl>\n");
}

/* ---- tags ---- */

static const char *theme_label(const struct visit *visit, const struct why_tag *tag)
{
    const struct lens_set *lenses = visit->site->work->lenses;
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        const struct lens *lens = lens_set_at(lenses, i);
        if (strcmp(lens->name, tag->lens) != 0) {
            continue;
        }
        if (*tag->theme == '\0') {
            return label_here(visit, &lens->label, lens->name);
        }
        for (size_t k = 0; k < lens->theme_count; k++) {
            if (strcmp(lens->themes[k].name, tag->theme) == 0) {
                return label_here(visit, &lens->themes[k].label, tag->theme);
            }
        }
    }
    return *tag->theme ? tag->theme : tag->lens;
}

static void show_evidence(const struct shown *s, const struct why_tag *tag)
{
    struct buf *out = s->visit->out;
    buf_text(out, "<ul>\n");
    for (size_t k = 0; k < tag->evidence_count; k++) {
        const struct evidence *e = &tag->evidence[k];
        const unsigned number = mark_number(s, e);
        if (e->value->field->access != ACCESS_PUBLIC) {
            continue;
        }
        buf_text(out, "<li>");
        if (number > 0) {
            buf_printf(out, "<a href=\"#m%u\">%u</a> <q>", number, number);
            html_str(out, (struct str){e->value->text.at + e->offset, e->length});
            buf_text(out, "</q> ");
        } else {
            buf_text(out, "<code>");
            html_text(out, e->rule);
            buf_text(out, "</code> ");
        }
        buf_text(out, "<small>");
        html_text(out, label_here(s->visit, &e->value->field->label, e->value->field->name));
        buf_text(out, number > 0 ? ", " : "");
        html_text(out, number > 0 ? e->rule : "");
        buf_text(out, "</small></li>\n");
    }
    buf_text(out, "</ul>\n");
}

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
        html_text(out, theme_label(s->visit, tag));
        buf_text(out, " <small>");
        html_text(out, tag->lens);
        buf_printf(out, " %lld; ", tag->version);
        show_standing(s, tag);
        buf_text(out, "</small></summary>\n");
        show_evidence(s, tag);
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
    TRY(edit_show_origin(visit, s->record));
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
    TRY(edit_find(visit, kind, &record));
    if (!record) {
        return STATUS_OK;
    }
    if (visit->form == FORM_JSON) {
        return record_json(visit, record);
    }
    TRY(why_of_record(visit->store, visit->arena, record, &why, &visit->why));
    shown.record = why.record;
    TRY(collect_marks(&shown));
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
    buf_text(visit->out, "</h1>\n");
    edit_show_tools(visit, record);
    buf_text(visit->out, "<div class=\"record\">\n<div>\n");
    show_fields(&shown);
    TRY(show_links(&shown));
    TRY(show_origin(&shown));
    buf_text(visit->out, "</div>\n");
    show_tags(&shown);
    buf_text(visit->out, "</div>\n");
    page_end(visit);
    return STATUS_OK;
}
