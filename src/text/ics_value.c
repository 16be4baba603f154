#include "text/ics_value.h"

#include "base/date.h"
#include "text/ics_recur.h"

#include <stdio.h>
#include <strings.h>

bool ics_is(struct str name, const char *wanted)
{
    return name.length == strlen(wanted) && strncasecmp(name.at, wanted, name.length) == 0;
}

/* ---- lines ---- */

static struct str take_name(struct str *rest)
{
    size_t i = 0;
    while (i < rest->length) {
        const char c = rest->at[i];
        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
              c == '-' || c == '_')) {
            break;
        }
        i++;
    }
    const struct str name = {rest->at, i};
    *rest = (struct str){rest->at + i, rest->length - i};
    return name;
}

/* The length of a parameter's values, up to the ; or : behind them; false: a quote never ends. */
static bool measure(struct str rest, size_t *length)
{
    bool quoted = false;
    size_t i = 0;
    for (; i < rest.length && (quoted || (rest.at[i] != ';' && rest.at[i] != ':')); i++) {
        quoted = rest.at[i] == '"' ? !quoted : quoted;
    }
    *length = i;
    return !quoted;
}

/* Without quotes, and with ^n, ^^ and ^' (RFC 6868) as what they stand for. */
static struct str unquote(struct arena *arena, struct str text)
{
    char *to = arena_alloc(arena, text.length + 1);
    struct str made = {to, 0};
    for (size_t i = 0; to && i < text.length; i++) {
        char c = text.at[i];
        if (c == '"') {
            continue;
        }
        if (c == '^' && i + 1 < text.length && strchr("n^'", text.at[i + 1])) {
            const char escaped = text.at[++i];
            c = escaped == 'n' ? '\n' : escaped == '\'' ? '"' : '^';
        }
        to[made.length++] = c;
    }
    return made;
}

static const char *take_parameter(struct arena *arena, struct str *rest, struct ics_line *parts,
                                  bool *room)
{
    size_t length = 0;
    *rest = (struct str){rest->at + 1, rest->length - 1};
    const struct str name = take_name(rest);
    if (name.length == 0 || rest->length == 0 || rest->at[0] != '=') {
        return "A parameter has the form ;NAME=value; the line is left out. Correct it in the "
               "calendar.";
    }
    *rest = (struct str){rest->at + 1, rest->length - 1};
    if (!measure(*rest, &length)) {
        return "The quote of a parameter never ends; the line is left out. Correct it in the "
               "calendar.";
    }
    struct xml_attribute *made = arena_alloc(arena, sizeof *made);
    char *small = tree_small(arena, name);
    const struct str value = unquote(arena, (struct str){rest->at, length});
    *room = made && small && value.at;
    if (*room) {
        *made = (struct xml_attribute){.name = small, .value = value, .next = parts->parameters};
        parts->parameters = made;
    }
    *rest = (struct str){rest->at + length, rest->length - length};
    return NULL;
}

enum status ics_line_read(struct arena *arena, struct str line, struct ics_line *parts,
                          const char **words, struct failure *why)
{
    struct str rest = line;
    bool room = true;
    *words = NULL;
    *parts = (struct ics_line){.name = take_name(&rest)};
    while (!*words && room && rest.length > 0 && rest.at[0] == ';') {
        *words = take_parameter(arena, &rest, parts, &room);
    }
    if (!room) {
        return fail_memory(why);
    }
    if (!*words && (parts->name.length == 0 || rest.length == 0 || rest.at[0] != ':')) {
        *words = "A line has the form NAME:value; this one has not and is left out. Correct it in "
                 "the calendar, or begin it with a space to continue the line before.";
    }
    if (!*words) {
        parts->value = (struct str){rest.at + 1, rest.length - 1};
    }
    return STATUS_OK;
}

/* ---- values ---- */

static bool is_among(const char *name, const char *const *names)
{
    for (; *names; names++) {
        if (strcmp(name, *names) == 0) {
            return true;
        }
    }
    return false;
}

/* Properties of the value type TEXT (RFC 5545, 3.8; RFC 7986), and those of programs. */
static bool is_text(const char *name)
{
    static const char *const names[] = {"summary", "description", "location",   "comment",
                                        "contact", "categories",  "resources",  "status",
                                        "class",   "uid",         "related-to", "name",
                                        "tzid",    "transp",      "action",     NULL};
    return is_among(name, names) || strncmp(name, "x-", 2) == 0;
}

static bool is_date(const char *name)
{
    static const char *const names[] = {"dtstart",   "dtend",         "due",
                                        "dtstamp",   "recurrence-id", "created",
                                        "completed", "last-modified", NULL};
    return is_among(name, names);
}

static bool is_list(const char *name)
{
    static const char *const names[] = {"categories", "resources", NULL};
    return is_among(name, names);
}

/* Unescapes @text: \n and \N are line ends, of other pairs the second stands for itself. */
static struct str unescape(struct arena *arena, struct str text)
{
    char *to = arena_alloc(arena, text.length + 1);
    struct str made = {to, 0};
    for (size_t i = 0; to && i < text.length; i++) {
        char c = text.at[i];
        if (c == '\\' && i + 1 < text.length) {
            c = text.at[++i];
            c = c == 'n' || c == 'N' ? '\n' : c;
        }
        to[made.length++] = c;
    }
    return made;
}

/* "20130517" and "20130517T090000Z" with hyphens and colons; others as they are. */
static struct str iso_date(struct arena *arena, struct str text)
{
    static const char shape[] = "00000000T000000";
    text = str_trim(text);
    bool fits = text.length == 8 || text.length == 15 || (text.length == 16 && text.at[15] == 'Z');
    for (size_t i = 0; fits && i < text.length && i < sizeof shape - 1; i++) {
        fits = shape[i] == '0' ? text.at[i] >= '0' && text.at[i] <= '9' : text.at[i] == shape[i];
    }
    if (!fits) {
        return arena_str(arena, text);
    }
    const char *at = text.at;
    char *made = text.length == 8
                     ? arena_printf(arena, "%.4s-%.2s-%.2s", at, at + 4, at + 6)
                     : arena_printf(arena, "%.4s-%.2s-%.2s%c%.2s:%.2s:%.2s%s", at, at + 4, at + 6,
                                    at[8], at + 9, at + 11, at + 13, text.length == 16 ? "Z" : "");
    return str_of(made);
}

bool ics_next_value(struct arena *arena, const char *name, struct str *rest, struct str *value)
{
    size_t i = 0;
    if (!rest->at) {
        return false;
    }
    while (i < rest->length && (!is_list(name) || rest->at[i] != ',')) {
        i += rest->at[i] == '\\' && i + 1 < rest->length ? 2 : 1;
    }
    const struct str part = {rest->at, i};
    *rest =
        i < rest->length ? (struct str){rest->at + i + 1, rest->length - i - 1} : (struct str){0};
    if (is_text(name)) {
        *value = unescape(arena, part);
    } else {
        *value = is_date(name) ? iso_date(arena, part) : arena_str(arena, part);
    }
    return true;
}

/* ---- the last day ---- */

static struct date day_before(struct date date)
{
    char text[16];
    if (date.day > 1) {
        date.day--;
        return date;
    }
    date.year = (short)(date.month > 1 ? date.year : date.year - 1);
    date.month = (signed char)(date.month > 1 ? date.month - 1 : 12);
    for (date.day = 31; date.day > 28; date.day--) {
        struct date found;
        (void)snprintf(text, sizeof text, "%04d-%02d-%02d", date.year % 10000, date.month,
                       date.day);
        if (date_parse(str_of(text), &found)) {
            break;
        }
    }
    return date;
}

/* Of an event that states how long it lasts in place of its end. */
static bool mark_duration(struct arena *arena, const struct xml_node *event, struct str start)
{
    struct date last;
    for (struct xml_node *n = event->children; n; n = n->next) {
        if (strcmp(n->name, "duration") == 0 && ics_last_day(start, n->text, &last)) {
            char *day = arena_alloc(arena, 11);
            if (day) {
                date_print(last, day);
            }
            return day && tree_attribute(arena, n, "last", str_of(day));
        }
    }
    return true;
}

bool ics_mark_last_day(struct arena *arena, const struct xml_node *event)
{
    struct xml_node *end = NULL;
    struct str start = {0};
    struct date date;
    for (struct xml_node *n = event ? event->children : NULL; n; n = n->next) {
        end = !end && strcmp(n->name, "dtend") == 0 ? n : end;
        start = start.length == 0 && strcmp(n->name, "dtstart") == 0 ? n->text : start;
    }
    if (!end && event) {
        return mark_duration(arena, event, start);
    }
    if (!end || end->text.length < 10 || !date_parse(end->text, &date) || date.day == 0) {
        return true;
    }
    if (end->text.length == 10 ||
        (end->text.length >= 19 && memcmp(end->text.at + 10, "T00:00:00", 9) == 0)) {
        date = day_before(date);
    }
    char *last = arena_alloc(arena, 11);
    if (!last) {
        return false;
    }
    date_print(date, last);
    if (start.length >= 10 && memcmp(last, start.at, 10) < 0) {
        memcpy(last, start.at, 10); /* an event of no length is on its own day */
    }
    return tree_attribute(arena, end, "last", str_of(last));
}
