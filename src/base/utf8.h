/*
 * UTF-8: checking, decoding, and folding text so that two spellings of a word compare equal.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/buf.h"
#include "base/str.h"

#include <stdint.h>

#define UTF8_BAD UINT32_MAX

/*
 * Decodes the character at @at (of @length bytes, at least one) and stores its size in *@size.
 * A byte that begins no valid character (overlong forms and surrogates included) is UTF8_BAD of
 * size 1. (Unicode 15, table 3-7.)
 */
uint32_t utf8_decode(const char *at, size_t length, unsigned *size);

/* Writes @code as 1 to 4 bytes to @to, and returns how many. */
unsigned utf8_encode(uint32_t code, char to[4]);

/* Where the first byte that is not valid UTF-8 stands, or text.length when all are. */
size_t utf8_check(struct str text);

/* How many columns @text takes on a terminal: combining marks none, East Asian wide letters two. */
size_t utf8_columns(struct str text);

/* True for letters, digits and combining marks of any script: what words are made of. */
bool utf8_is_word(uint32_t code);

/*
 * The folded form of one character: lower case, no accent, compatibility forms and ligatures
 * resolved (É gives "e", œ gives "oe", ß gives "ss", ﬁ gives "fi"); a combining mark gives nothing.
 * Writes up to UTF8_FOLD_MAX bytes of UTF-8 to @to and returns how many. Folding is idempotent.
 */
#define UTF8_FOLD_MAX 16
unsigned utf8_fold_char(uint32_t code, char to[UTF8_FOLD_MAX]);

/* Appends the folded form of @text to @out. Bytes that are not UTF-8 are dropped. */
void utf8_fold(struct str text, struct buf *out);

/* True when both fold to the same. For names and code lists; not for hot loops. */
bool utf8_fold_equal(struct str a, struct str b);

#endif
