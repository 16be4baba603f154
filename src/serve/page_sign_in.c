/* Signing in and out. */
#include "serve/forms.h"
#include "serve/gate.h"
#include "serve/sign_in.h"
#include "work/second.h"
#include "work/throttle.h"

#include <time.h>

enum status begin_session(struct visit *visit, const struct account *account, bool second)
{
    struct store *store = NULL;
    char token[TOKEN_TEXT];
    const struct account *before = visit->account ? visit->account : visit->pending;
    struct session session = {.second = second,
                              .agent = str_of(visit->request->user_agent),
                              .address = str_of(visit->request->client)};
    TRY(site_write_begin(visit, &store, &visit->why));
    enum status status = STATUS_OK;
    if (before) {
        status = store_session_end(store, before->id, before->session, 0, &visit->why);
    }
    if (status == STATUS_OK) {
        status =
            work_session_begin(store, &session, account, (long long)time(NULL), token, &visit->why);
    }
    TRY(site_write_end(visit, store, status));
    visit->response->cookie = gate_cookie(visit, token);
    return visit->response->cookie ? STATUS_OK : fail_memory(&visit->why);
}

/* After a session that has ended: that it has, and how many answers of a review wait in the
 * browser, as its script says. */
static void show_ended(struct visit *visit)
{
    const struct str waits = visit_parameter(visit, "waits");
    unsigned long long number = 0;
    for (size_t i = 0; i < waits.length && i < 6 && char_is_digit(waits.at[i]); i++) {
        number = number * 10 + (unsigned long long)(waits.at[i] - '0');
    }
    if (visit_parameter(visit, "ended").length == 0) {
        return;
    }
    buf_text(visit->out, "<p class=\"notice\" role=\"status\">");
    say_plain(visit, "Your session has ended. Sign in to go on where you were.");
    if (number > 0) {
        buf_char(visit->out, ' ');
        say_count(
            visit, number,
            "{0} answer waits in this browser; it is kept, and sent when you have signed in.",
            "{0} answers wait in this browser; they are kept, and sent when you have signed in.");
    }
    buf_text(visit->out, "</p>\n");
}

static void show_form(struct visit *visit, struct str to)
{
    struct buf *out = visit->out;
    const struct page page = {.title = t(visit, "Sign in")};
    page_begin(visit, &page);
    page_errors(visit);
    buf_text(out, "<h1>");
    html_text(out, page.title);
    buf_text(out, "</h1>\n");
    show_ended(visit);
    buf_text(out, "<p class=\"prose\">");
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

/*
 * Leaves a line in the audit, with the name only where there is such an account: another may be a
 * password, typed into the wrong field. There is a line in both cases, so that both take as long.
 */
static enum status note_refusal(struct visit *visit, struct str name)
{
    struct store *store = NULL;
    struct account account = {.id = 0};
    struct failure why;
    const enum status found =
        store_account_find(visit->store, visit->arena, name, 0, &account, NULL, &why);
    const char *target = found == STATUS_OK
                             ? arena_printf(visit->arena, "account:%.*s", STR_ARGS(account.name))
                             : NULL;
    TRY(site_write_begin(visit, &store, &visit->why));
    return site_write_end(
        visit, store, site_audit(visit, store, "sign-in-refused", str_of(target), (struct str){0}));
}

/* False when there were too many attempts; the answer says so and how long to wait. */
static bool may_try(struct visit *visit, struct str name)
{
    const unsigned wait = throttle_try(visit->site->throttle, name, str_of(visit->request->client),
                                       (long long)time(NULL));
    if (wait > 0) {
        form_wrong(visit, NULL, t(visit, "There were too many attempts. Wait a minute."));
        visit->response->status = 429;
        visit->response->retry = wait;
    }
    return wait == 0;
}

/* Where it is kept at a lower cost than today's. */
static enum status renew_password(struct visit *visit, const struct account *account)
{
    struct store *store = NULL;
    const struct account_change by = {account->id, account->name, str_of(visit->request->client)};
    if (!account->weak) {
        return STATUS_OK;
    }
    TRY(site_write_begin(visit, &store, &visit->why));
    return site_write_end(
        visit, store,
        work_password_renew(store, account, visit_field(visit, "password"), &by, &visit->why));
}

/* Takes name and password. Nothing in the form is wrong when they are right. */
static enum status take_password(struct visit *visit, struct account *account)
{
    const struct str name = visit_field(visit, "name");
    if (!may_try(visit, name)) {
        return STATUS_OK;
    }
    const enum status status = work_sign_in(visit->store, visit->arena, name,
                                            visit_field(visit, "password"), account, &visit->why);
    if (status == STATUS_OK) {
        /* With a second step the first alone is no success: it may be guessed after it. */
        if (!account->has_second) {
            throttle_succeeded(visit->site->throttle, name, str_of(visit->request->client));
        }
        TRY(renew_password(visit, account));
        return begin_session(visit, account, false);
    }
    if (status != STATUS_NOT_FOUND) {
        return status;
    }
    form_wrong(visit, "name", t(visit, "The name or the password is wrong."));
    return note_refusal(visit, name);
}

enum status password_again(struct visit *visit, struct str password, bool *right)
{
    struct account account;
    const struct str name = visit->account->name;
    *right = false;
    if (!may_try(visit, name)) {
        return STATUS_OK;
    }
    const enum status status =
        work_sign_in(visit->store, visit->arena, name, password, &account, &visit->why);
    *right = status == STATUS_OK;
    if (*right) {
        throttle_succeeded(visit->site->throttle, name, str_of(visit->request->client));
    } else if (status == STATUS_NOT_FOUND) {
        form_wrong(visit, "password", t(visit, "The password is wrong."));
        return note_refusal(visit, name);
    }
    return status;
}

/* Where the second step is taken, with where one wants to go. */
static enum status ask_for_code(struct visit *visit, struct str to)
{
    struct buf path;
    buf_init(&path, (size_t)64 * 1024);
    buf_text(&path, "/sign-in/code?to=");
    html_url_part(&path, to);
    const enum status status = site_see_other(visit, buf_view(&path));
    buf_release(&path);
    return status;
}

enum status page_sign_in(struct visit *visit)
{
    const bool post = visit_is_post(visit);
    const struct str to = post ? visit_field(visit, "to") : visit_parameter(visit, "to");
    struct account account = {.id = 0};
    if (!post && visit->account) {
        return site_see_other(visit, to);
    }
    if (post) {
        TRY(take_password(visit, &account));
        if (visit->error_count == 0) {
            return account.has_second ? ask_for_code(visit, to) : site_see_other(visit, to);
        }
    }
    show_form(visit, to);
    return STATUS_OK;
}

/* ---- the second step ---- */

static void show_code_form(struct visit *visit, struct str to)
{
    struct buf *out = visit->out;
    const struct page page = {.title = t(visit, "The second step")};
    page_begin(visit, &page);
    page_errors(visit);
    buf_text(out, "<h1>");
    html_text(out, page.title);
    buf_text(out, "</h1>\n");
    form_begin(visit, "/sign-in/code");
    form_hidden(visit, "to", to);
    form_text(visit,
              &(struct form_field){
                  .name = "code",
                  .label = t(visit, "Code"),
                  .hint = t(visit, "The six digits that your telephone shows, or a recovery code."),
                  .complete = "one-time-code",
                  .most = 64,
                  .required = true});
    form_submit(visit, t(visit, "Sign in"));
    form_end(visit);
    page_end(visit);
}

static enum status take_code(struct visit *visit)
{
    struct store *store = NULL;
    const struct account *account = visit->pending;
    const struct account_change by = {account->id, account->name, str_of(visit->request->client)};
    bool right = false;
    if (!may_try(visit, account->name)) {
        return STATUS_OK;
    }
    TRY(site_write_begin(visit, &store, &visit->why));
    enum status status = work_second_check(store, account, visit_field(visit, "code"),
                                           (long long)time(NULL), &by, &right, &visit->why);
    if (status == STATUS_OK && !right) {
        status =
            work_account_note(store, &by, "code-refused", account, (struct str){0}, &visit->why);
    }
    TRY(site_write_end(visit, store, status));
    if (!right) {
        form_wrong(visit, "code", t(visit, "The code is wrong, or was used before."));
        return STATUS_OK;
    }
    throttle_succeeded(visit->site->throttle, account->name, by.address);
    return begin_session(visit, account, true);
}

enum status page_sign_in_code(struct visit *visit)
{
    const bool post = visit_is_post(visit);
    const struct str to = post ? visit_field(visit, "to") : visit_parameter(visit, "to");
    if (visit->account) {
        return site_see_other(visit, to);
    }
    if (!visit->pending) {
        if (post) {
            form_wrong(visit, NULL, t(visit, "That took too long. Please begin again."));
        }
        show_form(visit, to);
        return STATUS_OK;
    }
    if (post) {
        TRY(take_code(visit));
        if (visit->error_count == 0) {
            return site_see_other(visit, to);
        }
    }
    show_code_form(visit, to);
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
