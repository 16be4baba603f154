/* What a cell of a table gives a reader: on paper, on a page, in CSV and JSON. */
#ifndef WRITE_GRID_CELLS_H
#define WRITE_GRID_CELLS_H

#include "table/grid.h"

struct cell_place {
    const struct grid_column *column;
    const struct cell *cell;
    bool total; /* it stands in a row of totals, where marks are counted */
};

/* What of a grid is written: the columns and the rows that are true; NULL: all of them. */
struct grid_part {
    const bool *columns, *rows;
};

enum cell_kind { CELL_IS_NUMBER, CELL_IS_TRUTH, CELL_IS_TEXT };

enum cell_kind cell_kind(const struct cell_place *place);

/* The text of a CELL_IS_TEXT that has a value. */
const char *cell_words(const struct cell_place *place, const char *language);

/*
 * The signs that stand for a value, the same in every form of a table. Those in brackets are the
 * shorthand of the statistical services of the United Kingdom (docs/decisions/0016-signs.md).
 */
enum sign {
    SIGN_MISSING,   /* [x] */
    SIGN_UNAPPLIED, /* [z] */
    SIGN_LOW,       /* [low]; only where numbers are rounded: not in CSV, JSON and workbooks */
    SIGN_MARK,      /* a value of FORM_MARK; true and false where programs read */
    SIGN_NO_MARK,
    SIGNS
};

const char *sign_text(enum sign sign);                       /* "[x]" */
const char *sign_name(enum sign sign, const char *language); /* "not available" */
/* The same, said in full, for a table with these columns. */
const char *sign_meaning(const struct grid *grid, enum sign sign, const char *language);

/* True when a sign stands in the cell, in place of what it has or has not. */
bool cell_sign(const struct cell_place *place, enum sign *sign);

/* Which signs the table shows. */
void grid_signs_used(const struct grid *grid, bool used[SIGNS]);

/* One line that says what they mean: of those that are used, and nothing when none is. The last
 * is for CSV and workbooks, which have no others than [x] and [z]. */
void grid_signs(const struct grid *grid, const char *language, struct buf *out);
void grid_part_signs(const struct grid *grid, const struct grid_part *part, const char *language,
                     struct buf *out);
void grid_sheet_signs(const struct grid *grid, const char *language, struct buf *out);

/*
 * What people read in the cell: a number rounded to the places of its column, a text, yes or no; or
 * a sign. Numbers are written to @room.
 */
struct str cell_shown(const struct cell_place *place, const char *language, char room[64]);

/* The same for a page: escaped, and a sign in brackets says what it means to who asks. */
void cell_html(const struct cell_place *place, const char *language, struct buf *out);

#endif
