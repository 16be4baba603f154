/*
 * Goal: dates of a source keep their precision, days that do not exist are refused, text order is
 * time order.
 * Method: a table of texts; then every day of four centuries printed and read again.
 */
#include "base/date.h"
#include "base/period.h"
#include "base/status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static const struct {
    const char *text, *expect; /* NULL: refused */
} cases[] = {
    {"2013-03-15", "2013-03-15"},
    {"2013-03", "2013-03"},
    {"2013", "2013"},
    {" 2013-03-15\n", "2013-03-15"},
    {"2013-03-15T00:00:00", "2013-03-15"},
    {"2013-03-15T00:00:00.000Z", "2013-03-15"},
    {"2013-03-15T23:59:60+02:00", "2013-03-15"},
    {"2013-03-15 10:20:30", "2013-03-15"},
    {"2013-03-15Z", "2013-03-15"},
    {"2013-03-15+02:00", "2013-03-15"},
    {"2013-03-15-05:00", "2013-03-15"},
    {"2012-02-29", "2012-02-29"},
    {"2000-02-29", "2000-02-29"},
    {"0001-01-01", "0001-01-01"},
    {"9999-12-31", "9999-12-31"},
    {"2013-02-29", NULL},
    {"1900-02-29", NULL},
    {"2013-04-31", NULL},
    {"2013-00", NULL},
    {"2013-13", NULL},
    {"2013-01-00", NULL},
    {"2013-01-32", NULL},
    {"0000", NULL},
    {"", NULL},
    {" ", NULL},
    {"13", NULL},
    {"201", NULL},
    {"20133", NULL},
    {"2013-", NULL},
    {"2013-3", NULL},
    {"2013-03-", NULL},
    {"2013-03-1", NULL},
    {"2013-03-155", NULL},
    {"2013/03/15", NULL},
    {"15-03-2013", NULL},
    {"20130315", NULL},
    {"-2013", NULL},
    {"+2013", NULL},
    {"2013-3-15", NULL},
    {"2O13", NULL},
    {"March 2013", NULL},
    {"2013-2014", NULL},
    /* What follows a day must be a time or a zone, not other words. */
    {"2013-03-15 to 2014-03-15", NULL},
    {"2013-03-15 (planned)", NULL},
    {"2013-03-15Tuesday", NULL},
    {"2013-03-15T", NULL},
    {"2013-03-15-", NULL},
    {"2013-03-15+", NULL},
    {"2013-03-15Zz", NULL},
    {"2013-03-15,", NULL},
};

static void reads_dates_of_three_precisions(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct date date = {1, 1, 1};
        char text[11];
        const bool fine = date_parse(str_of(cases[i].text), &date);
        if (fine != (cases[i].expect != NULL)) {
            fail_msg("\"%s\" was %s", cases[i].text, fine ? "taken" : "refused");
        }
        if (fine) {
            date_print(date, text);
            assert_string_equal(text, cases[i].expect);
        }
    }
    assert_false(date_parse((struct str){NULL, 0}, &(struct date){0}));
}

static const struct {
    const char *text, *from, *to; /* NULL: refused */
} periods[] = {
    {"2013-03-15", "2013-03-15", "2013-03-15"},
    {"2013", "2013", "2013"},
    {"2005-2008", "2005", "2008"},
    {"2005/2005", "2005", "2005"},
    {"2010-Q1", "2010-01", "2010-03"},
    {"2010Q4", "2010-10", "2010-12"},
    {"2010-S2", "2010-07", "2010-12"},
    {"2010-T3", "2010-09", "2010-12"},
    {"2010-M11", "2010-11", "2010-11"},
    {"2010M1", "2010-01", "2010-01"},
    {"2010-A1", "2010-01", "2010-12"},
    {"2008-2005", NULL, NULL},
    {"2005-208", NULL, NULL},
    {"2010-Q5", NULL, NULL},
    {"2010-Q0", NULL, NULL},
    {"2010-Q", NULL, NULL},
    {"2010-Q11", NULL, NULL},
    {"2010-M011", NULL, NULL},
    {"2010-q1", NULL, NULL},
    {"2010--Q1", NULL, NULL},
    {"2010-W05", NULL, NULL},
    {"January 2010", NULL, NULL},
    {"2010", "2010", "2010"},
    {"", NULL, NULL},
};

static void reads_periods_of_statistics(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(periods); i++) {
        struct date from = {0, 0, 0}, to = {0, 0, 0};
        char text[11];
        const bool fine = period_parse(str_of(periods[i].text), &from, &to);
        if (fine != (periods[i].from != NULL)) {
            fail_msg("\"%s\" was %s", periods[i].text, fine ? "taken" : "refused");
        }
        if (fine) {
            date_print(from, text);
            assert_string_equal(text, periods[i].from);
            date_print(to, text);
            assert_string_equal(text, periods[i].to);
        }
    }
}

/* The day after @date by the rules of the calendar, counted here without days_in(). */
static struct date day_after(struct date date)
{
    static const int last[2][13] = {{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31},
                                    {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}};
    const int leap = (date.year % 4 == 0 && date.year % 100 != 0) || date.year % 400 == 0;
    if (++date.day > last[leap][(int)date.month]) {
        date.day = 1;
        date.month++;
    }
    if (date.month > 12) {
        date.month = 1;
        date.year++;
    }
    return date;
}

static void every_day_comes_back_and_sorts(void **state)
{
    struct date date = {1800, 1, 1};
    char before[11] = "";
    unsigned days = 0;
    (void)state;
    while (date.year < 2200) {
        struct date again = {0, 0, 0};
        char text[11];
        date_print(date, text);
        assert_true(date_parse(str_of(text), &again));
        assert_int_equal(again.year, date.year);
        assert_int_equal(again.month, date.month);
        assert_int_equal(again.day, date.day);
        assert_true(strcmp(before, text) < 0);
        memcpy(before, text, sizeof before);
        date = day_after(date);
        days++;
    }
    assert_int_equal(days, 146097); /* 400 Gregorian years */
}

static void now_is_in_utc_and_in_form(void **state)
{
    char now[21], today[11];
    struct date date, parsed;
    (void)state;
    date = date_today();
    date_print(date, today);
    date_now(now);
    assert_int_equal(strlen(now), 20);
    assert_int_equal(now[10], 'T');
    assert_int_equal(now[19], 'Z');
    assert_true(date_parse(str_of(now), &parsed));
    assert_true(strncmp(today, now, 10) <= 0); /* midnight may pass between the two calls */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_dates_of_three_precisions),
        cmocka_unit_test(reads_periods_of_statistics),
        cmocka_unit_test(every_day_comes_back_and_sorts),
        cmocka_unit_test(now_is_in_utc_and_in_form),
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
