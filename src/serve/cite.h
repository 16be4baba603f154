/* How a table is cited, and made again later (quality.md U13), and how a record is. */
#ifndef SERVE_CITE_H
#define SERVE_CITE_H

#include "serve/site.h"
#include "table/grid.h"

/* What a table is cited by. Texts are in the visit's arena. */
struct citation {
    const char *title, *publisher, *address;
    struct str changed; /* when the data changed last; empty: there are none */
    const char *digest; /* BLAKE2b, of 128 bits, of the table as CSV in English */
};
MUST_CHECK enum status cite(struct visit *visit, const struct grid *grid,
                            struct citation *citation);

/* When the data that are shown changed last; empty when there are none. */
MUST_CHECK enum status data_moment(struct visit *visit, struct str *at);

/*
 * Writes a section with the citation, and the command that gives the same numbers, with the same
 * digest, from this register on any later day.
 */
MUST_CHECK enum status show_citation(struct visit *visit, const struct grid *grid);

/* "https://example.org/tables/x" of "/tables/x": as people reach the site, where that is known;
 * else the path. In files, which may lie anywhere, an empty text. NULL without memory. */
const char *whole_address(struct visit *visit, const char *path);

/* The same for a record: title, register, identifier, version, time of the data, address. */
MUST_CHECK enum status show_record_citation(struct visit *visit, const struct record *record,
                                            const struct provenance *from);

/* The address of a record as people reach the site; "" where nobody knows. */
const char *record_address(struct visit *visit, const struct record *record);

#endif
