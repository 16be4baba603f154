/* One chart among others in the same drawing; private to this room. */
#ifndef WRITE_MULTIPLE_DRAW_H
#define WRITE_MULTIPLE_DRAW_H

#include "write/multiples.h"

#define MULTIPLE_WIDTH 320
#define MULTIPLE_HEIGHT 126

/* The chart without an <svg> of its own, from @top down. */
void multiple_panel(const struct multiple *multiple, struct multiple_years years, int top,
                    const char *language, struct buf *out);

#endif
