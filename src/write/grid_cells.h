/* What a cell of a table gives a reader: on paper, on a page, in CSV and JSON. */
#ifndef WRITE_GRID_CELLS_H
#define WRITE_GRID_CELLS_H

#include "table/grid.h"

struct cell_place {
    const struct grid_column *column;
    const struct cell *cell;
    bool total; /* it stands in a row of totals, where marks are counted */
};

enum cell_kind { CELL_IS_NUMBER, CELL_IS_TRUTH, CELL_IS_TEXT };

enum cell_kind cell_kind(const struct cell_place *place);

/* The text of a CELL_IS_TEXT that has a value. */
const char *cell_words(const struct cell_place *place, const char *language);

/*
 * What people read in the cell: a number rounded to the places of its column, a text, yes or no, a
 * mark; "-", "…" and "n/a" where there is no value (docs/formats.md). Numbers are written to @room.
 */
struct str cell_shown(const struct cell_place *place, const char *language, char room[64]);

/* One line that says what "…" and "n/a" mean; nothing for a table that shows neither. */
void grid_signs(const struct grid *grid, const char *language, struct buf *out);

#endif
