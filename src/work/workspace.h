/*
 * What every use case needs: the pack with its lenses and formats, and the store. Opened once a
 * command (or once a server).
 */
#ifndef WORK_WORKSPACE_H
#define WORK_WORKSPACE_H

#include "lens/lens.h"
#include "read/read.h"
#include "store/store.h"
#include "table/claim.h"
#include "table/table.h"

struct workspace {
    struct arena arena; /* everything below lives here */
    const char *db;     /* path of the database */
    struct pack *pack;
    struct lens_set *lenses;
    struct format_set *formats;
    struct table_set *tables;
    struct claim_set *claims;
    struct store *store; /* NULL until workspace_open_store() */
};

/* Parts of the pack that a use case can do without: they take half of the time of loading it. */
enum { WITHOUT_FORMATS = 1, WITHOUT_TABLES = 2 }; /* tables and the claims about them */

/*
 * Loads the pack at @pack_dir, all of it or @without some parts, which stay NULL then: whatever is
 * wrong in any file of these parts is said now, not when it is used. Must be closed also when it
 * fails.
 */
MUST_CHECK enum status workspace_open(struct workspace *work, const char *pack_dir, const char *db,
                                      unsigned without, struct failure *why);
MUST_CHECK enum status workspace_open_store(struct workspace *work, enum store_mode mode,
                                            struct failure *why);
void workspace_close(struct workspace *work);

#endif
