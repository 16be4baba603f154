/* A computed table on a page: each number leads to its records; and its chart. */
#ifndef SERVE_SHOW_GRID_H
#define SERVE_SHOW_GRID_H

#include "serve/site.h"
#include "table/grid.h"

/* @id is that of its caption, which names the table: one of its own on each page. */
void show_grid(struct visit *visit, const struct grid *grid, const char *id);

/* Whether rows and columns are codes of one list; and such a table as a list of pairs. */
bool grid_has_pairs(const struct grid *grid);
MUST_CHECK enum status show_pairs(struct visit *visit, const struct grid *grid, const char *id);

/* Its chart with what it shows in a sentence; nothing when none fits. */
void show_grid_chart(struct visit *visit, const struct grid *grid);

#endif
