/*
 * Where records are kept: one SQLite file (store/sqlite.h is the only file that sees sqlite3.h).
 *
 * Layout (docs/storage.md): a table for each kind with plain columns, a child table for each
 * repeated field, and beside them import, problem, original, tag, decision, history, code. The
 * schema follows the pack: opening a file with a newer pack adds what is missing. One store is used
 * by one thread; open a second one on the same path for another thread.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "model/pack.h"
#include "model/problem.h"
#include "model/record.h"
#include "store/query.h"

struct store;

enum store_mode { STORE_CREATE, STORE_WRITE, STORE_READ };

/*
 * Opens the file at @path. STORE_CREATE makes it when it is missing; STORE_WRITE and STORE_READ
 * give STATUS_NOT_FOUND. A file that is no database of ours, is damaged, or was written by a newer
 * program is refused with words. WAL, synchronous=FULL, trusted_schema off, defensive; references
 * between tables are declared and checked by store_verify(). Waits up to 5 s for another writer,
 * then STATUS_BUSY.
 */
MUST_CHECK enum status store_open(const char *path, const struct pack *pack, enum store_mode mode,
                                  struct store **store, struct failure *why);

/* Rolls back what is not committed. Accepts NULL. */
void store_close(struct store *store);

const struct pack *store_pack(const struct store *store);

MUST_CHECK enum status store_begin(struct store *store, struct failure *why);
MUST_CHECK enum status store_commit(struct store *store, struct failure *why);
void store_rollback(struct store *store);

/* Gives up the place of whatever is being read (it is found again when it is used), so that the
 * next question sees what others have written since. */
void store_rest(struct store *store);

/* Where the file is, as it was opened. */
const char *store_path(const struct store *store);

/* A number that grows with every commit that changed something; 0 for a file that is still empty.
 */
MUST_CHECK enum status store_revision(struct store *store, long long *revision,
                                      struct failure *why);

/* ---- imports ---- */

struct import_counts {
    unsigned long long read, stored, updated, unchanged, rejected, problems;
};

struct import_info {
    long long id;
    struct str file, format, started, finished; /* finished is empty for one that was cut off */
    struct str taken_back;                      /* when, UTC; or empty */
    struct import_counts counts;
};

/* Begins an import of one file (@format "" when unknown) and gives its number. Within a
 * transaction. */
MUST_CHECK enum status store_import_begin(struct store *store, const char *file, const char *format,
                                          long long *import, struct failure *why);
MUST_CHECK enum status store_import_end(struct store *store, long long import,
                                        const struct import_counts *counts, struct failure *why);

MUST_CHECK enum status store_add_problem(struct store *store, long long import,
                                         const struct problem *problem, struct failure *why);

/*
 * Keeps what stood around the records of that import's file and matters for reading them alone: the
 * start tag of its root, with the namespaces and the language. Nothing is kept of one over 64 KiB.
 */
MUST_CHECK enum status store_import_head(struct store *store, long long import, struct str head,
                                         struct failure *why);

/* The format of an import, and that start tag (empty when there is none), in @arena. */
MUST_CHECK enum status store_import_source(struct store *store, struct arena *arena,
                                           long long import, struct str *format, struct str *head,
                                           struct failure *why);

/* ---- records ---- */

/* What a record was read from. */
struct original {
    unsigned char hash[16]; /* of the source bytes and of how they are read */
    struct str bytes;       /* the source bytes; kept compressed */
    bool whole;             /* the record's values say all that the bytes say */
    bool part;              /* the hash also covers a record around it, whose bytes are not here */
    bool partial;           /* they say only what changes of the record that is there */
    const struct field *as_of; /* a date of the record: an earlier one than that of the record that
                                  is there is an older version, which changes nothing; or NULL */
    bool merge; /* when the record is there in another form: PUT_OTHER, and nothing is written */
};

enum put_outcome {
    PUT_STORED,
    PUT_UPDATED,
    PUT_UNCHANGED,
    PUT_DUPLICATE,
    PUT_EDITED, /* people have edited it: store_put_merged() (store/versions.h) goes on */
    PUT_OTHER,  /* it is there with other bytes, and original->merge asks to be told */
    PUT_DELETED, /* people have deleted it, and the source has changed it since */
    PUT_REFUSED  /* by who was asked to go on: it would break a rule */
};

/*
 * True in *@known when a record of @kind with this hash is in the store as its current version;
 * *@id is its number. Cheap: it is called before an element is even parsed.
 */
MUST_CHECK enum status store_known(struct store *store, const struct kind *kind,
                                   const unsigned char hash[16], bool *known, long long *id,
                                   struct failure *why);

/*
 * Writes a record: a new one, or a new version of the one with the same identifier (its former
 * original goes to history, its decisions stay), or nothing when the hash is the same, or when the
 * original is whole (or a part with the bytes it had) and every value is as it was. A partial one
 * replaces the fields that it has; the other values stay, and derived ones are made anew.
 * PUT_DUPLICATE, and nothing written, when this import has put (or store_seen()) that record
 * already. PUT_EDITED and PUT_DELETED: nothing written either. Sets record->id.
 */
MUST_CHECK enum status store_put(struct store *store, long long import, struct record *record,
                                 const struct original *original, enum put_outcome *outcome,
                                 struct failure *why);

/*
 * What store_put() did not do, with PUT_OTHER, for a record whose values turn out to be as they
 * are: PUT_UNCHANGED (or PUT_DUPLICATE). When @anew the bytes become its original, and the former
 * one goes to history; it is no new version.
 */
MUST_CHECK enum status store_put_same(struct store *store, long long import,
                                      const struct record *record, const struct original *original,
                                      bool anew, enum put_outcome *outcome, struct failure *why);

/* Notes that @id came by in @import unchanged; false in *@first when this import has had it before.
 */
MUST_CHECK enum status store_seen(struct store *store, long long import, long long id, bool *first,
                                  struct failure *why);

/* STATUS_NOT_FOUND with the nearest words when there is none. @identifier may be "KIND:identifier";
 * @kind may be NULL: any kind. */
MUST_CHECK enum status store_get(struct store *store, struct arena *arena, const struct kind *kind,
                                 struct str identifier, struct record **record,
                                 struct failure *why);

/* Where a record comes from: file, import, line; and its original bytes, unpacked to @arena. */
struct provenance {
    long long import;
    struct str file, format, imported; /* imported: when, UTC */
    unsigned line;
    unsigned versions; /* 1 for a record that never changed */
    struct str original;
};
MUST_CHECK enum status store_provenance(struct store *store, struct arena *arena,
                                        const struct record *record, struct provenance *provenance,
                                        struct failure *why);
/* The same without the original bytes, which cost most of the time. */
MUST_CHECK enum status store_origin(struct store *store, struct arena *arena,
                                    const struct record *record, struct provenance *provenance,
                                    struct failure *why);

/*
 * The number of the import that wrote a record, and its original, until the next call: the fast way
 * to read the originals of many records in the order of their numbers.
 */
MUST_CHECK enum status store_original(struct store *store, const struct record *record,
                                      long long *import, struct str *bytes, struct failure *why);

/* ---- reading many ---- */

struct record_cursor;

enum record_order {
    ORDER_IDENTIFIER,
    ORDER_ID,
    ORDER_LIST /* query_order(): which records there are is settled when the cursor is made */
};

/*
 * The records a question asks for. The cursor must be closed before the store. Records that are
 * written while it is open are given as they are when their turn comes, or not; within a
 * transaction nobody else's writing is seen.
 */
MUST_CHECK enum status store_find(struct store *store, const struct query *query,
                                  enum record_order order, struct record_cursor **cursor,
                                  struct failure *why);

/*
 * The same, loading only the values of @fields (of query->kind; NULL: all). A field comes with all
 * its sub-fields, unless some of these are named: then others of a repeated field may be missing.
 * With ORDER_ID all tables are read in one sweep each: this, store_tags() and store_put_tags()
 * called with each record in turn are the fast way to tag everything anew.
 */
MUST_CHECK enum status store_find_fields(struct store *store, const struct query *query,
                                         enum record_order order, const struct field *const *fields,
                                         size_t field_count, struct record_cursor **cursor,
                                         struct failure *why);
/*
 * The same with what stands in the table of the kind only, which is the first value of fields that
 * do not repeat. record_cursor_fill() adds the rest of one field to the record given last; done
 * again it does nothing.
 */
MUST_CHECK enum status store_find_lean(struct store *store, const struct query *query,
                                       enum record_order order, struct record_cursor **cursor,
                                       struct failure *why);
MUST_CHECK enum status record_cursor_fill(struct record_cursor *cursor, struct arena *arena,
                                          struct record *record, const struct field *field,
                                          struct failure *why);

/* The numbers of the records that a question asks for, in query_order(), in @arena. */
MUST_CHECK enum status store_order(struct store *store, struct arena *arena,
                                   const struct query *query, long long **ids, size_t *count,
                                   struct failure *why);

/* The next record, with all its values, in @arena (which the caller clears between records). */
enum step record_cursor_next(struct record_cursor *cursor, struct arena *arena,
                             struct record **record, struct failure *why);
/* With ORDER_ID: the next record is the first whose number is greater than @id. */
void record_cursor_after(struct record_cursor *cursor, long long id);
/* Passes over @count records without reading them; STEP_DONE when there are not as many. */
enum step record_cursor_skip(struct record_cursor *cursor, unsigned long long count,
                             struct failure *why);
void record_cursor_close(struct record_cursor *cursor);

/* When a record came in the form that it has, and which version that is. */
struct store_change {
    struct str identifier;
    struct str imported; /* when that import began, or a person did it: "2026-11-23T23:41:00Z" */
    unsigned versions;   /* 1 for a record that never changed */
};

struct changes_options {
    const struct query *query;
    bool newest;  /* the latest first; else by identifier, as ORDER_IDENTIFIER gives records */
    size_t limit; /* so many at most; 0: all */
};

/* The changes of the records that a question asks for, in @arena, without reading these. */
MUST_CHECK enum status store_changes(struct store *store, struct arena *arena,
                                     const struct changes_options *options,
                                     struct store_change **changes, size_t *count,
                                     struct failure *why);

/* How many records the question asks for. */
MUST_CHECK enum status store_count(struct store *store, const struct query *query,
                                   unsigned long long *count, struct failure *why);

enum measure_type { MEASURE_COUNT, MEASURE_SUM, MEASURE_MIN, MEASURE_MAX };

struct measure {
    enum measure_type type;
    const struct field
        *field; /* of a sum, min or max: money, decimal, integer (or date for min and max) */
    const char *currency; /* of money: only amounts in it */
};

/* One group of an aggregation. */
struct group {
    struct str keys[2]; /* the values of the group fields; empty text: records without a value */
    size_t key_count;
    int64_t value;              /* decimal: a count of 3 is 30000; of a date: its year */
    struct str text;            /* of the min or max of a date: the date */
    bool has_value;             /* false for the sum, min or max of nothing */
    unsigned long long records; /* that the group holds */
};

/*
 * Measures the records of @query, in groups by up to two fields (or, with .field NULL and .lens
 * set, by themes of a lens). A record with several values of a group field is in several groups,
 * once in each. Groups come in no particular order.
 *
 * Conditions on the field that is measured, or on its sub-fields ("transaction.type=2"), say which
 * of its values are; where records are grouped by one of these, each group measures the values that
 * have its key. Conditions on a range or a sub-field of a group field ("sector.vocabulary=1"), or
 * on the field that a group sub-field is of, say which of its values make groups. So a group is
 * always what the same question gives with "field=key" added, and a year, of a field that does not
 * repeat or a sub-field, with "field>=key" and "field<=key". STATUS_USAGE for groups by two
 * different parts of one repeated field, or by a sub-field of one that is asked for twice
 * ("country=KE&country=UG").
 */
struct group_by {
    const struct field *field;
    bool years; /* of a date: by its year, "2013" */
    const char *lens;
};
MUST_CHECK enum status store_measure(struct store *store, struct arena *arena,
                                     const struct query *query, const struct group_by *by,
                                     size_t by_count, const struct measure *measure,
                                     struct group **groups, size_t *count, struct failure *why);

/* How many different values @field has among the records of @query. */
MUST_CHECK enum status store_distinct(struct store *store, const struct query *query,
                                      const struct field *field, unsigned long long *count,
                                      struct failure *why);

/* ---- tags and decisions ---- */

/* As kept: @evidence in the packed text form of lens/evidence (this room does not read it). */
struct stored_tag {
    const char *lens;
    long long version;
    const char *theme;  /* "" for the lens as a whole */
    const char *weight; /* principal, significant, candidate */
    struct str evidence;
};

struct decision {
    const char *lens, *theme;
    struct str verdict; /* confirmed, rejected */
    struct str weight;  /* or empty: as the rule says */
    struct str person, at, note;
};

/*
 * Makes @tags the record's tags for the lenses named in @lenses (a list that ends with NULL),
 * writing only what differs. *@changed: whether anything did. Decisions are never touched.
 */
MUST_CHECK enum status store_put_tags(struct store *store, long long record,
                                      const char *const *lenses, const struct stored_tag *tags,
                                      size_t count, bool *changed, struct failure *why);

/*
 * Whether the record's tags are those of which store_keep_digest() was given this digest. Whoever
 * puts other tags makes it forgotten.
 */
MUST_CHECK enum status store_has_digest(struct store *store, long long record, uint64_t digest,
                                        bool *same, struct failure *why);
MUST_CHECK enum status store_keep_digest(struct store *store, long long record, uint64_t digest,
                                         struct failure *why);

MUST_CHECK enum status store_tags(struct store *store, struct arena *arena, long long record,
                                  struct stored_tag **tags, size_t *count, struct failure *why);

/* A tag that counts, after rules and people: no candidate, and nothing that was rejected. */
struct standing_tag {
    const char *lens, *theme; /* theme "": the lens as a whole */
    const char *weight;       /* principal, significant */
    bool decided;             /* a person confirmed it */
};

/* Those of a record, by lens and theme, in @arena. */
MUST_CHECK enum status store_standing(struct store *store, struct arena *arena, long long record,
                                      struct standing_tag **tags, size_t *count,
                                      struct failure *why);

/*
 * Gives every record that has a theme of the lens, once for each, in no order, as conditions
 * ("tag=LENS/theme") find them: neither candidates nor what people rejected. The theme "" is the
 * lens as a whole. @take returns false to stop.
 */
typedef bool store_tag_taker(void *context, long long record, struct str theme);
MUST_CHECK enum status store_each_tag(struct store *store, const char *lens, store_tag_taker *take,
                                      void *context, struct failure *why);

/* Keeps a person's decision, which also stands when rules change. The former decision goes to
 * history. */
MUST_CHECK enum status store_decide(struct store *store, long long record,
                                    const struct decision *decision, struct failure *why);
MUST_CHECK enum status store_decisions(struct store *store, struct arena *arena, long long record,
                                       struct decision **decisions, size_t *count,
                                       struct failure *why);

/* What people said of the records that have a tag by rule. */
struct judged {
    unsigned long long confirmed, rejected;
};
MUST_CHECK enum status store_judged(struct store *store, const char *lens, const char *theme,
                                    struct judged *judged, struct failure *why);

/* ---- the file itself ---- */

MUST_CHECK enum status store_imports(struct store *store, struct arena *arena,
                                     struct import_info **imports, size_t *count,
                                     struct failure *why);

/* The problems of one import (0: of all), in the order they were found; give each to @each, which
 * returns false to stop. */
MUST_CHECK enum status store_problems(struct store *store, long long import,
                                      bool (*each)(void *context, const struct problem *problem),
                                      void *context, struct failure *why);

/* The engine and its version: "SQLite 3.40.1". */
const char *store_engine(void);

/* Pages, indexes, references and originals; STATUS_INTEGRITY with the first finding. Reads it all.
 */
MUST_CHECK enum status store_verify(struct store *store, struct failure *why);

#endif
