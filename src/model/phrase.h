/*
 * Texts made of a record's values: "{country}: {convention:code}[, {year}]" (docs/formats.md,
 * derive). {FIELD} is the first value, of a code its label in the language; {FIELD:code} the code
 * itself; what stands in square brackets is left out where one of its fields has no value.
 */
#ifndef MODEL_PHRASE_H
#define MODEL_PHRASE_H

#include "model/record.h"

/* NULL, or where @text begins to be wrong. Fields have to be public, as the text is. */
const char *phrase_check(const struct kind *kind, const char *text);

/* Appends the text; false, with @out as it was, where a field outside of brackets has no value. */
bool phrase_make(const struct record *record, const char *text, const char *language,
                 struct buf *out);

#endif
