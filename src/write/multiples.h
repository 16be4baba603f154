/*
 * Small multiples (Tufte 1983): one small chart for each of several series, all with the same axis
 * of time, so that they can be compared, and each with its own scale and unit, so that different
 * things are never measured by one rule. A series is drawn as bars, where its numbers are amounts
 * of a time, or else as dots joined by a line; a number that is about more than a year has a bar
 * as wide as that time through its dot. Scales begin at 0. Of a number that stands alone only the
 * time is drawn: there is nothing to compare it with.
 *
 * Each chart is meant to be drawn 18 to 24 rem wide, which is the screen of a telephone: its text
 * is large for its size.
 */
#ifndef WRITE_MULTIPLES_H
#define WRITE_MULTIPLES_H

#include "base/date.h"
#include "table/grid.h"
#include "write/write.h"

#define MULTIPLE_POINTS 80   /* in one chart */
#define MULTIPLE_BYTES 15360 /* of one; when its links would make it longer, it has none */

struct multiple_point {
    struct date from, to; /* .to: year 0 when it is not said */
    int64_t value;        /* decimal */
};

struct multiple {
    const char *title; /* plain text, for the <title>; what is shown is the caller's */
    const struct multiple_point *points; /* in order of time */
    size_t count;                        /* of which the last MULTIPLE_POINTS are drawn */
    bool bars;
    unsigned places; /* decimals at its scale */

    /* Appends the address of what is behind a point, for an attribute; NULL: no links. */
    void (*address)(void *context, size_t point, struct buf *out);
    void *context;
};

/* The years that all charts show; {0}: none yet. */
struct multiple_years {
    int first, last;
};

/* Widens @years to those of the points. */
void multiple_reach(const struct multiple *multiple, struct multiple_years *years);

/* The <svg> element of one series, with its title and description. Nothing without points. */
void multiple_svg(const struct multiple *multiple, struct multiple_years years,
                  const char *language, struct buf *out);

/* "2005: 12; 2013: 30; most in 2011: 35.", the day or month too where it is known; escaped. Nothing
 * without points. */
void multiple_finding(const struct multiple *multiple, const char *language, struct buf *out);

/* ---- of a table (`chart: multiples`): a chart for each column that counts or adds ---- */

/* Whether a column has numbers in two years or more, and all together not too many. */
bool multiples_fit(const struct grid *grid);

/* The <svg> element, the charts one below the other. Nothing when multiples_fit() says no. */
void multiples_svg(const struct grid *grid, const struct write_options *options, struct buf *out);

/* "US dollars: most in 2022 (3,750,000); Euros: …", as chart_finding() has it. */
void multiples_finding(const struct grid *grid, const struct write_options *options,
                       struct buf *out);

/*
 * A column alone, as bars along the years without any words, for a place beside its number, and
 * what they show as words: "2003–2024; most in 2013 (14)". False, and nothing written, when it has
 * numbers in fewer than two years.
 */
bool multiples_spark(const struct grid *grid, size_t column, const char *language, struct buf *out);

#endif
