/*
 * Flows from the rows of a table to the columns of a split: bands between two lists of names, as
 * wide as their numbers (a Sankey diagram: Schmidt 2008). Only the largest pairs are drawn; a line
 * below says how many and what share of all they are. Where rows and columns are values of the
 * same field, a pair has no direction: it is drawn once, from the end that has more of them.
 */
#ifndef WRITE_FLOWS_H
#define WRITE_FLOWS_H

#include "table/grid.h"
#include "write/write.h"

/* Whether the table asks for flows and has one. */
bool flows_fits(const struct grid *grid);

/* The <svg> element. Nothing when flows_fits() says no. */
void flows_svg(const struct grid *grid, const struct write_options *options, struct buf *out);

/* "Most: India – Qatar (2), …": the largest pairs, as chart_finding() has it. */
void flows_finding(const struct grid *grid, const struct write_options *options, struct buf *out);

#endif
