/* Opening, checking and ending with an SQLite file: see db.h. sqlite_statement.c does the rest. */
#include "store/sqlite.h"

#include "base/decimal.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_MILLISECONDS 5000

/* ---- failures ---- */

struct words {
    int code;
    enum status status;
    const char *text;
};

/* What a user can do about each of SQLite's result codes. */
static const struct words words[] = {
    {SQLITE_BUSY, STATUS_BUSY, "Another program is writing to it. Try again in a moment."},
    {SQLITE_CORRUPT, STATUS_INTEGRITY,
     "The file is damaged. Restore a backup, or import the sources into a new file."},
    {SQLITE_NOTADB, STATUS_INPUT,
     "The file is no database. Give another path, or move the file away to have a new one made."},
    {SQLITE_FULL, STATUS_IO, "The disk is full. Free some space and run the command again."},
    {SQLITE_IOERR, STATUS_IO, "The disk could not be read or written. Look at the system's log."},
    {SQLITE_CANTOPEN, STATUS_IO,
     "The file cannot be opened. Check the path and the permissions of file and folder."},
    {SQLITE_READONLY, STATUS_IO,
     "The file cannot be written. Check the permissions of file and folder."},
    {SQLITE_PERM, STATUS_IO, "Access is denied. Check the permissions of file and folder."},
    {SQLITE_TOOBIG, STATUS_LIMIT, "A value is larger than the store takes (128 MiB)."},
    {SQLITE_CONSTRAINT, STATUS_INTEGRITY, "What was to be written contradicts what is there."},
    {SQLITE_INTERRUPT, STATUS_INTERRUPTED, "The work was interrupted."},
};

enum status db_fail(struct db *db, int code, struct failure *why)
{
    if (code == SQLITE_NOMEM) {
        return fail_memory(why);
    }
    const char *detail = db->handle && sqlite3_errcode(db->handle) != SQLITE_OK
                             ? sqlite3_errmsg(db->handle)
                             : sqlite3_errstr(code);
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (words[i].code == (code & 0xff)) {
            return fail(why, words[i].status, "%s: %s. %s", db->path, detail, words[i].text);
        }
    }
    return fail(why, STATUS_FAILED, "%s: the database says \"%s\" (%d).", db->path, detail, code);
}

/* ---- opening ---- */

/* A file that a stranger sends must not make the program do more than read and write tables. */
static int harden(sqlite3 *handle)
{
    static const struct {
        int option, value;
    } options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 0}, /* see db_verify() */
    };
    static const struct {
        int limit, value;
    } limits[] = {
        {SQLITE_LIMIT_LENGTH, 128 * 1024 * 1024},
        {SQLITE_LIMIT_SQL_LENGTH, 1024 * 1024},
        {SQLITE_LIMIT_COLUMN, 1000},
        {SQLITE_LIMIT_EXPR_DEPTH, 1000},
        {SQLITE_LIMIT_COMPOUND_SELECT, 20},
        {SQLITE_LIMIT_VDBE_OP, 100000},
        {SQLITE_LIMIT_FUNCTION_ARG, 8},
        {SQLITE_LIMIT_ATTACHED, 1},
        {SQLITE_LIMIT_VARIABLE_NUMBER, 32766},
        {SQLITE_LIMIT_TRIGGER_DEPTH, 10},
        {SQLITE_LIMIT_WORKER_THREADS, 0},
        {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100},
    };
    for (size_t i = 0; i < COUNT_OF(options); i++) {
        int code = sqlite3_db_config(handle, options[i].option, options[i].value, NULL);
        if (code != SQLITE_OK) {
            return code;
        }
    }
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        sqlite3_limit(handle, limits[i].limit, limits[i].value);
    }
    return sqlite3_busy_timeout(handle, BUSY_MILLISECONDS);
}

/* 16 MiB; to be said again when the size of pages has changed, as SQLite counts in pages. */
#define CACHE_PRAGMA "PRAGMA cache_size=-16384;"

/*
 * Makes the connection safe and looks into the file for the first time, which is when it turns out
 * to be no database, or not to be readable. Returns SQLite's code.
 */
static int look_inside(sqlite3 *handle)
{
    int code = harden(handle);
    if (code == SQLITE_OK) {
        code = sqlite3_exec(handle, "SELECT COUNT(*) FROM sqlite_schema", NULL, NULL, NULL);
    }
    return code;
}

static enum status prepare_connection(struct db *db, enum db_mode mode, struct failure *why)
{
    TRY(db_exec(db, "PRAGMA cell_size_check=ON; PRAGMA synchronous=FULL;" CACHE_PRAGMA, why));
    const int code = sqlite_add_words(db->handle);
    if (code != SQLITE_OK) {
        return db_fail(db, code, why);
    }
    return mode == DB_READ ? db_exec(db, "PRAGMA query_only=ON", why) : STATUS_OK;
}

/*
 * The settings were measured with the importer's kind of load: 8 KiB pages keep most records on one
 * page; the log is copied back into the file every 32 MiB.
 */
enum status db_make_writable(struct db *db, struct failure *why)
{
    db->writable = true;
    return db_exec(
        db,
        "PRAGMA page_size=8192; PRAGMA auto_vacuum=NONE; PRAGMA journal_mode=WAL;"
        "PRAGMA wal_autocheckpoint=4096; PRAGMA journal_size_limit=67108864;" CACHE_PRAGMA,
        why);
}

/* Whether the file at @path is there; other trouble is left for SQLite to report. */
static enum status look_for(const char *path, enum db_mode mode, struct failure *why)
{
    struct stat file;
    if (stat(path, &file) == 0) {
        if (S_ISDIR(file.st_mode)) {
            return fail(why, STATUS_INPUT, "%s is a folder. Give the path of a file in it.", path);
        }
        return STATUS_OK;
    }
    if (errno == ENOENT && mode != DB_CREATE) {
        return fail(why, STATUS_NOT_FOUND,
                    "%s is not there. Import something first, or give the path with --db.", path);
    }
    return STATUS_OK;
}

/* "file:PATH?immutable=1" with PATH percent-encoded; to be freed by the caller, or NULL. */
static char *immutable_uri(const char *path)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t room = strlen(path) * 3 + sizeof "file:?immutable=1";
    char *uri = malloc(room);
    if (!uri) {
        return NULL;
    }
    memcpy(uri, "file:", strlen("file:"));
    char *to = uri + strlen("file:");
    for (const char *at = path; *at; at++) {
        if (strchr("%?#", *at)) {
            *to++ = '%';
            *to++ = digits[(unsigned char)*at >> 4];
            *to++ = digits[(unsigned char)*at & 15];
        } else {
            *to++ = *at;
        }
    }
    memcpy(to, "?immutable=1", sizeof "?immutable=1");
    return uri;
}

/*
 * A reader needs to keep a small lock file beside the database. On a medium that cannot be written
 * (a USB stick behind a switch) it cannot, and nobody can change the file either.
 */
static enum status open_immutable(struct db *db, struct failure *why)
{
    char log[4096];
    struct stat file;
    int length = snprintf(log, sizeof log, "%s-wal", db->path);
    bool written = access(db->path, W_OK) == 0;
    bool logged = length >= (int)sizeof log || (stat(log, &file) == 0 && file.st_size > 0);
    if (written || logged) {
        return db_fail(db, SQLITE_CANTOPEN, why);
    }
    char *uri = immutable_uri(db->path);
    if (!uri) {
        return fail_memory(why);
    }
    sqlite3_close(db->handle);
    db->handle = NULL;
    int code = sqlite3_open_v2(uri, &db->handle,
                               SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    free(uri);
    code = code == SQLITE_OK ? look_inside(db->handle) : code;
    return code == SQLITE_OK ? STATUS_OK : db_fail(db, code, why);
}

/*
 * SQLite counts the bytes of every allocation under a lock unless it is told, before its first use,
 * that nobody asks; that costs an import 6 % of its time. It refuses politely when it is too late.
 */
static void configure(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static enum status open_handle(struct db *db, enum db_mode mode, struct failure *why)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    flags |= mode == DB_CREATE ? SQLITE_OPEN_CREATE : 0;
    int code = sqlite3_open_v2(db->path, &db->handle, flags, NULL);
    if (code != SQLITE_OK) {
        return db_fail(db, code, why);
    }
    code = look_inside(db->handle);
    bool blocked = (code & 0xff) == SQLITE_CANTOPEN || (code & 0xff) == SQLITE_READONLY;
    if (code != SQLITE_OK && !(mode == DB_READ && blocked)) {
        return db_fail(db, code, why);
    }
    if (code != SQLITE_OK) {
        TRY(open_immutable(db, why));
    }
    return prepare_connection(db, mode, why);
}

/* Debian's SQLite reads a path that begins with "file:" as an address with options; we do not. */
static char *copy_path(const char *path)
{
    static const char here[] = "./";
    const char *before = strncmp(path, "file:", 5) == 0 ? here : "";
    size_t room = strlen(before) + strlen(path) + 1;
    char *copy = malloc(room);
    if (copy) {
        snprintf(copy, room, "%s%s", before, path);
    }
    return copy;
}

enum status db_open(const char *path, enum db_mode mode, struct db **db, struct failure *why)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    *db = NULL;
    TRY(look_for(path, mode, why));
    (void)pthread_once(&once, configure);
    struct db *opened = calloc(1, sizeof *opened);
    if (!opened) {
        return fail_memory(why);
    }
    opened->path = copy_path(path);
    enum status status = opened->path ? open_handle(opened, mode, why) : fail_memory(why);
    if (status != STATUS_OK) {
        db_close(opened);
        return status;
    }
    *db = opened;
    return STATUS_OK;
}

void db_close(struct db *db)
{
    if (!db) {
        return;
    }
    int code = sqlite3_close(db->handle);
    assert(code == SQLITE_OK); /* else a statement was not finalized */
    (void)code;
    free(db->path);
    free(db);
}

const char *db_engine(void)
{
    return "SQLite " SQLITE_VERSION;
}

const char *db_path(const struct db *db)
{
    return db->path;
}

/* ---- the file as a whole ---- */

/* The first column of the first row as a number. */
static enum status query_integer(struct db *db, const char *sql, long long *value,
                                 struct failure *why)
{
    struct db_statement *statement = NULL;
    TRY(db_prepare(db, sql, &statement, why));
    enum step step = db_step(statement, why);
    *value = step == STEP_ITEM ? db_integer(statement, 0) : 0;
    db_finalize(statement);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

enum status db_identify(struct db *db, struct db_identity *identity, struct failure *why)
{
    long long tables = 0;
    TRY(query_integer(db, "PRAGMA application_id", &identity->application, why));
    TRY(query_integer(db, "PRAGMA user_version", &identity->version, why));
    TRY(query_integer(db, "SELECT COUNT(*) FROM sqlite_schema", &tables, why));
    identity->empty = tables == 0;
    return STATUS_OK;
}

enum status db_set_identity(struct db *db, long long application, long long version,
                            struct failure *why)
{
    char sql[120];
    snprintf(sql, sizeof sql, "PRAGMA application_id=%lld; PRAGMA user_version=%lld", application,
             version);
    return db_exec(db, sql, why);
}

enum status db_has_index(struct db *db, const char *name, bool *has, struct failure *why)
{
    struct db_statement *statement = NULL;
    TRY(db_prepare(db, "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = $1", &statement,
                   why));
    db_bind_text(statement, 1, str_of(name));
    enum step step = db_step(statement, why);
    *has = step == STEP_ITEM;
    db_finalize(statement);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

static enum status verify_with(struct db *db, const char *pragma, struct failure *why)
{
    struct db_statement *statement = NULL;
    TRY(db_prepare(db, pragma, &statement, why));
    enum status status = STATUS_OK;
    enum step step = db_step(statement, why);
    if (step == STEP_ERROR) {
        status = why->status;
    } else if (step == STEP_ITEM && !str_is(db_text(statement, 0), "ok")) {
        struct str finding = db_text(statement, 0);
        status = fail(why, STATUS_INTEGRITY, "%s is damaged: \"%.*s\" (%s). Restore a backup.",
                      db->path, STR_ARGS(finding), pragma);
    }
    db_finalize(statement);
    return status;
}

/*
 * References between tables are declared, and checked here. They are not checked row by row while
 * writing: the store writes a record before what refers to it, and the checks would cost an import
 * 15 % of its time.
 */
enum status db_verify(struct db *db, struct failure *why)
{
    TRY(verify_with(db, "PRAGMA integrity_check(1)", why));
    return verify_with(db, "PRAGMA foreign_key_check", why);
}

enum status db_begin(struct db *db, struct failure *why)
{
    /* A writer takes its place at once, so that it never has to give up halfway. */
    return db_exec(db, db->writable ? "BEGIN IMMEDIATE" : "BEGIN", why);
}

enum status db_commit(struct db *db, struct failure *why)
{
    return db_exec(db, "COMMIT", why);
}

void db_rollback(struct db *db)
{
    if (db_in_transaction(db)) {
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    }
}

void db_keep_private(const struct db *db)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    char path[4096];
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        struct stat about;
        const int length = snprintf(path, sizeof path, "%s%s", db->path, endings[i]);
        if (length > 0 && (size_t)length < sizeof path && stat(path, &about) == 0 &&
            (about.st_mode & S_IRWXO)) {
            (void)chmod(path, about.st_mode & (S_IRWXU | S_IRWXG));
        }
    }
}

long long db_written(const struct db *db)
{
    return sqlite3_total_changes64(db->handle);
}

bool db_is_writable(const struct db *db)
{
    return db->writable;
}

bool db_in_transaction(const struct db *db)
{
    return sqlite3_get_autocommit(db->handle) == 0;
}

enum status db_exec(struct db *db, const char *sql, struct failure *why)
{
    int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? STATUS_OK : db_fail(db, code, why);
}
