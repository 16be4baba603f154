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

/*
 * Loads the whole pack at @pack_dir: whatever is wrong in any of its files is said now, not when it
 * is used. Must be closed also when it fails.
 */
MUST_CHECK enum status workspace_open(struct workspace *work, const char *pack_dir, const char *db,
                                      struct failure *why);
MUST_CHECK enum status workspace_open_store(struct workspace *work, enum store_mode mode,
                                            struct failure *why);
void workspace_close(struct workspace *work);

#endif
