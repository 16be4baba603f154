/* One's own account: who one is, the password, and where one is signed in. */
#include "serve/forms.h"
#include "serve/route.h"
#include "serve/sign_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* ---- the account ---- */

void form_username(struct visit *visit)
{
    buf_text(visit->out, "<input type=\"text\" name=\"username\" autocomplete=\"username\" "
                         "hidden readonly value=\"");
    html_str(visit->out, visit->account->name);
    buf_text(visit->out, "\">\n");
}

static void show_link(struct visit *visit, const char *last, const char *words)
{
    const char *path[] = {"me", last};
    buf_text(visit->out, "<li><a href=\"");
    address_path(visit, path, 2);
    buf_text(visit->out, "\">");
    html_text(visit->out, words);
    buf_text(visit->out, "</a></li>\n");
}

static void show_me(struct visit *visit)
{
    struct buf *out = visit->out;
    const struct account *me = visit->account;
    const struct str values[] = {me->name, str_of(role_label(visit, me->role))};
    const struct page page = {.title = t(visit, "Your account")};
    page_begin(visit, &page);
    page_errors(visit);
    buf_text(out, "<h1>");
    html_text(out, page.title);
    buf_text(out, "</h1>\n");
    if (visit_parameter(visit, "changed").length > 0) {
        buf_text(out, "<p class=\"done\" role=\"status\">");
        say_plain(visit, "The password is changed; all other sessions are ended.");
        buf_text(out, "</p>\n");
    }
    buf_text(out, "<p class=\"prose\">");
    say(visit, "You are signed in as {0} ({1}).", values, COUNT_OF(values));
    buf_text(out, "</p>\n<ul>\n");
    show_link(visit, "sessions", t(visit, "Where you are signed in"));
    show_link(visit, "second-step",
              me->has_second ? t(visit, "The second step of signing in: set up")
                             : t(visit, "Set up a second step of signing in"));
    buf_text(out, "</ul>\n<h2>");
    say_plain(visit, "Change the password");
    buf_text(out, "</h2>\n");
    form_begin(visit, "/me");
    form_username(visit);
    form_text(visit, &(struct form_field){.name = "password",
                                          .label = t(visit, "The password until now"),
                                          .type = "password",
                                          .complete = "current-password",
                                          .required = true});
    form_text(visit, &(struct form_field){.name = "new",
                                          .label = t(visit, "The new password"),
                                          .hint = password_hint(visit),
                                          .type = "password",
                                          .complete = "new-password",
                                          .required = true});
    form_submit(visit, t(visit, "Change"));
    form_end(visit);
    page_end(visit);
}

/* Changes the password. What is wrong with either is in the form afterwards. */
static enum status change_password(struct visit *visit)
{
    struct store *store = NULL;
    struct failure why;
    const struct str password = visit_field(visit, "new");
    const struct account_change by = visit_change(visit);
    bool right = false;
    if (account_check_password(password, visit->account->name, &why) != STATUS_OK) {
        password_wrong(visit, "new", &why);
        return STATUS_OK;
    }
    const enum status status = password_again(visit, visit_field(visit, "password"), &right);
    if (status != STATUS_OK || !right) {
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    }
    TRY(site_write_begin(visit, &store, &visit->why));
    return site_write_end(visit, store,
                          work_account_password(store, visit->account, password,
                                                visit->account->session, &by, &visit->why));
}

enum status page_me(struct visit *visit)
{
    if (visit_is_post(visit)) {
        TRY(change_password(visit));
        if (visit->error_count == 0) {
            /* Another token, as after every change of what proves who one is. */
            TRY(begin_session(visit, visit->account, visit->account->second));
            return site_see_other(visit, str_of("/me?changed=1"));
        }
    }
    show_me(visit);
    return STATUS_OK;
}

/* ---- sessions ---- */

/* "2026-11-23 23:41", UTC. */
static struct str time_text(struct visit *visit, long long seconds)
{
    const time_t time = (time_t)seconds;
    char text[32];
    struct tm parts;
    gmtime_r(&time, &parts);
    (void)strftime(text, sizeof text, "%Y-%m-%d %H:%M", &parts);
    return arena_str(visit->arena, str_of(text));
}

static void show_session(struct visit *visit, const struct session *session)
{
    struct buf *out = visit->out;
    const bool here = session->id == visit->account->session;
    buf_text(out, "<tr><th scope=\"row\">");
    if (session->agent.length > 0) {
        html_str(out, session->agent);
    } else {
        say_plain(visit, "A browser that does not say what it is");
    }
    buf_text(out, "</th><td>");
    html_str(out, session->address);
    buf_text(out, "</td><td class=\"date\">");
    html_str(out, time_text(visit, session->began));
    buf_text(out, "</td><td class=\"date\">");
    html_str(out, time_text(visit, session->used));
    buf_text(out, "</td><td>");
    if (here) {
        say_plain(visit, "This one");
    } else {
        form_begin(visit, "/me/sessions");
        form_hidden(visit, "end", str_of(arena_printf(visit->arena, "%lld", session->id)));
        form_submit(visit, t(visit, "End"));
        form_end(visit);
    }
    buf_text(out, "</td></tr>\n");
}

static enum status show_sessions(struct visit *visit)
{
    static const char *const heads[] = {N_("Browser"), N_("Address"), N_("Begun (UTC)"),
                                        N_("Last used (UTC)"), N_("Session")};
    struct buf *out = visit->out;
    struct session *sessions = NULL;
    size_t count = 0;
    const struct page page = {.title = t(visit, "Where you are signed in")};
    TRY(store_sessions(visit->store, visit->arena, visit->account->id, &sessions, &count,
                       &visit->why));
    page_begin(visit, &page);
    buf_text(out, "<h1 id=\"title\">");
    html_text(out, page.title);
    buf_text(out, "</h1>\n<p class=\"prose\">");
    say_plain(visit,
              "A session ends by itself after 30 minutes without a visit, and after 12 hours "
              "in any case.");
    buf_text(out, "</p>\n<div class=\"rows\" role=\"region\" tabindex=\"0\" "
                  "aria-labelledby=\"title\"><table aria-labelledby=\"title\">");
    table_heads(visit, heads, COUNT_OF(heads), -1);
    for (size_t i = 0; i < count; i++) {
        show_session(visit, &sessions[i]);
    }
    buf_text(out, "</tbody></table></div>\n");
    if (count > 1) {
        form_begin(visit, "/me/sessions");
        form_button(visit, "end", str_of("others"), t(visit, "End all others"));
        form_end(visit);
    }
    page_end(visit);
    return STATUS_OK;
}

enum status page_my_sessions(struct visit *visit)
{
    struct store *store = NULL;
    const struct account *me = visit->account;
    if (!visit_is_post(visit)) {
        return show_sessions(visit);
    }
    const struct str which = visit_field(visit, "end");
    const bool others = str_is(which, "others");
    const char *digits = arena_copy(visit->arena, which);
    const long long id = others || !digits ? 0 : strtoll(digits, NULL, 10);
    if (!others && id <= 0) {
        return fail(&visit->why, STATUS_USAGE, "%s", t(visit, "There is no such session."));
    }
    TRY(site_write_begin(visit, &store, &visit->why));
    /* A number of somebody else's session ends nothing: it is looked for among one's own. */
    enum status status = store_session_end(store, me->id, id, me->session, &visit->why);
    if (status == STATUS_OK) {
        status = site_audit(visit, store, "session-end", (struct str){0},
                            others ? str_of("all others") : (struct str){0});
    }
    TRY(site_write_end(visit, store, status));
    return site_see_other(visit, str_of("/me/sessions"));
}
