/* A text as a square that a telephone's camera reads (QR code), drawn as SVG. */
#ifndef SERVE_QR_H
#define SERVE_QR_H

#include "base/buf.h"

/* <svg …> of @text, called @label. False, and nothing written, when it cannot be made. */
bool qr_svg(struct buf *out, const char *text, const char *label);

#endif
