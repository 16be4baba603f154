/*
 * Links that are good once and for a while: to choose one's password, and, where there is no
 * account yet, to make the first one, an administrator's. Only the hash of a link's key is kept.
 */
#ifndef WORK_INVITATIONS_H
#define WORK_INVITATIONS_H

#include "work/accounts.h"

#define SET_UP_SECONDS (15 * 60)
#define INVITATION_SECONDS (72 * 60 * 60)

/* A key for the first account. *@needed: there is none yet (else no key is made). */
MUST_CHECK enum status work_set_up_offer(struct store *store, long long now, bool *needed,
                                         char key[TOKEN_TEXT], struct failure *why);

/* A key for @account; one it had before is good no more. */
MUST_CHECK enum status work_invite(struct store *store, const struct account *account,
                                   long long now, const struct account_change *by,
                                   char key[TOKEN_TEXT], struct failure *why);

/*
 * Whose key it is: an account, or for the first account one with .id 0. STATUS_NOT_FOUND when it is
 * nobody's, is over or was used, when the account is disabled, or there is a first account by now.
 */
MUST_CHECK enum status work_invitation_look(struct store *store, struct arena *arena,
                                            struct str key, long long now, struct account *account,
                                            struct failure *why);

/*
 * Uses the key: gives account @name (only for the first account; else the invited one) the
 * password. Fails as the function above, and as work_account_add(). Within a transaction.
 */
MUST_CHECK enum status work_invitation_take(struct store *store, struct arena *arena,
                                            struct str key, long long now, struct str name,
                                            struct str password, struct str address,
                                            struct account *account, struct failure *why);

#endif
