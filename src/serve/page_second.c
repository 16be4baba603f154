/* Setting up the second step of signing in, and taking it away. */
#include "serve/forms.h"
#include "serve/qr.h"
#include "serve/route.h"
#include "serve/sign_in.h"
#include "work/second.h"

#include <time.h>

static void begin_page(struct visit *visit)
{
    const struct page page = {.title = t(visit, "The second step of signing in")};
    page_begin(visit, &page);
    page_errors(visit);
    buf_text(visit->out, "<h1>");
    html_text(visit->out, page.title);
    buf_text(visit->out, "</h1>\n");
}

static void show_paragraph(struct visit *visit, const char *words)
{
    buf_text(visit->out, "<p class=\"prose\">");
    html_text(visit->out, words);
    buf_text(visit->out, "</p>\n");
}

/* A form with nothing but the password and a button that says what is done. */
static void ask_password(struct visit *visit, const char *action, const char *button)
{
    form_begin(visit, "/me/second-step");
    form_hidden(visit, "do", str_of(action));
    form_username(visit);
    form_text(visit, &(struct form_field){.name = "password",
                                          .label = t(visit, "Your password"),
                                          .type = "password",
                                          .complete = "current-password",
                                          .required = true});
    form_submit(visit, button);
    form_end(visit);
}

/* The secret in three ways: for the camera, as a link on the telephone itself, and to be typed. */
static void show_secret(struct visit *visit, const char *secret)
{
    struct buf *out = visit->out;
    const char *uri =
        arena_printf(visit->arena, "otpauth://totp/Crosscut:%.*s?secret=%s&issuer=Crosscut",
                     STR_ARGS(visit->account->name), secret);
    show_paragraph(visit, t(visit, "Read this square with the program on your telephone that makes "
                                   "codes, or type the letters below it into that program. Then "
                                   "write the code that it shows."));
    if (uri && qr_svg(out, uri, t(visit, "The secret as a square for the camera"))) {
        buf_text(out, "<p><a href=\"");
        html_text(out, uri);
        buf_text(out, "\">");
        say_plain(visit, "Open the program on this device");
        buf_text(out, "</a></p>\n");
    }
    buf_text(out, "<p><code class=\"secret\">");
    for (size_t i = 0; secret[i]; i++) {
        if (i > 0 && i % 4 == 0) {
            buf_char(out, ' ');
        }
        buf_char(out, secret[i]);
    }
    buf_text(out, "</code></p>\n");
    form_begin(visit, "/me/second-step");
    form_hidden(visit, "do", str_of("confirm"));
    form_text(visit, &(struct form_field){.name = "code",
                                          .label = t(visit, "Code"),
                                          .complete = "one-time-code",
                                          .most = 16,
                                          .required = true});
    form_submit(visit, t(visit, "Go on"));
    form_end(visit);
}

static enum status show_state(struct visit *visit)
{
    char secret[SECRET_TEXT];
    unsigned long long codes = 0;
    const struct account *me = visit->account;
    struct failure why;
    const enum status status = work_second_secret(visit->store, me, secret, &why);
    TRY(store_recovery_count(visit->store, me->id, &codes, &visit->why));
    begin_page(visit);
    if (me->has_second) {
        show_paragraph(visit, t(visit, "It is set up: a code is asked for whenever you sign in."));
        buf_text(visit->out, "<p class=\"prose\">");
        say_count(visit, codes, N_("{0} recovery code is left."),
                  N_("{0} recovery codes are left."));
        buf_text(visit->out, "</p>\n<h2>");
        say_plain(visit, "Take it away");
        buf_text(visit->out, "</h2>\n");
        ask_password(visit, "drop", t(visit, "Take it away"));
    } else if (status == STATUS_OK) {
        show_secret(visit, secret);
    } else {
        show_paragraph(visit,
                       t(visit, "With it, a password that became known is not enough to sign "
                                "in: a code from your telephone is asked for too."));
        if (role_needs_second(me->role)) {
            show_paragraph(visit, t(visit, "Your role shows personal data only to those who have "
                                           "set it up."));
        }
        ask_password(visit, "begin", t(visit, "Set it up"));
    }
    page_end(visit);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* Shown once, and kept nowhere as they are. */
static void show_codes(struct visit *visit, char codes[RECOVERY_CODES][RECOVERY_TEXT])
{
    struct buf *out = visit->out;
    begin_page(visit);
    buf_text(out, "<p class=\"done\" role=\"status\">");
    say_plain(visit, "The second step is set up.");
    buf_text(out, "</p>\n");
    show_paragraph(visit, t(visit, "Print these recovery codes or write them down: each lets you "
                                   "sign in once without your telephone. They are not shown "
                                   "again."));
    buf_text(out, "<ul class=\"codes\">\n");
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        buf_text(out, "<li><code>");
        buf_text(out, codes[i]);
        buf_text(out, "</code></li>\n");
    }
    buf_text(out, "</ul>\n");
    page_end(visit);
}

/* "begin" and "drop": after the password was given again. */
static enum status change(struct visit *visit, bool drop)
{
    struct store *store = NULL;
    const struct account_change by = visit_change(visit);
    bool right = false;
    const enum status status = password_again(visit, visit_field(visit, "password"), &right);
    if (!right) {
        return status == STATUS_OK || status == STATUS_NOT_FOUND ? show_state(visit) : status;
    }
    TRY(site_write_begin(visit, &store, &visit->why));
    TRY(site_write_end(visit, store,
                       drop ? work_second_drop(store, visit->account, &by, &visit->why)
                            : work_second_begin(store, visit->account, &by, &visit->why)));
    return site_see_other(visit, str_of("/me/second-step"));
}

static enum status confirm(struct visit *visit)
{
    struct store *store = NULL;
    char codes[RECOVERY_CODES][RECOVERY_TEXT];
    const struct account *me = visit->account;
    const struct account_change by = visit_change(visit);
    bool right = false;
    TRY(site_write_begin(visit, &store, &visit->why));
    enum status status =
        work_second_confirm(store, me, visit_field(visit, "code"), (long long)time(NULL), &by,
                            &right, codes, &visit->why);
    if (status == STATUS_OK && right) {
        /* Sessions that were begun with the password alone. */
        status = store_session_end(store, me->id, 0, me->session, &visit->why);
    }
    TRY(site_write_end(visit, store, status));
    if (!right) {
        form_wrong(visit, "code", t(visit, "The code is wrong, or was used before."));
        return show_state(visit);
    }
    TRY(begin_session(visit, me, true));
    show_codes(visit, codes);
    return STATUS_OK;
}

enum status page_second_step(struct visit *visit)
{
    const struct str what = visit_field(visit, "do");
    const bool has = visit->account->has_second;
    if (!visit_is_post(visit)) {
        return show_state(visit);
    }
    if (str_is(what, "begin") && !has) {
        return change(visit, false);
    }
    if (str_is(what, "drop") && has) {
        return change(visit, true);
    }
    if (str_is(what, "confirm") && !has) {
        return confirm(visit);
    }
    return site_see_other(visit, str_of("/me/second-step"));
}
