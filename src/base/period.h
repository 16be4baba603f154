/*
 * Times that statistics are about, as their sources write them: an ISO date, month or year;
 * reporting periods of SDMX 2.1 (section 6, 4.2.6): 2010-A1 (a year), 2010-S2 (half a year),
 * 2010-T3 (a third), 2010-Q4 (a quarter), 2010-M11, with or without the hyphen; and years from
 * first to last, 2005-2008 or 2005/2008. Weeks and days by number are none that is read.
 */
#ifndef BASE_PERIOD_H
#define BASE_PERIOD_H

#include "base/date.h"

/* False when it is none. @to is the last month, or the same date; neither is more exact than the
 * text. */
bool period_parse(struct str text, struct date *from, struct date *to);

#endif
