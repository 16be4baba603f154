#include "base/date.h"

#include <stdio.h>
#include <time.h>

static bool digits(struct str text, size_t from, size_t count, int *number)
{
    if (from + count > text.length) {
        return false;
    }
    *number = 0;
    for (size_t i = from; i < from + count; i++) {
        if (text.at[i] < '0' || text.at[i] > '9') {
            return false;
        }
        *number = *number * 10 + (text.at[i] - '0');
    }
    return true;
}

int date_month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* What may follow a day: nothing, a zone, or a time (which is passed over). */
static bool is_day_end(struct str text)
{
    if (text.length == 10) {
        return true;
    }
    if (text.at[10] == 'Z') {
        return text.length == 11;
    }
    int hour = 0;
    if (!strchr("T +-", text.at[10]) || text.at[10] == '\0' || !digits(text, 11, 2, &hour)) {
        return false;
    }
    for (size_t i = 13; i < text.length; i++) {
        char c = text.at[i];
        if (!(c >= '0' && c <= '9') && (c == '\0' || !strchr(":.,+-Z", c))) {
            return false;
        }
    }
    return true;
}

bool date_parse(struct str text, struct date *date)
{
    int year = 0, month = 0, day = 0;
    text = str_trim(text);
    if (!digits(text, 0, 4, &year) || year == 0) {
        return false;
    }
    if (text.length > 4 &&
        (text.at[4] != '-' || !digits(text, 5, 2, &month) || month < 1 || month > 12)) {
        return false;
    }
    if (text.length > 7 && (text.at[7] != '-' || !digits(text, 8, 2, &day) || day < 1 ||
                            day > date_month_days(year, month) || !is_day_end(text))) {
        return false;
    }
    *date = (struct date){(short)year, (signed char)month, (signed char)day};
    return true;
}

void date_print(struct date date, char text[11])
{
    unsigned year = (unsigned)date.year % 10000u;
    unsigned month = (unsigned)date.month % 100u;
    unsigned day = (unsigned)date.day % 100u;
    if (month == 0) {
        (void)snprintf(text, 11, "%04u", year);
    } else if (day == 0) {
        (void)snprintf(text, 11, "%04u-%02u", year, month);
    } else {
        (void)snprintf(text, 11, "%04u-%02u-%02u", year, month, day);
    }
}

struct date date_today(void)
{
    time_t now = time(NULL);
    struct tm parts;
    gmtime_r(&now, &parts);
    return (struct date){(short)(parts.tm_year + 1900), (signed char)(parts.tm_mon + 1),
                         (signed char)parts.tm_mday};
}

void date_now(char text[21])
{
    time_t now = time(NULL);
    struct tm parts;
    gmtime_r(&now, &parts);
    (void)strftime(text, 21, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

long date_days(struct date date)
{
    long month = (date.month + 9) % 12; /* March is 0 */
    long year = date.year - month / 10;
    return 365 * year + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + date.day - 1;
}
