/*
 * Goal: dates as people write them are read as the days they mean, what stands behind them is kept,
 * and what is no date, or could be two, is refused.
 * Method: a table of texts; then every day of a century printed in each form and read again.
 */
#include "base/date_words.h"
#include "base/status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const struct {
    const char *text, *first, *last, *rest; /* first NULL: refused; last NULL: no range */
} cases[] = {
    {"5 Jun 2007", "2007-06-05", NULL, ""},
    {"5 Jun 2007 a", "2007-06-05", NULL, "a"},
    {"  23 Oct 2006 d ", "2006-10-23", NULL, "d"},
    {"3 octobre 2013", "2013-10-03", NULL, ""},
    {"02 mars 2005", "2005-03-02", NULL, ""},
    {"1er f\xC3\xA9vrier 2005", "2005-02-01", NULL, ""},
    {"1\xC2\xBA de enero de 2005", "2005-01-01", NULL, ""},
    {"3 de octubre de 2013", "2013-10-03", NULL, ""},
    {"le 3 ao\xC3\xBBt 2013, Gen\xC3\xA8ve", "2013-08-03", NULL, "Gen\xC3\xA8ve"},
    {"3rd of May, 2013", "2013-05-03", NULL, ""},
    {"15.3.2013", "2013-03-15", NULL, ""},
    {"15. 3. 2013", "2013-03-15", NULL, ""},
    {"27.3.13", "2013-03-27", NULL, ""},
    {"13,5,13", "2013-05-13", NULL, ""},
    {"15/03/2013", "2013-03-15", NULL, ""},
    {"5-6-2013", "2013-06-05", NULL, ""},
    {"5-Jun-07", "2007-06-05", NULL, ""},
    {"1.1.68", "2068-01-01", NULL, ""},
    {"1.1.69", "1969-01-01", NULL, ""},
    {"1.1.99", "1999-01-01", NULL, ""},
    {"1.1.00", "2000-01-01", NULL, ""},
    {"lundi 3 mars 2008", "2008-03-03", NULL, ""},
    {"Mon, 3 March 2008", "2008-03-03", NULL, ""},
    {"mar. 15 mars 2013", "2013-03-15", NULL, ""},
    {"el mi\xC3\xA9rcoles 3 de julio de 2013", "2013-07-03", NULL, ""},
    {"June 5, 2007", "2007-06-05", NULL, ""},
    {"mar 5 2013", "2013-03-05", NULL, ""},
    {"mars 2005", "2005-03", NULL, ""},
    {"octubre de 2013", "2013-10", NULL, ""},
    {"2013", "2013", NULL, ""},
    {"2013-03-15", "2013-03-15", NULL, ""},
    {"2013-03-15T10:00:00Z x", "2013-03-15", NULL, "x"},
    {"2013-03", "2013-03", NULL, ""},
    {"5\xC2\xA0Jun\xC2\xA0"
     "2007",
     "2007-06-05", NULL, ""},
    {"5 Jun 2007; 6 Jun 2008", "2007-06-05", NULL, "6 Jun 2008"},
    {"5 Jun 2007 - soon", "2007-06-05", NULL, "- soon"},
    {"22.4.13\xE2\x80\x93"
     "25.4.13",
     "2013-04-22", "2013-04-25", ""},
    {"22.4.13 - 25.4.13 b", "2013-04-22", "2013-04-25", "b"},
    {"22.4.\xE2\x80\x93"
     "25.4.13",
     "2013-04-22", "2013-04-25", ""},
    {"22.-25.4.13", "2013-04-22", "2013-04-25", ""},
    {"22-25 April 2013", "2013-04-22", "2013-04-25", ""},
    {"30 mars au 2 avril 2013", "2013-03-30", "2013-04-02", ""},
    {"22 al 25 de abril de 2013", "2013-04-22", "2013-04-25", ""},
    {"2012-2013", "2012", "2013", ""},
    {"2012\xE2\x80\x93"
     "2013",
     "2012", "2013", ""},
    {"", NULL, NULL, NULL},
    {"soon", NULL, NULL, NULL},
    {"5", NULL, NULL, NULL},
    {"5 Jun", NULL, NULL, NULL},
    {"4.22.13", NULL, NULL, NULL},
    {"31.4.2013", NULL, NULL, NULL},
    {"29 Feb 2013", NULL, NULL, NULL},
    {"0.1.2013", NULL, NULL, NULL},
    {"5.6/2013", NULL, NULL, NULL},
    {"5.6.2", NULL, NULL, NULL},
    {"5.6.213", NULL, NULL, NULL},
    {"5.6.20131", NULL, NULL, NULL},
    {"5 Jun 0000", NULL, NULL, NULL},
    {"25.4.13-22.4.13", NULL, NULL, NULL},
    {"monday monday monday monday 5 Jun 2007", NULL, NULL, NULL},
    {"5 Junuary 2007", NULL, NULL, NULL},
    {"\xFF 5 Jun 2007", NULL, NULL, NULL},
};

static void check(struct date date, const char *expect, const char *what)
{
    char text[11];
    date_print(date, text);
    if (strcmp(text, expect) != 0) {
        fail_msg("%s: %s and not %s", what, text, expect);
    }
}

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct date_words read;
        const bool fine = date_words_parse(str_of(cases[i].text), &read);
        if (fine != (cases[i].first != NULL)) {
            fail_msg("\"%s\" is %s", cases[i].text, fine ? "taken" : "refused");
        }
        if (!fine) {
            continue;
        }
        check(read.first, cases[i].first, cases[i].text);
        assert_int_equal(read.last.year != 0, cases[i].last != NULL);
        if (cases[i].last) {
            check(read.last, cases[i].last, cases[i].text);
        }
        if (!str_is(read.rest, cases[i].rest)) {
            fail_msg("\"%s\" leaves \"%.*s\"", cases[i].text, STR_ARGS(read.rest));
        }
    }
}

static const char *const names[][12] = {
    {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
    {"January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December"},
    {"janvier", "f\xC3\xA9vrier", "mars", "avril", "mai", "juin", "juillet", "ao\xC3\xBBt",
     "septembre", "octobre", "novembre",
     "d\xC3\xA9"
     "cembre"},
    {"janv.", "f\xC3\xA9vr.", "mars", "avr.", "mai", "juin", "juil.", "ao\xC3\xBBt", "sept.",
     "oct.", "nov.",
     "d\xC3\xA9"
     "c."},
    {"enero", "FEBRERO", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
     "octubre", "noviembre", "diciembre"},
};

/* Reads @text, which is @date. */
static void again(const char *text, struct date date)
{
    struct date_words read;
    char expect[11];
    date_print(date, expect);
    if (!date_words_parse(str_of(text), &read) || read.last.year != 0 || read.rest.length > 0) {
        fail_msg("\"%s\" is not read", text);
    }
    check(read.first, expect, text);
}

static void again_in_each_form(struct date date)
{
    char text[64];
    const int day = date.day, month = date.month, year = date.year;
    static const char *const separated[] = {"%d.%d.%d", "%02d.%02d.%d", "%d/%d/%d",
                                            "%d-%d-%d", "%d,%d,%d",     "%d. %d. %d"};
    for (size_t i = 0; i < COUNT_OF(separated); i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        (void)snprintf(text, sizeof text, separated[i], day, month, year);
#pragma GCC diagnostic pop
        again(text, date);
    }
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const char *name = names[i][month - 1];
        (void)snprintf(text, sizeof text, "%d %s %d", day, name, year);
        again(text, date);
        (void)snprintf(text, sizeof text, "%s %d, %d", name, day, year);
        again(text, date);
        (void)snprintf(text, sizeof text, "%d de %s de %d", day, name, year);
        again(text, date);
    }
    if (year >= 1969 && year <= 2068) {
        (void)snprintf(text, sizeof text, "%d.%d.%02d", day, month, year % 100);
        again(text, date);
    }
    date_print(date, text);
    again(text, date);
}

static void test_every_day(void **state)
{
    (void)state;
    for (int year = 1966; year < 2071; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int day = 1; day <= 31; day++) {
                char text[11];
                struct date date = {(short)year, (signed char)month, (signed char)day}, parsed;
                date_print(date, text);
                if (date_parse(str_of(text), &parsed)) {
                    again_in_each_form(date);
                }
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_every_day),
    };
    return cmocka_run_group_tests_name("date_words", tests, NULL, NULL);
}
