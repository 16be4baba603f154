/* Which format of a pack a source is in, by its content and never by its name. */
#ifndef READ_RECOGNISE_H
#define READ_RECOGNISE_H

#include "read/format.h"

/*
 * Looks at the first bytes of @source, which are not consumed. STATUS_INPUT when no format fits:
 * the words say what the file seems to be, and what is understood.
 */
MUST_CHECK enum status recognise(const struct format_set *set, struct source *source,
                                 const struct format **format, struct failure *why);

/* The carrier, other than XML, in whose form the bytes of @head are; NULL when none fits. */
const struct tree_carrier *recognise_carrier(struct str head);

#endif
