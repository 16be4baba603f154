/* In which script a text is written. */
#ifndef BASE_SCRIPT_H
#define BASE_SCRIPT_H

#include "base/str.h"

/*
 * The script of most of the letters of @text, as its code of ISO 15924 ("Latn", "Arab", "Cyrl",
 * "Hani", …), or NULL when it has no letter of a script that is known here. Japanese (kana with
 * Han) is "Jpan", Korean "Hang". Ranges: Unicode 15, Scripts.txt, without rare and historical
 * letters.
 */
const char *script_of(struct str text);

/* True for a code that script_of() can give. */
bool script_is_known(const char *code);

#endif
