/*
 * A table by country as a map of the world: each country in the colour of its class. The shapes are
 * Natural Earth's (public domain), in the Equal Earth projection, in which areas compare; a country
 * too small to be drawn is a dot. Classes are named in words under the map; what the map cannot
 * show (records without a country, countries that are no more) is named there too.
 *
 * Borders and names on it imply no opinion on the status of any country or area, and it says so. A
 * territory with a code of its own is drawn and counted by itself, whoever claims it.
 *
 * The colours are steps of one hue from light to dark, which keep their order for people with any
 * kind of colour vision and on a grey printer. The classes "m1" to "m5" and "land" let a page's
 * style sheet set them for the dark.
 */
#ifndef WRITE_MAP_H
#define WRITE_MAP_H

#include "table/grid.h"
#include "write/write.h"

/* Whether the table asks for a map and has a number for a country that is on it. */
bool map_fits(const struct grid *grid);

/* The <svg> element. Nothing when map_fits() says no. */
void map_svg(const struct grid *grid, const struct write_options *options, struct buf *out);

/* Whether the map has a country of this code. */
bool map_has(const char *code);

/*
 * Where some countries are: the part of the world around them, with them in colour. @label is its
 * text alternative. Nothing when the map has none of them.
 */
void map_locator(const char *const *codes, size_t count, const char *label, struct buf *out);

#endif
