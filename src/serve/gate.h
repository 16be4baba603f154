/*
 * Who comes in: the one place where a visit's account is found, where methods and capabilities of a
 * route are held against it, and where a POST has to show that it comes from a page of this site.
 */
#ifndef SERVE_GATE_H
#define SERVE_GATE_H

#include "serve/route.h"

/* Sets visit->account by the session's cookie, or visit->pending; neither for a cookie that is
 * nobody's. Needs visit->store. */
MUST_CHECK enum status gate_recognise(struct visit *visit);

/*
 * True when the visit may go on. Otherwise the answer is made: 405 for a method that the route has
 * not, 415 for a body it does not take, 403 for a POST from elsewhere and for an account without
 * the capability, and for nobody 303 to the page for signing in (401 as data).
 */
bool gate_lets_in(struct visit *visit, const struct route *route);

/* again.c: the page that keeps what a form brought when nobody is signed in any more; 401. */
void show_again(struct visit *visit);

/* Whether the answer is the same for everybody, and may have an ETag. */
bool gate_is_public(const struct visit *visit, const struct route *route);

/* Whether programs in pages of other sites may read the answer: public data, never a page, and
 * nothing that depends on who asks. */
bool gate_is_open(const struct visit *visit, const struct route *route);

/* The answer to OPTIONS: 204 with the methods there are. */
void gate_tell_methods(struct visit *visit, const struct route *route);

/* What the cookie is called: by https so that no other site of the same domain can set it. */
const char *gate_cookie_name(bool secure);

/* The Set-Cookie that begins a session (its token), or ends it ("", which removes the cookie). */
const char *gate_cookie(struct visit *visit, const char *token);

#endif
