/* Tables for base/utf8.c, made by tools/make_fold_table: pages of 128 characters, shared where
 * alike. */
#ifndef BASE_FOLD_DATA_H
#define BASE_FOLD_DATA_H

#define FOLD_LIMIT 0x30000u  /* characters from here on fold to themselves and are no words */
#define FOLD_NOTHING 0xFFFFu /* folds to no text at all */

extern const unsigned short fold_page_of[]; /* code / 128 -> page */
extern const unsigned short
    fold_entries[]; /* page * 128 + code % 128 -> 0 (itself), FOLD_NOTHING, or offset */
extern const unsigned int
    fold_word_masks[]; /* page * 4 + code % 128 / 32 -> bit code % 32: part of a word */
extern const unsigned char fold_strings[]; /* at offset: length, then UTF-8 */

#endif
