/* Secrets that a person carries (a cookie, a link): 256 random bits, of which only a hash is kept.
 */
#ifndef WORK_TOKEN_H
#define WORK_TOKEN_H

#include "base/str.h"
#include "store/accounts.h"

#define TOKEN_BYTES 32
#define TOKEN_TEXT (TOKEN_BYTES * 4 / 3 + 4) /* base64 for addresses, with a NUL */

/* Makes one, as text, and its hash. */
MUST_CHECK enum status token_make(char token[TOKEN_TEXT], unsigned char hash[HASH_BYTES],
                                  struct failure *why);

/* The hash of one that somebody shows; false when it cannot be one of ours. */
bool token_hash(struct str token, unsigned char hash[HASH_BYTES]);

#endif
