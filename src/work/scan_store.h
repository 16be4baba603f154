/* Scanned documents as records (scan.c only). */
#ifndef WORK_SCAN_STORE_H
#define WORK_SCAN_STORE_H

#include "work/scan.h"

struct scan_store;

/*
 * Begins a transaction and an import in it. STATUS_INPUT when the kind has not the fields title,
 * text (text), pages, hits (integer) and mentions (boolean).
 */
MUST_CHECK enum status scan_store_open(struct workspace *work, const char *path,
                                       const struct scan_options *options,
                                       struct scan_store **store, struct failure *why);

/*
 * Stores the document as a record, tagged by every lens that applies. A record with that identifier
 * keeps what other sources gave it: only the fields above, and `document` (the path), are set anew;
 * its title only where it has none.
 */
MUST_CHECK enum status scan_store_put(struct scan_store *store, struct arena *arena,
                                      const struct scan_document *document,
                                      struct scan_result *result, struct failure *why);

/* A file that could not be read. */
MUST_CHECK enum status scan_store_problem(struct scan_store *store, const struct problem *problem,
                                          struct scan_result *result, struct failure *why);

/* Commits (or, with @fine false, rolls back). Accepts NULL. */
MUST_CHECK enum status scan_store_close(struct scan_store *store, bool fine,
                                        const struct scan_result *result, struct failure *why);

#endif
