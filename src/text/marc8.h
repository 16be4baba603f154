/*
 * MARC-8, the character sets of MARC 21 before Unicode, to UTF-8. (MARC 21 Specifications for
 * Record Structure, Character Sets, and Exchange Media, Library of Congress: "Character Sets and
 * Encoding Options: MARC-8".)
 *
 * Known are ASCII, ANSEL (Latin letters and diacritics), Greek, Hebrew, basic and extended Arabic
 * and Cyrillic, superscripts, subscripts and the three Greek symbols. A character of another set
 * becomes U+FFFD: that is the East Asian one (EACC), whose 16,000 characters of three bytes would
 * take a table as large as the rest of this room; catalogues that have them are exported as UTF-8
 * nowadays.
 */
#ifndef TEXT_MARC8_H
#define TEXT_MARC8_H

#include "base/buf.h"

/* The sets in force. They change with escape sequences, and each field begins anew. */
struct marc8 {
    char low, high;           /* the final characters of the sets: of bytes 21-7E, and of A1-FE */
    bool low_wide, high_wide; /* they have three bytes a character */
    char unknown; /* the final character of a set that was met and is not known; 0: none */
    bool broken;  /* bytes were met that are no character of the sets in force */
};

void marc8_begin(struct marc8 *state);

/* Appends @text as UTF-8 in form C to @out. */
void marc8_convert(struct marc8 *state, struct str text, struct buf *out);

#endif
