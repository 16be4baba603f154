/*
 * Calendars (iCalendar, RFC 5545): records of kinds that have a start, as events of whole days.
 * Times of day are not known here. Nothing but the data decides what is written, so that the same
 * data give the same calendar.
 */
#ifndef WRITE_CALENDAR_H
#define WRITE_CALENDAR_H

#include "model/record.h"

/*
 * The fields of a kind that say when and where, all public: dates that do not repeat, named start
 * and end; a text named place; codes named country.
 */
struct calendar_fields {
    const struct field *start, *end;     /* .end may be NULL */
    const struct field *place, *country; /* may be NULL */
};

/* False for a kind whose records have no start. */
bool calendar_fields(const struct kind *kind, struct calendar_fields *fields);

struct calendar_event {
    const struct record *record;
    struct str summary;
    struct str changed; /* "2026-11-23T23:41:00Z": when the record came in this form */
    unsigned version;   /* from 1 */
    const char *category;
    const char *owner;    /* the name of the pack: identifiers are unique within it */
    const char *language; /* of labels */
    struct str page;      /* the address of its page; only one that is whole is written */
    struct str words;     /* what else there is to say of it; may be empty */
};

void calendar_begin(struct buf *out, const char *name, const char *language);

/*
 * One event. UID is made of kind and identifier, DTSTAMP and LAST-MODIFIED of @changed, SEQUENCE is
 * the version less one: 0 at first (RFC 5545, 3.8.7.4). A month or a year lasts until its end.
 * LOCATION is the place and the countries. Nothing for a record without a start; an end before the
 * start is left out.
 */
void calendar_event(struct buf *out, const struct calendar_event *event);

void calendar_end(struct buf *out);

/* One line: name, ":" and the text, escaped (3.3.11) and folded after 75 bytes (3.1). */
void calendar_text(struct buf *out, const char *name, struct str text);

#endif
