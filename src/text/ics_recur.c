#include "text/ics_recur.h"

#include <libical/ical.h>

#include <stdio.h>

#define DAY_SECONDS 86400L

/* ---- days ---- */

static struct date next_day(struct date date)
{
    date.day++;
    if (date.day > date_month_days(date.year, date.month)) {
        date.day = 1;
        date.month++;
    }
    if (date.month > 12) {
        date.month = 1;
        date.year++;
    }
    return date;
}

/* ---- how long ---- */

/* Seconds of "P1W", "P3D", "PT2H30M"; -1 when it is none, or too long. */
static long duration_seconds(struct str text)
{
    long total = 0, number = -1;
    bool time = false;
    size_t i = text.length > 0 && text.at[0] == '+';
    if (i >= text.length || text.at[i] != 'P') {
        return -1;
    }
    for (i++; i < text.length; i++) {
        static const char units[] = "WDHMS";
        static const long lengths[] = {7 * DAY_SECONDS, DAY_SECONDS, 3600, 60, 1};
        const char c = text.at[i];
        const char *unit = c ? strchr(units, c) : NULL;
        if (c >= '0' && c <= '9' && number < 100000000) {
            number = (number < 0 ? 0 : number) * 10 + (c - '0');
        } else if (c == 'T' && !time && number < 0) {
            time = true;
        } else if (unit && number >= 0 && time == (unit - units >= 2)) {
            total += number * lengths[unit - units];
            number = -1;
        } else {
            return -1;
        }
        if (total > ICS_DURATION * DAY_SECONDS) {
            return -1;
        }
    }
    return number < 0 ? total : -1;
}

bool ics_last_day(struct str start, struct str duration, struct date *last)
{
    int hour = 0, minute = 0, second = 0;
    char time[9] = "";
    const long seconds = duration_seconds(str_trim(duration));
    if (seconds < 0 || !date_parse(start, last) || last->day == 0) {
        return false;
    }
    if (start.length >= 19) {
        memcpy(time, start.at + 11, 8);
        if (sscanf(time, "%2d:%2d:%2d", &hour, &minute, &second) != 3) {
            return false;
        }
    }
    const long end = hour * 3600L + minute * 60L + second + seconds;
    /* What ends at midnight ends on the day before. */
    long days = end / DAY_SECONDS - (end % DAY_SECONDS == 0 && seconds > 0 ? 1 : 0);
    for (; days > 0; days--) {
        *last = next_day(*last);
    }
    return true;
}

/* ---- how often ---- */

struct days {
    struct date *items;
    size_t count, capacity;
    bool failed; /* there are too many, or no room */
};

static bool same_day(struct date a, struct date b)
{
    return a.year == b.year && a.month == b.month && a.day == b.day;
}

static void add_day(struct arena *arena, struct days *days, struct date day)
{
    for (size_t i = days->count; i > 0; i--) {
        if (same_day(days->items[i - 1], day)) {
            return;
        }
    }
    struct date *items = days->count < ICS_OCCURRENCES ? arena_grow(arena, days->items, days->count,
                                                                    &days->capacity, sizeof *items)
                                                       : NULL;
    days->failed = days->failed || !items;
    if (items) {
        days->items = items;
        items[days->count++] = day;
    }
}

static void drop_day(struct days *days, struct date day)
{
    size_t kept = 0;
    for (size_t i = 0; i < days->count; i++) {
        if (!same_day(days->items[i], day)) {
            days->items[kept++] = days->items[i];
        }
    }
    days->count = kept;
}

/* The days of a rule, from @start. False when it never ends, or is of hours and less. */
static bool add_rule(struct arena *arena, struct days *days, struct str rule, struct date start)
{
    const char *text = arena_copy(arena, rule);
    const struct icaltimetype first = {
        .year = start.year, .month = start.month, .day = start.day, .is_date = 1};
    if (!text) {
        return false;
    }
    struct icalrecurrencetype recurrence = icalrecurrencetype_from_string(text);
    const bool bounded = recurrence.count > 0 || !icaltime_is_null_time(recurrence.until);
    if (!bounded || recurrence.freq < ICAL_DAILY_RECURRENCE ||
        recurrence.freq > ICAL_YEARLY_RECURRENCE) {
        return false;
    }
    recurrence.until.is_date = 1; /* times have been left behind */
    icalrecur_iterator *iterator = icalrecur_iterator_new(recurrence, first);
    if (!iterator) {
        return false;
    }
    for (struct icaltimetype next = icalrecur_iterator_next(iterator);
         !icaltime_is_null_time(next) && !days->failed; next = icalrecur_iterator_next(iterator)) {
        add_day(arena, days,
                (struct date){(short)next.year, (signed char)next.month, (signed char)next.day});
    }
    icalrecur_iterator_free(iterator);
    return true;
}

/* Adds or drops the days of "20130517T090000,20130518/PT1H". */
static void take_list(struct arena *arena, struct days *days, struct str list, bool drop)
{
    struct str part;
    char iso[11];
    while (str_split(&list, ',', &part)) {
        struct date day;
        part = str_trim(part);
        if (part.length < 8) {
            continue;
        }
        (void)snprintf(iso, sizeof iso, "%.4s-%.2s-%.2s", part.at, part.at + 4, part.at + 6);
        if (!date_parse(str_of(iso), &day) || day.day == 0) {
            continue;
        }
        if (drop) {
            drop_day(days, day);
        } else {
            add_day(arena, days, day);
        }
    }
}

/* The days of the event; false when they are not known. */
static bool find_days(struct arena *arena, const struct xml_node *event, struct days *days)
{
    const struct xml_node *start = xml_child(event, "dtstart");
    struct date first;
    bool known = start && date_parse(start->text, &first) && first.day > 0;
    if (!known) {
        return false;
    }
    add_day(arena, days, first);
    for (const struct xml_node *n = event->children; n && known; n = n->next) {
        if (strcmp(n->name, "rrule") == 0) {
            known = add_rule(arena, days, n->text, first);
        } else if (strcmp(n->name, "rdate") == 0) {
            take_list(arena, days, n->text, false);
        }
    }
    for (const struct xml_node *n = event->children; n && known; n = n->next) {
        if (strcmp(n->name, "exdate") == 0) {
            take_list(arena, days, n->text, true);
        }
    }
    return known && !days->failed && days->count > 0;
}

static struct date latest(const struct days *days)
{
    struct date last = days->items[0];
    for (size_t i = 1; i < days->count; i++) {
        last = date_days(days->items[i]) > date_days(last) ? days->items[i] : last;
    }
    return last;
}

bool ics_mark_occurrences(struct arena *arena, struct xml_node *event)
{
    struct days days = {0};
    struct tree_branch branch = {.node = event, .last = event->children};
    if (!xml_child(event, "rrule") && !xml_child(event, "rdate")) {
        return true;
    }
    while (branch.last->next) {
        branch.last = branch.last->next;
    }
    struct xml_node *node = tree_child(arena, &branch, "occurrences", event->line);
    if (!node) {
        return false;
    }
    if (!find_days(arena, event, &days)) {
        return true;
    }
    char *last = arena_alloc(arena, 11);
    const char *count = arena_printf(arena, "%zu", days.count);
    if (!last || !count) {
        return false;
    }
    date_print(latest(&days), last);
    node->text = str_of(count);
    return tree_attribute(arena, node, "last", str_of(last));
}
