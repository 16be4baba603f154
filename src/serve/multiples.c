#include "serve/multiples.h"

#include "base/decimal.h"
#include "base/period.h"
#include "serve/page.h"
#include "write/multiples.h"
#include "write/words.h"

#include <stdlib.h>

#define READ_MOST 2000 /* records */
#define SERIES_MOST 12 /* that are drawn */
#define KEY_ROOM 65536 /* of the words of one series */
#define ROWS_SEEN 14   /* of a table; a longer one scrolls */
#define FIELDS_MORE 5  /* title, value, from, to, period */

/* A number, its time, and the words that it shares with the others of its series. */
struct item {
    const struct record *record;
    const char *key;
    struct multiple_point point;
};

/* A run of items with the same words. */
struct series {
    struct item *items;
    size_t count;
    struct str title; /* that all its records have; empty: they differ */
};

struct multiples {
    const struct profile_part *part;
    struct item *items;
    size_t item_count;
    struct series *series; /* those with most numbers first */
    size_t series_count, drawn;
    struct multiple_years years; /* of those that are drawn */
    bool *common;                /* by field of part->series->by: all that are drawn say the same */
};

/* ---- words of a series ---- */

/* The fields whose values make a series, one after another; NULL behind the last. */
static const struct field *field_at(const struct profile_series *series, size_t i)
{
    const struct {
        const struct field *const *fields;
        size_t count;
    } lists[] = {{series->name, series->name_count},
                 {series->by, series->by_count},
                 {series->below, series->below_count},
                 {&series->unit, series->unit ? 1 : 0}};
    for (size_t k = 0; k < COUNT_OF(lists); k++) {
        if (i < lists[k].count) {
            return lists[k].fields[i];
        }
        i -= lists[k].count;
    }
    return NULL;
}

/* The title in the language of the page, or the first; empty when the record has none. */
static struct str title_of(const struct visit *visit, const struct record *record)
{
    const struct kind *kind = record->kind;
    const struct field *field = kind->title ? kind_field(kind, str_of(kind->title)) : NULL;
    const struct value *first =
        field && field->access == ACCESS_PUBLIC ? record->values[field->index] : NULL;
    for (const struct value *value = first; value; value = value->next) {
        if (str_is(value->language, visit->language)) {
            return value->text;
        }
    }
    return first ? first->text : (struct str){"", 0};
}

/* What names the series of the record; NULL when nothing does. */
static const struct value *named(const struct profile_series *series, const struct record *record)
{
    for (size_t i = 0; i < series->name_count; i++) {
        const struct value *value = record->values[series->name[i]->index];
        if (value && value->text.length > 0) {
            return value;
        }
    }
    return NULL;
}

/* All values of the record in these fields, with their parts, in an order that tells them apart.
 * Where nothing names the series, its title does: other titles may be of other things. */
static const char *key_of(struct visit *visit, const struct profile_series *series,
                          const struct record *record)
{
    struct buf text;
    const struct field *field;
    buf_init(&text, KEY_ROOM);
    for (size_t i = 0; (field = field_at(series, i)) != NULL; i++) {
        for (const struct value *value = record->values[field->index]; value; value = value->next) {
            value_print(value, &text);
            for (size_t k = 0; k < field->with_count; k++) {
                buf_char(&text, '\x1e');
                if (value->with[k].field) {
                    value_print(&value->with[k], &text);
                }
            }
            buf_char(&text, '\x1f');
        }
        buf_char(&text, '\x1d');
    }
    buf_str(&text, named(series, record) ? (struct str){"", 0} : title_of(visit, record));
    const char *key = text.failed ? NULL : arena_copy(visit->arena, buf_view(&text));
    buf_release(&text);
    return key;
}

/* ---- reading ---- */

static bool read_time(const struct profile_series *series, const struct record *record,
                      struct multiple_point *point)
{
    const struct value *from = record->values[series->from->index];
    const struct value *to = series->to ? record->values[series->to->index] : NULL;
    const struct value *period = series->period ? record->values[series->period->index] : NULL;
    if (from && date_parse(from->text, &point->from)) {
        if (!to || !date_parse(to->text, &point->to)) {
            point->to = point->from;
        }
        return true;
    }
    return period && period_parse(period->text, &point->from, &point->to);
}

static bool read_number(const struct profile_series *series, const struct record *record,
                        int64_t *number)
{
    const struct value *value = record->values[series->value->index];
    if (!value) {
        return false;
    }
    *number = value->number;
    if (series->value->type == FIELD_DECIMAL) {
        return true;
    }
    if (value->number > INT64_MAX / DECIMAL_ONE || value->number < INT64_MIN / DECIMAL_ONE) {
        return false;
    }
    *number = value->number * DECIMAL_ONE;
    return true;
}

static enum status open_records(struct visit *visit, const struct profile_series *series,
                                const struct query *query, struct record_cursor **cursor)
{
    const struct kind *kind = query->kind;
    size_t count = 0, most = FIELDS_MORE;
    while (field_at(series, most - FIELDS_MORE)) {
        most++;
    }
    const struct field **fields = arena_array(visit->arena, most + 1, sizeof *fields);
    if (!fields) {
        return fail_memory(&visit->why);
    }
    const struct field *const own[] = {kind->title ? kind_field(kind, str_of(kind->title)) : NULL,
                                       series->value, series->from, series->to, series->period};
    for (size_t i = 0; i < COUNT_OF(own); i++) {
        if (own[i]) {
            fields[count++] = own[i];
        }
    }
    for (size_t i = 0; i < most - FIELDS_MORE; i++) {
        fields[count++] = field_at(series, i);
    }
    return store_find_fields(visit->store, query, ORDER_IDENTIFIER, fields, count, cursor,
                             &visit->why);
}

static enum status read_items(struct visit *visit, const struct query *query,
                              struct multiples *read)
{
    const struct profile_series *series = read->part->series;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    enum step step = STEP_DONE;
    bool room = true;
    TRY(open_records(visit, series, query, &cursor));
    for (size_t i = 0; room && i < READ_MOST; i++) {
        step = record_cursor_next(cursor, visit->arena, &record, &visit->why);
        if (step != STEP_ITEM) {
            break;
        }
        struct item *item = &read->items[read->item_count];
        *item = (struct item){.record = record};
        if (read_number(series, record, &item->point.value) &&
            read_time(series, record, &item->point)) {
            item->key = key_of(visit, series, record);
            room = item->key != NULL;
            read->item_count++;
        }
    }
    record_cursor_close(cursor);
    return step == STEP_ERROR ? visit->why.status : room ? STATUS_OK : fail_memory(&visit->why);
}

/* ---- series ---- */

static int compare_dates(struct date a, struct date b)
{
    return a.year != b.year     ? a.year - b.year
           : a.month != b.month ? a.month - b.month
                                : a.day - b.day;
}

/* By series, then by time, then as they were read. */
static int compare_items(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    order = order != 0 ? order : compare_dates(x->point.from, y->point.from);
    order = order != 0 ? order : compare_dates(x->point.to, y->point.to);
    return order != 0 ? order : str_compare(x->record->identifier, y->record->identifier);
}

static int compare_series(const void *a, const void *b)
{
    const struct series *x = a, *y = b;
    if (x->count != y->count) {
        return x->count > y->count ? -1 : 1;
    }
    return strcmp(x->items->key, y->items->key);
}

static enum status make_series(struct visit *visit, struct multiples *read)
{
    read->series = arena_array(visit->arena, read->item_count + 1, sizeof *read->series);
    if (!read->series) {
        return fail_memory(&visit->why);
    }
    qsort(read->items, read->item_count, sizeof *read->items, compare_items);
    for (size_t i = 0; i < read->item_count; i++) {
        struct item *item = &read->items[i];
        const struct str title = title_of(visit, item->record);
        if (i == 0 || strcmp(item->key, item[-1].key) != 0) {
            read->series[read->series_count++] = (struct series){.items = item, .title = title};
        }
        struct series *series = &read->series[read->series_count - 1];
        series->count++;
        series->title = str_equal(series->title, title) ? title : (struct str){"", 0};
    }
    qsort(read->series, read->series_count, sizeof *read->series, compare_series);
    return STATUS_OK;
}

enum status multiples_read(struct visit *visit, const struct profile_part *part,
                           const struct query *query, struct multiples **read)
{
    struct multiples *made = arena_alloc(visit->arena, sizeof *made);
    *read = NULL;
    if (!made) {
        return fail_memory(&visit->why);
    }
    made->part = part;
    made->items = arena_array(visit->arena, READ_MOST, sizeof *made->items);
    if (!made->items) {
        return fail_memory(&visit->why);
    }
    TRY(read_items(visit, query, made));
    TRY(make_series(visit, made));
    *read = made->series_count > 0 ? made : NULL;
    return STATUS_OK;
}

/* ---- writing ---- */

/* A chart at hand: what its points lead to. */
struct drawing {
    struct visit *visit;
    const struct item *items; /* that are drawn */
};

static void write_address(void *context, size_t point, struct buf *out)
{
    const struct drawing *drawing = context;
    (void)out; /* the visit's own */
    address_of_record(drawing->visit, drawing->items[point].record);
}

static void write_colon(struct visit *visit)
{
    buf_text(visit->out, word_colon(visit->language));
}

/* "Area type: National": a part that names the value stands before it. */
static void show_values(struct visit *visit, const struct value *value)
{
    for (const struct value *v = value; v; v = v->next) {
        buf_text(visit->out, v == value ? "" : " · ");
        for (size_t k = 0; k < v->field->with_count; k++) {
            if (v->with[k].field) {
                show_value(visit, &v->with[k]);
                write_colon(visit);
            }
        }
        show_value(visit, v);
    }
}

/* Fields of which a record says something; those whose .common is not @shown are passed over. */
struct said {
    const struct field *const *fields;
    size_t count;
    const bool *common; /* or NULL: all are said */
    bool shown;
};

/* "Sex: Total · Area type: National"; values of a field that repeats say themselves what they
 * are. */
static void show_said(struct visit *visit, const struct said *said, const struct record *record)
{
    const struct field *const *fields = said->fields;
    bool any = false;
    for (size_t i = 0; i < said->count; i++) {
        const struct value *value = record->values[fields[i]->index];
        if (!value || (said->common && said->common[i] != said->shown)) {
            continue;
        }
        buf_text(visit->out, any ? " · " : "");
        if (!fields[i]->repeat) {
            html_text(visit->out, label_here(visit, &fields[i]->label, fields[i]->name));
            write_colon(visit);
        }
        show_values(visit, value);
        any = true;
    }
}

/* What a record says in some fields as small words; nothing when it says nothing. @end is the other
 * end of @begin. */
static void show_small(struct visit *visit, const char *begin, const struct said *said,
                       const struct record *record, const char *end)
{
    struct buf *out = visit->out;
    const size_t before = out->length;
    buf_text(out, begin);
    const size_t opened = out->length;
    show_said(visit, said, record);
    if (out->length == opened) {
        out->length = before;
    } else {
        buf_text(out, end);
    }
}

/* The name of a series as plain text: the title of its records, else what names it. */
static struct str name_of(struct visit *visit, const struct profile_series *defined,
                          const struct series *series)
{
    const struct record *record = series->items->record;
    if (series->title.length > 0) {
        return series->title;
    }
    const struct value *value = named(defined, record);
    if (value) {
        return value->text;
    }
    return str_of(label_here(visit, &record->kind->label, record->kind->name));
}

static void show_unit(struct visit *visit, const struct field *unit, const struct record *record)
{
    if (!unit || !record->values[unit->index]) {
        return;
    }
    buf_text(visit->out, " <span class=\"unit\">");
    html_text(visit->out, label_here(visit, &unit->label, unit->name));
    write_colon(visit);
    show_values(visit, record->values[unit->index]);
    buf_text(visit->out, "</span>");
}

/* As many decimals as the numbers have. */
static unsigned places_of(const struct item *items, size_t count)
{
    unsigned places = 0;
    for (size_t i = 0; i < count; i++) {
        while (places < 4 && decimal_round(items[i].point.value, places) != items[i].point.value) {
            places++;
        }
    }
    return places;
}

static enum status draw(struct visit *visit, const struct multiples *read, const struct item *items,
                        size_t count, const char *title)
{
    struct multiple_point points[MULTIPLE_POINTS];
    struct drawing drawing = {visit, items};
    for (size_t i = 0; i < count; i++) {
        points[i] = items[i].point;
    }
    const struct multiple multiple = {.title = title,
                                      .points = points,
                                      .count = count,
                                      .places = places_of(items, count),
                                      .address = write_address,
                                      .context = &drawing};
    multiple_svg(&multiple, read->years, visit->language, visit->out);
    return title ? STATUS_OK : fail_memory(&visit->why);
}

/* The time as the source says it, else as the dates do. */
static void show_time(struct visit *visit, const struct profile_series *defined,
                      const struct item *item)
{
    const struct value *period =
        defined->period ? item->record->values[defined->period->index] : NULL;
    if (period) {
        show_value(visit, period);
        return;
    }
    char from[11], to[11];
    date_print(item->point.from, from);
    date_print(item->point.to, to);
    html_text(visit->out, from);
    if (strcmp(from, to) != 0) {
        buf_text(visit->out, " – ");
        html_text(visit->out, to);
    }
}

static void show_numbers(struct visit *visit, const struct profile_series *defined,
                         const struct item *items, size_t count, const char *id)
{
    struct buf *out = visit->out;
    const struct field *time = defined->period ? defined->period : defined->from;
    const unsigned places = places_of(items, count);
    if (count > ROWS_SEEN) {
        buf_printf(out,
                   "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"%s\">",
                   id);
    }
    buf_printf(out, "<table class=\"grid\" aria-labelledby=\"%s\"><thead><tr><th scope=\"col\">",
               id);
    html_text(out, label_here(visit, &time->label, time->name));
    buf_text(out, "</th><th scope=\"col\" class=\"number\">");
    html_text(out, label_here(visit, &defined->value->label, defined->value->name));
    buf_text(out, "</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < count; i++) {
        char number[64];
        buf_text(out, "<tr><th scope=\"row\">");
        show_time(visit, defined, &items[i]);
        buf_text(out, "</th><td class=\"number\"><a href=\"");
        address_of_record(visit, items[i].record);
        buf_text(out, "\">");
        word_number(visit->language, items[i].point.value, places, number);
        html_text(out, number);
        buf_text(out, "</a></td></tr>\n");
    }
    buf_text(out, count > ROWS_SEEN ? "</tbody></table></div>\n" : "</tbody></table>\n");
}

static size_t drawn_of(const struct series *series)
{
    return series->count < MULTIPLE_POINTS ? series->count : MULTIPLE_POINTS;
}

static enum status show_series(struct visit *visit, const struct multiples *read, size_t number)
{
    const struct series *series = &read->series[number];
    const struct profile_series *defined = read->part->series;
    const size_t count = drawn_of(series);
    const struct item *items = series->items + (series->count - count);
    const struct record *record = items->record;
    const struct str name = name_of(visit, defined, series);
    const char *id = arena_printf(visit->arena, "series-%s-%zu", record->kind->name, number + 1);
    struct buf *out = visit->out;
    if (!id) {
        return fail_memory(&visit->why);
    }
    buf_printf(out, "<figure><figcaption id=\"%s\"><b>", id);
    html_str(out, name);
    buf_text(out, "</b>");
    show_small(visit, " <span class=\"facts\">",
               &(struct said){defined->by, defined->by_count, read->common, false}, record,
               "</span>");
    show_unit(visit, defined->unit, record);
    buf_text(out, "</figcaption>\n");
    TRY(draw(visit, read, items, count, arena_copy(visit->arena, name)));
    show_numbers(visit, defined, items, count, id);
    show_small(visit, "<p class=\"facts\">",
               &(struct said){defined->below, defined->below_count, NULL, false}, record, "</p>\n");
    buf_text(out, "</figure>\n");
    return STATUS_OK;
}

/* What is drawn: the years of all, what all say alike, and how many numbers they have. */
static enum status look_at(struct visit *visit, struct multiples *read, unsigned long long *numbers)
{
    const struct profile_series *defined = read->part->series;
    const struct record *first = read->series[0].items->record;
    read->drawn = read->series_count < SERIES_MOST ? read->series_count : SERIES_MOST;
    read->common = arena_array(visit->arena, defined->by_count + 1, sizeof *read->common);
    if (!read->common) {
        return fail_memory(&visit->why);
    }
    for (size_t f = 0; f < defined->by_count; f++) {
        read->common[f] = read->drawn > 1;
    }
    for (size_t i = 0; i < read->drawn; i++) {
        const struct series *series = &read->series[i];
        const struct record *record = series->items->record;
        *numbers += drawn_of(series);
        for (size_t k = series->count - drawn_of(series); k < series->count; k++) {
            const struct multiple one = {.points = &series->items[k].point, .count = 1};
            multiple_reach(&one, &read->years);
        }
        for (size_t f = 0; f < defined->by_count; f++) {
            const size_t at = defined->by[f]->index;
            read->common[f] =
                read->common[f] && values_equal(first->values[at], record->values[at]);
        }
    }
    return STATUS_OK;
}

/* How to read them, what they have in common, and what they leave out. */
static void show_reading(struct visit *visit, const struct multiples *read,
                         unsigned long long numbers, unsigned long long total)
{
    const struct profile_series *defined = read->part->series;
    const struct said said = {defined->by, defined->by_count, read->common, true};
    struct buf *out = visit->out;
    if (read->drawn > 1) {
        buf_text(out, "<p class=\"facts\">");
        say_plain(visit, "All have the same years, and each its own scale and unit.");
        buf_text(out, "</p>\n");
    }
    if (numbers < total) {
        buf_text(out, "<p class=\"facts\">");
        const struct str values[] = {number_text(visit, numbers), number_text(visit, total),
                                     number_text(visit, read->drawn),
                                     number_text(visit, read->series_count)};
        say(visit, "Drawn: {0} of {1} records, in {2} of {3} series.", values, COUNT_OF(values));
        buf_text(out, "</p>\n");
    }
    show_small(visit, "<p class=\"facts\">", &said, read->series[0].items->record, "</p>\n");
}

enum status multiples_show(struct visit *visit, struct multiples *read, unsigned long long total)
{
    unsigned long long numbers = 0;
    TRY(look_at(visit, read, &numbers));
    show_reading(visit, read, numbers, total);
    buf_text(visit->out, "<div class=\"multiples\">\n");
    for (size_t i = 0; i < read->drawn; i++) {
        TRY(show_series(visit, read, i));
    }
    buf_text(visit->out, "</div>\n");
    return STATUS_OK;
}
