/*
 * Taking an import back: its records become what they were before it, and those that it brought
 * new leave the register, as if it had not been read. What it did is still told: each record has
 * its versions, and the import stays in the list of imports. What other imports or people did to a
 * record since is not touched: such records stay as they are. Imports may be taken back in any
 * order: what one did that was taken back itself is passed over, and what people did before is not.
 */
#ifndef STORE_UNDO_H
#define STORE_UNDO_H

#include "store/versions.h"

enum undo_fate {
    UNDO_REMOVE,  /* the import brought it new */
    UNDO_RESTORE, /* it has an earlier version to go back to */
    UNDO_KEEP     /* people have worked on it, or nothing is kept of what it was before */
};

struct undo_item {
    const struct kind *kind;
    long long record;
    struct str identifier;
    enum undo_fate fate;
    unsigned version; /* UNDO_RESTORE: whose values it goes back to; 0: it keeps those it has */
    long long import; /* that is taken back */
};

/*
 * What taking @import back would do, record by record: all that are as this import brought them.
 * STATUS_NOT_FOUND when there is no such import; STATUS_CONFLICT when it has been taken back (and
 * brought nothing more since, which one that was still being read does), or was read by a version
 * of the program that did not yet note which records were new.
 */
MUST_CHECK enum status store_undo_list(struct store *store, struct arena *arena, long long import,
                                       struct undo_item **items, size_t *count,
                                       struct failure *why);

/*
 * Does it to one record. @change says who, when and why (its type does not matter). *@record is the
 * record with its former values, to be tagged again, in @arena; NULL when it left the register.
 */
MUST_CHECK enum status store_undo(struct store *store, struct arena *arena,
                                  const struct undo_item *item, const struct change *change,
                                  struct record **record, struct failure *why);

/* Notes that the import was taken back at @at, UTC. */
MUST_CHECK enum status store_undo_done(struct store *store, long long import, struct str at,
                                       struct failure *why);

#endif
