/* The accounts, for administrators: the list, inviting somebody, and one account. */
#include "serve/forms.h"
#include "serve/route.h"
#include "serve/sign_in.h"
#include "work/invitations.h"
#include "work/second.h"

#include <time.h>

static void begin_page(struct visit *visit, const char *title)
{
    const struct page page = {.title = title};
    page_begin(visit, &page);
    page_errors(visit);
    buf_text(visit->out, "<h1 id=\"title\">");
    html_text(visit->out, title);
    buf_text(visit->out, "</h1>\n");
}

/* The roles to choose from; @role is chosen. */
static void choose_role(struct visit *visit, struct str role)
{
    struct form_option options[ROLE_COUNT];
    for (enum role r = ROLE_READER; r < ROLE_COUNT; r++) {
        options[r] = (struct form_option){str_of(role_name(r)), role_label(visit, r)};
    }
    form_select(visit,
                &(struct form_field){
                    .name = "role", .label = t(visit, "Role"), .value = role, .required = true},
                options, ROLE_COUNT);
}

/* The link by which the account's password is chosen: shown once. */
static void show_link(struct visit *visit, const struct account *account, const char *key)
{
    struct buf *out = visit->out;
    const char *host = visit->request->host ? visit->request->host : "";
    begin_page(visit, t(visit, "Invitation"));
    const struct str values[] = {account->name};
    buf_text(out, "<p class=\"done\" role=\"status\">");
    say(visit, "Give this link to {0}. It is good once, for three days, and is not shown again.",
        values, COUNT_OF(values));
    buf_text(out, "</p>\n<p><code class=\"secret\">");
    buf_text(out, visit->site->secure ? "https://" : "http://");
    html_text(out, host);
    buf_text(out, "/invitation/");
    html_text(out, key);
    buf_text(out, "</code></p>\n<p><a href=\"");
    address_of_path(visit, "/admin/users");
    buf_text(out, "\">");
    say_plain(visit, "Accounts");
    buf_text(out, "</a></p>\n");
    page_end(visit);
}

/* ---- the list ---- */

static const char *state_of(const struct visit *visit, const struct account *account)
{
    return account->disabled        ? t(visit, "disabled")
           : !account->has_password ? t(visit, "invited")
           : account->has_second    ? t(visit, "with a second step")
                                    : t(visit, "without a second step");
}

static void show_account(struct visit *visit, const struct account *account)
{
    struct buf *out = visit->out;
    const char *path[] = {"admin", "users", arena_copy(visit->arena, account->name)};
    buf_text(out, "<tr><th scope=\"row\"><a href=\"");
    address_path(visit, path, path[2] ? 3 : 2);
    buf_text(out, "\">");
    html_str(out, account->name);
    buf_text(out, "</a></th><td>");
    html_str(out, account->email);
    buf_text(out, "</td><td>");
    html_text(out, role_label(visit, account->role));
    buf_text(out, "</td><td>");
    html_text(out, state_of(visit, account));
    buf_text(out, "</td><td class=\"date\">");
    html_str(out, (struct str){account->made.at, account->made.length < 10 ? 0 : 10});
    buf_text(out, "</td></tr>\n");
}

static enum status show_accounts(struct visit *visit)
{
    static const char *const heads[] = {N_("Name"), N_("E-mail"), N_("Role"), N_("State"),
                                        N_("Made")};
    struct buf *out = visit->out;
    struct account *accounts = NULL;
    size_t count = 0;
    TRY(store_accounts(visit->store, visit->arena, &accounts, &count, &visit->why));
    begin_page(visit, t(visit, "Accounts"));
    buf_text(out, "<div class=\"rows\" role=\"region\" tabindex=\"0\" aria-labelledby=\"title\">"
                  "<table aria-labelledby=\"title\">");
    table_heads(visit, heads, COUNT_OF(heads), -1);
    for (size_t i = 0; i < count; i++) {
        show_account(visit, &accounts[i]);
    }
    buf_text(out, "</tbody></table></div>\n<h2>");
    say_plain(visit, "Invite somebody");
    buf_text(out, "</h2>\n");
    const struct str role = visit_field(visit, "role");
    form_begin(visit, "/admin/users");
    form_text(visit, &(struct form_field){.name = "name",
                                          .label = t(visit, "Name"),
                                          .hint = t(visit, "Small letters and digits, to sign in "
                                                           "with."),
                                          .value = visit_field(visit, "name"),
                                          .complete = "off",
                                          .most = ACCOUNT_NAME_MOST,
                                          .required = true});
    form_text(visit, &(struct form_field){.name = "email",
                                          .label = t(visit, "E-mail"),
                                          .type = "email",
                                          .value = visit_field(visit, "email"),
                                          .complete = "off",
                                          .most = 254});
    choose_role(visit, role);
    form_submit(visit, t(visit, "Make an invitation"));
    form_end(visit);
    page_end(visit);
    return STATUS_OK;
}

/* Adds an account without a password and makes its link. */
static enum status add(struct visit *visit, struct account *account, char key[TOKEN_TEXT],
                       struct failure *why)
{
    struct store *store = NULL;
    const struct account_change by = visit_change(visit);
    TRY(site_write_begin(visit, &store, why));
    enum status status = work_account_add(store, account, (struct str){0}, &by, why);
    if (status == STATUS_OK) {
        status = work_invite(store, account, (long long)time(NULL), &by, key, why);
    }
    const enum status ended = site_write_end(visit, store, status);
    if (status == STATUS_OK && ended != STATUS_OK) {
        *why = visit->why;
    }
    return ended;
}

enum status page_users(struct visit *visit)
{
    struct account account = {.name = visit_field(visit, "name"),
                              .email = visit_field(visit, "email")};
    struct failure why;
    char key[TOKEN_TEXT];
    if (!visit_is_post(visit)) {
        return show_accounts(visit);
    }
    if (!role_of_name(visit_field(visit, "role"), &account.role)) {
        form_wrong(visit, "role", t(visit, "Choose a role."));
        return show_accounts(visit);
    }
    const enum status status = add(visit, &account, key, &why);
    if (status == STATUS_INPUT) {
        password_wrong(visit, str_starts(str_of(why.text), "A name") ? "name" : "email", &why);
    } else if (status == STATUS_CONFLICT) {
        form_wrong(visit, "name", t(visit, "There is an account of that name already."));
    } else if (status != STATUS_OK) {
        visit->why = why;
        return status;
    } else {
        show_link(visit, &account, key);
        return STATUS_OK;
    }
    return show_accounts(visit);
}

/* ---- one account ---- */

static void show_button(struct visit *visit, const char *action, const char *what,
                        const char *label)
{
    form_begin(visit, action);
    form_button(visit, "do", str_of(what), label);
    form_end(visit);
}

static void show_user(struct visit *visit, const struct account *account)
{
    struct buf *out = visit->out;
    const char *action = arena_printf(visit->arena, "/admin/users/%.*s", STR_ARGS(account->name));
    const struct str values[] = {str_of(role_label(visit, account->role)),
                                 str_of(state_of(visit, account))};
    begin_page(visit, arena_copy(visit->arena, account->name));
    buf_text(out, "<p class=\"prose\">");
    say(visit, "Role: {0}; {1}.", values, COUNT_OF(values));
    buf_text(out, " <a href=\"/audit?who=");
    html_url_part(out, account->name);
    address_keeps_language(visit, true);
    buf_text(out, "\">");
    say_plain(visit, "What this account did");
    buf_text(out, "</a></p>\n");
    if (!action) {
        page_end(visit);
        return;
    }
    form_begin(visit, action);
    choose_role(visit, str_of(role_name(account->role)));
    form_button(visit, "do", str_of("role"), t(visit, "Change the role"));
    form_end(visit);
    buf_text(out, "<p class=\"prose\">");
    say_plain(visit, "A change of role, and disabling, end all sessions of the account at once.");
    buf_text(out, "</p>\n<div class=\"buttons\">\n");
    if (account->disabled) {
        show_button(visit, action, "enable", t(visit, "Let it sign in again"));
    } else {
        show_button(visit, action, "disable", t(visit, "Disable"));
        show_button(visit, action, "end", t(visit, "End its sessions"));
        show_button(visit, action, "invite",
                    account->has_password ? t(visit, "Make a link for a new password")
                                          : t(visit, "Make another invitation"));
    }
    if (account->has_second) {
        show_button(visit, action, "second", t(visit, "Take its second step away"));
    }
    buf_text(out, "</div>\n");
    page_end(visit);
}

/* Does what was asked for; a key when it was a link. */
static enum status change(struct visit *visit, struct store *store, const struct account *account,
                          char key[TOKEN_TEXT], struct failure *why)
{
    const struct str what = visit_field(visit, "do");
    const struct account_change by = visit_change(visit);
    enum role role;
    if (str_is(what, "role") && role_of_name(visit_field(visit, "role"), &role)) {
        return work_account_role(store, account, role, &by, why);
    }
    if (str_is(what, "disable") || str_is(what, "enable")) {
        return work_account_disable(store, account, str_is(what, "disable"), &by, why);
    }
    if (str_is(what, "invite")) {
        return work_invite(store, account, (long long)time(NULL), &by, key, why);
    }
    if (str_is(what, "second")) {
        TRY(work_second_drop(store, account, &by, why));
    } else if (!str_is(what, "end")) {
        return fail(why, STATUS_USAGE, "%s", t(visit, "It is not said what to do."));
    }
    TRY(store_session_end(store, account->id, 0, 0, why));
    return work_account_note(store, &by, "sessions-end", account, (struct str){0}, why);
}

enum status page_user(struct visit *visit)
{
    struct store *store = NULL;
    struct account account;
    struct failure why = {STATUS_OK, ""};
    char key[TOKEN_TEXT] = "";
    TRY(store_account_find(visit->store, visit->arena, visit->segments[2], 0, &account, NULL,
                           &visit->why));
    if (!visit_is_post(visit)) {
        show_user(visit, &account);
        return STATUS_OK;
    }
    TRY(site_write_begin(visit, &store, &visit->why));
    const enum status done = change(visit, store, &account, key, &why);
    const enum status status = site_write_end(visit, store, done);
    if (done == STATUS_CONFLICT) {
        form_wrong(visit, NULL,
                   t(visit, "This is the last administrator. Make another one first."));
        show_user(visit, &account);
        return STATUS_OK;
    }
    if (done != STATUS_OK) {
        visit->why = why;
    }
    TRY(status);
    if (*key) {
        show_link(visit, &account, key);
        return STATUS_OK;
    }
    return site_see_other(visit, visit->request->path);
}
