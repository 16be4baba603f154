#include "work/accounts.h"

#include <sodium.h>
#include <stdio.h>

/* argon2id: 64 MiB, three passes (OWASP ASVS 5.0 appendix C asks for 12 MiB at least with three).
 */
#define HASH_PASSES 3
#define HASH_MEMORY ((size_t)64 * 1024 * 1024)

#define EMAIL_MOST 254 /* bytes (RFC 5321, 4.5.3.1.3, without the brackets) */

/* ---- what a role may do ---- */

#define BIT(capability) (1U << (capability))

static const unsigned may[ROLE_COUNT] = {
    [ROLE_READER] = 0,
    [ROLE_CONTRIBUTOR] = BIT(CAPABILITY_PROPOSE),
    [ROLE_REVIEWER] = BIT(CAPABILITY_REVIEW),
    [ROLE_EDITOR] = BIT(CAPABILITY_PROPOSE) | BIT(CAPABILITY_REVIEW) | BIT(CAPABILITY_EDIT),
    [ROLE_OFFICER] = BIT(CAPABILITY_PERSONAL),
    [ROLE_ADMINISTRATOR] = BIT(CAPABILITY_PROPOSE) | BIT(CAPABILITY_REVIEW) | BIT(CAPABILITY_EDIT) |
                           BIT(CAPABILITY_ADMIN),
};

bool account_may(const struct account *account, enum capability capability)
{
    if (capability == CAPABILITY_PUBLIC) {
        return true;
    }
    if (!account || account->disabled) {
        return false;
    }
    if (capability == CAPABILITY_PERSONAL && !account->second) {
        return false;
    }
    return capability == CAPABILITY_SIGNED_IN || (may[account->role] & BIT(capability)) != 0;
}

const char *capability_name(enum capability capability)
{
    static const char *const names[] = {
        [CAPABILITY_PUBLIC] = "public",    [CAPABILITY_SIGNED_IN] = "signed-in",
        [CAPABILITY_PROPOSE] = "propose",  [CAPABILITY_REVIEW] = "review",
        [CAPABILITY_EDIT] = "edit",        [CAPABILITY_PERSONAL] = "personal",
        [CAPABILITY_ADMIN] = "administer",
    };
    return names[capability];
}

bool role_needs_second(enum role role)
{
    return (may[role] & BIT(CAPABILITY_PERSONAL)) != 0;
}

/* ---- names and passwords ---- */

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || char_is_digit(c) || c == '.' || c == '_' || c == '-' ||
           c == '@';
}

enum status account_check_name(struct str name, struct failure *why)
{
    bool fine = name.length >= 2 && name.length <= ACCOUNT_NAME_MOST && is_name_char(name.at[0]) &&
                !strchr("._-@", name.at[0]);
    for (size_t i = 0; fine && i < name.length; i++) {
        fine = is_name_char(name.at[i]);
    }
    return fine ? STATUS_OK
                : fail(why, STATUS_INPUT,
                       "A name has 2 to 64 small letters, digits or . _ - @, and begins with a "
                       "letter or digit.");
}

/* The same character, or the same few, again and again: how many different bytes there are. */
static unsigned different_bytes(struct str text)
{
    bool seen[256] = {false};
    unsigned count = 0;
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = (unsigned char)text.at[i];
        count += seen[c] ? 0 : 1;
        seen[c] = true;
    }
    return count;
}

static char small(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

/* Whether @text, in whatever case, is @name and at most a few bytes more. */
static bool is_little_more_than(struct str text, struct str name)
{
    for (size_t at = 0; name.length >= 4 && at + name.length <= text.length; at++) {
        size_t i = 0;
        while (i < name.length && small(text.at[at + i]) == name.at[i]) {
            i++;
        }
        if (i == name.length) {
            return text.length - name.length < 8;
        }
    }
    return false;
}

enum status account_check_password(struct str password, struct str name, struct failure *why)
{
    size_t characters = 0;
    for (size_t i = 0; i < password.length; i++) {
        characters += ((unsigned char)password.at[i] & 0xC0) != 0x80 ? 1 : 0;
    }
    if (characters < PASSWORD_LEAST) {
        return fail(why, STATUS_INPUT,
                    "The password is shorter than 12 characters. Several words do well.");
    }
    if (password.length > PASSWORD_MOST) {
        return fail(why, STATUS_INPUT, "The password is longer than 128 bytes.");
    }
    if (different_bytes(password) < 4) {
        return fail(why, STATUS_INPUT,
                    "The password is made of the same few characters. Choose another.");
    }
    if (is_little_more_than(password, name)) {
        return fail(why, STATUS_INPUT,
                    "The password is little more than the account's name. Choose another.");
    }
    return STATUS_OK;
}

/* Enough of an address to write to; nothing is sent to it by us. */
static enum status check_email(struct str email, struct failure *why)
{
    bool fine =
        email.length <= EMAIL_MOST && (email.length == 0 || memchr(email.at, '@', email.length));
    for (size_t i = 0; fine && i < email.length; i++) {
        fine = (unsigned char)email.at[i] > ' ' && email.at[i] != 0x7F;
    }
    return fine ? STATUS_OK : fail(why, STATUS_INPUT, "This is no e-mail address.");
}

static enum status hash_password(struct str password, char hash[crypto_pwhash_STRBYTES],
                                 struct failure *why)
{
    return sodium_init() >= 0 && crypto_pwhash_str(hash, password.at, password.length, HASH_PASSES,
                                                   HASH_MEMORY) == 0
               ? STATUS_OK
               : fail_memory(why);
}

/* ---- accounts ---- */

enum status work_account_note(struct store *store, const struct account_change *by,
                              const char *action, const struct account *account, struct str detail,
                              struct failure *why)
{
    char target[ACCOUNT_NAME_MOST + 16];
    (void)snprintf(target, sizeof target, "account:%.*s", STR_ARGS(account->name));
    const struct audit_entry entry = {.account = by->account,
                                      .who = by->who,
                                      .action = action,
                                      .target = str_of(target),
                                      .detail = detail,
                                      .address = by->address};
    return store_audit(store, &entry, why);
}

enum status work_account_add(struct store *store, struct account *account, struct str password,
                             const struct account_change *by, struct failure *why)
{
    char hash[crypto_pwhash_STRBYTES] = "";
    TRY(account_check_name(account->name, why));
    TRY(check_email(account->email, why));
    if (password.length > 0) {
        TRY(account_check_password(password, account->name, why));
        TRY(hash_password(password, hash, why));
    }
    TRY(store_account_add(store, account, str_of(hash), why));
    return work_account_note(store, by, "account-add", account, str_of(role_name(account->role)),
                             why);
}

enum status work_account_password(struct store *store, const struct account *account,
                                  struct str password, long long except,
                                  const struct account_change *by, struct failure *why)
{
    char hash[crypto_pwhash_STRBYTES];
    TRY(account_check_password(password, account->name, why));
    TRY(hash_password(password, hash, why));
    TRY(store_account_set_password(store, account->id, str_of(hash), why));
    TRY(store_session_end(store, account->id, 0, except, why));
    return work_account_note(store, by, "account-password", account, (struct str){0}, why);
}

/* Somebody else who can administer must be left. */
static enum status check_last(struct store *store, const struct account *account,
                              struct failure *why)
{
    struct arena arena;
    struct account *all = NULL;
    size_t count = 0, others = 0;
    if (account->role != ROLE_ADMINISTRATOR || account->disabled) {
        return STATUS_OK;
    }
    arena_init(&arena, (size_t)16 * 1024 * 1024);
    const enum status status = store_accounts(store, &arena, &all, &count, why);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        others += all[i].id != account->id && all[i].role == ROLE_ADMINISTRATOR &&
                          !all[i].disabled && all[i].has_password
                      ? 1
                      : 0;
    }
    arena_release(&arena);
    if (status == STATUS_OK && others == 0) {
        return fail(why, STATUS_CONFLICT,
                    "\"%.*s\" is the last administrator. Make another one first.",
                    STR_ARGS(account->name));
    }
    return status;
}

enum status work_account_role(struct store *store, const struct account *account, enum role role,
                              const struct account_change *by, struct failure *why)
{
    char detail[64];
    if (role == account->role) {
        return STATUS_OK;
    }
    TRY(check_last(store, account, why));
    (void)snprintf(detail, sizeof detail, "%s, was %s", role_name(role), role_name(account->role));
    TRY(store_account_set_role(store, account->id, role, why));
    TRY(store_session_end(store, account->id, 0, 0, why));
    return work_account_note(store, by, "account-role", account, str_of(detail), why);
}

enum status work_account_disable(struct store *store, const struct account *account, bool disabled,
                                 const struct account_change *by, struct failure *why)
{
    if (disabled == account->disabled) {
        return STATUS_OK;
    }
    if (disabled) {
        TRY(check_last(store, account, why));
    }
    TRY(store_account_set_disabled(store, account->id, disabled, why));
    TRY(store_session_end(store, account->id, 0, 0, why));
    return work_account_note(store, by, disabled ? "account-disable" : "account-enable", account,
                             (struct str){0}, why);
}

/* ---- signing in ---- */

enum status work_sign_in(struct store *store, struct arena *arena, struct str name,
                         struct str password, struct account *account, struct failure *why)
{
    /* Of a password nobody knows, with the same costs: so an account that is not there takes as
     * long as a password that is wrong. */
    static const char nobody[] = "$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    struct failure reason;
    struct str hash = {0};
    char kept[crypto_pwhash_STRBYTES] = "";
    enum status status = STATUS_NOT_FOUND;
    if (sodium_init() < 0) {
        return fail_memory(why);
    }
    if (account_check_name(name, &reason) == STATUS_OK) {
        status = store_account_find(store, arena, name, 0, account, &hash, &reason);
    }
    if (status != STATUS_OK && status != STATUS_NOT_FOUND) {
        *why = reason;
        return status;
    }
    const bool there = status == STATUS_OK && hash.length > 0 && hash.length < sizeof kept;
    memcpy(kept, there ? hash.at : nobody, there ? hash.length : sizeof nobody);
    const bool right =
        password.length <= PASSWORD_MOST &&
        crypto_pwhash_str_verify(kept, password.at ? password.at : "", password.length) == 0;
    if (!there || !right || account->disabled) {
        return fail(why, STATUS_NOT_FOUND, "The name or the password is wrong.");
    }
    account->weak = crypto_pwhash_str_needs_rehash(kept, HASH_PASSES, HASH_MEMORY) != 0;
    return STATUS_OK;
}

enum status work_password_renew(struct store *store, const struct account *account,
                                struct str password, const struct account_change *by,
                                struct failure *why)
{
    char hash[crypto_pwhash_STRBYTES];
    TRY(hash_password(password, hash, why));
    TRY(store_account_set_password(store, account->id, str_of(hash), why));
    return work_account_note(store, by, "password-renew", account, (struct str){0}, why);
}

/* ---- sessions ---- */

bool session_is_half(const struct session *session, const struct account *account)
{
    return account->has_second && !session->second;
}

enum status work_session_begin(struct store *store, struct session *session,
                               const struct account *account, long long now, char token[TOKEN_TEXT],
                               struct failure *why)
{
    session->account = account->id;
    TRY(token_make(token, session->hash, why));
    session->began = session->used = now;
    TRY(store_sessions_expire(store, now - SESSION_LONGEST, now - SESSION_IDLE, why));
    TRY(store_session_add(store, session, why));
    const struct audit_entry entry = {.account = account->id,
                                      .who = account->name,
                                      .action = session_is_half(session, account) ? "sign-in-half"
                                                                                  : "sign-in",
                                      .address = session->address};
    return store_audit(store, &entry, why);
}

enum status work_session_find(struct store *store, struct arena *arena, struct str token,
                              long long now, struct session *session, struct account *account,
                              struct failure *why)
{
    unsigned char hash[HASH_BYTES];
    if (!token_hash(token, hash)) {
        return fail(why, STATUS_NOT_FOUND, "There is no such session.");
    }
    TRY(store_session_find(store, arena, hash, session, account, why));
    const bool late = session_is_half(session, account) && now - session->began >= SESSION_HALF;
    /* A clock that was set back ends sessions too: nobody knows how old they are. */
    const bool over = late || now - session->began >= SESSION_LONGEST ||
                      now - session->used >= SESSION_IDLE || session->began > now + SESSION_NOTED;
    return over || account->disabled ? fail(why, STATUS_NOT_FOUND, "The session is over.")
                                     : STATUS_OK;
}
