#include "work/token.h"

#include <sodium.h>

#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

enum status token_make(char token[TOKEN_TEXT], unsigned char hash[HASH_BYTES], struct failure *why)
{
    unsigned char bytes[TOKEN_BYTES];
    if (sodium_init() < 0) {
        return fail_memory(why);
    }
    randombytes_buf(bytes, sizeof bytes);
    (void)sodium_bin2base64(token, TOKEN_TEXT, bytes, sizeof bytes, VARIANT);
    (void)crypto_generichash(hash, HASH_BYTES, bytes, sizeof bytes, NULL, 0);
    sodium_memzero(bytes, sizeof bytes);
    return STATUS_OK;
}

bool token_hash(struct str token, unsigned char hash[HASH_BYTES])
{
    unsigned char bytes[TOKEN_BYTES];
    size_t length = 0;
    return token.length > 0 && token.length < TOKEN_TEXT && sodium_init() >= 0 &&
           sodium_base642bin(bytes, sizeof bytes, token.at, token.length, NULL, &length, NULL,
                             VARIANT) == 0 &&
           length == TOKEN_BYTES &&
           crypto_generichash(hash, HASH_BYTES, bytes, sizeof bytes, NULL, 0) == 0;
}
