/* Statements of SQLite: preparing, binding, stepping, reading. See db.h. */
#include "store/sqlite.h"

#include "base/decimal.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* SQLite numbers $1, $2, … in the order in which they first stand; the two must agree. */
static bool parameters_in_order(sqlite3_stmt *handle)
{
    char name[16];
    for (int i = 1; i <= sqlite3_bind_parameter_count(handle); i++) {
        const char *given = sqlite3_bind_parameter_name(handle, i);
        snprintf(name, sizeof name, "$%d", i);
        if (!given || strcmp(given, name) != 0) {
            return false;
        }
    }
    return true;
}

enum status db_prepare(struct db *db, const char *sql, struct db_statement **statement,
                       struct failure *why)
{
    struct db_statement *made = calloc(1, sizeof *made);
    if (!made) {
        return fail_memory(why);
    }
    made->db = db;
    int code =
        sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &made->handle, NULL);
    if (code != SQLITE_OK) {
        free(made);
        return db_fail(db, code, why);
    }
    assert(parameters_in_order(made->handle));
    *statement = made;
    return STATUS_OK;
}

void db_finalize(struct db_statement *statement)
{
    if (statement) {
        sqlite3_finalize(statement->handle);
        free(statement);
    }
}

static void note(struct db_statement *statement, int code)
{
    if (code != SQLITE_OK && statement->trouble == SQLITE_OK) {
        statement->trouble = code;
    }
}

void db_bind_null(struct db_statement *statement, int parameter)
{
    note(statement, sqlite3_bind_null(statement->handle, parameter));
}

void db_bind_integer(struct db_statement *statement, int parameter, long long value)
{
    note(statement, sqlite3_bind_int64(statement->handle, parameter, value));
}

#define CENTS_FROM (100000000000 * (int64_t)DECIMAL_ONE)
#define WHOLE_FROM (10000000000000 * (int64_t)DECIMAL_ONE)

int64_t db_decimal_kept(int64_t value)
{
    if (value < CENTS_FROM && value > -CENTS_FROM) {
        return value;
    }
    return decimal_round(value, value < WHOLE_FROM && value > -WHOLE_FROM ? 2 : 0);
}

void db_bind_decimal(struct db_statement *statement, int parameter, int64_t value)
{
    value = db_decimal_kept(value);
    if (value % DECIMAL_ONE == 0) {
        db_bind_integer(statement, parameter, value / DECIMAL_ONE);
    } else {
        /* Both are exact as doubles, so the quotient is the double nearest to the decimal. */
        bool cents = value >= CENTS_FROM || value <= -CENTS_FROM;
        double number = cents ? (double)(value / 100) / 100.0 : (double)value / DECIMAL_ONE;
        note(statement, sqlite3_bind_double(statement->handle, parameter, number));
    }
}

static void bind_text(struct db_statement *statement, int parameter, struct str text,
                      sqlite3_destructor_type lifetime)
{
    note(statement, sqlite3_bind_text64(statement->handle, parameter, text.at ? text.at : "",
                                        text.length, lifetime, SQLITE_UTF8));
}

void db_bind_text(struct db_statement *statement, int parameter, struct str text)
{
    bind_text(statement, parameter, text, SQLITE_STATIC);
}

void db_bind_text_or_null(struct db_statement *statement, int parameter, struct str text)
{
    if (text.length == 0) {
        db_bind_null(statement, parameter);
    } else {
        bind_text(statement, parameter, text, SQLITE_STATIC);
    }
}

void db_bind_copy(struct db_statement *statement, int parameter, struct str text)
{
    bind_text(statement, parameter, text, SQLITE_TRANSIENT);
}

void db_bind_blob(struct db_statement *statement, int parameter, const void *bytes, size_t length)
{
    note(statement, sqlite3_bind_blob64(statement->handle, parameter, bytes ? bytes : "", length,
                                        SQLITE_STATIC));
}

enum step db_step(struct db_statement *statement, struct failure *why)
{
    int code = statement->trouble ? statement->trouble : sqlite3_step(statement->handle);
    if (code == SQLITE_ROW) {
        return STEP_ITEM;
    }
    enum step step = STEP_DONE;
    if (code != SQLITE_DONE) {
        (void)!db_fail(statement->db, code, why);
        step = STEP_ERROR;
    }
    db_reset(statement);
    return step;
}

enum status db_run(struct db_statement *statement, struct failure *why)
{
    for (;;) {
        enum step step = db_step(statement, why);
        if (step != STEP_ITEM) {
            return step == STEP_ERROR ? why->status : STATUS_OK;
        }
    }
}

void db_reset(struct db_statement *statement)
{
    if (statement) {
        sqlite3_reset(statement->handle);
        statement->trouble = SQLITE_OK;
    }
}

bool db_is_null(struct db_statement *statement, int column)
{
    return sqlite3_column_type(statement->handle, column) == SQLITE_NULL;
}

long long db_integer(struct db_statement *statement, int column)
{
    return sqlite3_column_int64(statement->handle, column);
}

int64_t db_decimal(struct db_statement *statement, int column)
{
    const long long most = INT64_MAX / DECIMAL_ONE;
    if (sqlite3_column_type(statement->handle, column) == SQLITE_INTEGER) {
        long long whole = sqlite3_column_int64(statement->handle, column);
        whole = whole > most ? most : whole;
        return (whole < -most ? -most : whole) * DECIMAL_ONE;
    }
    double number = sqlite3_column_double(statement->handle, column);
    double size = fabs(number);
    if (!(size < (double)most)) {
        return (number > 0 ? most : -most) * DECIMAL_ONE;
    }
    if (size < 1e11) {
        return llround(number * DECIMAL_ONE);
    }
    return size < 1e13 ? llround(number * 100) * 100 : llround(number) * DECIMAL_ONE;
}

struct str db_text(struct db_statement *statement, int column)
{
    const char *at = (const char *)sqlite3_column_text(statement->handle, column);
    return (struct str){at, at ? (size_t)sqlite3_column_bytes(statement->handle, column) : 0};
}

struct str db_blob(struct db_statement *statement, int column)
{
    const char *at = sqlite3_column_blob(statement->handle, column);
    return (struct str){at, at ? (size_t)sqlite3_column_bytes(statement->handle, column) : 0};
}

/* ---- the whole file ---- */

enum status db_copy(struct db *db, const char *path, struct failure *why)
{
    const bool barred = !db_is_writable(db);
    struct db_statement *statement = NULL;
    struct failure ignored;
    /* A copy writes nothing to this file, but has to be allowed to write. */
    TRY(db_exec(db, barred ? "PRAGMA query_only=OFF" : "", why));
    enum status status = db_prepare(db, "VACUUM INTO $1", &statement, why);
    if (status == STATUS_OK) {
        db_bind_text(statement, 1, str_of(path));
        status = db_run(statement, why);
    }
    db_finalize(statement);
    if (barred && db_exec(db, "PRAGMA query_only=ON", &ignored) != STATUS_OK) {
        return status == STATUS_OK ? fail(why, ignored.status, "%s", ignored.text) : status;
    }
    return status;
}
