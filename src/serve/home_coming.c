/* What is coming: the next records of kinds that have a calendar, and what falls due. */
#include "serve/home.h"

#include "base/date.h"
#include "serve/page.h"
#include "serve/parts.h"
#include "serve/route.h"
#include "write/calendar.h"

#define COMING_SHOWN 8

struct coming {
    struct record *record;
    struct str day;
};

struct comings {
    struct coming all[COMING_SHOWN];
    size_t count;
};

/* The question for what has its date from today on. */
static enum status ask(struct visit *visit, const struct kind *kind, const struct field *field,
                       struct query *query, unsigned long long *total)
{
    char today[11];
    const char *from = today;
    date_print(date_today(), today);
    query_init(query, kind);
    TRY(query_add_values(visit->arena, visit->site->work->pack, query, field->name, OP_AT_LEAST,
                         &from, 1, &visit->why));
    return part_count(visit, query, total);
}

/* The soonest first. */
static void add_coming(struct comings *next, struct coming one)
{
    size_t at = next->count;
    while (at > 0 && str_compare(one.day, next->all[at - 1].day) < 0) {
        at--;
    }
    if (at == COMING_SHOWN) {
        return;
    }
    next->count += next->count < COMING_SHOWN ? 1 : 0;
    memmove(&next->all[at + 1], &next->all[at], (next->count - 1 - at) * sizeof one);
    next->all[at] = one;
}

/* The next few of a kind, from the soonest on. */
static enum status add_kind(struct visit *visit, const struct query *query,
                            const struct field *start, struct comings *next)
{
    const struct sort soonest = {.field = start};
    const struct field *fields[] = {start, NULL};
    const struct kind *kind = query->kind;
    struct query sorted = *query;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    enum step step = STEP_DONE;
    size_t some = 0;
    fields[1] = kind->title ? kind_field(kind, str_of(kind->title)) : NULL;
    sorted.sort = &soonest;
    TRY(store_find_fields(visit->store, &sorted, ORDER_LIST, fields, fields[1] ? 2 : 1, &cursor,
                          &visit->why));
    while (some++ < COMING_SHOWN &&
           (step = record_cursor_next(cursor, visit->arena, &record, &visit->why)) == STEP_ITEM) {
        const struct value *day = record_value(record, start->name);
        add_coming(next, (struct coming){record, day ? day->text : str_of("")});
    }
    record_cursor_close(cursor);
    return step == STEP_ERROR ? visit->why.status : STATUS_OK;
}

static void show_total(struct visit *visit, const struct query *query, unsigned long long total)
{
    struct buf *out = visit->out;
    buf_text(out, "<li><a href=\"");
    address_of_query(visit, query, FORM_HTML);
    buf_char(out, '"');
    mark_link(visit, total);
    buf_char(out, '>');
    html_text(out, kind_heading(visit, query->kind));
    buf_char(out, ' ');
    html_str(out, number_text(visit, total));
    buf_text(out, "</a></li>\n");
}

static void show_next(struct visit *visit, const struct comings *next)
{
    struct buf *out = visit->out;
    buf_text(out, "<ul class=\"latest\">\n");
    for (size_t i = 0; i < next->count; i++) {
        const struct record *record = next->all[i].record;
        buf_text(out, "<li>");
        link_to_record(visit, record);
        buf_text(out, " <span class=\"facts\">");
        html_text(out, label_here(visit, &record->kind->label, record->kind->name));
        buf_text(out, " · <span class=\"date\">");
        html_str(out, next->all[i].day);
        buf_text(out, "</span></span></li>\n");
    }
    buf_text(out, "</ul>\n");
}

enum status show_coming(struct visit *visit)
{
    const struct pack *pack = visit->site->work->pack;
    struct comings next = {.count = 0};
    struct buf totals;
    struct buf *const out = visit->out;
    enum status status = STATUS_OK;
    buf_init(&totals, out->limit);
    for (size_t i = 0; i < pack->kind_count && status == STATUS_OK; i++) {
        struct calendar_fields fields = {0};
        const bool calendar = calendar_fields(&pack->kinds[i], &fields);
        const struct field *date = calendar ? fields.start : kind_due(&pack->kinds[i]);
        struct query query;
        unsigned long long total = 0;
        status = date ? ask(visit, &pack->kinds[i], date, &query, &total) : STATUS_OK;
        if (status == STATUS_OK && total > 0) {
            visit->out = &totals;
            show_total(visit, &query, total);
            visit->out = out;
            status = add_kind(visit, &query, date, &next);
        }
    }
    if (status == STATUS_OK && next.count > 0) {
        buf_text(out, "<section><h2>");
        say_plain(visit, "Coming up");
        buf_text(out, " <small><a href=\"");
        address_of_data(visit, "calendar", FORM_ICS);
        buf_text(out, "\">iCalendar</a></small></h2>\n");
        show_next(visit, &next);
        buf_text(out, "<ul class=\"chips\">\n");
        buf_str(out, buf_view(&totals));
        buf_text(out, "</ul></section>\n");
    }
    out->failed = out->failed || totals.failed;
    buf_release(&totals);
    return status;
}
