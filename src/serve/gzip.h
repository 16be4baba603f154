/* Bodies of answers, packed. */
#ifndef SERVE_GZIP_H
#define SERVE_GZIP_H

#include "base/buf.h"

/* Replaces the bytes by their compressed form; false, and nothing done, when that gains nothing. */
bool gzip_pack(struct buf *body);

#endif
