/* Links that are good once: choosing a password, and making the first account. */
#include "serve/forms.h"
#include "serve/gate.h"
#include "serve/sign_in.h"
#include "work/invitations.h"

#include <time.h>

const char *password_hint(const struct visit *visit)
{
    return t(visit, "At least 12 characters. Several words do well; the browser can choose one.");
}

void password_wrong(struct visit *visit, const char *field, const struct failure *why)
{
    /* The sentences of work/accounts.c. */
    static const char *const sentences[] = {
        N_("The password is shorter than 12 characters. Several words do well."),
        N_("The password is longer than 128 bytes."),
        N_("The password is made of the same few characters. Choose another."),
        N_("The password is little more than the account's name. Choose another."),
        N_("A name has 2 to 64 small letters, digits or . _ - @, and begins with a letter or "
           "digit."),
        N_("This is no e-mail address."),
    };
    for (size_t i = 0; i < COUNT_OF(sentences); i++) {
        if (strcmp(why->text, sentences[i]) == 0) {
            form_wrong(visit, field, t(visit, sentences[i]));
            return;
        }
    }
    form_wrong(visit, field, arena_copy(visit->arena, str_of(why->text)));
}

static void show_form(struct visit *visit, struct str key, const struct account *account)
{
    struct buf *out = visit->out;
    const bool first = account->id == 0;
    const struct page page = {.title = first ? t(visit, "Make the first administrator")
                                             : t(visit, "Choose a password")};
    page_begin(visit, &page);
    page_errors(visit);
    buf_text(out, "<h1>");
    html_text(out, page.title);
    buf_text(out, "</h1>\n<p class=\"prose\">");
    if (first) {
        say_plain(visit, "An administrator says who else may sign in, and what each may do.");
    } else {
        const struct str values[] = {account->name, str_of(role_label(visit, account->role))};
        say(visit, "You were invited as {0} ({1}).", values, COUNT_OF(values));
    }
    buf_text(out, "</p>\n");
    form_begin(visit, first ? arena_printf(visit->arena, "/set-up/%.*s", STR_ARGS(key))
                            : arena_printf(visit->arena, "/invitation/%.*s", STR_ARGS(key)));
    form_text(visit,
              &(struct form_field){.name = "name",
                                   .label = t(visit, "Name"),
                                   .hint = first ? t(visit, "Small letters and digits, to "
                                                            "sign in with.")
                                                 : NULL,
                                   .value = first ? visit_field(visit, "name") : account->name,
                                   .complete = "username",
                                   .most = ACCOUNT_NAME_MOST,
                                   .fixed = !first,
                                   .required = true});
    form_text(visit, &(struct form_field){.name = "password",
                                          .label = t(visit, "Password"),
                                          .hint = password_hint(visit),
                                          .type = "password",
                                          .complete = "new-password",
                                          .required = true});
    form_submit(visit, t(visit, "Go on"));
    form_end(visit);
    page_end(visit);
}

/* Uses the link. STATUS_OK also when something is wrong with what was typed. */
static enum status take(struct visit *visit, struct str key, struct account *account)
{
    struct store *store = NULL;
    struct failure why;
    TRY(site_write_begin(visit, &store, &visit->why));
    const enum status status = work_invitation_take(
        store, visit->arena, key, (long long)time(NULL), visit_field(visit, "name"),
        visit_field(visit, "password"), str_of(visit->request->client), account, &why);
    const enum status ended = site_write_end(visit, store, status);
    if (status == STATUS_INPUT) {
        password_wrong(visit, str_starts(str_of(why.text), "A name") ? "name" : "password", &why);
        return STATUS_OK;
    }
    if (status != STATUS_OK) {
        visit->why = why;
    }
    return ended == STATUS_OK ? begin_session(visit, account, false) : ended;
}

enum status page_invitation(struct visit *visit)
{
    const bool post = visit_is_post(visit);
    const struct str key = visit->segments[1];
    struct account account;
    enum status status = work_invitation_look(visit->store, visit->arena, key,
                                              (long long)time(NULL), &account, &visit->why);
    if (status == STATUS_OK && post) {
        status = take(visit, key, &account);
    }
    if (status == STATUS_NOT_FOUND) {
        return site_refuse(visit, 404,
                           t(visit, "The link is not good any more. Ask for another "
                                    "one."));
    }
    TRY(status);
    if (post && visit->error_count == 0) {
        return site_see_other(visit, str_of(account.has_second ? "/sign-in/code" : "/"));
    }
    show_form(visit, key, &account);
    return STATUS_OK;
}
