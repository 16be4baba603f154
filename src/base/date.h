/*
 * Dates as sources give them: a day, a month or a year. Stored as ISO 8601 text of that precision
 * ("2013-03-15", "2013-03", "2013"), which sorts in time order and hides no uncertainty.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/str.h"

struct date {
    short year;
    signed char month; /* 0 when only the year is known */
    signed char day;   /* 0 when only the month is known */
};

/*
 * Reads an ISO 8601 calendar date, month or year; a time after the day ("2013-03-15T00:00:00",
 * "2013-03-15Z", "2013-03-15+02:00") is passed over. False when it is none, or no such day exists.
 */
bool date_parse(struct str text, struct date *date);

/* Writes the date with its own precision and a NUL: 4, 7 or 10 characters. */
void date_print(struct date date, char text[11]);

/* Days in the month (1 to 12) of the year. */
int date_month_days(int year, int month);

/* Days since 1 March of the year 0 in the Gregorian calendar, of a date that has a day. */
long date_days(struct date date);

/* Today in UTC. */
struct date date_today(void);

/* Now as "2026-11-23T23:41:00Z" with a NUL. */
void date_now(char text[21]);

#endif
