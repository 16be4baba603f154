#include "work/totp.h"

#include <nettle/hmac.h>

unsigned long totp_code(const unsigned char *secret, size_t length, long long step, unsigned digits)
{
    static const unsigned long powers[] = {1000000, 10000000, 100000000};
    struct hmac_sha1_ctx hmac;
    unsigned char counter[8], digest[SHA1_DIGEST_SIZE];
    for (int i = 0; i < 8; i++) {
        counter[i] = (unsigned char)((unsigned long long)step >> (56 - 8 * i));
    }
    hmac_sha1_set_key(&hmac, length, secret);
    hmac_sha1_update(&hmac, sizeof counter, counter);
    hmac_sha1_digest(&hmac, sizeof digest, digest);
    const unsigned char *at = digest + (digest[SHA1_DIGEST_SIZE - 1] & 0x0F);
    const unsigned long number = (unsigned long)(at[0] & 0x7F) << 24 | (unsigned long)at[1] << 16 |
                                 (unsigned long)at[2] << 8 | at[3];
    return number % powers[digits - 6];
}

bool totp_matches(const unsigned char *secret, size_t length, struct str code, long long now,
                  long long *step)
{
    unsigned long number = 0;
    unsigned digits = 0;
    bool found = false;
    for (size_t i = 0; i < code.length; i++) {
        if (char_is_digit(code.at[i]) && digits < TOTP_DIGITS) {
            number = number * 10 + (unsigned long)(code.at[i] - '0');
            digits++;
        } else if (code.at[i] != ' ') {
            return false;
        }
    }
    for (long long s = now / TOTP_SECONDS - 1; s <= now / TOTP_SECONDS + 1; s++) {
        if (digits == TOTP_DIGITS && totp_code(secret, length, s, TOTP_DIGITS) == number) {
            *step = s;
            found = true;
        }
    }
    return found;
}

void totp_base32(const unsigned char *bytes, size_t length, char *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    unsigned long waiting = 0;
    unsigned bits = 0;
    for (size_t i = 0; i < length; i++) {
        waiting = waiting << 8 | bytes[i];
        for (bits += 8; bits >= 5; bits -= 5) {
            *text++ = letters[waiting >> (bits - 5) & 31];
        }
        waiting &= 31;
    }
    if (bits > 0) {
        *text++ = letters[waiting << (5 - bits) & 31];
    }
    *text = '\0';
}
