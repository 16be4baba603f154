#include "text/xlsx_cell.h"

#include "base/status.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define DIGITS 15              /* that Excel keeps of a number */
#define SERIAL_LIMIT 2958466.0 /* 10000-01-01 */
#define FALSE_LEAP_DAY 60      /* 1900-02-29, which Excel has and the calendar has not */
#define DAY_SECONDS 86400

/* ---- formats ---- */

enum xlsx_form xlsx_form_of_number(unsigned number)
{
    if ((number >= 18 && number <= 21) || number == 32 || number == 33 || number == 45 ||
        number == 47) {
        return XLSX_TIME;
    }
    if (number == 22) {
        return XLSX_DAY_TIME;
    }
    if (number == 17) {
        return XLSX_MONTH;
    }
    const bool day = (number >= 14 && number <= 16) || (number >= 27 && number <= 31) ||
                     number == 36 || (number >= 50 && number <= 58);
    return day ? XLSX_DAY : XLSX_NUMBER;
}

/* Which parts of a date a format code shows. */
struct shown {
    bool year, month, day, time, elapsed;
};

static void look_at(char c, struct shown *shown)
{
    const char small = (char)(c | 0x20);
    shown->year = shown->year || small == 'y';
    shown->month = shown->month || small == 'm';
    shown->day = shown->day || small == 'd';
    shown->time = shown->time || small == 'h' || small == 's';
}

/* Where what begins at @from ends: a text in quotes, brackets, or an escaped character. */
static size_t skip(struct str code, size_t from, struct shown *shown)
{
    const char c = code.at[from];
    if (c == '\\' || c == '_' || c == '*') {
        return from + 2;
    }
    if (c != '"' && c != '[') {
        return from;
    }
    const char end = c == '"' ? '"' : ']';
    size_t to = from + 1;
    while (to < code.length && code.at[to] != end) {
        to++;
    }
    if (c == '[' && to > from + 1 && memchr("hHmMsS", code.at[from + 1], 6) &&
        code.at[to - 1] == code.at[from + 1]) {
        shown->elapsed = true; /* [h]:mm is a length of time, no time of day; [Magenta] a colour */
    }
    return to + 1;
}

enum xlsx_form xlsx_form_of_code(struct str code)
{
    struct shown shown = {0};
    for (size_t i = 0; i < code.length && code.at[i] != ';';) {
        const size_t next = skip(code, i, &shown);
        if (next == i) {
            look_at(code.at[i], &shown);
        }
        i = next == i ? i + 1 : next;
    }
    /* "General" and "Standard" have letters of dates too. */
    const bool word = code.length >= 7 && ((code.at[0] | 0x20) == 'g' ||
                                           ((code.at[0] | 0x20) == 's' && code.at[1] == 't'));
    if (word || shown.elapsed) {
        return XLSX_NUMBER;
    }
    const bool date = shown.year || shown.day || (shown.month && !shown.time);
    if (shown.time) {
        return date ? XLSX_DAY_TIME : XLSX_TIME;
    }
    return !date ? XLSX_NUMBER : shown.day ? XLSX_DAY : shown.month ? XLSX_MONTH : XLSX_YEAR;
}

/* ---- numbers ---- */

/* All of @value as a number. No locale is ever set, so that the point is a point. */
static bool parse(struct str value, double *number)
{
    char copy[64], *end = NULL;
    if (value.length == 0 || value.length >= sizeof copy || !strchr("+-.0123456789", value.at[0])) {
        return false;
    }
    memcpy(copy, value.at, value.length);
    copy[value.length] = '\0';
    *number = strtod(copy, &end);
    return *end == '\0' && isfinite(*number) && !strpbrk(copy, "xXnN");
}

static bool is_plain(struct str value)
{
    for (size_t i = 0; i < value.length; i++) {
        if (value.at[i] < '0' || value.at[i] > '9') {
            return false;
        }
    }
    return value.length <= DIGITS;
}

/* "0.1" for the stored 0.10000000000000001; whole numbers without an exponent. */
static void print_number(struct str value, double number, char text[XLSX_TEXT])
{
    if (is_plain(value)) {
        (void)snprintf(text, XLSX_TEXT, "%.*s", STR_ARGS(value));
    } else if (fabs(number) < 1e15 && number == floor(number)) {
        (void)snprintf(text, XLSX_TEXT, "%.0f", number + 0.0);
    } else {
        (void)snprintf(text, XLSX_TEXT, "%.*g", DIGITS, number);
    }
}

/* ---- dates ---- */

/* The civil date of a day counted from 1970-01-01 (Howard Hinnant, days_from_civil, inverted). */
static void civil(int64_t days, int *year, int *month, int *day)
{
    days += 719468;
    const int64_t era = days / 146097, in_era = days - era * 146097;
    const int64_t year_of_era = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    const int64_t in_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t shifted = (5 * in_year + 2) / 153;
    *day = (int)(in_year - (153 * shifted + 2) / 5 + 1);
    *month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    *year = (int)(year_of_era + era * 400 + (*month <= 2));
}

/* The day of a serial number, from 1970-01-01; false when there is no such day. */
static bool day_of(int64_t serial, bool since_1904, int64_t *days)
{
    if (since_1904) {
        *days = serial - 24107; /* 1904-01-01 */
        return true;
    }
    *days = serial - (serial > FALSE_LEAP_DAY ? 25569 : 25568);
    return serial > 0 && serial != FALSE_LEAP_DAY;
}

static void print_time(int64_t seconds, char *text, size_t room)
{
    (void)snprintf(text, room, "%02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60),
                   (int)(seconds % 60));
}

/* False when the number is no date of the system. */
static bool print_date(double number, enum xlsx_form form, bool since_1904, char text[XLSX_TEXT])
{
    int year = 0, month = 0, day = 0;
    int64_t days = 0;
    if (number < 0 || number >= SERIAL_LIMIT - (since_1904 ? 1462 : 0)) {
        return false;
    }
    int64_t serial = (int64_t)floor(number);
    int64_t seconds = (int64_t)llround((number - floor(number)) * DAY_SECONDS);
    if (form == XLSX_TIME) {
        print_time(seconds % DAY_SECONDS, text, XLSX_TEXT);
        return serial == 0;
    }
    serial += seconds == DAY_SECONDS;
    seconds %= DAY_SECONDS;
    if (!day_of(serial, since_1904, &days)) {
        return false;
    }
    civil(days, &year, &month, &day);
    if (form == XLSX_YEAR) {
        (void)snprintf(text, XLSX_TEXT, "%04d", year);
    } else if (form == XLSX_MONTH) {
        (void)snprintf(text, XLSX_TEXT, "%04d-%02d", year, month);
    } else {
        (void)snprintf(text, XLSX_TEXT, "%04d-%02d-%02d", year, month, day);
    }
    if (form == XLSX_DAY_TIME && seconds > 0) {
        text[10] = 'T';
        print_time(seconds, text + 11, XLSX_TEXT - 11);
    }
    return true;
}

bool xlsx_number(struct str value, enum xlsx_form form, bool since_1904, char text[XLSX_TEXT])
{
    double number = 0;
    if (!parse(value, &number)) {
        return false;
    }
    if (form == XLSX_NUMBER || !print_date(number, form, since_1904, text)) {
        print_number(value, number, text);
    }
    return true;
}

size_t xlsx_column(struct str name)
{
    size_t column = 0, i = 0;
    for (; i < name.length && i < 3 && name.at[i] >= 'A' && name.at[i] <= 'Z'; i++) {
        column = column * 26 + (size_t)(name.at[i] - 'A') + 1;
    }
    const bool row = i < name.length && name.at[i] >= '0' && name.at[i] <= '9';
    return i > 0 && row ? column - 1 : SIZE_MAX;
}
