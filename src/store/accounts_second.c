/* What proves who somebody is, beside the password: links that are good once, the second step. */
#include "store/accounts.h"

#include "store/db.h"
#include "store/handle.h"

/* ---- invitations ---- */

enum status store_uninvite(struct store *store, long long account, struct failure *why)
{
    struct db_statement *drop = NULL;
    TRY(db_prepare(store->db,
                   "DELETE FROM invitation WHERE account = $1 OR ($1 = 0 AND account IS NULL)",
                   &drop, why));
    db_bind_integer(drop, 1, account);
    return run_once(store, drop, why);
}

enum status store_invite(struct store *store, const unsigned char hash[HASH_BYTES],
                         long long account, long long ends, struct failure *why)
{
    struct db_statement *add = NULL;
    TRY(store_uninvite(store, account, why));
    TRY(db_prepare(store->db, "INSERT INTO invitation (hash, account, ends) VALUES ($1, $2, $3)",
                   &add, why));
    db_bind_blob(add, 1, hash, HASH_BYTES);
    if (account) {
        db_bind_integer(add, 2, account);
    } else {
        db_bind_null(add, 2);
    }
    db_bind_integer(add, 3, ends);
    return run_once(store, add, why);
}

enum status store_invitation(struct store *store, const unsigned char hash[HASH_BYTES],
                             long long *account, long long *ends, struct failure *why)
{
    struct db_statement *row = NULL;
    TRY(db_prepare(store->db, "SELECT account, ends FROM invitation WHERE hash = $1", &row, why));
    db_bind_blob(row, 1, hash, HASH_BYTES);
    const enum step step = db_step(row, why);
    *account = step == STEP_ITEM ? db_integer(row, 0) : 0;
    *ends = step == STEP_ITEM ? db_integer(row, 1) : 0;
    db_finalize(row);
    return step == STEP_ITEM   ? STATUS_OK
           : step == STEP_DONE ? fail(why, STATUS_NOT_FOUND, "There is no such link.")
                               : why->status;
}

/* ---- the second step ---- */

enum status store_second_set(struct store *store, long long account, struct str secret,
                             struct failure *why)
{
    struct db_statement *set = NULL, *drop = NULL;
    TRY(db_prepare(store->db, "DELETE FROM recovery_code WHERE account = $1", &drop, why));
    db_bind_integer(drop, 1, account);
    TRY(run_once(store, drop, why));
    TRY(db_prepare(store->db,
                   "UPDATE account SET secret = $1, secret_confirmed = 0, step = 0 WHERE id = $2",
                   &set, why));
    if (secret.at) {
        db_bind_blob(set, 1, secret.at, secret.length);
    } else {
        db_bind_null(set, 1);
    }
    db_bind_integer(set, 2, account);
    return run_once(store, set, why);
}

enum status store_second_confirm(struct store *store, long long account, struct failure *why)
{
    struct db_statement *set = NULL;
    TRY(db_prepare(store->db,
                   "UPDATE account SET secret_confirmed = 1 WHERE id = $1 AND secret IS NOT NULL",
                   &set, why));
    db_bind_integer(set, 1, account);
    return run_once(store, set, why);
}

enum status store_second(struct store *store, long long account, struct second *second,
                         struct failure *why)
{
    struct db_statement *row = NULL;
    TRY(db_prepare(store->db,
                   "SELECT secret, secret_confirmed, step FROM account"
                   " WHERE id = $1 AND secret IS NOT NULL",
                   &row, why));
    db_bind_integer(row, 1, account);
    const enum step step = db_step(row, why);
    *second = (struct second){0};
    const struct str secret = step == STEP_ITEM ? db_blob(row, 0) : (struct str){0};
    const bool there = secret.length > 0 && secret.length <= SEALED_MAX;
    if (there) {
        memcpy(second->secret, secret.at, secret.length);
        second->length = secret.length;
        second->confirmed = db_integer(row, 1) != 0;
        second->step = db_integer(row, 2);
    }
    db_finalize(row);
    return step == STEP_ERROR ? why->status
           : there            ? STATUS_OK
                              : fail(why, STATUS_NOT_FOUND, "No second step has been set up.");
}

/* Runs a change of at most one row, and says whether there was one. */
static enum status change_one(struct store *store, struct db_statement *statement, bool *changed,
                              struct failure *why)
{
    const long long before = db_written(store->db);
    const enum status status = run_aside(store, statement, why);
    *changed = db_written(store->db) > before;
    db_finalize(statement);
    return status;
}

enum status store_second_use(struct store *store, long long account, long long step, bool *first,
                             struct failure *why)
{
    struct db_statement *set = NULL;
    TRY(db_prepare(store->db, "UPDATE account SET step = $1 WHERE id = $2 AND step < $1", &set,
                   why));
    db_bind_integer(set, 1, step);
    db_bind_integer(set, 2, account);
    return change_one(store, set, first, why);
}

enum status store_recovery_add(struct store *store, long long account,
                               const unsigned char hash[HASH_BYTES], struct failure *why)
{
    struct db_statement *add = NULL;
    TRY(db_prepare(store->db, "INSERT INTO recovery_code (account, hash) VALUES ($1, $2)", &add,
                   why));
    db_bind_integer(add, 1, account);
    db_bind_blob(add, 2, hash, HASH_BYTES);
    return run_once(store, add, why);
}

enum status store_recovery_use(struct store *store, long long account,
                               const unsigned char hash[HASH_BYTES], bool *used,
                               struct failure *why)
{
    struct db_statement *use = NULL;
    TRY(db_prepare(store->db, "DELETE FROM recovery_code WHERE account = $1 AND hash = $2", &use,
                   why));
    db_bind_integer(use, 1, account);
    db_bind_blob(use, 2, hash, HASH_BYTES);
    return change_one(store, use, used, why);
}

enum status store_recovery_count(struct store *store, long long account, unsigned long long *count,
                                 struct failure *why)
{
    struct db_statement *row = NULL;
    TRY(db_prepare(store->db, "SELECT COUNT(*) FROM recovery_code WHERE account = $1", &row, why));
    db_bind_integer(row, 1, account);
    const enum step step = db_step(row, why);
    *count = step == STEP_ITEM ? (unsigned long long)db_integer(row, 0) : 0;
    db_finalize(row);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}
