/*
 * Editing records by hand: the form of a record, what is wrong with it, saving, versions,
 * restoring, deleting. Both faces use it: `crosscut edit` and the forms of the site. What an edit
 * means to later imports: decision 12.
 */
#ifndef WORK_EDIT_H
#define WORK_EDIT_H

#include "read/entry.h"
#include "store/versions.h"
#include "work/retag.h"

/* What editing needs; filled by the caller. */
struct editor {
    struct store *store; /* open for writing, when something is to be saved */
    const struct format_set *formats;
    struct retag *retag;
    struct arena *arena; /* for everything that is given back */
};

/* A record being edited. */
struct edit {
    const struct kind *kind;
    const struct record *base; /* as it was when the edit began; NULL: a new record */
    unsigned version;          /* of base; 0: a new record */
    struct entry entry;        /* what is typed; in the beginning the values of base */
};

/*
 * Begins the edit of a record that is in the store, from its version @version (0: the current one;
 * of a former one .entry has the values of that). STATUS_NOT_FOUND.
 */
MUST_CHECK enum status edit_begin(const struct editor *editor, const struct kind *kind,
                                  struct str identifier, unsigned version, struct edit *edit,
                                  struct failure *why);

/* Begins a new record. */
MUST_CHECK enum status edit_begin_new(const struct editor *editor, const struct kind *kind,
                                      struct str identifier, struct edit *edit,
                                      struct failure *why);

/* A value after the others of the field; NULL without memory. */
struct typed *edit_add(struct arena *arena, struct edit *edit, const struct field *field);

/* The texts of a value of @field as they are typed. @arena keeps what has to be printed. */
MUST_CHECK enum status edit_print(struct arena *arena, const struct field *field,
                                  const struct value *value, struct raw_value *raw,
                                  struct failure *why);

/*
 * "FIELD=VALUE", as the columns of a plain table: FIELD (values divided by "|"), FIELD@LANGUAGE,
 * FIELD.PART. The values of that column are replaced; parts that are not named stay with the value
 * of the same place. STATUS_USAGE.
 */
MUST_CHECK enum status edit_assign(struct arena *arena, struct edit *edit, struct str assignment,
                                   struct failure *why);

/* What checking says. */
struct edit_check {
    struct record *record;        /* that would be stored; NULL when a problem stands against it */
    struct problem_list problems; /* that stand against it: .line is the number of the value */
    struct problem_list old;      /* that the record has had before */
    bool changed;                 /* against the values of base */
};
MUST_CHECK enum status edit_check(const struct editor *editor, struct edit *edit,
                                  struct edit_check *check, struct failure *why);

/*
 * Saves what edit_check() made, as the next version of the record, and lays the lenses over it.
 * *@changed is false when nothing was to be stored. STATUS_CONFLICT, and nothing stored, when the
 * record has another version than the edit began from, or a new one exists already.
 */
MUST_CHECK enum status edit_save(const struct editor *editor, const struct edit *edit,
                                 const struct edit_check *check, const struct change *change,
                                 bool *changed, struct failure *why);

/* Makes the values of version @version those of the record again, as a new version. */
MUST_CHECK enum status edit_restore(const struct editor *editor, const struct record *record,
                                    unsigned version, unsigned expected,
                                    const struct change *change, bool *changed,
                                    struct failure *why);

MUST_CHECK enum status edit_undelete(const struct editor *editor, const struct kind *kind,
                                     struct str identifier, const struct change *change,
                                     struct record **record, struct failure *why);

/* A field in which two versions differ; each side is the first of its values, or NULL. */
struct difference {
    const struct field *field;
    const struct value *before, *after;
};
MUST_CHECK enum status edit_differences(struct arena *arena, const struct record *before,
                                        const struct record *after, struct difference **list,
                                        size_t *count, struct failure *why);

/* A version with what it changed in the one before. */
struct edit_version {
    struct version version;
    struct record *values; /* NULL: not kept, or deleted */
    struct difference *differences;
    size_t count;
};

/* All versions, the first one first. @record may be a deleted one: then only .id and .kind count.
 */
MUST_CHECK enum status edit_history(const struct editor *editor, const struct record *record,
                                    struct edit_version **versions, size_t *count,
                                    struct failure *why);

#endif
