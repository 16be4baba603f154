/*
 * The database engine, as the rest of this room sees it. sqlite*.c are the
 * only files that know SQLite; everything else is written against this page, so that a second
 * engine means a second file.
 *
 * SQL is written once: parameters are $1, $2, … and first stand in that order, and statements use
 * only what SQLite 3.40 and PostgreSQL 15 share. Table definitions are in SQLite's dialect; another
 * engine replaces three phrases in them ("INTEGER PRIMARY KEY", "BLOB" and "WITHOUT ROWID").
 * has_words(text, words), which sqlite_words.c gives it, is a function that any engine can have.
 * Full-text search is the one exception: fulltext*.c and its step in schema.c are SQLite's own.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/status.h"
#include "base/str.h"

#include <stdint.h>

struct db;
struct db_statement;

enum db_mode { DB_CREATE, DB_WRITE, DB_READ };

/*
 * Opens the file at @path; only DB_CREATE makes it. With DB_READ nothing can be written, and a file
 * on a medium that cannot be written is read as it stands.
 */
MUST_CHECK enum status db_open(const char *path, enum db_mode mode, struct db **db,
                               struct failure *why);

/*
 * Makes the file ready for fast and safe writing (write-ahead log). To be called when it is certain
 * that the file is ours, or new: nothing before this changes it.
 */
MUST_CHECK enum status db_make_writable(struct db *db, struct failure *why);

/* Rolls back what is not committed. Every statement must be finalized before. Accepts NULL. */
void db_close(struct db *db);

/* "SQLite 3.40.1" */
const char *db_engine(void);

const char *db_path(const struct db *db);

/* Lets people who neither own the file nor are in its group read it no more, as far as we may. */
void db_keep_private(const struct db *db);

/* What the file says it is: 0 and 0 for a new one. @empty: it holds no table at all. */
struct db_identity {
    long long application;
    long long version; /* of the schema */
    bool empty;
};
MUST_CHECK enum status db_identify(struct db *db, struct db_identity *identity,
                                   struct failure *why);
MUST_CHECK enum status db_set_identity(struct db *db, long long application, long long version,
                                       struct failure *why);

/* How many rows this connection has written since it was opened. */
long long db_written(const struct db *db);

MUST_CHECK enum status db_has_index(struct db *db, const char *name, bool *has,
                                    struct failure *why);

/* The first thing that is wrong with the file, as STATUS_INTEGRITY. Reads all of it. */
MUST_CHECK enum status db_verify(struct db *db, struct failure *why);

/* Writes all of it, as it is at one instant, to a new file at @path. */
MUST_CHECK enum status db_copy(struct db *db, const char *path, struct failure *why);

MUST_CHECK enum status db_begin(struct db *db, struct failure *why);
MUST_CHECK enum status db_commit(struct db *db, struct failure *why);
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);
bool db_is_writable(const struct db *db);

/* Runs statements that take no parameters and give no rows. */
MUST_CHECK enum status db_exec(struct db *db, const char *sql, struct failure *why);

/* The statement is kept until db_finalize(), to be run many times. */
MUST_CHECK enum status db_prepare(struct db *db, const char *sql, struct db_statement **statement,
                                  struct failure *why);
void db_finalize(struct db_statement *statement); /* accepts NULL */

/*
 * Parameters are numbered from 1 and keep their value until they are bound again. db_bind_text()
 * and db_bind_blob() borrow the bytes until the statement is reset; db_bind_copy() copies them. An
 * empty text is bound as NULL by db_bind_text_or_null(). A failure is reported by the next step.
 */
void db_bind_null(struct db_statement *statement, int parameter);
void db_bind_integer(struct db_statement *statement, int parameter, long long value);
void db_bind_decimal(struct db_statement *statement, int parameter, int64_t value);
void db_bind_text(struct db_statement *statement, int parameter, struct str text);
void db_bind_text_or_null(struct db_statement *statement, int parameter, struct str text);
void db_bind_copy(struct db_statement *statement, int parameter, struct str text);
void db_bind_blob(struct db_statement *statement, int parameter, const void *bytes, size_t length);

/* The next row. After STEP_DONE or STEP_ERROR the statement is reset. */
enum step db_step(struct db_statement *statement, struct failure *why);

/* Runs the statement to its end and resets it. */
MUST_CHECK enum status db_run(struct db_statement *statement, struct failure *why);

/* Gives up the rest of the rows. Accepts NULL. */
void db_reset(struct db_statement *statement);

/* Columns of the row, from 0. Texts and blobs are good until the next step or reset. */
bool db_is_null(struct db_statement *statement, int column);
long long db_integer(struct db_statement *statement, int column);
int64_t db_decimal(struct db_statement *statement, int column);
struct str db_text(struct db_statement *statement, int column); /* of NULL: empty */
struct str db_blob(struct db_statement *statement, int column);

/*
 * Decimals are plain numbers in the file, so that every other tool can count with them. A double
 * holds 15 digits exactly: an amount below 100 000 000 000 keeps its four decimals, one below
 * 10 000 000 000 000 two, and a larger one none. This gives what is kept of @value.
 */
int64_t db_decimal_kept(int64_t value);

#endif
