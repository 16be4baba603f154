#include "base/decimal.h"

#include <stdio.h>

#define DECIMAL_PLACES 4

__extension__ typedef __int128
    wide; /* intermediate results; gcc and clang have it on every 64-bit machine */

/* Reads "E+6" at *@i; leaves it alone when there is none. */
static bool read_exponent(struct str text, size_t *i, int *exponent)
{
    *exponent = 0;
    if (*i >= text.length || (text.at[*i] != 'e' && text.at[*i] != 'E')) {
        return true;
    }
    size_t at = *i + 1;
    bool negative = at < text.length && text.at[at] == '-';
    if (at < text.length && (text.at[at] == '-' || text.at[at] == '+')) {
        at++;
    }
    size_t first = at;
    while (at < text.length && char_is_digit(text.at[at]) && at - first < 3) {
        *exponent = *exponent * 10 + (text.at[at] - '0');
        at++;
    }
    *exponent = negative ? -*exponent : *exponent;
    *i = at;
    return at > first;
}

/* Digits as one whole number, with how many of them stand behind the point. */
struct digits {
    wide number;
    long long places; /* negative when digits before the point were passed over */
    size_t seen;
};

static bool read_digits(struct str text, size_t *i, struct digits *digits)
{
    bool point = false;
    for (; *i < text.length; (*i)++) {
        char c = text.at[*i];
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (!char_is_digit(c)) {
            break;
        }
        digits->seen++;
        if (digits->number <= ((wide)1 << 116)) {
            digits->number = digits->number * 10 + (c - '0');
            digits->places += point ? 1 : 0;
        } else {
            /* 35 digits stand before it: it decides nothing, but counts before the point. */
            digits->places -= point ? 0 : 1;
        }
    }
    return digits->seen > 0;
}

bool decimal_parse(struct str text, int64_t *value)
{
    text = str_trim(text);
    size_t i = 0;
    bool negative = text.length > 0 && text.at[0] == '-';
    if (text.length > 0 && (text.at[0] == '-' || text.at[0] == '+')) {
        i = 1;
    }
    struct digits digits = {0};
    int exponent = 0;
    if (!read_digits(text, &i, &digits) || !read_exponent(text, &i, &exponent) ||
        i != text.length) {
        return false;
    }
    long long shift = DECIMAL_PLACES + exponent - digits.places;
    wide number = digits.number;
    for (; shift > 0 && number != 0; shift--) {
        if (number > INT64_MAX) {
            return false;
        }
        number *= 10;
    }
    for (; shift < -1 && number != 0; shift++) {
        number /= 10;
    }
    if (shift == -1) {
        number = (number + 5) / 10;
    }
    if (number > INT64_MAX) {
        return false;
    }
    *value = negative ? -(int64_t)number : (int64_t)number;
    return true;
}

static unsigned long long magnitude(int64_t value)
{
    return value < 0 ? 0ULL - (unsigned long long)value : (unsigned long long)value;
}

void decimal_print(int64_t value, char text[24])
{
    unsigned long long whole = magnitude(value) / DECIMAL_ONE;
    unsigned part = (unsigned)(magnitude(value) % DECIMAL_ONE);
    const char *sign = value < 0 ? "-" : "";
    if (part == 0) {
        (void)snprintf(text, 24, "%s%llu", sign, whole);
        return;
    }
    int places = DECIMAL_PLACES;
    while (part % 10 == 0) {
        part /= 10;
        places--;
    }
    (void)snprintf(text, 24, "%s%llu.%0*u", sign, whole, places, part);
}

int64_t decimal_round(int64_t value, unsigned places)
{
    int64_t unit = 1;
    for (unsigned i = places; i < DECIMAL_PLACES; i++) {
        unit *= 10;
    }
    int64_t rest = value % unit;
    int64_t down = value - rest;
    int64_t away = value < 0 ? -unit : unit;
    int64_t up = 0;
    bool half = rest >= 0 ? rest * 2 >= unit : -rest * 2 >= unit;
    return unit > 1 && half && decimal_add(down, away, &up) ? up : down;
}

void decimal_print_grouped(int64_t value, unsigned places, char text[40])
{
    int64_t rounded = decimal_round(value, places);
    unsigned long long whole = magnitude(rounded) / DECIMAL_ONE;
    unsigned part = (unsigned)(magnitude(rounded) % DECIMAL_ONE);
    char plain[24];
    int length = snprintf(plain, sizeof plain, "%llu", whole);
    size_t out = 0;
    if (rounded < 0) {
        text[out++] = '-';
    }
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) {
            text[out++] = ',';
        }
        text[out++] = plain[i];
    }
    for (unsigned i = places; i < DECIMAL_PLACES; i++) {
        part /= 10;
    }
    if (places > 0) {
        (void)snprintf(text + out, 40 - out, ".%0*u", (int)places, part);
    } else {
        text[out] = '\0';
    }
}

bool decimal_add(int64_t a, int64_t b, int64_t *sum)
{
    int64_t result = 0;
    if (__builtin_add_overflow(a, b, &result)) {
        return false;
    }
    *sum = result;
    return true;
}

/* @numerator / @denominator rounded half away from zero, when it fits. */
static bool divide_rounded(wide numerator, wide denominator, int64_t *result)
{
    bool negative = (numerator < 0) != (denominator < 0);
    wide n = numerator < 0 ? -numerator : numerator;
    wide d = denominator < 0 ? -denominator : denominator;
    wide q = (n + d / 2) / d;
    if (q > INT64_MAX) {
        return false;
    }
    *result = negative ? -(int64_t)q : (int64_t)q;
    return true;
}

bool decimal_divide(int64_t a, int64_t b, int64_t *quotient)
{
    return b != 0 && divide_rounded((wide)a * DECIMAL_ONE, b, quotient);
}

bool decimal_multiply(int64_t a, int64_t b, int64_t *product)
{
    return divide_rounded((wide)a * b, DECIMAL_ONE, product);
}
