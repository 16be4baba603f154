#define _GNU_SOURCE /* memmem(3) */
#include "write/calendar.h"

#include "base/date.h"
#include "base/version.h"
#include "text/html.h"
#include "write/summary.h"

#include <stdio.h>

#define LINE_BYTES 75

/* ---- lines ---- */

/* Writes the line in pieces of at most 75 bytes, never within a character. */
static void write_folded(struct buf *out, struct str line)
{
    size_t at = 0, room = LINE_BYTES;
    while (line.length - at > room) {
        size_t end = at + room;
        while (end > at && ((unsigned char)line.at[end] & 0xC0) == 0x80) {
            end--;
        }
        buf_add(out, line.at + at, end - at);
        buf_text(out, "\r\n ");
        at = end;
        room = LINE_BYTES - 1;
    }
    buf_add(out, line.at + at, line.length - at);
    buf_text(out, "\r\n");
}

static void add_escaped(struct buf *line, struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];
        if (c == '\n') {
            buf_text(line, "\\n");
        } else if (c == '\\' || c == ';' || c == ',') {
            buf_char(line, '\\');
            buf_char(line, c);
        } else if ((unsigned char)c >= ' ' && c != 0x7F) {
            buf_char(line, c);
        } else if (c == '\t') {
            buf_char(line, ' ');
        }
    }
}

void calendar_text(struct buf *out, const char *name, struct str text)
{
    struct buf line;
    buf_init(&line, out->limit);
    buf_text(&line, name);
    buf_char(&line, ':');
    add_escaped(&line, text);
    write_folded(out, buf_view(&line));
    out->failed = out->failed || line.failed;
    buf_release(&line);
}

/* ---- days ---- */

static struct date next_month(struct date date)
{
    return date.month == 12 ? (struct date){(short)(date.year + 1), 1, 1}
                            : (struct date){date.year, (signed char)(date.month + 1), 1};
}

/* The day after the last one that @date, of any precision, is about. */
static struct date day_after(struct date date)
{
    if (date.month == 0) {
        return (struct date){(short)(date.year + 1), 1, 1};
    }
    if (date.day == 0 || date.day == date_month_days(date.year, date.month)) {
        return next_month(date);
    }
    date.day++;
    return date;
}

static struct date first_day(struct date date)
{
    return (struct date){date.year, date.month ? date.month : 1, date.day ? date.day : 1};
}

static bool is_before(struct date a, struct date b)
{
    return date_days(a) < date_days(b);
}

static void write_day(struct buf *out, const char *name, struct date day)
{
    buf_printf(out, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, day.year, day.month, day.day);
}

/* "20261123T234100Z" of "2026-11-23T23:41:00Z". */
static void write_moment(struct buf *out, const char *name, struct str moment)
{
    buf_printf(out, "%s:", name);
    for (size_t i = 0; i < moment.length && i < 19; i++) {
        const char c = moment.at[i];
        if (c != '-' && c != ':') {
            buf_char(out, c);
        }
    }
    buf_text(out, "Z\r\n");
}

/* ---- events ---- */

static const struct field *date_named(const struct kind *kind, const char *name)
{
    const struct field *field = kind_field(kind, str_of(name));
    const bool fits =
        field && field->type == FIELD_DATE && !field->repeat && field->access == ACCESS_PUBLIC;
    return fits ? field : NULL;
}

static const struct field *place_named(const struct kind *kind, const char *name,
                                       enum field_type type)
{
    const struct field *field = kind_field(kind, str_of(name));
    return field && field->type == type && field->access == ACCESS_PUBLIC ? field : NULL;
}

bool calendar_fields(const struct kind *kind, struct calendar_fields *fields)
{
    *fields = (struct calendar_fields){
        .start = date_named(kind, "start"),
        .end = date_named(kind, "end"),
        .place = place_named(kind, "place", FIELD_TEXT),
        .country = place_named(kind, "country", FIELD_CODE),
    };
    return fields->start != NULL;
}

static bool read_date(const struct record *record, const struct field *field, struct date *date)
{
    const struct value *value = field ? record->values[field->index] : NULL;
    return value && date_parse(value->text, date) && date->year < 9999;
}

static void write_days(struct buf *out, struct date start, const struct date *end)
{
    const struct date first = first_day(start);
    struct date after = day_after(start);
    if (end && is_before(first, day_after(*end))) {
        after = day_after(*end);
    }
    write_day(out, "DTSTART", first);
    write_day(out, "DTEND", after);
}

#define COUNTRIES_SHOWN 5 /* of one event */

/* "Kuala Lumpur, Malaysia". */
static void write_location(struct buf *out, const struct calendar_event *event,
                           const struct calendar_fields *fields)
{
    const struct field *const where[] = {fields->place, fields->country};
    struct buf text;
    buf_init(&text, (size_t)64 * 1024);
    for (size_t i = 0; i < COUNT_OF(where); i++) {
        const struct value *value = where[i] ? event->record->values[where[i]->index] : NULL;
        for (size_t n = 0; value && n < COUNTRIES_SHOWN; n++, value = value->next) {
            const size_t before = text.length;
            buf_text(&text, before > 0 ? ", " : "");
            const size_t from = text.length;
            summary_value(value, event->language, &text);
            if (before > 0 && memmem(text.at, before, text.at + from, text.length - from)) {
                text.length = before; /* "Bangkok, Thailand" says the country already */
            }
        }
    }
    if (text.length > 0) {
        calendar_text(out, "LOCATION", buf_view(&text));
    }
    buf_release(&text);
}

/* An address is no text: nothing in it is escaped. One that begins with a stroke leads nowhere from
 * a calendar. */
static void write_page(struct buf *out, struct str page)
{
    struct buf line;
    if (html_is_safe_link(page)) {
        buf_init(&line, out->limit);
        buf_text(&line, "URL:");
        buf_str(&line, page);
        write_folded(out, buf_view(&line));
        out->failed = out->failed || line.failed;
        buf_release(&line);
    }
}

void calendar_event(struct buf *out, const struct calendar_event *event)
{
    const struct record *record = event->record;
    struct calendar_fields fields;
    struct date start, end;
    struct buf uid;
    if (!calendar_fields(record->kind, &fields) || !read_date(record, fields.start, &start)) {
        return;
    }
    buf_init(&uid, out->limit);
    buf_printf(&uid, "%s/%.*s@%s", record->kind->name, STR_ARGS(record->identifier), event->owner);
    buf_text(out, "BEGIN:VEVENT\r\n");
    calendar_text(out, "UID", buf_view(&uid));
    buf_release(&uid);
    write_moment(out, "DTSTAMP", event->changed);
    write_moment(out, "LAST-MODIFIED", event->changed);
    buf_printf(out, "SEQUENCE:%u\r\n", event->version > 0 ? event->version - 1 : 0);
    write_days(out, start, read_date(record, fields.end, &end) ? &end : NULL);
    calendar_text(out, "SUMMARY", event->summary);
    if (event->words.length > 0) {
        calendar_text(out, "DESCRIPTION", event->words);
    }
    write_location(out, event, &fields);
    write_page(out, event->page);
    calendar_text(out, "CATEGORIES", str_of(event->category));
    buf_text(out, "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
}

void calendar_begin(struct buf *out, const char *name, const char *language)
{
    buf_text(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Crosscut//Crosscut " CROSSCUT_VERSION
                  "//EN\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
    buf_printf(out, "X-WR-CALNAME;LANGUAGE=%s", language);
    calendar_text(out, "", str_of(name));
}

void calendar_end(struct buf *out)
{
    buf_text(out, "END:VCALENDAR\r\n");
}
