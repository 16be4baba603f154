/* Checking text from outside before anything else looks at it. */
#ifndef TEXT_CHECK_H
#define TEXT_CHECK_H

#include "base/str.h"

/*
 * Where the first byte stands that is a NUL or not valid UTF-8, or text.length when there is none.
 * As utf8_check(), but eight ASCII bytes at a time.
 */
size_t check_text(struct str text);

#endif
