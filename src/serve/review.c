#include "serve/review.h"

#include <sodium.h>

#define REQUEST_LEAST 8
#define REQUEST_MOST 64

/* ---- what is asked ---- */

static struct str given(const struct visit *visit, const char *name)
{
    return visit_is_post(visit) ? visit_field(visit, name) : visit_parameter(visit, name);
}

/* The lens's own text of the theme's name. */
static enum status read_theme(struct visit *visit, const struct lens *lens, struct str name,
                              const char **theme)
{
    *theme = "";
    for (size_t i = 0; i < lens->theme_count; i++) {
        if (str_is(name, lens->themes[i].name)) {
            *theme = lens->themes[i].name;
            return STATUS_OK;
        }
    }
    return name.length == 0 ? STATUS_OK
                            : fail(&visit->why, STATUS_INPUT, "%s",
                                   t(visit, "The definition has no such theme."));
}

static enum status read_item(struct visit *visit, struct str item, struct record **record)
{
    struct str identifier = item, name;
    *record = NULL;
    if (item.length == 0) {
        return STATUS_OK;
    }
    (void)str_split(&identifier, ':', &name);
    const struct kind *kind = pack_kind(visit->site->work->pack, name);
    if (!kind || identifier.length == 0) {
        return fail(&visit->why, STATUS_NOT_FOUND, "%s", t(visit, "There is no such record."));
    }
    return store_get(visit->store, visit->arena, kind, identifier, record, &visit->why);
}

enum status review_read(struct visit *visit, struct str lens, struct review_asked *asked)
{
    const struct str only = given(visit, "only");
    const char *name = arena_copy(visit->arena, lens);
    *asked = (struct review_asked){.theme = ""};
    if (!name) {
        return fail_memory(&visit->why);
    }
    TRY(lens_set_find(visit->site->work->lenses, name, &asked->lens, &visit->why));
    if (only.length > 0) {
        TRY(read_theme(visit, asked->lens, only, &asked->only));
    }
    TRY(read_theme(visit, asked->lens, given(visit, "theme"), &asked->theme));
    return read_item(visit, given(visit, "item"), &asked->record);
}

enum status review_queue(struct visit *visit, const struct review_asked *asked, size_t limit,
                         struct queue *queue)
{
    const struct queue_question question = {asked->lens, asked->only, visit->account->name, limit};
    return work_queue(visit->store, visit->site->work->tables, visit->arena, &question, queue,
                      &visit->why);
}

/* ---- addresses ---- */

struct str review_item_name(struct visit *visit, const struct record *record)
{
    const char *name =
        arena_printf(visit->arena, "%s:%.*s", record->kind->name, STR_ARGS(record->identifier));
    return str_of(name ? name : "");
}

const char *review_path(struct visit *visit, const struct review_asked *asked)
{
    struct buf path;
    buf_init(&path, (size_t)64 * 1024);
    buf_text(&path, "/review/");
    html_url_part(&path, str_of(asked->lens->name));
    if (asked->only) {
        buf_text(&path, "?only=");
        html_url_part(&path, str_of(asked->only));
    }
    if (asked->record) {
        buf_text(&path, asked->only ? "&item=" : "?item=");
        html_url_part(&path, review_item_name(visit, asked->record));
        buf_text(&path, "&theme=");
        html_url_part(&path, str_of(asked->theme));
    }
    const char *kept = path.failed ? NULL : arena_copy(visit->arena, buf_view(&path));
    buf_release(&path);
    return kept ? kept : "/review";
}

void review_href(struct visit *visit, const char *path)
{
    html_text(visit->out, path);
    if (visit->language_asked) {
        buf_text(visit->out, strchr(path, '?') ? "&amp;lang=" : "?lang=");
        buf_text(visit->out, visit->language);
    }
}

void review_places(struct visit *visit, const char *here)
{
    static const struct {
        const char *path, *words;
    } places[] = {{"/review", N_("Queues")},
                  {"/review/disagreements", N_("Disagreements")},
                  {"/review/stats", N_("Agreement in numbers")}};
    buf_text(visit->out, "<nav class=\"places\" aria-label=\"");
    say_plain(visit, "Review");
    buf_text(visit->out, "\"><ul>\n");
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        buf_text(visit->out, "<li><a href=\"");
        review_href(visit, places[i].path);
        buf_text(visit->out,
                 strcmp(places[i].path, here) == 0 ? "\" aria-current=\"page\">" : "\">");
        say_plain(visit, places[i].words);
        buf_text(visit->out, "</a></li>\n");
    }
    buf_text(visit->out, "</ul></nav>\n");
}

/* ---- words ---- */

void review_question(struct visit *visit, const struct lens *lens, const char *theme)
{
    const struct str label = str_of(tag_label(visit, lens->name, theme));
    if (*theme != '\0') {
        say(visit, "Is this about \"{0}\"?", &label, 1);
    } else {
        say(visit, "Does this belong to \"{0}\"?", &label, 1);
    }
}

const char *review_verdict_label(const struct visit *visit, struct str verdict)
{
    static const struct {
        const char *verdict, *words;
    } labels[] = {{VERDICT_YES, N_("Yes")},
                  {VERDICT_NO, N_("No")},
                  {VERDICT_HELP, N_("Asked for help")},
                  {VERDICT_SKIP, N_("Passed over")},
                  {VERDICT_NONE, N_("Taken back")}};
    for (size_t i = 0; i < COUNT_OF(labels); i++) {
        if (str_is(verdict, labels[i].verdict)) {
            return t(visit, labels[i].words);
        }
    }
    return "";
}

/* ---- requests ---- */

enum status review_request_field(struct visit *visit)
{
    unsigned char bytes[12];
    char text[sizeof bytes * 2 + 1];
    randombytes_buf(bytes, sizeof bytes);
    (void)sodium_bin2hex(text, sizeof text, bytes, sizeof bytes);
    const struct str kept = arena_str(visit->arena, str_of(text));
    if (!kept.at) {
        return fail_memory(&visit->why);
    }
    buf_text(visit->out, "<input type=\"hidden\" name=\"request\" value=\"");
    html_str(visit->out, kept);
    buf_text(visit->out, "\">\n<input type=\"hidden\" name=\"person\" value=\"");
    html_str(visit->out, visit->account->name);
    buf_text(visit->out, "\">\n");
    return STATUS_OK;
}

bool review_is_somebody_else(struct visit *visit, enum status *status)
{
    const struct str person = visit_field(visit, "person");
    if (person.length == 0 || str_equal(person, visit->account->name)) {
        return false;
    }
    *status = site_refuse(
        visit, 401, t(visit, "The page was opened by somebody else than who is signed in now."));
    return true;
}

bool review_is_request(struct str request)
{
    bool fine = request.length >= REQUEST_LEAST && request.length <= REQUEST_MOST;
    for (size_t i = 0; fine && i < request.length; i++) {
        const char c = request.at[i];
        fine = char_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    }
    return fine;
}

/* ---- what the script needs ---- */

static void show_say(struct visit *visit, const char *name, const char *english)
{
    buf_printf(visit->out, " data-%s=\"", name);
    say_plain(visit, english);
    buf_char(visit->out, '"');
}

void review_script(struct visit *visit)
{
    struct buf *out = visit->out;
    buf_text(out, "<div id=\"words\" hidden data-person=\"");
    html_str(out, visit->account->name);
    buf_char(out, '"');
    show_say(visit, "unsaved", N_("{0} not yet saved"));
    show_say(visit, "offline",
             N_("{0} not yet saved: the site cannot be reached. Nothing is lost."));
    show_say(visit, "signin",
             N_("{0} not yet saved: sign in again, here or in another tab. Nothing "
                "is lost."));
    show_say(visit, "refused", N_("{0} could not be saved:"));
    show_say(visit, "waiting", N_("Waiting for the site: what comes next is not here yet."));
    show_say(visit, "finished", N_("Nothing waits any more."));
    show_say(visit, "keys", N_("Keys"));
    show_say(visit, "keyson", N_("Single keys are on"));
    show_say(visit, "keyshint",
             N_("They never work while you type in a field. Give an action another "
                "key here, or switch all of them off."));
    show_say(visit, "accept", N_("Yes"));
    show_say(visit, "reject", N_("No"));
    show_say(visit, "skip", N_("Pass over"));
    show_say(visit, "undo", N_("Take the last answer back"));
    show_say(visit, "flag", N_("Ask for help"));
    show_say(visit, "flagged", N_("Asked for help"));
    show_say(visit, "note", N_("Write a note"));
    show_say(visit, "help", N_("Show the keys"));
    show_say(visit, "next", N_("To the next mark"));
    show_say(visit, "previous", N_("To the mark before"));
    show_say(visit, "search", N_("Search"));
    show_say(visit, "themes", N_("Themes 1 to 9"));
    buf_text(out, "></div>\n<p id=\"unsaved\" role=\"status\" hidden></p>\n");
}
