/*
 * Exact decimal numbers: amounts of money and percentages, as whole ten-thousandths in 64 bits.
 * Range ±922 337 203 685 477.5807. Sums of decimals are exact, so a total never depends on order.
 */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include "base/str.h"

#include <stdint.h>

#define DECIMAL_ONE 10000 /* the number 1 */

/*
 * Reads "-12345.67"; white space around it, a leading + and an exponent (1.2E+6) are taken, commas
 * and spaces between digits are not. More than four decimals are rounded half away from zero. False
 * when it is no number or out of range.
 */
bool decimal_parse(struct str text, int64_t *value);

/* The shortest exact form, "82380380", "0.5", "-12.34", with a NUL. @text takes 24 bytes. */
void decimal_print(int64_t value, char text[24]);

/* With thousands separated by commas and rounded half away from zero to @places (0 to 4) decimals.
 */
void decimal_print_grouped(int64_t value, unsigned places, char text[40]);

/* False, and *@sum unchanged, when the sum is out of range. */
bool decimal_add(int64_t a, int64_t b, int64_t *sum);

/* a / b, rounded half away from zero to ten-thousandths. False when b is zero or out of range. */
bool decimal_divide(int64_t a, int64_t b, int64_t *quotient);

bool decimal_multiply(int64_t a, int64_t b, int64_t *product);

/* Rounded half away from zero to @places decimals (0 to 4). */
int64_t decimal_round(int64_t value, unsigned places);

#endif
