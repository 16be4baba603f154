#include "serve/parts.h"

#include "serve/facets.h"
#include "serve/multiples.h"
#include "serve/page.h"
#include "write/calendar.h"
#include "write/map.h"
#include "write/timeline.h"
#include "write/words.h"

#define RECORDS_SHOWN 8
#define TIMES_READ 200  /* records that may be drawn */
#define TARGETS_MOST 50 /* records that stand for one code */
#define VALUES_SHOWN 3  /* of a repeated field */
#define FIRST_YEAR 1900
#define LAST_YEAR 2100

const struct field *part_field(const struct kind *kind, const struct codelist *list)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        if (field->type == FIELD_CODE && field->list == list && field->access == ACCESS_PUBLIC) {
            return field;
        }
    }
    return NULL;
}

const struct field *part_field_below(const struct kind *kind, const struct codelist *list)
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

enum status part_query(struct visit *visit, const struct kind *kind, const struct codelist *list,
                       const struct code *code, struct query *query, bool *any)
{
    const struct pack *pack = visit->site->work->pack;
    const struct field *field = part_field(kind, list);
    const char *const *codes = &code->code;
    size_t count = 1;
    query_init(query, kind);
    if (!field) {
        field = part_field_below(kind, list);
        if (field) {
            TRY(children(visit, field->list, code->code, &codes, &count));
        }
    }
    *any = field && count > 0;
    return *any ? query_add_values(visit->arena, pack, query, field->name, OP_IS, codes, count,
                                   &visit->why)
                : STATUS_OK;
}

/* "unit:a", "unit:b": the records that have the code, as links name them. */
static enum status name_targets(struct visit *visit, const struct profile_part *part,
                                const struct code *code, const char **names, size_t *count)
{
    struct query query;
    struct facet_match match;
    query_init(&query, part->through);
    TRY(query_add_values(visit->arena, visit->site->work->pack, &query, part->code_of->name, OP_IS,
                         &code->code, 1, &visit->why));
    struct facet_page page = {.most = TARGETS_MOST, .identifiers = names};
    enum status status = facets_match(visit, &query, &match);
    if (status == STATUS_OK) {
        status = facets_page(visit, &match, &query, &page);
    }
    *count = status == STATUS_OK ? page.count : 0;
    for (size_t i = 0; i < *count; i++) {
        names[i] = arena_printf(visit->arena, "%s:%s", part->through->name, names[i]);
        if (!names[i]) {
            *count = 0;
        }
    }
    facets_release(visit, &match);
    return status;
}

enum status part_own_query(struct visit *visit, const struct profile_part *part,
                           const struct codelist *list, const struct code *code,
                           struct query *query, bool *any)
{
    const char *names[TARGETS_MOST] = {code->code};
    size_t count = 1;
    const char *name = NULL;
    if (!part->field) {
        return part_query(visit, part->kind, list, code, query, any);
    }
    if (part->through) {
        TRY(name_targets(visit, part, code, names, &count));
    }
    query_init(query, part->kind);
    *any = count > 0;
    name = part->field->parent
               ? arena_printf(visit->arena, "%s.%s", part->field->parent->name, part->field->name)
               : part->field->name;
    return !name  ? fail_memory(&visit->why)
           : *any ? query_add_values(visit->arena, visit->site->work->pack, query, name, OP_IS,
                                     names, count, &visit->why)
                  : STATUS_OK;
}

enum status part_count(struct visit *visit, const struct query *query, unsigned long long *count)
{
    struct facet_match match;
    const enum status status = facets_match(visit, query, &match);
    *count = match.count;
    facets_release(visit, &match);
    return status;
}

/* ---- records ---- */

/* A number says little without the name of what it counts; a year needs none. */
static bool needs_name(const struct value *value)
{
    return value->field->type == FIELD_INTEGER &&
           (value->number < FIRST_YEAR || value->number > LAST_YEAR);
}

/* "Governance, Skills +2": all values of a field, or the first few. */
static void show_fact(struct visit *visit, const struct value *values)
{
    size_t shown = 0, rest = 0;
    if (needs_name(values)) {
        html_text(visit->out, label_here(visit, &values->field->label, values->field->name));
        buf_text(visit->out, word_in(visit->language, ": ", "\xC2\xA0: ", ": "));
    }
    for (const struct value *v = values; v; v = values->field->languages ? NULL : v->next) {
        if (shown == VALUES_SHOWN) {
            rest++;
            continue;
        }
        buf_text(visit->out, shown++ > 0 ? ", " : "");
        show_value(visit, v);
    }
    if (rest > 0) {
        buf_printf(visit->out, " +%zu", rest);
    }
}

/* The value of what the part shows as number @i, or NULL. */
static const struct value *fact(const struct visit *visit, const struct profile_part *part,
                                const struct record *record, size_t i)
{
    return i < part->show_count ? value_in(record->values[part->show[i]->index], visit->language)
                                : NULL;
}

static bool is_day(const struct value *value)
{
    return value && value->field->type == FIELD_DATE;
}

/* " 2010-06-10 – 2015-05-31 · In force": what the part shows beside a title. Two dates that follow
 * each other are a span. */
static void show_facts(struct visit *visit, const struct profile_part *part,
                       const struct record *record)
{
    struct buf *out = visit->out;
    bool any = false;
    for (size_t i = 0; i < part->show_count; i++) {
        const struct value *value = fact(visit, part, record, i);
        const struct value *next = fact(visit, part, record, i + 1);
        if (!value) {
            continue;
        }
        buf_text(out, any ? " · " : " <span class=\"facts\">");
        any = true;
        if (is_day(value) && is_day(next)) {
            buf_text(out, "<span class=\"span\">");
            show_value(visit, value);
            buf_text(out, " – ");
            show_value(visit, next);
            buf_text(out, "</span>");
            i++;
        } else {
            show_fact(visit, value);
        }
    }
    buf_text(out, any ? "</span>" : "");
}

/* The question for the first records of @query by their identifiers. */
static enum status name_records(struct visit *visit, const struct query *query, size_t most,
                                struct query *named)
{
    struct facet_match match;
    enum status status = facets_match(visit, query, &match);
    status = status == STATUS_OK ? facets_name(visit, &match, query, 0, most, named) : status;
    facets_release(visit, &match);
    return status;
}

/* What is read of each record, of at most @most. */
static enum status open_part(struct visit *visit, const struct profile_part *part,
                             const struct query *query, size_t most, struct record_cursor **cursor)
{
    const struct kind *kind = query->kind;
    struct query named;
    const struct field **fields = arena_array(visit->arena, part->show_count + 3, sizeof *fields);
    size_t count = 0;
    if (!fields) {
        return fail_memory(&visit->why);
    }
    if (kind->title) {
        fields[count++] = kind_field(kind, str_of(kind->title));
    }
    for (size_t i = 0; i < part->show_count; i++) {
        fields[count++] = part->show[i];
    }
    if (part->from) {
        fields[count++] = part->from;
        fields[count++] = part->to;
    }
    TRY(name_records(visit, query, most, &named));
    return store_find_fields(visit->store, &named, ORDER_LIST, fields, count, cursor, &visit->why);
}

static void add_item(struct visit *visit, const struct profile_part *part,
                     const struct record *record, struct timeline_item *items, size_t *count)
{
    const struct value *from = part->from ? record->values[part->from->index] : NULL;
    const struct value *to = part->from ? record->values[part->to->index] : NULL;
    struct timeline_item item = {.label = title_here(visit, record)};
    if (from && date_parse(from->text, &item.from)) {
        if (!to || !date_parse(to->text, &item.to)) {
            item.to = (struct date){0};
        }
        items[(*count)++] = item;
    }
}

/* Of a list with conditions a copy made of files has no feed. */
static void show_feeds(struct visit *visit, const struct query *query)
{
    static const enum form feeds[] = {FORM_ATOM, FORM_ICS};
    const struct kind *kind = query->kind;
    struct calendar_fields dates;
    for (size_t i = 0; !visit->files && i < COUNT_OF(feeds); i++) {
        if (feeds[i] == FORM_ATOM || calendar_fields(kind, &dates)) {
            buf_text(visit->out, i == 0 ? "<p class=\"feeds\"><a href=\"" : " · <a href=\"");
            address_of_query(visit, query, feeds[i]);
            buf_text(visit->out, "\">");
            say_plain(visit, feeds[i] == FORM_ATOM ? N_("What is new in this list")
                                                   : N_("This list as a calendar"));
            buf_text(visit->out, "</a>");
        }
    }
    buf_text(visit->out, visit->files ? "" : "</p>\n");
}

/* @attributes are those of the section. */
static void show_heading(struct visit *visit, const struct query *query, unsigned long long total,
                         const char *attributes)
{
    struct buf *out = visit->out;
    buf_printf(out, "<section%s><h3><a href=\"", attributes);
    address_of_query(visit, query, FORM_HTML);
    buf_char(out, '"');
    mark_link(visit, total);
    buf_char(out, '>');
    html_text(out, kind_heading(visit, query->kind));
    buf_text(out, " <small>");
    html_str(out, number_text(visit, total));
    buf_text(out, "</small></a></h3>\n");
}

/* The way to those that are not shown. */
static void show_rest(struct visit *visit, const struct query *query, unsigned long long total)
{
    if (total > RECORDS_SHOWN) {
        buf_text(visit->out, "<p class=\"more\"><a href=\"");
        address_of_query(visit, query, FORM_HTML);
        buf_char(visit->out, '"');
        mark_link(visit, total);
        buf_char(visit->out, '>');
        say_count(visit, total - RECORDS_SHOWN, "and {0} more", "and {0} more");
        buf_text(visit->out, "</a></p>\n");
    }
}

/* How to read it, and what is not on it. */
static void show_timeline(struct visit *visit, struct timeline_item *items, size_t count,
                          const struct query *query, unsigned long long total)
{
    bool open = false;
    if (count < 2) {
        return;
    }
    timeline_svg(items, count, kind_heading(visit, query->kind), visit->out);
    const size_t drawn = count > TIMELINE_MOST ? TIMELINE_MOST : count;
    for (size_t i = count - drawn; i < count; i++) {
        open = open || items[i].to.year == 0;
    }
    if (open || drawn < total) {
        const struct str values[] = {number_text(visit, drawn), number_text(visit, total)};
        buf_text(visit->out, "<p class=\"facts\">");
        if (drawn < total) {
            say(visit, "Drawn: {0} of {1}.", values, COUNT_OF(values));
            buf_char(visit->out, ' ');
        }
        if (open) {
            say_plain(visit, "Short and pale: the end is not stated.");
        }
        buf_text(visit->out, "</p>\n");
    }
}

static enum status show_records(struct visit *visit, const struct profile_part *part,
                                const struct query *query, unsigned long long total)
{
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct buf *out = visit->out;
    enum step step = STEP_DONE;
    size_t row = 0, item_count = 0;
    const size_t most = part->from ? TIMES_READ : RECORDS_SHOWN;
    struct timeline_item *items = arena_array(visit->arena, TIMES_READ, sizeof *items);
    if (!items) {
        return fail_memory(&visit->why);
    }
    show_heading(visit, query, total, "");
    if (part->feeds) {
        show_feeds(visit, query);
    }
    buf_text(out, "<ul>\n");
    TRY(open_part(visit, part, query, most, &cursor));
    enum status status = STATUS_OK;
    while (row < most && status == STATUS_OK &&
           (step = record_cursor_next(cursor, visit->arena, &record, &visit->why)) == STEP_ITEM) {
        if (row++ < RECORDS_SHOWN) {
            buf_text(out, "<li>");
            link_to_record(visit, record);
            show_facts(visit, part, record);
            status = part->quote ? show_quote(visit, record) : STATUS_OK;
            buf_text(out, "</li>\n");
        }
        add_item(visit, part, record, items, &item_count);
    }
    record_cursor_close(cursor);
    buf_text(out, "</ul>\n");
    show_rest(visit, query, total);
    show_timeline(visit, items, item_count, query, total);
    buf_text(out, "</section>\n");
    return status != STATUS_OK ? status : step == STEP_ERROR ? visit->why.status : STATUS_OK;
}

enum status show_none(struct visit *visit, const struct profile_part *part)
{
    const struct measure records = {.type = MEASURE_COUNT};
    const struct group_by by = {.field = part->none_of};
    struct group *groups = NULL;
    struct query all;
    struct buf names;
    size_t count = 0, known = 0;
    if (part->none.count == 0) {
        return STATUS_OK;
    }
    query_init(&all, part->kind);
    TRY(store_measure(visit->store, visit->arena, &all, &by, 1, &records, &groups, &count,
                      &visit->why));
    buf_init(&names, 4096);
    for (size_t i = 0; i < count; i++) {
        if (groups[i].keys[0].length > 0) {
            buf_text(&names, known++ > 0 ? ", " : "");
            buf_str(&names, groups[i].keys[0]);
        }
    }
    const struct str values[] = {number_text(visit, known),
                                 arena_str(visit->arena, buf_view(&names))};
    buf_release(&names);
    if (known > 0) {
        buf_text(visit->out, "<section><h3><a href=\"");
        address_of_query(visit, &all, FORM_HTML);
        buf_text(visit->out, "\">");
        html_text(visit->out, kind_heading(visit, part->kind));
        buf_text(visit->out, "</a> <small>0</small></h3>\n<p>");
        say_label(visit, &part->none, values, COUNT_OF(values));
        buf_text(visit->out, "</p></section>\n");
    }
    return STATUS_OK;
}

enum status show_part(struct visit *visit, const struct profile_part *part,
                      const struct query *query, unsigned long long total)
{
    struct multiples *multiples = NULL;
    if (part->series) {
        TRY(multiples_read(visit, part, query, &multiples));
    }
    if (!multiples) {
        return show_records(visit, part, query, total);
    }
    show_heading(visit, query, total, " class=\"whole\"");
    TRY(multiples_show(visit, multiples, total));
    buf_text(visit->out, "</section>\n");
    return STATUS_OK;
}

/* ---- what is not stated ---- */

enum status part_lack(struct visit *visit, const struct query *query, const struct field *field,
                      unsigned long long total, struct part_lack *lack)
{
    const char *const nothing = "";
    *lack = (struct part_lack){.field = field, .lacking = *query, .total = total};
    TRY(query_add_values(visit->arena, visit->site->work->pack, &lack->lacking, field->name, OP_IS,
                         &nothing, 1, &visit->why));
    return part_count(visit, &lack->lacking, &lack->count);
}

enum status part_none_says(struct visit *visit, const struct profile_part *part,
                           const struct codelist *list, struct part_lack *lack)
{
    const struct field *field = part->field ? part->field : part_field(part->kind, list);
    struct query all;
    unsigned long long total = 0;
    *lack = (struct part_lack){.field = field};
    if (!field || field->parent) {
        return STATUS_OK;
    }
    query_init(&all, part->kind);
    TRY(part_count(visit, &all, &total));
    if (total > 0) {
        TRY(part_lack(visit, &all, field, total, lack));
    }
    if (lack->count < total) {
        lack->count = 0;
    }
    return STATUS_OK;
}

static void show_lack(struct visit *visit, const struct part_lack *lack)
{
    const struct field *field = lack->field;
    if (lack->count == 0) {
        return;
    }
    const struct str values[] = {str_of(kind_heading(visit, lack->lacking.kind)),
                                 str_of(label_here(visit, &field->label, field->name)),
                                 number_text(visit, lack->count), number_text(visit, lack->total)};
    buf_text(visit->out, "<li><a href=\"");
    address_of_query(visit, &lack->lacking, FORM_HTML);
    buf_char(visit->out, '"');
    mark_link(visit, lack->count);
    buf_char(visit->out, '>');
    say(visit, "{0}: {1} is not stated in {2} of {3}", values, COUNT_OF(values));
    buf_text(visit->out, "</a></li>\n");
}

enum status show_lacks(struct visit *visit, const struct profile_part *part,
                       const struct query *query, unsigned long long total)
{
    struct part_lack lack;
    for (size_t i = 0; i < part->show_count; i++) {
        TRY(part_lack(visit, query, part->show[i], total, &lack));
        show_lack(visit, &lack);
    }
    return STATUS_OK;
}

enum status show_none_says(struct visit *visit, const struct profile_part *part,
                           const struct codelist *list)
{
    struct part_lack lack;
    TRY(part_none_says(visit, part, list, &lack));
    show_lack(visit, &lack);
    return STATUS_OK;
}

/* ---- the map ---- */

enum status show_locator(struct visit *visit, const struct codelist *list,
                         const struct code *const *codes, size_t count)
{
    const struct pack *pack = visit->site->work->pack;
    const char *const *names = NULL;
    const char *own[2];
    const char *label = NULL;
    for (size_t i = 0; i < count && i < COUNT_OF(own); i++) {
        const char *name = label_here(visit, &codes[i]->label, codes[i]->code);
        own[i] = codes[i]->code;
        label = label ? arena_printf(visit->arena, "%s – %s", label, name) : name;
    }
    names = own;
    for (size_t i = 0; !list->on_map && i < pack->list_count; i++) {
        const struct codelist *below = &pack->lists[i];
        if (below->on_map && below->parent_list && strcmp(below->parent_list, list->name) == 0) {
            TRY(children(visit, below, codes[0]->code, &names, &count));
            break;
        }
    }
    if (names == own && !list->on_map) {
        return STATUS_OK;
    }
    const size_t before = visit->out->length;
    buf_text(visit->out, "<figure class=\"where\">");
    const size_t opened = visit->out->length;
    map_locator(names, count, label ? label : "", visit->out);
    if (visit->out->length == opened) {
        visit->out->length = before;
    } else {
        buf_text(visit->out, "</figure>\n");
    }
    return STATUS_OK;
}
