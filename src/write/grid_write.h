/*
 * Computed tables as text, CSV and JSON. The numbers are the same in all three. @language is that
 * of labels and notes: "en", "fr" or "es".
 */
#ifndef WRITE_GRID_WRITE_H
#define WRITE_GRID_WRITE_H

#include "table/grid.h"
#include "write/grid_cells.h"
#include "write/sheet.h"
#include "write/write.h"

/*
 * Aligned columns for a terminal or a page: title, header, rows, the total set off by a rule, notes
 * and source below. Numbers are rounded to the places of their column. 80 columns wide where that
 * is possible, else 100, else as wide as it has to be.
 */
void grid_text(const struct grid *grid, const struct write_options *options, struct buf *out);

/*
 * "key,label" and the names of the columns; then the rows, and the total under the key "total". In
 * a table with `by` the block stands first, and each block has its own total. Numbers are exact,
 * yes and no are true and false. "[x]" and "[z]" stand for what is not available or not applicable
 * (write/grid_cells.h).
 */
void grid_csv(const struct grid *grid, const struct write_options *options, struct buf *out);

/* The same with labels in the place of names and of the keys of parts. */
void grid_csv_labels(const struct grid *grid, const char *language, struct buf *out);

/* The same rows without the header, for a workbook too. */
void grid_sheet_rows(const struct grid *grid, const struct grid_part *part,
                     const struct write_options *options, struct sheet *sheet);

/*
 * {"table", "title", "about", "filter", "records", "columns": [{"name", "label", "unit"?}], "rows":
 * [{"block"?, "key", "label", "cells": [{"column", "value", "state", "items"?, "filter",
 * "records"}]}], "blocks"?: [{"key", "label", "totals": [cell …]}], "totals": [cell …], "notes":
 * [text …]}. "about" says what is counted (write/about.h). A value is an exact number, true or
 * false, a text, or null; "state" says what null and 0 mean (table/grid.h). "items" are the codes
 * in a text: {"code", "label", "records"?}. filter is what `crosscut list` takes, records how many
 * it lists; both are null for what is computed from other columns, which has "made_of": [{"filter",
 * "records"}], the records behind those.
 */
void grid_json(const struct grid *grid, const struct write_options *options, struct buf *out);

#endif
