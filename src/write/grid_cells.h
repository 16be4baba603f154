/* What a cell of a table gives a reader; private to the writers of tables. */
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

#endif
