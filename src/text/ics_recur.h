/* How long an event of a calendar lasts, and how often it takes place (RFC 5545, 3.3.6, 3.8.5). */
#ifndef TEXT_ICS_RECUR_H
#define TEXT_ICS_RECUR_H

#include "base/date.h"
#include "text/tree.h"

#define ICS_OCCURRENCES 4000 /* days of one event that are counted; with more none are */
#define ICS_DURATION 3660    /* days that an event may last */

/*
 * The last day of an event that begins at @start ("2013-05-17" or "2013-05-17T09:00:00") and lasts
 * @duration ("P3D", "PT2H30M", "P1W"). False when one of them is none.
 */
bool ics_last_day(struct str start, struct str duration, struct date *last);

/*
 * Gives an event that takes place more than once the element <occurrences>: on how many days it
 * begins, by its start, RRULE, RDATE and EXDATE, with the last of them as the attribute `last`. The
 * element is empty when that has no end, or is a matter of hours. False when there is no room.
 */
bool ics_mark_occurrences(struct arena *arena, struct xml_node *event);

#endif
