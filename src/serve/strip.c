/* Who is signed in, and where they may go: a strip above the pages, and the way in at their foot.
 */
#include "serve/page.h"
#include "serve/route.h"

/* The places for people who are signed in, in the order in which they are shown. */
static const struct {
    const char *path, *words;
    enum capability capability;
} places[] = {
    {"/review", N_("Review"), CAPABILITY_REVIEW},
    {"/edit", N_("Edit"), CAPABILITY_PROPOSE},
    {"/admin/users", N_("Accounts"), CAPABILITY_ADMIN},
    {"/audit", N_("Audit"), CAPABILITY_ADMIN},
};

static const char *const roles[ROLE_COUNT] = {
    [ROLE_READER] = N_("reader"),     [ROLE_CONTRIBUTOR] = N_("contributor"),
    [ROLE_REVIEWER] = N_("reviewer"), [ROLE_EDITOR] = N_("editor"),
    [ROLE_OFFICER] = N_("officer"),   [ROLE_ADMINISTRATOR] = N_("administrator"),
};

const char *role_label(const struct visit *visit, enum role role)
{
    return t(visit, roles[role]);
}

static bool has_route(const char *path)
{
    for (const struct route *route = routes; route->path; route++) {
        if (strcmp(route->path, path) == 0) {
            return true;
        }
    }
    return false;
}

void show_strip(struct visit *visit)
{
    struct buf *out = visit->out;
    const struct account *account = visit->account;
    if (!account) {
        return;
    }
    buf_text(out, "<nav class=\"account\" aria-label=\"");
    say_plain(visit, "Your account");
    buf_text(out, "\"><ul>\n<li>");
    if (has_route("/me")) {
        buf_text(out, "<a href=\"");
        address_of_path(visit, "/me");
        buf_text(out, "\">");
    }
    html_str(out, account->name);
    buf_text(out, has_route("/me") ? "</a> <span>" : " <span>");
    html_text(out, role_label(visit, account->role));
    buf_text(out, "</span></li>\n");
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        if (account_may(account, places[i].capability) && has_route(places[i].path)) {
            buf_text(out, "<li><a href=\"");
            address_of_path(visit, places[i].path);
            buf_text(out, "\">");
            say_plain(visit, places[i].words);
            buf_text(out, "</a></li>\n");
        }
    }
    buf_text(out, "</ul><form method=\"post\" action=\"");
    address_of_path(visit, "/sign-out");
    buf_text(out, "\"><button>");
    say_plain(visit, "Sign out");
    buf_text(out, "</button></form></nav>\n");
}

void show_way_in(struct visit *visit)
{
    if (!visit->account && !visit->files) { /* a copy in files has nobody to sign in */
        buf_text(visit->out, " <a rel=\"nofollow\" href=\"");
        address_of_path(visit, "/sign-in");
        buf_text(visit->out, "\">");
        say_plain(visit, "Sign in");
        buf_text(visit->out, "</a>");
    }
}
