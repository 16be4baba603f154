/* What the pages for signing in share. */
#ifndef SERVE_SIGN_IN_H
#define SERVE_SIGN_IN_H

#include "serve/site.h"

/* Begins a session for @account and says so to the browser; @second: the second step was taken. A
 * session that was there ends: the new one has another token in any case. */
MUST_CHECK enum status begin_session(struct visit *visit, const struct account *account,
                                     bool second);

/*
 * Whether @password is the account's own: asked for again before something that matters. When it is
 * not, or was tried too often, the form says so at "password".
 */
MUST_CHECK enum status password_again(struct visit *visit, struct str password, bool *right);

/* In a form with a password: whose it is, for the browser that keeps passwords. Nobody sees it. */
void form_username(struct visit *visit);

/* The rules for a password, in one sentence, translated. */
const char *password_hint(const struct visit *visit);

/* Says in the form what account_check_password() or account_check_name() found (in @why): at the
 * field @field. */
void password_wrong(struct visit *visit, const char *field, const struct failure *why);

#endif
