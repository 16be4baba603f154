/* What a store is made of; private to this room. */
#ifndef STORE_HANDLE_H
#define STORE_HANDLE_H

#include "store/answers.h"
#include "store/layout.h"
#include "store/store.h"
#include "store/versions.h"
#include "store/walker.h"

/* Statements that are the same for every pack; their texts are in store.c. Prepared on first use.
 */
enum statement_id {
    SQL_IMPORT_BEGIN,
    SQL_IMPORT_END,
    SQL_IMPORT_HEAD,
    SQL_IMPORT_SOURCE,
    SQL_PROBLEM_ADD,
    SQL_IMPORTS,
    SQL_IMPORT_FIRST,
    SQL_IMPORT_TAKEN_BACK,
    SQL_HISTORY_ORIGINAL,
    SQL_HISTORY_TOUCHED,
    SQL_PROBLEMS,
    SQL_PROBLEMS_OF,
    SQL_LAST_RECORD,
    SQL_ORIGINAL_ADD,
    SQL_ORIGINAL_GET,
    SQL_ORIGINAL_UPDATE,
    SQL_LOST_ORIGINALS,
    SQL_REVISION,
    SQL_REVISION_NEXT,
    SQL_LAST_BLOCK,
    SQL_BLOCK_PUT,
    SQL_BLOCK_GET,
    SQL_RECORD_KIND,
    SQL_TAG_WALK,
    SQL_TAG_PUT,
    SQL_TAG_DROP,
    SQL_TAGGED_WALK,
    SQL_TAGGED_PUT,
    SQL_TAGGED_DROP,
    SQL_DECISIONS,
    SQL_DECISION_KEEP,
    SQL_DECISION_PUT,
    SQL_FULLTEXT_STALE,
    SQL_FULLTEXT_DROP,
    SQL_FULLTEXT_FRESH,
    SQL_VERSION_LAST,
    SQL_VERSION_PUT,
    SQL_VERSION_KEEP,
    SQL_VERSIONS,
    SQL_VERSION_GET,
    SQL_IMPORT_STARTED,
    SQL_CHANGED_AT,
    SQL_CHANGED_ANY,
    SQL_EDITED_GET,
    SQL_EDITED_PUT,
    SQL_EDITED_DROP,
    SQL_EDITED_KEEP,
    SQL_EDITED_BACK,
    SQL_ENTERED_FIND,
    SQL_ENTERED_COUNT,
    SQL_DELETED_GET,
    SQL_DELETED_PUT,
    SQL_DELETED_DROP,
    SQL_DELETED_RETURNS,
    SQL_DELETED_TELL,
    SQL_DELETED_LIST,
    SQL_TAGS_DROP,
    SQL_DRAFT_PUT,
    SQL_DRAFT_DROP,
    SQL_DRAFT_GET,
    SQL_DRAFTS,
    SQL_PROPOSAL_ADD,
    SQL_PROPOSAL_GET,
    SQL_PROPOSAL_DECIDE,
    SQL_PROPOSALS,
    SQL_STATEMENTS /* how many there are */
};

/* Statements over the tables of one kind. Prepared on first use. */
struct kind_statements {
    struct db_statement *known, *find, *insert, *update, *rehash, *adopt, *keep, *source, *piece;
    struct db_statement *origin, *remove;
    struct db_statement **child_insert, **child_delete; /* by field; NULL without a child table */
    struct record_cursor *getter;                       /* of store_get() */
    bool has_index;                                     /* over the hashes */
    bool blind; /* without it, and the kind had no records when this session began */
};

/* Which records the current import has had: one bit for each record number. */
struct seen {
    long long import;
    unsigned char *bits;
    size_t size;
    long long *since_begin; /* records noted in this transaction, for a rollback */
    size_t count, capacity;
};

/* blocks.c: the originals that wait to be packed together. */
struct blocks {
    long long id; /* of the block being filled, when .bytes has any */
    struct buf bytes;
    struct buf packed; /* scratch */
    struct ZSTD_CCtx_s *zstd;
    long long unpacked_id; /* of the block that blocks_piece() unpacked last; 0: none */
    struct buf unpacked;
};

/* Where in a block an original is. */
struct piece {
    long long block, start, length;
};

/* The document that a record has in the full-text index. */
struct fulltext_of {
    long long record;
    uint32_t document;
};

/* The documents of the full-text index (fulltext_documents.h). */
struct fulltext_documents {
    size_t count;   /* the highest number and one */
    uint16_t *kind; /* by number: the place of the kind in the pack and one; 0: no record */
    unsigned char *left_out; /* by number: 1 for what its kind leaves out (model/conduct.h) */
    struct fulltext_of *of;  /* by record, rising */
    size_t of_count, room;
    long long revision; /* of the data when they were read */
};

struct store {
    struct db *db;
    const struct pack *pack;
    struct arena arena;   /* as long as the store */
    struct arena scratch; /* cleared at the start of each call that uses it */
    struct layout layout;
    struct kind_statements *kinds;
    struct db_statement *statements[SQL_STATEMENTS];
    struct record_cursor *cursors; /* the open ones */
    struct walker tags;
    struct walker tagged;
    struct seen seen;
    struct blocks blocks;
    long long written;             /* rows, when the transaction began */
    unsigned long long generation; /* rises whenever a record is written */
    long long next_record;         /* the highest number given so far, and one */
    bool next_known;               /* looked up in this transaction */
    bool changed_known;            /* looked up in this transaction: */
    bool any_edited, any_deleted;  /* the file has records that people edited, or deleted */
    bool has_tag_index;
    bool untidy; /* an index that was put off is worth making now */
    struct fulltext_documents fulltext_documents;
    struct answers answers;
    long long fresh; /* a record just made, which has no tags yet; or 0 */
};

/* The statement, prepared when it is not yet. */
MUST_CHECK enum status store_statement(struct store *store, enum statement_id id,
                                       struct db_statement **statement, struct failure *why);

/*
 * For a function that writes several rows: begins a transaction when the caller has none. The
 * second ends it again, by the outcome of the work, and returns that outcome.
 */
MUST_CHECK enum status store_enter(struct store *store, bool *own, struct failure *why);
MUST_CHECK enum status store_leave(struct store *store, bool own, enum status status,
                                   struct failure *why);

/*
 * blocks.c: takes the bytes of an original and says where they will be; writes the block at hand
 * (before each commit); forgets it (after a rollback); and gives a piece of it, or of a packed
 * block, which it unpacks to @arena.
 */
MUST_CHECK enum status blocks_add(struct store *store, struct str bytes, long long *block,
                                  long long *start, struct failure *why);
MUST_CHECK enum status blocks_flush(struct store *store, struct failure *why);
void blocks_drop(struct blocks *blocks);
void blocks_release(struct blocks *blocks);
MUST_CHECK enum status blocks_read(struct store *store, struct arena *arena, struct str packed,
                                   const struct piece *piece, struct str *bytes,
                                   struct failure *why);

/* The same for many originals one after another: a block is unpacked once. Until the next call. */
MUST_CHECK enum status blocks_piece(struct store *store, const struct piece *piece,
                                    struct str *bytes, struct failure *why);

/* records.c: releases the statements of one kind. */
void records_release(struct kind_statements *statements, const struct kind *kind);

/* SQL for the number of the current version of the record r. */
#define VERSION_NUMBER                                                                             \
    "COALESCE((SELECT MAX(v.number) FROM version v WHERE v.record = r.id),"                        \
    " 1 + (SELECT COUNT(*) FROM history h WHERE h.record = r.id AND h.what = 'original'))"

/* record_sql.c: the statement that says where a record of the kind comes from. */
MUST_CHECK enum status records_source(struct store *store, const struct kind *kind,
                                      struct db_statement **statement, struct failure *why);

/* What the row of a record says of its source. */
struct origin {
    long long import;
    unsigned line;
    unsigned char hash[16];
};

/* versions.c: that of a record; STATUS_NOT_FOUND when the kind has none with that number. */
MUST_CHECK enum status records_origin(struct store *store, const struct kind *kind, long long id,
                                      struct origin *origin, struct failure *why);

/*
 * records.c: writes the values of @record in place of those that it has, or, with @insert, of none;
 * its row says @origin. The full-text index will take them again.
 */
MUST_CHECK enum status records_rewrite(struct store *store, const struct record *record,
                                       const struct origin *origin, bool insert,
                                       struct failure *why);

/* records.c: takes the row and the values away. */
MUST_CHECK enum status records_remove(struct store *store, const struct kind *kind, long long id,
                                      struct failure *why);

/* records.c: unless @bytes are those of the original, moves that to history and keeps them in its
 * place; *@same says which. */
MUST_CHECK enum status records_new_original(struct store *store, const struct record *record,
                                            struct str bytes, bool *same, struct failure *why);

/* seen.c: notes @id in @import; false in *@first when it was noted before. */
MUST_CHECK enum status seen_note(struct seen *seen, long long import, long long id, bool *first,
                                 struct failure *why);

/* seen.c: notes that the transaction came to its end; @kept: it was committed. */
void seen_settle(struct seen *seen, bool kept);
void seen_release(struct seen *seen);

/*
 * versions.c: keeps the values of @former, the record as it is (NULL: it is deleted, or new), and
 * begins the next version of the record. @import is 0 unless it is one that changes it.
 */
MUST_CHECK enum status versions_next(struct store *store, const struct record *former,
                                     long long record, const struct change *change,
                                     long long import, struct failure *why);

/* versions.c: writes down the first version of a record of which nothing is, before its original
 * changes and it does not. */
MUST_CHECK enum status versions_begin(struct store *store, const struct record *record,
                                      struct failure *why);

/* versions.c: versions_next() for an import that changes the record of this kind and identifier. */
MUST_CHECK enum status versions_import(struct store *store, const struct record *record,
                                       long long import, struct failure *why);

/* versions.c: whether the file has any edited or deleted records; looked up once a transaction. */
MUST_CHECK enum status versions_look(struct store *store, struct failure *why);

/* edits.c: whether people have edited the record; versions_look() has been called. */
MUST_CHECK enum status edits_has(struct store *store, long long record, bool *has,
                                 struct failure *why);

/* edits.c: the record is again one that people have edited, when it ceased to be after the entry
 * @after of its history (0: ever) because an import agreed with them. */
MUST_CHECK enum status edits_back(struct store *store, long long record, long long after,
                                  struct failure *why);

/*
 * deleted.c: the number of the deleted record of that identifier, or 0; *@told is false when the
 * hash is neither that of the version deleted nor one that was told of before (it is noted then).
 */
MUST_CHECK enum status deleted_find(struct store *store, const struct record *record,
                                    const unsigned char hash[16], long long *id, bool *told,
                                    struct failure *why);

/*
 * deleted.c, for imports that are taken back (store/undo.h): deletes a record in such a way that
 * the next import which has it brings it back; and brings such a one back, as it was, for @import
 * to give it its values. *@id is its number; 0: there is no such one.
 */
MUST_CHECK enum status deleted_until_imported(struct store *store, const struct record *former,
                                              const struct change *change, struct failure *why);
MUST_CHECK enum status deleted_return(struct store *store, const struct record *record,
                                      long long import, long long *id, struct failure *why);

/*
 * indexes.c. Filling an index row by row costs more than making it from a full table, so a new file
 * has only those that an import needs; the others are made when a question is asked, or at the end.
 * indexes_look() sees which are there, indexes_make() makes the others when it can (a failure to is
 * none: they only save time), and indexes_make_hash() that over the hashes of one kind.
 */
MUST_CHECK enum status indexes_look(struct store *store, struct failure *why);
void indexes_make(struct store *store);
MUST_CHECK enum status indexes_make_hash(struct store *store, const struct kind *kind,
                                         struct failure *why);

/* accounts.c: runs a statement that writes no data of the register, so that the revision stays. */
MUST_CHECK enum status run_aside(struct store *store, struct db_statement *statement,
                                 struct failure *why);
/* The same, and finalizes it. */
MUST_CHECK enum status run_once(struct store *store, struct db_statement *statement,
                                struct failure *why);

/* fulltext_documents.c */
void fulltext_documents_release(struct fulltext_documents *documents);

/* cursor.c: all cursors give up their place in the file, and find it again when they are used. */
void cursors_park(struct store *store);

#endif
