/*
 * The audit: rows that are only added. The hash of each covers its own values and the hash before
 * it, and the table setting holds where the chain ends, so that a row which was changed, left out,
 * put elsewhere or cut off at the end is found.
 */
#include "store/accounts.h"

#include "base/date.h"
#include "store/db.h"
#include "store/db_rows.h"
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

/* ---- reading ---- */

#define AUDIT_COLUMNS "id, at, account, who, action, target, detail, address, hash"

static bool read_entry(struct arena *arena, struct db_statement *row, void *item)
{
    struct audit_entry *entry = item;
    const struct str hash = db_blob(row, 8);
    *entry = (struct audit_entry){
        .id = db_integer(row, 0),
        .at = arena_str(arena, db_text(row, 1)),
        .account = db_integer(row, 2),
        .who = arena_str(arena, db_text(row, 3)),
        .action = arena_copy(arena, db_text(row, 4)),
        .target = arena_str(arena, db_text(row, 5)),
        .detail = arena_str(arena, db_text(row, 6)),
        .address = arena_str(arena, db_text(row, 7)),
    };
    if (hash.length == HASH_BYTES) {
        memcpy(entry->hash, hash.at, HASH_BYTES);
    }
    return entry->at.at && entry->who.at && entry->action && entry->target.at && entry->detail.at &&
           entry->address.at;
}

#define AUDIT_WHERE                                                                                \
    " FROM audit WHERE ($1 = '' OR who = $1) AND ($2 = '' OR action = $2)"                         \
    " AND ($3 = '' OR target = $3)"

static void bind_filter(struct db_statement *statement, const struct audit_filter *filter)
{
    const struct str texts[] = {filter->who, filter->action, filter->target};
    for (int i = 0; i < 3; i++) {
        db_bind_text(statement, i + 1, texts[i].at ? texts[i] : str_of(""));
    }
}

static enum status count_entries(struct store *store, const struct audit_filter *filter,
                                 unsigned long long *total, struct failure *why)
{
    struct db_statement *row = NULL;
    TRY(db_prepare(store->db, "SELECT COUNT(*)" AUDIT_WHERE, &row, why));
    bind_filter(row, filter);
    const enum step step = db_step(row, why);
    *total = step == STEP_ITEM ? (unsigned long long)db_integer(row, 0) : 0;
    db_finalize(row);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

enum status store_audit_list(struct store *store, struct arena *arena,
                             const struct audit_filter *filter, unsigned long long from,
                             size_t limit, struct audit_entry **entries, size_t *count,
                             unsigned long long *total, struct failure *why)
{
    struct db_statement *row = NULL;
    TRY(count_entries(store, filter, total, why));
    TRY(db_prepare(store->db,
                   "SELECT " AUDIT_COLUMNS AUDIT_WHERE " ORDER BY id DESC LIMIT $4 OFFSET $5", &row,
                   why));
    bind_filter(row, filter);
    db_bind_integer(row, 4, limit > 0 ? (long long)limit : (long long)*total);
    db_bind_integer(row, 5, (long long)from);
    return db_rows_once(row, arena, read_entry, sizeof **entries, entries, count, why);
}

/* ---- verifying ---- */

enum status store_audit_end(struct store *store, struct arena *arena, struct str *end,
                            struct failure *why)
{
    struct db_statement *row = NULL;
    TRY(db_prepare(store->db, "SELECT value FROM setting WHERE name = 'audit'", &row, why));
    const enum step step = db_step(row, why);
    *end = arena_str(arena, step == STEP_ITEM ? db_text(row, 0) : str_of(""));
    db_finalize(row);
    return step == STEP_ERROR ? why->status : end->at ? STATUS_OK : fail_memory(why);
}

/* The chain as it is walked. */
struct walk {
    unsigned char hash[HASH_BYTES]; /* of the entry before */
    unsigned long long count;
    char end[HASH_BYTES * 2 + 32]; /* "NUMBER:HASH" of it */
    bool met;                      /* the end that was noted */
};

static enum status walk_entry(struct walk *walk, const struct audit_entry *entry, struct str noted,
                              struct failure *why)
{
    unsigned char hash[HASH_BYTES];
    char hex[HASH_BYTES * 2 + 1];
    if (entry->id != (long long)walk->count + 1) {
        return fail(why, STATUS_INTEGRITY, "The audit has no entry %llu: the next one is %lld.",
                    walk->count + 1, entry->id);
    }
    hash_entry(entry, walk->hash, hash);
    if (memcmp(hash, entry->hash, HASH_BYTES) != 0) {
        return fail(why, STATUS_INTEGRITY,
                    "Entry %lld of the audit is not what was written, or not where it was written.",
                    entry->id);
    }
    memcpy(walk->hash, hash, HASH_BYTES);
    walk->count++;
    (void)sodium_bin2hex(hex, sizeof hex, hash, HASH_BYTES);
    (void)snprintf(walk->end, sizeof walk->end, "%llu:%s", walk->count, hex);
    walk->met = walk->met || str_is(noted, walk->end);
    return STATUS_OK;
}

static enum status walk_all(struct store *store, struct arena *arena, struct walk *walk,
                            struct str noted, struct failure *why)
{
    struct db_statement *row = NULL;
    enum step step = STEP_DONE;
    enum status status = STATUS_OK;
    TRY(db_prepare(store->db, "SELECT " AUDIT_COLUMNS " FROM audit ORDER BY id", &row, why));
    while (status == STATUS_OK && (step = db_step(row, why)) == STEP_ITEM) {
        struct audit_entry entry;
        status = read_entry(arena, row, &entry) ? walk_entry(walk, &entry, noted, why)
                                                : fail_memory(why);
        arena_clear(arena);
    }
    db_finalize(row);
    return step == STEP_ERROR ? why->status : status;
}

enum status store_audit_verify(struct store *store, struct str noted, unsigned long long *count,
                               struct failure *why)
{
    struct walk walk = {.met = noted.length == 0};
    struct arena arena;
    struct str end = {0};
    arena_init(&arena, (size_t)16 * 1024 * 1024);
    enum status status = walk_all(store, &arena, &walk, noted, why);
    if (status == STATUS_OK) {
        status = store_audit_end(store, &arena, &end, why);
    }
    if (status == STATUS_OK && !str_is(end, walk.end)) {
        status = fail(why, STATUS_INTEGRITY,
                      "The audit ends with entry %llu, and that is not where it ended when it was "
                      "last written.",
                      walk.count);
    }
    arena_release(&arena);
    *count = walk.count;
    if (status == STATUS_OK && !walk.met) {
        return fail(why, STATUS_INTEGRITY, "The end that was noted (%.*s) is not in the audit.",
                    STR_ARGS(noted));
    }
    return status;
}
