#include "store/accounts.h"

#include "base/date.h"
#include "store/db.h"
#include "store/db_rows.h"
#include "store/handle.h"

static const char *const role_names[ROLE_COUNT] = {
    [ROLE_READER] = "reader",     [ROLE_CONTRIBUTOR] = "contributor",
    [ROLE_REVIEWER] = "reviewer", [ROLE_EDITOR] = "editor",
    [ROLE_OFFICER] = "officer",   [ROLE_ADMINISTRATOR] = "administrator"};

const char *role_name(enum role role)
{
    return role_names[role];
}

bool role_of_name(struct str name, enum role *role)
{
    for (enum role r = ROLE_READER; r < ROLE_COUNT; r++) {
        if (str_is(name, role_names[r])) {
            *role = r;
            return true;
        }
    }
    return false;
}

enum status run_aside(struct store *store, struct db_statement *statement, struct failure *why)
{
    const long long before = db_written(store->db);
    const enum status status = db_run(statement, why);
    store->written += db_written(store->db) - before;
    return status;
}

/* Runs an INSERT … RETURNING id that was prepared for this once. */
static enum status insert_once(struct store *store, struct db_statement *statement, long long *id,
                               struct failure *why)
{
    const long long before = db_written(store->db);
    const enum step step = db_step(statement, why);
    enum status status = step == STEP_ERROR ? why->status : STATUS_OK;
    if (step == STEP_ITEM) {
        *id = db_integer(statement, 0);
        status = db_run(statement, why);
    }
    store->written += db_written(store->db) - before;
    db_finalize(statement);
    return status;
}

enum status run_once(struct store *store, struct db_statement *statement, struct failure *why)
{
    const enum status status = run_aside(store, statement, why);
    db_finalize(statement);
    return status;
}

/* ---- accounts ---- */

#define ACCOUNT_COLUMNS                                                                            \
    "a.id, a.name, a.email, a.role, a.disabled, a.made, a.password IS NOT NULL,"                   \
    " a.secret_confirmed, a.password"

static bool read_account(struct arena *arena, struct db_statement *row, int from,
                         struct account *account)
{
    *account = (struct account){
        .id = db_integer(row, from),
        .name = arena_str(arena, db_text(row, from + 1)),
        .email = arena_str(arena, db_text(row, from + 2)),
        .disabled = db_integer(row, from + 4) != 0,
        .made = arena_str(arena, db_text(row, from + 5)),
        .has_password = db_integer(row, from + 6) != 0,
        .has_second = db_integer(row, from + 7) != 0,
    };
    /* A role that a newer program made may do no more than a reader. */
    if (!role_of_name(db_text(row, from + 3), &account->role)) {
        account->role = ROLE_READER;
    }
    return account->name.at && account->email.at && account->made.at;
}

enum status store_account_add(struct store *store, struct account *account, struct str password,
                              struct failure *why)
{
    struct db_statement *add = NULL;
    char now[21];
    struct failure other;
    struct arena scratch;
    struct account known;
    arena_init(&scratch, 64 * 1024);
    const enum status found =
        store_account_find(store, &scratch, account->name, 0, &known, NULL, &other);
    arena_release(&scratch);
    if (found == STATUS_OK) {
        return fail(why, STATUS_CONFLICT, "There is an account \"%.*s\" already.",
                    STR_ARGS(account->name));
    }
    date_now(now);
    TRY(db_prepare(store->db,
                   "INSERT INTO account (name, email, role, disabled, made, password)"
                   " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
                   &add, why));
    db_bind_text(add, 1, account->name);
    db_bind_text_or_null(add, 2, account->email);
    db_bind_text(add, 3, str_of(role_names[account->role]));
    db_bind_integer(add, 4, account->disabled);
    db_bind_text(add, 5, str_of(now));
    db_bind_text_or_null(add, 6, password);
    db_keep_private(store->db);
    return insert_once(store, add, &account->id, why);
}

enum status store_account_find(struct store *store, struct arena *arena, struct str name,
                               long long id, struct account *account, struct str *password,
                               struct failure *why)
{
    struct db_statement *row = NULL;
    const bool by_name = name.length > 0;
    TRY(db_prepare(store->db,
                   by_name ? "SELECT " ACCOUNT_COLUMNS " FROM account a WHERE a.name = $1"
                           : "SELECT " ACCOUNT_COLUMNS " FROM account a WHERE a.id = $1",
                   &row, why));
    if (by_name) {
        db_bind_text(row, 1, name);
    } else {
        db_bind_integer(row, 1, id);
    }
    const enum step step = db_step(row, why);
    enum status status = step == STEP_ERROR ? why->status : STATUS_OK;
    if (step == STEP_DONE) {
        status = fail(why, STATUS_NOT_FOUND, "There is no account \"%.*s\".", STR_ARGS(name));
    } else if (step == STEP_ITEM) {
        bool room = read_account(arena, row, 0, account);
        if (password) {
            *password = arena_str(arena, db_text(row, 8));
            room = room && password->at;
        }
        status = room ? STATUS_OK : fail_memory(why);
    }
    db_finalize(row);
    return status;
}

static bool read_account_row(struct arena *arena, struct db_statement *row, void *item)
{
    return read_account(arena, row, 0, item);
}

enum status store_accounts(struct store *store, struct arena *arena, struct account **accounts,
                           size_t *count, struct failure *why)
{
    struct db_statement *row = NULL;
    TRY(db_prepare(store->db, "SELECT " ACCOUNT_COLUMNS " FROM account a ORDER BY a.name", &row,
                   why));
    return db_rows_once(row, arena, read_account_row, sizeof **accounts, accounts, count, why);
}

enum status store_account_set_password(struct store *store, long long id, struct str password,
                                       struct failure *why)
{
    struct db_statement *set = NULL;
    TRY(db_prepare(store->db, "UPDATE account SET password = $1 WHERE id = $2", &set, why));
    db_bind_text(set, 1, password);
    db_bind_integer(set, 2, id);
    return run_once(store, set, why);
}

enum status store_account_set_role(struct store *store, long long id, enum role role,
                                   struct failure *why)
{
    struct db_statement *set = NULL;
    TRY(db_prepare(store->db, "UPDATE account SET role = $1 WHERE id = $2", &set, why));
    db_bind_text(set, 1, str_of(role_names[role]));
    db_bind_integer(set, 2, id);
    return run_once(store, set, why);
}

enum status store_account_set_disabled(struct store *store, long long id, bool disabled,
                                       struct failure *why)
{
    struct db_statement *set = NULL;
    TRY(db_prepare(store->db, "UPDATE account SET disabled = $1 WHERE id = $2", &set, why));
    db_bind_integer(set, 1, disabled);
    db_bind_integer(set, 2, id);
    return run_once(store, set, why);
}

/* ---- sessions ---- */

#define SESSION_COLUMNS "s.id, s.account, s.began, s.used, s.second, s.agent, s.address, s.hash"
#define SESSION_COLUMN_COUNT 8

static bool read_session(struct arena *arena, struct db_statement *row, void *item)
{
    struct session *session = item;
    *session = (struct session){
        .id = db_integer(row, 0),
        .account = db_integer(row, 1),
        .began = db_integer(row, 2),
        .used = db_integer(row, 3),
        .second = db_integer(row, 4) != 0,
        .agent = arena_str(arena, db_text(row, 5)),
        .address = arena_str(arena, db_text(row, 6)),
    };
    const struct str hash = db_blob(row, 7);
    if (hash.length == HASH_BYTES) {
        memcpy(session->hash, hash.at, HASH_BYTES);
    }
    return session->agent.at && session->address.at;
}

enum status store_session_add(struct store *store, struct session *session, struct failure *why)
{
    struct db_statement *add = NULL;
    TRY(db_prepare(store->db,
                   "INSERT INTO session (hash, account, began, used, second, agent, address)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                   &add, why));
    db_bind_blob(add, 1, session->hash, HASH_BYTES);
    db_bind_integer(add, 2, session->account);
    db_bind_integer(add, 3, session->began);
    db_bind_integer(add, 4, session->used);
    db_bind_integer(add, 5, session->second);
    db_bind_text_or_null(add, 6, session->agent);
    db_bind_text_or_null(add, 7, session->address);
    return insert_once(store, add, &session->id, why);
}

enum status store_session_find(struct store *store, struct arena *arena,
                               const unsigned char hash[HASH_BYTES], struct session *session,
                               struct account *account, struct failure *why)
{
    struct db_statement *row = NULL;
    TRY(db_prepare(store->db,
                   "SELECT " SESSION_COLUMNS ", " ACCOUNT_COLUMNS
                   " FROM session s JOIN account a ON a.id = s.account WHERE s.hash = $1",
                   &row, why));
    db_bind_blob(row, 1, hash, HASH_BYTES);
    const enum step step = db_step(row, why);
    enum status status = step == STEP_ERROR ? why->status : STATUS_OK;
    if (step == STEP_DONE) {
        status = fail(why, STATUS_NOT_FOUND, "There is no such session.");
    } else if (step == STEP_ITEM) {
        const bool room = read_session(arena, row, session) &&
                          read_account(arena, row, SESSION_COLUMN_COUNT, account);
        account->session = session->id;
        account->second = session->second;
        status = room ? STATUS_OK : fail_memory(why);
    }
    db_finalize(row);
    return status;
}

enum status store_sessions(struct store *store, struct arena *arena, long long account,
                           struct session **sessions, size_t *count, struct failure *why)
{
    struct db_statement *row = NULL;
    TRY(db_prepare(store->db,
                   "SELECT " SESSION_COLUMNS
                   " FROM session s WHERE s.account = $1 ORDER BY s.used DESC, s.id DESC",
                   &row, why));
    db_bind_integer(row, 1, account);
    return db_rows_once(row, arena, read_session, sizeof **sessions, sessions, count, why);
}

enum status store_session_used(struct store *store, long long id, long long used,
                               struct failure *why)
{
    struct db_statement *set = NULL;
    TRY(db_prepare(store->db, "UPDATE session SET used = $1 WHERE id = $2 AND used < $1", &set,
                   why));
    db_bind_integer(set, 1, used);
    db_bind_integer(set, 2, id);
    return run_once(store, set, why);
}

enum status store_session_end(struct store *store, long long account, long long id,
                              long long except, struct failure *why)
{
    struct db_statement *end = NULL;
    TRY(db_prepare(store->db,
                   "DELETE FROM session WHERE account = $1 AND (id = $2 OR $2 = 0) AND id <> $3",
                   &end, why));
    db_bind_integer(end, 1, account);
    db_bind_integer(end, 2, id);
    db_bind_integer(end, 3, except);
    return run_once(store, end, why);
}

enum status store_sessions_expire(struct store *store, long long began, long long used,
                                  struct failure *why)
{
    struct db_statement *expire = NULL;
    TRY(db_prepare(store->db, "DELETE FROM session WHERE began <= $1 OR used <= $2", &expire, why));
    db_bind_integer(expire, 1, began);
    db_bind_integer(expire, 2, used);
    return run_once(store, expire, why);
}
