/*
 * What people do to records: edits, deletions, and the versions that a record has had. The rules by
 * which an import and an edit go together are in docs/editing.md and decision 12.
 *
 * Versions are numbered from 1. Each says who made it (a person, or an import), when and why; the
 * values of the last are those of the record, those of the former ones are kept beside. A record
 * that never changed has one version of which nothing is written down.
 */
#ifndef STORE_VERSIONS_H
#define STORE_VERSIONS_H

#include "store/store.h"

enum change_type {
    CHANGE_IMPORT, /* a source has it so */
    CHANGE_NEW,    /* entered by a person */
    CHANGE_EDIT,
    CHANGE_RESTORE,
    CHANGE_DELETE,
    CHANGE_UNDELETE
};

/* "import", "new", "edit", … */
const char *change_type_name(enum change_type type);

/* Who changes a record, when (UTC, "2026-11-23T23:41:00Z") and why. */
struct change {
    enum change_type type;
    struct str person, at, note; /* the note may be empty */
};

struct version {
    unsigned number;
    struct change change; /* .person is empty for an import */
    long long import;     /* of CHANGE_IMPORT; of CHANGE_RESTORE when one was taken back: that which
                             the record then came from; else 0 */
    bool has_values;      /* its values can be had */
};

/* All versions whose change is written down, the first one first. At least one. */
MUST_CHECK enum status store_versions(struct store *store, struct arena *arena,
                                      const struct kind *kind, long long record,
                                      struct version **versions, size_t *count,
                                      struct failure *why);

/* The number of the current version. */
MUST_CHECK enum status store_version_number(struct store *store, long long record, unsigned *number,
                                            struct failure *why);

/* When the record came in the form that it has, copied to @at: its last version tells, else
 * @import, which it has now. The condition "changed" (store/query.h) asks for the same. */
MUST_CHECK enum status store_changed_at(struct store *store, long long record, long long import,
                                        char at[32], struct failure *why);

/* The values that the record had in version @number, which is not the current one of a record that
 * is not deleted. STATUS_NOT_FOUND when they were not kept. */
MUST_CHECK enum status store_version_values(struct store *store, struct arena *arena,
                                            const struct kind *kind, long long record,
                                            unsigned number, struct record **values,
                                            struct failure *why);

/* ---- edits ---- */

/* A record that people have edited, or entered. */
struct edited {
    bool is;               /* false: it is as its source has it */
    struct record *source; /* what the source said last; NULL: no source has it */
    struct str conflicts;  /* names of fields that the source has changed since, one a line */
};

MUST_CHECK enum status store_edited(struct store *store, struct arena *arena,
                                    const struct kind *kind, long long record,
                                    struct edited *edited, struct failure *why);

/*
 * Makes the values of @record (with the id of one in the store) its next version. When they are
 * just what the source says, the record follows its source again. STATUS_CONFLICT when its current
 * version is not @expected. Nothing is written when all values are as they were; *@changed says so.
 */
MUST_CHECK enum status store_edit(struct store *store, const struct record *record,
                                  unsigned expected, const struct change *change, bool *changed,
                                  struct failure *why);

/*
 * Stores a record that a person entered. STATUS_CONFLICT when the kind has one with its identifier,
 * also a deleted one. Sets record->id.
 */
MUST_CHECK enum status store_enter_record(struct store *store, struct record *record,
                                          const struct original *original,
                                          const struct change *change, struct failure *why);

/*
 * What store_put() did not do, with PUT_EDITED: writes @merged, which the caller made of the
 * record's values and of @source, what the source says now. @conflicts as in struct edited.
 */
struct merge {
    struct record *merged;
    const struct record *source;
    struct str conflicts;
};
MUST_CHECK enum status store_put_merged(struct store *store, long long import,
                                        const struct merge *merge, const struct original *original,
                                        enum put_outcome *outcome, struct failure *why);

/* ---- deletion ---- */

/* Takes the record out of every list, count and search; its versions and decisions stay, and no
 * import brings it back. STATUS_CONFLICT as of store_edit(). */
MUST_CHECK enum status store_delete(struct store *store, const struct record *record,
                                    unsigned expected, const struct change *change,
                                    struct failure *why);

/* A record that is deleted. */
struct deleted {
    long long record; /* 0: no such one */
    unsigned version; /* the one that is its deletion */
    struct change change;
};
MUST_CHECK enum status store_deleted(struct store *store, struct arena *arena,
                                     const struct kind *kind, struct str identifier,
                                     struct deleted *deleted, struct failure *why);

/* Brings it back as it was before, with its number; *@record is what it is then, without tags. */
MUST_CHECK enum status store_undelete(struct store *store, struct arena *arena,
                                      const struct kind *kind, struct str identifier,
                                      const struct change *change, struct record **record,
                                      struct failure *why);

/* One row of the list of what is deleted. */
struct deleted_item {
    struct str kind, identifier, at, person;
};
MUST_CHECK enum status store_deleted_list(struct store *store, struct arena *arena, size_t limit,
                                          struct deleted_item **items, size_t *count,
                                          struct failure *why);

#endif
