#include "serve/record_view.h"

#include "serve/terms.h"

#include <stdlib.h>

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
enum status marks_collect(struct visit *visit, const struct why_tag *tags, size_t count,
                          struct marks *marks)
{
    size_t room = 0, places = 0;
    for (size_t i = 0; i < count; i++) {
        room += tags[i].evidence_count;
    }
    struct mark *items = arena_array(visit->arena, room + 1, sizeof *items);
    *marks = (struct marks){items, 0};
    if (!items) {
        return fail_memory(&visit->why);
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < tags[i].evidence_count; k++) {
            const struct evidence *e = &tags[i].evidence[k];
            if (is_marked(e)) {
                items[places++] = (struct mark){e->value, e->offset, e->offset + e->length, 0};
            }
        }
    }
    qsort(items, places, sizeof *items, by_place);
    for (size_t i = 0; i < places; i++) {
        const struct mark *last = marks->count > 0 ? &items[marks->count - 1] : NULL;
        if (!last || by_place(last, &items[i]) != 0) {
            items[marks->count] = items[i];
            items[marks->count].number = (unsigned)marks->count + 1;
            marks->count++;
        }
    }
    return STATUS_OK;
}

static unsigned mark_number(const struct marks *marks, const struct evidence *e)
{
    for (size_t i = 0; i < marks->count; i++) {
        const struct mark *mark = &marks->items[i];
        if (mark->value == e->value && mark->from == e->offset &&
            mark->to == e->offset + e->length) {
            return mark->number;
        }
    }
    return 0;
}

/* The text with its marks. One that begins inside another is only numbered. */
static void show_marked(struct buf *out, const struct marks *marks, const struct value *value)
{
    uint32_t at = 0;
    for (size_t i = 0; i < marks->count; i++) {
        const struct mark *mark = &marks->items[i];
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

static void show_parts(struct visit *visit, const struct value *value)
{
    struct buf *out = visit->out;
    bool any = false;
    for (size_t i = 0; i < value->field->with_count; i++) {
        const struct field *sub = &value->field->with[i];
        if (!value->with[i].field || sub->access != ACCESS_PUBLIC) {
            continue;
        }
        buf_text(out, any ? "; " : " <small>(");
        html_text(out, label_here(visit, &sub->label, sub->name));
        buf_text(out, ": ");
        show_value(visit, &value->with[i]);
        any = true;
    }
    buf_text(out, any ? ")</small>" : "");
}

/* A code that has a page of its own leads to it. */
static void show_code(struct visit *visit, const struct value *value)
{
    const struct pack *pack = visit->site->work->pack;
    const struct codelist *list = value->field->list;
    const struct code *code = list ? codelist_find(list, value->text) : NULL;
    for (size_t i = 0; code && i < pack->profile_count; i++) {
        const char *path[] = {pack->profiles[i].path, code->code};
        if (pack->profiles[i].list == list) {
            buf_text(visit->out, "<a href=\"");
            address_path(visit, path, 2);
            buf_text(visit->out, "\">");
            show_value(visit, value);
            buf_text(visit->out, "</a>");
            return;
        }
    }
    show_value(visit, value);
}

/* Codes without anything beside them stand in one line. */
static bool is_short(const struct field *field)
{
    return field->type == FIELD_CODE && field->with_count == 0;
}

static void show_short(struct visit *visit, const struct value *values)
{
    struct buf *out = visit->out;
    buf_text(out, "<dd>");
    for (const struct value *v = values; v; v = v->next) {
        show_code(visit, v);
        buf_text(out, v->next ? ", " : "");
    }
    buf_text(out, "</dd>\n");
}

static void show_field(struct visit *visit, const struct marks *marks, const struct value *values)
{
    const struct field *field = values->field;
    struct buf *out = visit->out;
    buf_text(out, "<dt>");
    show_field_label(visit, field);
    buf_text(out, "</dt>\n");
    if (is_short(field)) {
        show_short(visit, values);
        return;
    }
    for (const struct value *v = values; v; v = v->next) {
        buf_text(out, "<dd");
        if (field->type == FIELD_TEXT) {
            language_attributes(visit, v->language);
        }
        buf_char(out, '>');
        if (field->type == FIELD_TEXT && !html_is_safe_link(v->text)) {
            show_marked(out, marks, v);
        } else if (v->field->type == FIELD_CODE) {
            show_code(visit, v);
        } else {
            show_value(visit, v);
        }
        show_parts(visit, v);
        buf_text(out, "</dd>\n");
    }
}

void show_record_fields(struct visit *visit, const struct marks *marks, const struct record *record)
{
    const struct kind *kind = record->kind;
    buf_text(visit->out, "<dl class=\"fields\">\n");
    for (size_t i = 0; i < kind->field_count; i++) {
        if (kind->fields[i].access == ACCESS_PUBLIC && record->values[i]) {
            show_field(visit, marks, record->values[i]);
        }
    }
    buf_text(visit->out, "</dl>\n");
}

/* ---- evidence ---- */

void show_tag_evidence(struct visit *visit, const struct marks *marks, const struct why_tag *tag)
{
    struct buf *out = visit->out;
    buf_text(out, "<ul>\n");
    for (size_t k = 0; k < tag->evidence_count; k++) {
        const struct evidence *e = &tag->evidence[k];
        const unsigned number = mark_number(marks, e);
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
        html_text(out, label_here(visit, &e->value->field->label, e->value->field->name));
        buf_text(out, number > 0 ? ", " : "");
        html_text(out, number > 0 ? e->rule : "");
        buf_text(out, "</small></li>\n");
    }
    buf_text(out, "</ul>\n");
}

/* ---- names ---- */

const char *tag_label(const struct visit *visit, const char *lens_name, const char *theme)
{
    const struct lens_set *lenses = visit->site->work->lenses;
    for (size_t i = 0; i < lens_set_count(lenses); i++) {
        const struct lens *lens = lens_set_at(lenses, i);
        if (strcmp(lens->name, lens_name) != 0) {
            continue;
        }
        if (*theme == '\0') {
            return label_here(visit, &lens->label, lens->name);
        }
        for (size_t k = 0; k < lens->theme_count; k++) {
            if (strcmp(lens->themes[k].name, theme) == 0) {
                return label_here(visit, &lens->themes[k].label, theme);
            }
        }
    }
    return *theme ? theme : lens_name;
}
