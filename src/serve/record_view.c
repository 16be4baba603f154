#include "serve/record_view.h"

#include "serve/edit_form.h"
#include "serve/edit_site.h"
#include "write/words.h"

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

static struct mark mark_of(const struct evidence *e)
{
    return (struct mark){.value = e->value, .from = e->offset, .to = e->offset + e->length};
}

static struct mark *find_mark(const struct marks *marks, const struct evidence *e)
{
    const struct mark looked = mark_of(e);
    return marks->count > 0 && is_marked(e)
               ? bsearch(&looked, marks->items, marks->count, sizeof looked, by_place)
               : NULL;
}

/* Which of the tags each place is evidence of. */
static void note_tags(struct marks *marks, const struct why_tag *tags, size_t count)
{
    for (size_t i = 0; i < count && i < TAGS_MARKED; i++) {
        for (size_t k = 0; k < tags[i].evidence_count; k++) {
            struct mark *mark = find_mark(marks, &tags[i].evidence[k]);
            if (mark) {
                mark->tags |= UINT64_C(1) << i;
            }
        }
    }
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
                items[places++] = mark_of(e);
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
    note_tags(marks, tags, count);
    return STATUS_OK;
}

unsigned mark_number(const struct marks *marks, const struct evidence *e)
{
    const struct mark *mark = find_mark(marks, e);
    return mark ? mark->number : 0;
}

/* ---- a text with its marks ---- */

/* What stands in a text from .at to .end, within the marks that have the same value. */
struct stretch {
    const struct mark *marks;
    size_t count;
    uint32_t at, end;
};

/* The end of the stretch that begins at .at: where the next mark begins or ends. */
static uint32_t end_of(const struct stretch *stretch, uint32_t end)
{
    for (size_t i = 0; i < stretch->count; i++) {
        const struct mark *mark = &stretch->marks[i];
        end = mark->from > stretch->at && mark->from < end ? mark->from : end;
        end = mark->to > stretch->at && mark->to < end ? mark->to : end;
    }
    return end;
}

static bool covers(const struct mark *mark, const struct stretch *stretch)
{
    return mark->from <= stretch->at && mark->to >= stretch->end;
}

/* "t1 t4": the tags of which the stretch is evidence; each is a class of the style sheet. */
static void write_classes(struct buf *out, uint64_t tags)
{
    const char *before = " class=\"";
    for (unsigned i = 0; i < TAGS_MARKED; i++) {
        if (tags >> i & 1) {
            buf_printf(out, "%st%u", before, i + 1);
            before = " ";
        }
    }
    buf_text(out, before[1] == '\0' ? "\"" : "");
}

/*
 * One element for a stretch that is evidence: marks that overlap are cut where another begins or
 * ends, so that each tag can be shown with exactly its words. A mark's place to be linked to is
 * where it begins, its number stands where it ends.
 */
static void show_stretch(struct buf *out, const struct stretch *stretch, struct str text)
{
    uint64_t tags = 0;
    bool any = false, named = false;
    for (size_t i = 0; i < stretch->count; i++) {
        any = any || covers(&stretch->marks[i], stretch);
        tags |= covers(&stretch->marks[i], stretch) ? stretch->marks[i].tags : 0;
    }
    const struct str words = {text.at + stretch->at, stretch->end - stretch->at};
    if (!any) {
        html_str(out, words);
        return;
    }
    buf_text(out, "<mark");
    for (size_t i = 0; i < stretch->count; i++) {
        if (stretch->marks[i].from == stretch->at) {
            buf_printf(out, named ? "<i id=\"m%u\"></i>" : " id=\"m%u\"", stretch->marks[i].number);
            if (!named) {
                write_classes(out, tags);
                buf_char(out, '>');
            }
            named = true;
        }
    }
    if (!named) {
        write_classes(out, tags);
        buf_char(out, '>');
    }
    html_str(out, words);
    for (size_t i = 0; i < stretch->count; i++) {
        if (stretch->marks[i].to == stretch->end) {
            buf_printf(out, "<sup>%u</sup>", stretch->marks[i].number);
        }
    }
    buf_text(out, "</mark>");
}

static void show_marked(struct buf *out, const struct marks *marks, const struct value *value)
{
    struct stretch stretch = {.count = 0};
    for (size_t i = 0; i < marks->count; i++) {
        if (marks->items[i].value == value) {
            stretch.marks = stretch.marks ? stretch.marks : &marks->items[i];
            stretch.count++;
        }
    }
    for (; stretch.at < value->text.length; stretch.at = stretch.end) {
        stretch.end = end_of(&stretch, (uint32_t)value->text.length);
        show_stretch(out, &stretch, value->text);
    }
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
        buf_text(out, word_colon(visit->language));
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

/* Who may see the values finds them in the form. */
static void show_hidden(struct visit *visit, const struct record *record, const struct field *field)
{
    struct buf *out = visit->out;
    const char *contact = visit->site->work->pack->contact;
    const bool may = may_see(visit, field->access) && account_may(visit->account, CAPABILITY_EDIT);
    const struct str ask = str_of(contact ? contact : t(visit, "an administrator of the register"));
    buf_text(out, "<dt>");
    html_text(out, label_here(visit, &field->label, field->name));
    buf_text(out, "</dt>\n<dd>");
    if (may) {
        buf_text(out, "<a href=\"");
        address_of_path(visit, edit_path(visit, record->kind, record->identifier, "edit"));
        buf_text(out, "\">");
        say_plain(visit, "Not for everybody: shown in the form of the record");
        buf_text(out, "</a>");
    } else {
        say(visit, "Not visible to your role (ask: {0})", &ask, 1);
    }
    buf_text(out, "</dd>\n");
}

void show_hidden_fields(struct visit *visit, const struct record *record)
{
    bool any = false;
    for (size_t i = 0; visit->account && i < record->kind->field_count; i++) {
        const struct field *field = &record->kind->fields[i];
        if (field->access != ACCESS_PUBLIC && record->values[i]) {
            buf_text(visit->out, any ? "" : "<dl class=\"fields\">\n");
            show_hidden(visit, record, field);
            any = true;
        }
    }
    buf_text(visit->out, any ? "</dl>\n" : "");
}
