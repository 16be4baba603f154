/* The content lines of iCalendar (RFC 5545, 3.1): names, parameters and values. */
#ifndef TEXT_ICS_VALUE_H
#define TEXT_ICS_VALUE_H

#include "text/tree.h"

struct ics_line {
    struct str name;                        /* as it stands there */
    const struct xml_attribute *parameters; /* names in small letters, values unescaped */
    struct str value;
};

/*
 * Cuts the unfolded @line. *@words says why it is no content line, and is NULL when it is one.
 * Fails only for want of memory.
 */
MUST_CHECK enum status ics_line_read(struct arena *arena, struct str line, struct ics_line *parts,
                                     const char **words, struct failure *why);

/* True when @name is @wanted, which is in capitals, in any case. */
bool ics_is(struct str name, const char *wanted);

/*
 * Takes the next value of the property @name (in small letters) off @rest: the whole of it, unless
 * the property has several. Unescaped and with ISO dates, as the property is defined. False when
 * none is left. .at of *@value is NULL when there was no room.
 */
bool ics_next_value(struct arena *arena, const char *name, struct str *rest, struct str *value);

/* Gives the dtend of an event its attribute `last`; false when there is no room. */
bool ics_mark_last_day(struct arena *arena, const struct xml_node *event);

#endif
