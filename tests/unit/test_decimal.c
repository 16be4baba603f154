/*
 * Goal: amounts are exact: reading, printing, rounding half away from zero, and no wrap at the
 * edge. Method: tables for the forms and edges; properties over random values, checked with 128-bit
 * arithmetic that does not use the module.
 */
#include "base/decimal.h"
#include "base/status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

__extension__ typedef __int128 wide;

static uint64_t seed = 0x9E3779B97F4A7C15u;

static uint64_t next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

/* Random values of every size, not just large ones. */
static int64_t random_value(void)
{
    const unsigned bits = (unsigned)(next_random() % 63);
    const int64_t value = (int64_t)(next_random() >> (63 - bits));
    return next_random() & 1 ? -value : value;
}

#define BAD INT64_MIN /* refused; the module never gives this number */

static const struct {
    const char *text;
    int64_t expect;
} parsed[] = {
    {"0", 0},
    {"-0", 0},
    {"1", 10000},
    {"+1", 10000},
    {"-12345.67", -123456700},
    {" \t1.5\n", 15000},
    {"5.", 50000},
    {".5", 5000},
    {"0.0001", 1},
    {"0.00005", 1},
    {"0.000049999999999999999999999999999999", 0},
    {"-0.00005", -1},
    {"0.00015", 2},
    {"-0.00014", -1},
    {"000000000000000000000000000000000000000000000001", 10000},
    {"1E3", 10000000},
    {"1.2E+6", 12000000000},
    {"1.2e6", 12000000000},
    {"25e-2", 2500},
    {"5E-5", 1},
    {"4E-5", 0},
    {"0E999", 0},
    {"1E-999", 0},
    {"922337203685477.5807", INT64_MAX},
    {"-922337203685477.5807", -INT64_MAX},
    {"922337203685477.58074", INT64_MAX},
    {"922337203685477.58075", BAD},
    {"922337203685477.5808", BAD},
    {"-922337203685477.5808", BAD},
    {"922337203685478", BAD},
    {"1E15", BAD},
    {"9E14", 9000000000000000000},
    {"1E999", BAD},
    {"99999999999999999999999999999999999999999999999999", BAD},
    /* Digits that change nothing cost nothing, however many they are. */
    {"123456789012345.0000000000000000000000000000000000000000", 1234567890123450000},
    {"123456789012345.6789000000000000000000000000000000000001", 1234567890123456789},
    {"0.0000000000000000000000000000000000000000000000000000000001", 0},
    {"0.0000000000000000000000000000000000000001E40", 10000},
    {"10000000000000000000000000000000000000000E-40", 10000},
    {"12345678901234567890123456789012345678905E-40", 12346},
    {"", BAD},
    {" ", BAD},
    {"-", BAD},
    {"+", BAD},
    {".", BAD},
    {"-.", BAD},
    {"E5", BAD},
    {".E5", BAD},
    {"1E", BAD},
    {"1E+", BAD},
    {"1E5.0", BAD},
    {"1 000", BAD},
    {"1,000", BAD},
    {"1.000.000", BAD},
    {"1-", BAD},
    {"--1", BAD},
    {"+-1", BAD},
    {"0x10", BAD},
    {"1O", BAD},
    {"inf", BAD},
    {"nan", BAD},
    {"\xD9\xA1", BAD}, /* Arabic-Indic one */
    {"USD 5", BAD},
    {"5%", BAD},
};

static void reads_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(parsed); i++) {
        int64_t value = BAD;
        const bool fine = decimal_parse(str_of(parsed[i].text), &value);
        if (value != parsed[i].expect || fine != (parsed[i].expect != BAD)) {
            fail_msg("\"%s\" gave %" PRId64, parsed[i].text, value);
        }
    }
    assert_false(decimal_parse((struct str){NULL, 0}, &(int64_t){0}));
}

static const struct {
    int64_t value;
    const char *plain, *grouped[5];
} printed[] = {
    {0, "0", {"0", "0.0", "0.00", "0.000", "0.0000"}},
    {1, "0.0001", {"0", "0.0", "0.00", "0.000", "0.0001"}},
    {-1, "-0.0001", {"0", "0.0", "0.00", "0.000", "-0.0001"}},
    {5000, "0.5", {"1", "0.5", "0.50", "0.500", "0.5000"}},
    {-5000, "-0.5", {"-1", "-0.5", "-0.50", "-0.500", "-0.5000"}},
    {4999, "0.4999", {"0", "0.5", "0.50", "0.500", "0.4999"}},
    {-123400, "-12.34", {"-12", "-12.3", "-12.34", "-12.340", "-12.3400"}},
    {9999999, "999.9999", {"1,000", "1,000.0", "1,000.00", "1,000.000", "999.9999"}},
    {10000000, "1000", {"1,000", "1,000.0", "1,000.00", "1,000.000", "1,000.0000"}},
    {823803800000,
     "82380380",
     {"82,380,380", "82,380,380.0", "82,380,380.00", "82,380,380.000", "82,380,380.0000"}},
    {INT64_MAX,
     "922337203685477.5807",
     {"922,337,203,685,477", "922,337,203,685,477.5", "922,337,203,685,477.58",
      "922,337,203,685,477.580", "922,337,203,685,477.5807"}},
};

static void prints_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(printed); i++) {
        char text[40];
        decimal_print(printed[i].value, text);
        assert_string_equal(text, printed[i].plain);
        for (unsigned places = 0; places <= 4; places++) {
            decimal_print_grouped(printed[i].value, places, text);
            assert_string_equal(text, printed[i].grouped[places]);
        }
    }
}

static void printed_numbers_come_back(void **state)
{
    (void)state;
    for (int i = 0; i < 200000; i++) {
        const int64_t value = random_value();
        int64_t again = 0;
        char text[24];
        decimal_print(value, text);
        assert_true(decimal_parse(str_of(text), &again));
        assert_int_equal(again, value);
        const char *point = strchr(text, '.');
        assert_true(!point || text[strlen(text) - 1] != '0'); /* the shortest form */
    }
}

/* @numerator / @denominator half away from zero, the schoolbook way. */
static wide rounded(wide numerator, wide denominator)
{
    wide whole = numerator / denominator;
    wide rest = numerator % denominator;
    rest = rest < 0 ? -rest : rest;
    const wide size = denominator < 0 ? -denominator : denominator;
    const int sign = (numerator < 0) != (denominator < 0) ? -1 : 1;
    return rest * 2 >= size ? whole + sign : whole;
}

static bool fits(wide value)
{
    return value >= -(wide)INT64_MAX && value <= (wide)INT64_MAX;
}

static void rounds_half_away_from_zero(void **state)
{
    static const int64_t units[] = {10000, 1000, 100, 10, 1};
    (void)state;
    for (int i = 0; i < 100000; i++) {
        const int64_t value = random_value();
        for (unsigned places = 0; places <= 4; places++) {
            const wide expect = rounded(value, units[places]) * units[places];
            if (fits(expect)) {
                assert_int_equal(decimal_round(value, places), (int64_t)expect);
            }
        }
    }
    assert_int_equal(decimal_round(15000, 0), 20000);
    assert_int_equal(decimal_round(-15000, 0), -20000);
    assert_int_equal(decimal_round(14999, 0), 10000);
    /* Where rounding away would leave the range, it rounds down. */
    assert_int_equal(decimal_round(INT64_MAX, 0), INT64_MAX - INT64_MAX % 10000);
}

static void adds_divides_and_multiplies_exactly_or_not_at_all(void **state)
{
    (void)state;
    for (int i = 0; i < 200000; i++) {
        const int64_t a = random_value(), b = random_value();
        int64_t result = 7;
        bool fine = decimal_add(a, b, &result);
        assert_int_equal(fine, (wide)a + b <= INT64_MAX && (wide)a + b >= INT64_MIN);
        assert_true(result == (fine ? a + b : 7));
        if (b != 0) {
            const wide expect = rounded((wide)a * DECIMAL_ONE, b);
            fine = decimal_divide(a, b, &result);
            assert_int_equal(fine, fits(expect));
            assert_true(!fine || result == (int64_t)expect);
        }
        const wide product = rounded((wide)a * b, DECIMAL_ONE);
        fine = decimal_multiply(a, b, &result);
        assert_int_equal(fine, fits(product));
        assert_true(!fine || result == (int64_t)product);
    }
}

static void edges_do_not_wrap(void **state)
{
    int64_t result = 7;
    (void)state;
    assert_false(decimal_add(INT64_MAX, 1, &result));
    assert_false(decimal_add(-INT64_MAX, -2, &result));
    assert_false(decimal_divide(10000, 0, &result));
    assert_false(decimal_divide(0, 0, &result));
    assert_false(decimal_divide(INT64_MAX, 1, &result));
    assert_false(decimal_multiply(INT64_MAX, 20000, &result));
    assert_false(decimal_multiply(INT64_MIN, INT64_MIN, &result));
    assert_int_equal(result, 7);
    assert_true(decimal_multiply(INT64_MAX, 10000, &result));
    assert_int_equal(result, INT64_MAX);
    assert_true(decimal_divide(-INT64_MAX, 10000, &result));
    assert_int_equal(result, -INT64_MAX);
    assert_true(decimal_divide(10000, 30000, &result));
    assert_int_equal(result, 3333);
    assert_true(decimal_divide(-20000, 30000, &result));
    assert_int_equal(result, -6667);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_numbers),
        cmocka_unit_test(prints_numbers),
        cmocka_unit_test(printed_numbers_come_back),
        cmocka_unit_test(rounds_half_away_from_zero),
        cmocka_unit_test(adds_divides_and_multiplies_exactly_or_not_at_all),
        cmocka_unit_test(edges_do_not_wrap),
    };
    return cmocka_run_group_tests_name("decimal", tests, NULL, NULL);
}
