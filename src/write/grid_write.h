/*
 * Computed tables as text, CSV and JSON. The numbers are the same in all three. @language is that
 * of labels and notes: "en", "fr" or "es".
 */
#ifndef WRITE_GRID_WRITE_H
#define WRITE_GRID_WRITE_H

#include "table/grid.h"
#include "write/sheet.h"
#include "write/write.h"

/*
 * Aligned columns for a terminal or a page: title, header, rows, the total set off by a rule, notes
 * and source below. Numbers are rounded to the places of their column. 80 columns wide where that
 * is possible, else 100, else as wide as it has to be.
 */
void grid_text(const struct grid *grid, const struct write_options *options, struct buf *out);

/*
 * "key,label" and the names of the columns; then the rows, and the total under the key "total".
 * Numbers are exact. An empty cell has no value.
 */
void grid_csv(const struct grid *grid, const struct write_options *options, struct buf *out);
void grid_sheet(const struct grid *grid, const struct write_options *options, struct sheet *sheet);

/*
 * {"table", "title", "columns": [{"name", "label", "unit"?}], "rows": [{"key", "label", "cells":
 * [{"column", "value", "filter", "records"}]}], "totals": [cell …], "notes": [text …]}. A value is
 * an exact number, a date is a text, an empty cell is null. filter is what `crosscut list` takes,
 * records how many it lists; both are null for ratios and shares.
 */
void grid_json(const struct grid *grid, const struct write_options *options, struct buf *out);

#endif
