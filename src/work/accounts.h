/*
 * People who sign in: what each role may do, passwords, sessions. Times are handed in as seconds
 * since 1970, so that tests can choose them.
 *
 * What changes something runs within the caller's transaction (site_write_begin() on the site) and
 * leaves its line in the audit there.
 */
#ifndef WORK_ACCOUNTS_H
#define WORK_ACCOUNTS_H

#include "store/accounts.h"
#include "work/token.h"

/* ---- what a role may do ---- */

enum capability {
    CAPABILITY_PUBLIC,    /* everybody, signed in or not */
    CAPABILITY_SIGNED_IN, /* every role */
    CAPABILITY_PROPOSE,  /* to write drafts that an editor accepts: contributor, and who may edit */
    CAPABILITY_REVIEW,   /* to decide on tags */
    CAPABILITY_EDIT,     /* to change records, and accept proposals */
    CAPABILITY_PERSONAL, /* to see personal data; only with a second step */
    CAPABILITY_ADMIN     /* accounts and the audit */
};

/* @account may be NULL: nobody is signed in. */
bool account_may(const struct account *account, enum capability capability);

const char *capability_name(enum capability capability); /* "public", "signed-in" … */

/* Whether an account with that role is of little use without a second step. */
bool role_needs_second(enum role role);

/* ---- passwords ---- */

#define PASSWORD_LEAST 12 /* characters */
#define PASSWORD_MOST 128 /* bytes */
#define ACCOUNT_NAME_MOST 64

/* STATUS_INPUT with words when @name can be no account's name: 2 to 64 of a-z 0-9 . _ - @, small,
 * beginning with a letter or digit. */
MUST_CHECK enum status account_check_name(struct str name, struct failure *why);

/* STATUS_INPUT with words: too short, too long, one character again and again, or the name
 * (NIST SP 800-63B 5.1.1.2; no rules of composition). */
MUST_CHECK enum status account_check_password(struct str password, struct str name,
                                              struct failure *why);

/*
 * Adds an account with a password (empty: none yet). @by: who adds it, for the audit. STATUS_INPUT
 * for a bad name, address or password, STATUS_CONFLICT for a name that is taken.
 */
struct account_change {
    long long account; /* who does it; 0: the command line */
    struct str who;    /* their name; "command line" */
    struct str address;
};
MUST_CHECK enum status work_account_add(struct store *store, struct account *account,
                                        struct str password, const struct account_change *by,
                                        struct failure *why);

/* Leaves a line in the audit: @by did @action to the account. */
MUST_CHECK enum status work_account_note(struct store *store, const struct account_change *by,
                                         const char *action, const struct account *account,
                                         struct str detail, struct failure *why);

/* Ends the account's sessions, but for @except. */
MUST_CHECK enum status work_account_password(struct store *store, const struct account *account,
                                             struct str password, long long except,
                                             const struct account_change *by, struct failure *why);

/* A new role, or an account that is disabled or not: both end all its sessions. STATUS_CONFLICT
 * when nobody would be left who can administer. */
MUST_CHECK enum status work_account_role(struct store *store, const struct account *account,
                                         enum role role, const struct account_change *by,
                                         struct failure *why);
MUST_CHECK enum status work_account_disable(struct store *store, const struct account *account,
                                            bool disabled, const struct account_change *by,
                                            struct failure *why);

/*
 * Looks whether the name and the password belong together; STATUS_NOT_FOUND, with the same words
 * and after the same time, when there is no such account, it is disabled or the password is wrong.
 * Takes 64 MiB and a tenth of a second or more (argon2id), so not within a transaction.
 */
MUST_CHECK enum status work_sign_in(struct store *store, struct arena *arena, struct str name,
                                    struct str password, struct account *account,
                                    struct failure *why);

/* Keeps the password, which was right just now, at today's cost: for an account that is .weak. */
MUST_CHECK enum status work_password_renew(struct store *store, const struct account *account,
                                           struct str password, const struct account_change *by,
                                           struct failure *why);

/* ---- sessions ---- */

#define SESSION_IDLE (30 * 60)         /* seconds without a visit */
#define SESSION_LONGEST (12 * 60 * 60) /* seconds in all */
#define SESSION_NOTED 60               /* its last use is written down once in so many seconds */

/*
 * Begins a session for @account (with session->second, .agent and .address) and gives the token for
 * the cookie; only its hash is kept. Sweeps up sessions that are over.
 */
MUST_CHECK enum status work_session_begin(struct store *store, struct session *session,
                                          const struct account *account, long long now,
                                          char token[TOKEN_TEXT], struct failure *why);

/* Whether it is only half begun: the account has a second step, which was not taken yet. */
bool session_is_half(const struct session *session, const struct account *account);

#define SESSION_HALF (5 * 60) /* seconds for the second step */

/* Whose token it is. STATUS_NOT_FOUND when it is nobody's, is over, or the account is disabled. */
MUST_CHECK enum status work_session_find(struct store *store, struct arena *arena, struct str token,
                                         long long now, struct session *session,
                                         struct account *account, struct failure *why);

#endif
