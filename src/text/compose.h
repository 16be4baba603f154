/* Putting letters and the accents that follow them together (Unicode normalization form C). */
#ifndef TEXT_COMPOSE_H
#define TEXT_COMPOSE_H

#include "base/buf.h"

/* Appends @text, which is UTF-8, in form C to @out; as it stands when it is no UTF-8. */
void compose(struct str text, struct buf *out);

#endif
