/*
 * Charts of a computed table as SVG, made to be read on paper, on a screen and by a screen reader:
 * horizontal bars of one column, lines where the rows are years; and, where the table asks for
 * them, a map (write/map.h), flows (write/flows.h) or small multiples (write/multiples.h). Every
 * chart has its table beside it (the caller's), so a chart shows and never has to tell exactly.
 *
 * Colours are those of Okabe and Ito (2008), which people with any kind of colour vision tell
 * apart; each also has a place in the legend in the order of the bars. Text is text. The elements
 * have classes, so that a page's style sheet can set them for the dark. With options->address,
 * bars, countries and bands are links to their records.
 */
#ifndef WRITE_CHART_H
#define WRITE_CHART_H

#include "table/grid.h"
#include "write/write.h"

/* Whether the grid has something that a chart can show: numbers of one unit in two rows or more. */
bool chart_fits(const struct grid *grid);

/* The <svg> element, with its title and description. Nothing when chart_fits() says no. */
void chart_svg(const struct grid *grid, const struct write_options *options, struct buf *out);

/*
 * What the chart shows, in a sentence, escaped: "Most: Kenya (12), Nepal (9) and Peru (7)." It is
 * computed from the grid, and is the chart's title. Nothing when chart_fits() says no.
 */
void chart_finding(const struct grid *grid, const struct write_options *options, struct buf *out);

#endif
