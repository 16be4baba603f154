/*
 * The audit: rows that are only added. The hash of each covers its own values and the hash before
 * it, and the table setting holds where the chain ends, so that a row which was changed, left out,
 * put elsewhere or cut off at the end is found.
 */
#include "store/accounts.h"

#include "base/date.h"
#include "store/db.h"
#include "store/handle.h"
#include "store/schema.h"

#include <sodium.h>
#include <stdio.h>

/* BLAKE2b over the hash before, and each value with its length before it. */
static void hash_entry(const struct audit_entry *entry, const unsigned char before[HASH_BYTES],
                       unsigned char hash[HASH_BYTES])
{
    crypto_generichash_state state;
    const struct str texts[] = {entry->at,     entry->who,    str_of(entry->action),
                                entry->target, entry->detail, entry->address};
    char numbers[64];
    (void)snprintf(numbers, sizeof numbers, "%lld %lld ", entry->id, entry->account);
    (void)crypto_generichash_init(&state, NULL, 0, HASH_BYTES);
    (void)crypto_generichash_update(&state, before, HASH_BYTES);
    (void)crypto_generichash_update(&state, (const unsigned char *)numbers, strlen(numbers));
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        (void)snprintf(numbers, sizeof numbers, "%zu:", texts[i].length);
        (void)crypto_generichash_update(&state, (const unsigned char *)numbers, strlen(numbers));
        (void)crypto_generichash_update(&state, (const unsigned char *)texts[i].at,
                                        texts[i].length);
    }
    (void)crypto_generichash_final(&state, hash, HASH_BYTES);
}

/* The number and hash of the last entry; 0 and zeros when there is none. */
static enum status last_entry(struct store *store, long long *id, unsigned char hash[HASH_BYTES],
                              struct failure *why)
{
    struct db_statement *last = NULL;
    *id = 0;
    memset(hash, 0, HASH_BYTES);
    TRY(db_prepare(store->db, "SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1", &last, why));
    const enum step step = db_step(last, why);
    if (step == STEP_ITEM) {
        const struct str bytes = db_blob(last, 1);
        *id = db_integer(last, 0);
        memcpy(hash, bytes.at, bytes.length < HASH_BYTES ? bytes.length : HASH_BYTES);
    }
    db_finalize(last);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* Where the chain ends: "NUMBER:HASH". */
static enum status keep_end(struct store *store, const struct audit_entry *entry,
                            struct failure *why)
{
    char hex[HASH_BYTES * 2 + 1], text[HASH_BYTES * 2 + 32];
    const long long before = db_written(store->db);
    (void)sodium_bin2hex(hex, sizeof hex, entry->hash, HASH_BYTES);
    (void)snprintf(text, sizeof text, "%lld:%s", entry->id, hex);
    const enum status status = setting_put(store->db, "audit", text, why);
    store->written += db_written(store->db) - before;
    return status;
}

enum status store_audit(struct store *store, const struct audit_entry *given, struct failure *why)
{
    struct db_statement *add = NULL;
    struct audit_entry entry = *given;
    unsigned char before[HASH_BYTES];
    char now[21];
    date_now(now);
    entry.at = str_of(now);
    TRY(last_entry(store, &entry.id, before, why));
    entry.id++;
    hash_entry(&entry, before, entry.hash);
    TRY(db_prepare(store->db,
                   "INSERT INTO audit (id, at, account, who, action, target, detail, address, hash)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                   &add, why));
    db_bind_integer(add, 1, entry.id);
    db_bind_text(add, 2, entry.at);
    db_bind_integer(add, 3, entry.account);
    db_bind_text(add, 4, entry.who.at ? entry.who : str_of(""));
    db_bind_text(add, 5, str_of(entry.action));
    db_bind_text_or_null(add, 6, entry.target);
    db_bind_text_or_null(add, 7, entry.detail);
    db_bind_text_or_null(add, 8, entry.address);
    db_bind_blob(add, 9, entry.hash, HASH_BYTES);
    const enum status status = run_aside(store, add, why);
    db_finalize(add);
    return status == STATUS_OK ? keep_end(store, &entry, why) : status;
}
