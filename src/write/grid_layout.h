/* A table on a page: the columns and what stands in them; private to grid_text.c and grid_fit.c. */
#ifndef WRITE_GRID_LAYOUT_H
#define WRITE_GRID_LAYOUT_H

#include "write/grid_cells.h"
#include "write/words.h"

#define GAP 2 /* between columns, and that rows of a block stand to the right */
#define NARROW 80
#define WIDE 100

struct layout {
    const struct grid *grid;
    const char *language;
    struct buf *out;
    struct buf *headings; /* the text of each column's heading */
    size_t *widths;       /* of each column */
    size_t label;         /* columns of the row labels */
    size_t indent;        /* of rows that stand in blocks */
    size_t total;         /* columns of the whole */
    bool texts;           /* some columns hold texts, which may take several lines */
};

/* ---- grid_text.c ---- */

/* What is shown in a cell; numbers are written to @room. */
struct str layout_cell(const struct layout *layout, const struct cell *cell, size_t column,
                       bool total, char room[64]);
const char *layout_label(const struct layout *layout, const struct grid_row *row);
struct str layout_row_heading(const struct layout *layout);
bool layout_is_text(const struct layout *layout, size_t column);

/* ---- grid_fit.c ---- */

/*
 * Sets the widths: 80 columns in all where that is possible, else 100, else as wide as it has to
 * be. Row labels and texts are broken into lines to get there.
 */
void layout_fit(struct layout *layout);

#endif
