/*
 * The second step of signing in: a code from a telephone (work/totp.h), or one of ten recovery
 * codes, each good once. The secret, from which codes are computed, is kept sealed (work/vault.h);
 * recovery codes are kept as hashes.
 */
#ifndef WORK_SECOND_H
#define WORK_SECOND_H

#include "work/accounts.h"

#define SECRET_BYTES 20
#define SECRET_TEXT 33 /* base32, with a NUL */
#define RECOVERY_CODES 10
#define RECOVERY_TEXT 20 /* "ABCD-EFGH-IJKL-MNOP", with a NUL: 80 bits */

/* Makes a secret that takes effect when its first code is shown; a former second step is gone. */
MUST_CHECK enum status work_second_begin(struct store *store, const struct account *account,
                                         const struct account_change *by, struct failure *why);

/* The secret as text, while it is not confirmed (STATUS_NOT_FOUND otherwise): it is shown no more
 * afterwards. */
MUST_CHECK enum status work_second_secret(struct store *store, const struct account *account,
                                          char text[SECRET_TEXT], struct failure *why);

/* The first code: *@right; then the second step is asked for from now on, and the recovery codes
 * are made. */
MUST_CHECK enum status work_second_confirm(struct store *store, const struct account *account,
                                           struct str code, long long now,
                                           const struct account_change *by, bool *right,
                                           char codes[RECOVERY_CODES][RECOVERY_TEXT],
                                           struct failure *why);

/* Whether @code is good, which it then is no more. A recovery code leaves a line in the audit. */
MUST_CHECK enum status work_second_check(struct store *store, const struct account *account,
                                         struct str code, long long now,
                                         const struct account_change *by, bool *right,
                                         struct failure *why);

MUST_CHECK enum status work_second_drop(struct store *store, const struct account *account,
                                        const struct account_change *by, struct failure *why);

#endif
