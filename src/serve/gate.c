#include "serve/gate.h"

#include "serve/page.h"

#include <stdio.h>
#include <strings.h>
#include <time.h>

/* ---- who it is ---- */

/* Writes down that the session was used; when somebody else is writing, another time will do. */
static void note_use(struct visit *visit, const struct session *session, long long now)
{
    struct site *site = visit->site;
    struct store *store = site->work->store;
    struct failure why;
    if (now - session->used < SESSION_NOTED || pthread_mutex_trylock(&site->writing) != 0) {
        return;
    }
    enum status status = store_begin(store, &why);
    if (status == STATUS_OK) {
        status = store_session_used(store, session->id, now, &why);
        if (status != STATUS_OK || store_commit(store, &why) != STATUS_OK) {
            store_rollback(store);
        }
    }
    (void)pthread_mutex_unlock(&site->writing);
}

enum status gate_recognise(struct visit *visit)
{
    const char *token = visit->request->cookie_session;
    const long long now = (long long)time(NULL);
    struct session session;
    if (!token) {
        return STATUS_OK;
    }
    struct account *account = arena_alloc(visit->arena, sizeof *account);
    if (!account) {
        return fail_memory(&visit->why);
    }
    const enum status status = work_session_find(visit->store, visit->arena, str_of(token), now,
                                                 &session, account, &visit->why);
    if (status == STATUS_OK && session_is_half(&session, account)) {
        visit->pending = account;
    } else if (status == STATUS_OK) {
        visit->account = account;
        note_use(visit, &session, now);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

const char *gate_cookie_name(bool secure)
{
    return secure ? "__Host-session" : "session";
}

const char *gate_cookie(struct visit *visit, const char *token)
{
    const bool secure = visit->site->secure;
    return arena_printf(visit->arena, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s",
                        gate_cookie_name(secure), token, secure ? "; Secure" : "",
                        *token ? "" : "; Max-Age=0");
}

/* ---- whether they may ---- */

/* Browsers say where a request comes from; older ones only the origin, which must be this host. */
static bool comes_from_here(const struct visit *visit)
{
    const struct request *request = visit->request;
    const char *scheme = visit->site->secure ? "https://" : "http://";
    const size_t length = strlen(scheme);
    if (request->fetch_site) {
        return strcmp(request->fetch_site, "same-origin") == 0;
    }
    return request->origin && request->host && strncmp(request->origin, scheme, length) == 0 &&
           strcasecmp(request->origin + length, request->host) == 0;
}

static const char *methods_of(const struct route *route)
{
    const bool get = route->methods & GET, post = route->methods & POST;
    return get && post ? "GET, HEAD, POST, OPTIONS" : post ? "POST, OPTIONS" : "GET, HEAD, OPTIONS";
}

static void refuse(struct visit *visit, unsigned status, const char *words)
{
    if (site_refuse(visit, status, words) != STATUS_OK) {
        visit->response->status = status;
    }
}

static void send_to_sign_in(struct visit *visit)
{
    struct buf to;
    if (visit->form != FORM_HTML) {
        refuse(visit, 401, t(visit, "Sign in first."));
        return;
    }
    if (visit->request->field_count > 0) {
        show_again(visit);
        return;
    }
    buf_init(&to, (size_t)64 * 1024);
    buf_text(&to, "/sign-in?to=");
    html_url_part(&to, visit->request->address);
    buf_text(&to, visit->request->cookie_session ? "&ended=1" : "");
    if (site_see_other(visit, buf_view(&to)) != STATUS_OK) {
        refuse(visit, 401, t(visit, "Sign in first."));
    }
    buf_release(&to);
}

/* 403, with a line in the audit; or where only the second step is missing, to where it is set up.
 */
static void refuse_account(struct visit *visit, enum capability capability)
{
    struct store *store = NULL;
    struct account with_second = *visit->account;
    with_second.second = true;
    if (visit->form == FORM_HTML && account_may(&with_second, capability) &&
        site_see_other(visit, str_of("/me/second-step")) == STATUS_OK) {
        return;
    }
    if (site_write_begin(visit, &store, &visit->why) == STATUS_OK) {
        const enum status status =
            site_audit(visit, store, "denied", visit->request->path, (struct str){0});
        if (site_write_end(visit, store, status) != STATUS_OK) {
            (void)fprintf(stderr, "crosscut: %s\n", visit->why.text);
        }
    }
    refuse(visit, 403, t(visit, "Your role does not reach so far."));
}

bool gate_lets_in(struct visit *visit, const struct route *route)
{
    const bool post = visit_is_post(visit);
    if (!(route->methods & (post ? POST : GET))) {
        visit->response->allow = methods_of(route);
        refuse(visit, 405, t(visit, "This address is not asked in this way."));
        return false;
    }
    if (post && visit->request->json.length > 0 && !(route->methods & POST_JSON)) {
        refuse(visit, 415, t(visit, "A form is expected here."));
        return false;
    }
    if (post && !(route->methods & POST_READS) && !comes_from_here(visit)) {
        refuse(visit, 403, t(visit, "The form was not sent from a page of this site."));
        return false;
    }
    if (account_may(visit->account, route->capability)) {
        return true;
    }
    if (!visit->account) {
        send_to_sign_in(visit);
    } else {
        refuse_account(visit, route->capability);
    }
    return false;
}

bool gate_is_public(const struct visit *visit, const struct route *route)
{
    const bool writes = (route->methods & POST) && !(route->methods & POST_READS);
    return !visit->account && route->capability == CAPABILITY_PUBLIC && !writes &&
           !visit_is_post(visit);
}

bool gate_is_open(const struct visit *visit, const struct route *route)
{
    const bool writes = (route->methods & POST) && !(route->methods & POST_READS);
    return !visit->account && route->capability == CAPABILITY_PUBLIC && !writes &&
           (visit->form != FORM_HTML || (route->methods & DATA));
}

void gate_tell_methods(struct visit *visit, const struct route *route)
{
    visit->response->status = 204;
    visit->response->type = form_type(visit->form);
    visit->response->allow = methods_of(route);
    visit->response->open = gate_is_open(visit, route);
}
