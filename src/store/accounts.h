/*
 * Accounts, their sessions, and the audit: who did what. Rows written here are no data of the
 * register: they do not change its revision (store_revision()), so that nothing which is kept by it
 * is made again because somebody signed in.
 *
 * Times are seconds since 1970, UTC. No password, token or key is ever kept, only what proves it.
 */
#ifndef STORE_ACCOUNTS_H
#define STORE_ACCOUNTS_H

#include "store/store.h"

/* What a person is here for. What each may do: work/accounts.h. */
enum role {
    ROLE_READER,
    ROLE_CONTRIBUTOR,
    ROLE_REVIEWER,
    ROLE_EDITOR,
    ROLE_OFFICER, /* for personal data */
    ROLE_ADMINISTRATOR,
    ROLE_COUNT
};

const char *role_name(enum role role); /* "reader" … */
bool role_of_name(struct str name, enum role *role);

struct account {
    long long id;
    struct str name;  /* to sign in with: small letters, unique */
    struct str email; /* or empty */
    enum role role;
    bool disabled;
    struct str made; /* when, as text */
    bool has_password;
    bool has_second; /* a second step has been set up */
    bool weak;       /* set by work_sign_in(): its password is kept at a lower cost than today's */
    long long session; /* of the visit at hand; 0: none */
    bool second;       /* its session was begun with the second step */
};

#define HASH_BYTES 32

struct session {
    long long id, account;
    unsigned char hash[HASH_BYTES]; /* of its token */
    long long began, used;
    bool second;
    struct str agent, address; /* what browser, from where; may be empty */
};

/* ---- accounts ---- */

/*
 * Adds an account; sets account->id. @password: its argon2id hash, or empty: none yet.
 * STATUS_CONFLICT when the name is taken. Within a transaction, as all that writes here. From now
 * on the file is not for everybody on the machine to read.
 */
MUST_CHECK enum status store_account_add(struct store *store, struct account *account,
                                         struct str password, struct failure *why);

/* By name, or (when @name is empty) by @id. STATUS_NOT_FOUND with words. Texts go to @arena; so
 * does *@password, the hash (empty: none); @password may be NULL. */
MUST_CHECK enum status store_account_find(struct store *store, struct arena *arena, struct str name,
                                          long long id, struct account *account,
                                          struct str *password, struct failure *why);

/* All of them, by name. */
MUST_CHECK enum status store_accounts(struct store *store, struct arena *arena,
                                      struct account **accounts, size_t *count,
                                      struct failure *why);

MUST_CHECK enum status store_account_set_password(struct store *store, long long id,
                                                  struct str password, struct failure *why);
MUST_CHECK enum status store_account_set_role(struct store *store, long long id, enum role role,
                                              struct failure *why);
MUST_CHECK enum status store_account_set_disabled(struct store *store, long long id, bool disabled,
                                                  struct failure *why);

/* ---- sessions ---- */

/* Adds a session; sets session->id. */
MUST_CHECK enum status store_session_add(struct store *store, struct session *session,
                                         struct failure *why);

/* The session of a token's hash and whose it is; STATUS_NOT_FOUND when there is none. */
MUST_CHECK enum status store_session_find(struct store *store, struct arena *arena,
                                          const unsigned char hash[HASH_BYTES],
                                          struct session *session, struct account *account,
                                          struct failure *why);

/* Those of an account, the last used first. */
MUST_CHECK enum status store_sessions(struct store *store, struct arena *arena, long long account,
                                      struct session **sessions, size_t *count,
                                      struct failure *why);

MUST_CHECK enum status store_session_used(struct store *store, long long id, long long used,
                                          struct failure *why);

/* Ends one session of an account, or with @id 0 all but @except (0: all). */
MUST_CHECK enum status store_session_end(struct store *store, long long account, long long id,
                                         long long except, struct failure *why);

/* Forgets sessions begun, or last used, at these times or before. */
MUST_CHECK enum status store_sessions_expire(struct store *store, long long began, long long used,
                                             struct failure *why);

/* ---- invitations ---- */

/*
 * Keeps the hash of a link's key: to choose the password of @account, or with @account 0 to make
 * the first one. A former one for the same account is good no more.
 */
MUST_CHECK enum status store_invite(struct store *store, const unsigned char hash[HASH_BYTES],
                                    long long account, long long ends, struct failure *why);

/* Whose link it is (0: the first account's) and until when; STATUS_NOT_FOUND when there is none. */
MUST_CHECK enum status store_invitation(struct store *store, const unsigned char hash[HASH_BYTES],
                                        long long *account, long long *ends, struct failure *why);
MUST_CHECK enum status store_uninvite(struct store *store, long long account, struct failure *why);

/* ---- the second step ---- */

/* A secret, sealed (work/vault.h), that the account has not shown yet that it has; a former one and
 * its codes go. With @secret.at NULL there is no second step any more. */
MUST_CHECK enum status store_second_set(struct store *store, long long account, struct str secret,
                                        struct failure *why);
MUST_CHECK enum status store_second_confirm(struct store *store, long long account,
                                            struct failure *why);

#define SEALED_MAX 256

/* The secret (STATUS_NOT_FOUND: none), whether it is confirmed, and the last step used. */
struct second {
    char secret[SEALED_MAX];
    size_t length; /* of the secret */
    bool confirmed;
    long long step;
};
MUST_CHECK enum status store_second(struct store *store, long long account, struct second *second,
                                    struct failure *why);

/* Notes that @step was used; false in *@first when it, or a later one, was before. */
MUST_CHECK enum status store_second_use(struct store *store, long long account, long long step,
                                        bool *first, struct failure *why);

/* Codes for the day when the second step is lost: each is good once. Hashes are kept. */
MUST_CHECK enum status store_recovery_add(struct store *store, long long account,
                                          const unsigned char hash[HASH_BYTES],
                                          struct failure *why);
MUST_CHECK enum status store_recovery_use(struct store *store, long long account,
                                          const unsigned char hash[HASH_BYTES], bool *used,
                                          struct failure *why);
MUST_CHECK enum status store_recovery_count(struct store *store, long long account,
                                            unsigned long long *count, struct failure *why);

/* ---- the audit ---- */

struct audit_entry {
    long long id;
    struct str at;      /* set by store_audit() */
    long long account;  /* who; 0: nobody signed in, or the command line */
    struct str who;     /* their name */
    const char *action; /* one word: "sign-in", "confirm", "edit", "restore" … */
    struct str target;  /* of what: "project:X-1"; or empty */
    struct str detail;  /* or empty; never a secret, never a personal value */
    struct str address; /* from where; or empty */
    unsigned char hash[HASH_BYTES];
};

/* Adds an entry, in the transaction of what it tells of. Entries are never changed or removed. */
MUST_CHECK enum status store_audit(struct store *store, const struct audit_entry *entry,
                                   struct failure *why);

/* What is asked of the audit; empty texts: anything. */
struct audit_filter {
    struct str who, action, target;
};

/* The entries that fit, the newest first: at most @limit of them (0: all) after the first @from;
 * and how many there are in all. */
MUST_CHECK enum status store_audit_list(struct store *store, struct arena *arena,
                                        const struct audit_filter *filter, unsigned long long from,
                                        size_t limit, struct audit_entry **entries, size_t *count,
                                        unsigned long long *total, struct failure *why);

/* Where the chain ends: "NUMBER:HASH", to be noted elsewhere; empty while there is no entry. */
MUST_CHECK enum status store_audit_end(struct store *store, struct arena *arena, struct str *end,
                                       struct failure *why);

/*
 * Computes the whole chain again. STATUS_INTEGRITY, with the first entry that does not fit, when
 * one was changed, left out, put elsewhere or cut off at the end; or when @noted (an end that was
 * noted before, or empty) is not in the chain. *@count: entries that were looked at.
 */
MUST_CHECK enum status store_audit_verify(struct store *store, struct str noted,
                                          unsigned long long *count, struct failure *why);

#endif
