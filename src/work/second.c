#include "work/second.h"

#include "work/totp.h"
#include "work/vault.h"

#include <sodium.h>

#define SCRATCH ((size_t)64 * 1024)

static struct vault_use use_of(const struct account *account)
{
    return (struct vault_use){"second-step", account->id};
}

static enum status keep_secret(struct store *store, const struct account *account,
                               const unsigned char secret[SECRET_BYTES], struct failure *why)
{
    struct arena arena;
    struct str sealed = {NULL, 0};
    const struct vault_use use = use_of(account);
    const struct str plain = {(const char *)secret, SECRET_BYTES};
    arena_init(&arena, SCRATCH);
    enum status status = vault_seal(store, &arena, &use, plain, &sealed, why);
    if (status == STATUS_OK) {
        status = store_second_set(store, account->id, sealed, why);
    }
    arena_release(&arena);
    return status;
}

static enum status open_secret(struct store *store, const struct account *account,
                               const struct second *second, unsigned char secret[SECRET_BYTES],
                               struct failure *why)
{
    struct arena arena;
    struct str plain = {NULL, 0};
    const struct vault_use use = use_of(account);
    arena_init(&arena, SCRATCH);
    enum status status =
        vault_open(store, &arena, &use, (struct str){second->secret, second->length}, &plain, why);
    if (status == STATUS_OK && plain.length != SECRET_BYTES) {
        status = fail(why, STATUS_INTEGRITY, "The secret of a second step is damaged.");
    }
    memcpy(secret, status == STATUS_OK ? plain.at : (const char[SECRET_BYTES]){0}, SECRET_BYTES);
    arena_release(&arena);
    return status;
}

enum status work_second_begin(struct store *store, const struct account *account,
                              const struct account_change *by, struct failure *why)
{
    unsigned char secret[SECRET_BYTES];
    if (sodium_init() < 0) {
        return fail_memory(why);
    }
    randombytes_buf(secret, sizeof secret);
    const enum status status = keep_secret(store, account, secret, why);
    sodium_memzero(secret, sizeof secret);
    TRY(status);
    return work_account_note(store, by, "second-step-begin", account, (struct str){0}, why);
}

enum status work_second_secret(struct store *store, const struct account *account,
                               char text[SECRET_TEXT], struct failure *why)
{
    struct second second;
    unsigned char secret[SECRET_BYTES];
    TRY(store_second(store, account->id, &second, why));
    if (second.confirmed) {
        return fail(why, STATUS_NOT_FOUND, "The secret is shown no more.");
    }
    TRY(open_secret(store, account, &second, secret, why));
    totp_base32(secret, SECRET_BYTES, text);
    sodium_memzero(secret, sizeof secret);
    return STATUS_OK;
}

/* Whether @code is of a step that was not used before, and uses it. */
static enum status use_code(struct store *store, const struct account *account,
                            const struct second *second, struct str code, long long now,
                            bool *right, struct failure *why)
{
    unsigned char secret[SECRET_BYTES];
    long long step = 0;
    *right = false;
    TRY(open_secret(store, account, second, secret, why));
    *right = totp_matches(secret, SECRET_BYTES, code, now, &step);
    sodium_memzero(secret, sizeof secret);
    return *right ? store_second_use(store, account->id, step, right, why) : STATUS_OK;
}

/* ---- recovery codes ---- */

/* Small letters count as large ones; what is neither letter nor digit does not count. */
static void hash_recovery(const struct account *account, struct str code,
                          unsigned char hash[HASH_BYTES])
{
    crypto_generichash_state state;
    (void)crypto_generichash_init(&state, NULL, 0, HASH_BYTES);
    (void)crypto_generichash_update(&state, (const unsigned char *)&account->id,
                                    sizeof account->id);
    for (size_t i = 0; i < code.length; i++) {
        const char c = code.at[i];
        const unsigned char large = (unsigned char)(c >= 'a' && c <= 'z' ? c - 32 : c);
        if ((large >= 'A' && large <= 'Z') || char_is_digit(c)) {
            (void)crypto_generichash_update(&state, &large, 1);
        }
    }
    (void)crypto_generichash_final(&state, hash, HASH_BYTES);
}

static enum status make_codes(struct store *store, const struct account *account,
                              char codes[RECOVERY_CODES][RECOVERY_TEXT], struct failure *why)
{
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        unsigned char bytes[10], hash[HASH_BYTES];
        char text[17];
        randombytes_buf(bytes, sizeof bytes);
        totp_base32(bytes, sizeof bytes, text);
        for (size_t k = 0, to = 0; k < 16; k++) {
            if (k > 0 && k % 4 == 0) {
                codes[i][to++] = '-';
            }
            codes[i][to++] = text[k];
        }
        codes[i][RECOVERY_TEXT - 1] = '\0';
        hash_recovery(account, (struct str){codes[i], RECOVERY_TEXT - 1}, hash);
        TRY(store_recovery_add(store, account->id, hash, why));
    }
    return STATUS_OK;
}

/* ---- the steps ---- */

enum status work_second_confirm(struct store *store, const struct account *account, struct str code,
                                long long now, const struct account_change *by, bool *right,
                                char codes[RECOVERY_CODES][RECOVERY_TEXT], struct failure *why)
{
    struct second second;
    TRY(store_second(store, account->id, &second, why));
    if (second.confirmed) {
        return fail(why, STATUS_CONFLICT, "The second step is set up already.");
    }
    TRY(use_code(store, account, &second, code, now, right, why));
    if (!*right) {
        return STATUS_OK;
    }
    TRY(store_second_confirm(store, account->id, why));
    TRY(make_codes(store, account, codes, why));
    return work_account_note(store, by, "second-step-on", account, (struct str){0}, why);
}

enum status work_second_check(struct store *store, const struct account *account, struct str code,
                              long long now, const struct account_change *by, bool *right,
                              struct failure *why)
{
    struct second second;
    unsigned char hash[HASH_BYTES];
    TRY(store_second(store, account->id, &second, why));
    TRY(use_code(store, account, &second, code, now, right, why));
    if (*right || code.length > 64) {
        return STATUS_OK;
    }
    hash_recovery(account, code, hash);
    TRY(store_recovery_use(store, account->id, hash, right, why));
    return *right ? work_account_note(store, by, "recovery-code", account, (struct str){0}, why)
                  : STATUS_OK;
}

enum status work_second_drop(struct store *store, const struct account *account,
                             const struct account_change *by, struct failure *why)
{
    TRY(store_second_set(store, account->id, (struct str){NULL, 0}, why));
    return work_account_note(store, by, "second-step-off", account, (struct str){0}, why);
}
