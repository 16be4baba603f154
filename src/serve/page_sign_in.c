/* Signing in and out. */
#include "serve/forms.h"
#include "serve/gate.h"
#include "serve/sign_in.h"
#include "work/throttle.h"

#include <time.h>

enum status begin_session(struct visit *visit, const struct account *account)
{
    struct store *store = NULL;
    char token[TOKEN_TEXT];
    struct session session = {.account = account->id,
                              .agent = str_of(visit->request->user_agent),
                              .address = str_of(visit->request->client)};
    TRY(site_write_begin(visit, &store, &visit->why));
    enum status status = STATUS_OK;
    if (visit->account) {
        status =
            store_session_end(store, visit->account->id, visit->account->session, 0, &visit->why);
    }
    if (status == STATUS_OK) {
        status = work_session_begin(store, &session, account->name, (long long)time(NULL), token,
                                    &visit->why);
    }
    TRY(site_write_end(visit, store, status));
    visit->response->cookie = gate_cookie(visit, token);
    return visit->response->cookie ? STATUS_OK : fail_memory(&visit->why);
}

static void show_form(struct visit *visit, struct str to)
{
    struct buf *out = visit->out;
    const struct page page = {.title = t(visit, "Sign in")};
    page_begin(visit, &page);
    page_errors(visit);
    buf_text(out, "<h1>");
    html_text(out, page.title);
    buf_text(out, "</h1>\n<p class=\"prose\">");
    say_plain(visit, "Reading needs no account. Sign in to review or to edit.");
    buf_text(out, "</p>\n");
    form_begin(visit, "/sign-in");
    form_hidden(visit, "to", to);
    form_text(visit, &(struct form_field){.name = "name",
                                          .label = t(visit, "Name"),
                                          .value = visit_field(visit, "name"),
                                          .complete = "username",
                                          .most = ACCOUNT_NAME_MOST,
                                          .required = true});
    form_text(visit, &(struct form_field){.name = "password",
                                          .label = t(visit, "Password"),
                                          .type = "password",
                                          .complete = "current-password",
                                          .required = true});
    form_submit(visit, t(visit, "Sign in"));
    form_end(visit);
    page_end(visit);
}

/* Leaves a line in the audit where there is such an account. Of other names nothing is kept: they
 * may be passwords, typed into the wrong field. */
static enum status note_refusal(struct visit *visit, struct str name)
{
    struct store *store = NULL;
    struct account account;
    if (store_account_find(visit->store, visit->arena, name, 0, &account, NULL, &visit->why) !=
        STATUS_OK) {
        return STATUS_OK;
    }
    TRY(site_write_begin(visit, &store, &visit->why));
    const struct account_change by = {.who = str_of(""), .address = str_of(visit->request->client)};
    return site_write_end(
        visit, store,
        work_account_note(store, &by, "sign-in-refused", &account, (struct str){0}, &visit->why));
}

/* STATUS_OK with *@signed_in, or without and with what is wrong in the form. */
static enum status try_sign_in(struct visit *visit, bool *signed_in)
{
    struct throttle *throttle = visit->site->throttle;
    const struct str name = visit_field(visit, "name");
    const struct str address = str_of(visit->request->client);
    struct account account;
    const unsigned wait = throttle_try(throttle, name, address, (long long)time(NULL));
    *signed_in = false;
    if (wait > 0) {
        form_wrong(visit, NULL, t(visit, "There were too many attempts. Wait a minute."));
        visit->response->status = 429;
        visit->response->retry = wait;
        return STATUS_OK;
    }
    const enum status status = work_sign_in(visit->store, visit->arena, name,
                                            visit_field(visit, "password"), &account, &visit->why);
    if (status == STATUS_OK) {
        throttle_succeeded(throttle, name, address);
        *signed_in = true;
        return begin_session(visit, &account);
    }
    if (status != STATUS_NOT_FOUND) {
        return status;
    }
    form_wrong(visit, "name", t(visit, "The name or the password is wrong."));
    return note_refusal(visit, name);
}

enum status page_sign_in(struct visit *visit)
{
    const bool post = visit_is_post(visit);
    const struct str to = post ? visit_field(visit, "to") : visit_parameter(visit, "to");
    bool signed_in = !post && visit->account;
    if (post) {
        TRY(try_sign_in(visit, &signed_in));
    }
    if (signed_in) {
        return site_see_other(visit, to);
    }
    show_form(visit, to);
    return STATUS_OK;
}

enum status page_sign_out(struct visit *visit)
{
    struct store *store = NULL;
    if (visit->account) {
        TRY(site_write_begin(visit, &store, &visit->why));
        enum status status =
            store_session_end(store, visit->account->id, visit->account->session, 0, &visit->why);
        if (status == STATUS_OK) {
            status = site_audit(visit, store, "sign-out", (struct str){0}, (struct str){0});
        }
        TRY(site_write_end(visit, store, status));
    }
    visit->response->cookie = gate_cookie(visit, "");
    return visit->response->cookie ? site_see_other(visit, str_of("/")) : fail_memory(&visit->why);
}
