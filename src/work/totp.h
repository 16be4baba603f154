/*
 * Codes that change every half minute, made by a telephone: RFC 6238 with HMAC-SHA-1, 6 digits and
 * steps of 30 seconds, which is what all programs for it know.
 */
#ifndef WORK_TOTP_H
#define WORK_TOTP_H

#include "base/str.h"

#define TOTP_SECONDS 30
#define TOTP_DIGITS 6

/* The code of a step, of 6 to 8 @digits (RFC 4226, 5.3, with the step as counter). */
unsigned long totp_code(const unsigned char *secret, size_t length, long long step,
                        unsigned digits);

/* True when @code (spaces in it do not count) is that of the step at @now (seconds since 1970), or
 * of the one before or after; *@step is which. */
bool totp_matches(const unsigned char *secret, size_t length, struct str code, long long now,
                  long long *step);

/* The bytes in base32 (RFC 4648, 6) without padding, and a NUL: 8 characters for 5 bytes. */
void totp_base32(const unsigned char *bytes, size_t length, char *text);

#endif
