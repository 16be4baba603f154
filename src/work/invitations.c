#include "work/invitations.h"

static enum status count_accounts(struct store *store, size_t *count, struct failure *why)
{
    struct arena arena;
    struct account *all = NULL;
    arena_init(&arena, (size_t)16 * 1024 * 1024);
    const enum status status = store_accounts(store, &arena, &all, count, why);
    arena_release(&arena);
    return status;
}

enum status work_set_up_offer(struct store *store, long long now, bool *needed,
                              char key[TOKEN_TEXT], struct failure *why)
{
    unsigned char hash[HASH_BYTES];
    size_t accounts = 0;
    TRY(count_accounts(store, &accounts, why));
    *needed = accounts == 0;
    if (!*needed) {
        return store_uninvite(store, 0, why);
    }
    TRY(token_make(key, hash, why));
    return store_invite(store, hash, 0, now + SET_UP_SECONDS, why);
}

enum status work_invite(struct store *store, const struct account *account, long long now,
                        const struct account_change *by, char key[TOKEN_TEXT], struct failure *why)
{
    unsigned char hash[HASH_BYTES];
    TRY(token_make(key, hash, why));
    TRY(store_invite(store, hash, account->id, now + INVITATION_SECONDS, why));
    return work_account_note(store, by, "account-invite", account, (struct str){0}, why);
}

enum status work_invitation_look(struct store *store, struct arena *arena, struct str key,
                                 long long now, struct account *account, struct failure *why)
{
    static const char over[] = "The link is not good any more. Ask for another one.";
    unsigned char hash[HASH_BYTES];
    struct failure reason;
    long long id = 0, ends = 0;
    size_t accounts = 0;
    *account = (struct account){.role = ROLE_ADMINISTRATOR};
    if (!token_hash(key, hash)) {
        return fail(why, STATUS_NOT_FOUND, over);
    }
    enum status status = store_invitation(store, hash, &id, &ends, &reason);
    if (status == STATUS_OK && id) {
        status = store_account_find(store, arena, (struct str){0}, id, account, NULL, &reason);
    } else if (status == STATUS_OK) {
        status = count_accounts(store, &accounts, &reason);
    }
    if (status != STATUS_OK && status != STATUS_NOT_FOUND) {
        *why = reason;
        return status;
    }
    const bool good = status == STATUS_OK && now < ends && ends - now <= INVITATION_SECONDS &&
                      accounts == 0 && !account->disabled;
    return good ? STATUS_OK : fail(why, STATUS_NOT_FOUND, over);
}

enum status work_invitation_take(struct store *store, struct arena *arena, struct str key,
                                 long long now, struct str name, struct str password,
                                 struct str address, struct account *account, struct failure *why)
{
    TRY(work_invitation_look(store, arena, key, now, account, why));
    if (account->id) {
        const struct account_change self = {account->id, account->name, address};
        TRY(work_account_password(store, account, password, 0, &self, why));
    } else {
        const struct account_change first = {0, {"set-up", 6}, address};
        account->name = name;
        if (password.length == 0) { /* an account without one is for those who are invited */
            return account_check_password(password, name, why);
        }
        TRY(work_account_add(store, account, password, &first, why));
        TRY(store_uninvite(store, 0, why));
    }
    return store_uninvite(store, account->id, why);
}
