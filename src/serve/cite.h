/* How a table is cited, and made again later (quality.md U13), and how a record is. */
#ifndef SERVE_CITE_H
#define SERVE_CITE_H

#include "serve/site.h"
#include "table/grid.h"

/*
 * Writes a section with title, register, time of the data, version of the definitions, address and
 * digest; and the command that gives the same numbers, with the same digest, from this register on
 * any later day. The digest is BLAKE2b, of 128 bits, of the table as CSV in English.
 */
MUST_CHECK enum status show_citation(struct visit *visit, const struct grid *grid);

/* The same for a record: title, register, identifier, version, time of the data, address. */
MUST_CHECK enum status show_record_citation(struct visit *visit, const struct record *record,
                                            const struct provenance *from);

/* The address of a record as people reach the site; "" where nobody knows. */
const char *record_address(struct visit *visit, const struct record *record);

#endif
