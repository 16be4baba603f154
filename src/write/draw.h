/* What drawings have in common; private to this room. */
#ifndef WRITE_DRAW_H
#define WRITE_DRAW_H

#include "base/date.h"
#include "table/grid.h"
#include "write/write.h"

#define DRAW_SERIES 7

/* The colours of Okabe and Ito (2008). */
extern const char *const draw_colours[DRAW_SERIES];

/* <svg>, with the finding (write/chart.h) as its title. @class is "chart" or begins with it. */
void draw_open(struct buf *out, const struct grid *grid, const struct write_options *options,
               const char *class, int width, int height);
void draw_close(struct buf *out);

/* What a drawing says of itself to who does not see it: where the numbers are. */
const char *draw_description(const char *language);

/* A date as years since 0, with their parts. Without a day or month the beginning; @last: the end.
 */
double draw_years(struct date date, bool last);

/* At most @letters, then an ellipsis; the whole is in the table beside. */
void draw_label(struct buf *out, struct str label, size_t letters);

/* <a href="…"> to the records of the query, or nothing where there are no links; and its end. It
 * is left out of the order of the tab key: the table beside has the same links. */
void draw_link(struct buf *out, const struct write_options *options, const struct query *query);
void draw_link_end(struct buf *out, const struct write_options *options, const struct query *query);

/* Counts, sums and numbers of different values: what can be drawn. */
bool draw_measures(const struct grid_column *column);

/* True when a cell of the column is a text or less than nothing. */
bool draw_has_negative(const struct grid *grid, size_t column);

const char *draw_row_label(const struct grid *grid, size_t row, const char *language);

/* The first column that counts or adds and is not split; the count of columns when there is none.
 */
size_t draw_whole_column(const struct grid *grid);

/* False for the row of records without a value, and that of all others. */
bool draw_is_named(const struct grid *grid, size_t row);

#define DRAW_NAMED 3

/*
 * The rows with the largest values of a column, for a sentence: at most DRAW_NAMED, and none whose
 * equal is left out. Their number.
 */
size_t draw_largest(const struct grid *grid, size_t column, size_t rows[DRAW_NAMED + 1]);

#endif
