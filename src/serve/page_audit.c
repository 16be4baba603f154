/* Who did what, and when: for administrators. */
#include "serve/ask.h"
#include "serve/page.h"
#include "serve/route.h"
#include "text/csv.h"
#include "write/audit.h"

#define ROWS 50

static const char *const columns[] = {"id", "at", "who", "action", "target", "detail", "address"};

static void entry_csv(struct visit *visit, const struct audit_entry *entry)
{
    const struct str texts[] = {str_of(arena_printf(visit->arena, "%lld", entry->id)),
                                entry->at,
                                entry->who,
                                str_of(entry->action),
                                entry->target,
                                entry->detail,
                                entry->address};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        csv_cell(visit->out, texts[i], i == 0);
    }
    csv_end(visit->out);
}

static void all_csv(struct visit *visit, const struct audit_entry *entries, size_t count)
{
    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        csv_cell(visit->out, str_of(columns[i]), i == 0);
    }
    csv_end(visit->out);
    for (size_t i = 0; i < count; i++) {
        entry_csv(visit, &entries[i]);
    }
}

static void all_json(struct visit *visit, const struct audit_entry *entries, size_t count,
                     unsigned long long total, struct str end)
{
    struct json json;
    json_init(&json, visit->out, false);
    json_object(&json);
    json_key_integer(&json, "total", (long long)total);
    json_key_str(&json, "end", end);
    json_key(&json, "rows");
    audit_json(&json, entries, count);
    json_object_end(&json);
    buf_char(visit->out, '\n');
}

/* ---- the page ---- */

static void address_from(struct visit *visit, const void *context, unsigned long long first)
{
    static const char *const names[] = {"who", "action", "target"};
    (void)context;
    buf_printf(visit->out, "/audit?from=%llu", first);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct str value = visit_parameter(visit, names[i]);
        if (value.length > 0) {
            buf_text(visit->out, "&amp;");
            buf_text(visit->out, names[i]);
            buf_char(visit->out, '=');
            html_url_part(visit->out, value);
        }
    }
    address_keeps_language(visit, true);
}

/* What was done, for people; the entry, addresses and data have the short name. */
static const char *action_words(const struct visit *visit, const char *action)
{
    static const struct {
        const char *action, *words;
    } actions[] = {
        {"sign-in", N_("signed in")},
        {"sign-in-half", N_("gave the first step of signing in")},
        {"sign-in-refused", N_("was refused at signing in")},
        {"code-refused", N_("gave a wrong code")},
        {"sign-out", N_("signed out")},
        {"session-end", N_("ended a session")},
        {"sessions-end", N_("ended all sessions")},
        {"denied", N_("was not allowed")},
        {"enter", N_("entered a record")},
        {"edit", N_("edited a record")},
        {"restore", N_("gave a record former values")},
        {"delete", N_("deleted a record")},
        {"undelete", N_("brought a record back")},
        {"import", N_("imported a record")},
        {"undo", N_("took an import back")},
        {"propose", N_("proposed an edit")},
        {"accepted", N_("accepted a proposal")},
        {"refused", N_("refused a proposal")},
        {"withdrawn", N_("withdrew a proposal")},
        {"confirm", N_("confirmed a tag")},
        {"reject", N_("rejected a tag")},
        {"flag", N_("asked about a tag")},
        {"skip", N_("left a tag")},
        {"take-back", N_("took an answer back")},
        {"settle", N_("settled a tag")},
        {"account-add", N_("added an account")},
        {"account-role", N_("changed a role")},
        {"account-password", N_("set a password")},
        {"account-disable", N_("disabled an account")},
        {"account-enable", N_("enabled an account")},
        {"password-renew", N_("renewed how a password is kept")},
        {"second-step-begin", N_("began the second step")},
        {"second-step-on", N_("set up the second step")},
        {"second-step-off", N_("took the second step away")},
        {"recovery-code", N_("used a recovery code")},
    };
    for (size_t i = 0; i < COUNT_OF(actions); i++) {
        if (strcmp(actions[i].action, action) == 0) {
            return t(visit, actions[i].words);
        }
    }
    return action;
}

/* A value that leads to all entries that have it. */
static void show_value_link(struct visit *visit, const char *name, struct str value,
                            struct str shown)
{
    struct buf *out = visit->out;
    buf_text(out, "<td>");
    if (value.length > 0) {
        buf_text(out, "<a href=\"/audit?");
        buf_text(out, name);
        buf_char(out, '=');
        html_url_part(out, value);
        address_keeps_language(visit, true);
        buf_text(out, "\">");
        html_str(out, shown);
        buf_text(out, "</a>");
    }
    buf_text(out, "</td>");
}

static void show_entry(struct visit *visit, const struct audit_entry *entry)
{
    struct buf *out = visit->out;
    buf_printf(out, "<tr><th scope=\"row\" class=\"number\">%lld</th><td class=\"date\">",
               entry->id);
    /* "2026-11-23T23:41:00Z", with a space to read it by. */
    html_str(out, (struct str){entry->at.at, entry->at.length < 20 ? 0 : 10});
    buf_char(out, ' ');
    html_str(out, (struct str){entry->at.at + 11, entry->at.length < 20 ? 0 : 8});
    buf_text(out, "</td>");
    show_value_link(visit, "who", entry->who, entry->who);
    show_value_link(visit, "action", str_of(entry->action),
                    str_of(action_words(visit, entry->action)));
    show_value_link(visit, "target", entry->target, entry->target);
    buf_text(out, "<td>");
    html_str(out, entry->detail);
    buf_text(out, "</td><td>");
    html_str(out, entry->address);
    buf_text(out, "</td></tr>\n");
}

static void show_audit(struct visit *visit, const struct audit_entry *entries, size_t count,
                       const struct steps *steps, struct str end)
{
    static const char *const heads[] = {N_("Number"),  N_("When (UTC)"), N_("Who"), N_("What"),
                                        N_("Of what"), N_("More"),       N_("From")};
    struct buf *out = visit->out;
    const struct str values[] = {end};
    const struct page page = {.title = t(visit, "Audit"), .place = "audit"};
    page_begin(visit, &page);
    buf_text(out, "<h1 id=\"title\">");
    html_text(out, page.title);
    buf_text(out, "</h1>\n");
    if (visit->request->parameter_count > (visit->language_asked ? 1 : 0)) {
        buf_text(out, "<p><a href=\"");
        address_path(visit, &page.place, 1);
        buf_text(out, "\">");
        say_plain(visit, "Show all of it");
        buf_text(out, "</a></p>\n");
    }
    buf_text(out, "<div class=\"rows\" role=\"region\" tabindex=\"0\" "
                  "aria-labelledby=\"title\"><table aria-labelledby=\"title\">");
    table_heads(visit, heads, COUNT_OF(heads), 0);
    for (size_t i = 0; i < count; i++) {
        show_entry(visit, &entries[i]);
    }
    buf_text(out, "</tbody></table></div>\n");
    show_steps(visit, steps);
    buf_text(out, "<p class=\"notes\">");
    say(visit,
        "The chain ends with {0}. Note it elsewhere: crosscut audit verify --noted finds "
        "out whether anything before it was changed.",
        values, COUNT_OF(values));
    buf_text(out, "</p>\n");
    page_end(visit);
}

enum status page_audit(struct visit *visit)
{
    const struct audit_filter filter = {visit_parameter(visit, "who"),
                                        visit_parameter(visit, "action"),
                                        visit_parameter(visit, "target")};
    struct audit_entry *entries = NULL;
    size_t count = 0;
    struct steps steps = {.rows = ROWS, .address = address_from};
    struct str end;
    const bool all = visit->form == FORM_CSV;
    if (!all) {
        TRY(asked_first(visit, &steps.first));
    }
    TRY(store_audit_list(visit->store, visit->arena, &filter, steps.first, all ? 0 : ROWS, &entries,
                         &count, &steps.total, &visit->why));
    TRY(store_audit_end(visit->store, visit->arena, &end, &visit->why));
    if (all) {
        all_csv(visit, entries, count);
    } else if (visit->form == FORM_JSON) {
        all_json(visit, entries, count, steps.total, end);
    } else {
        show_audit(visit, entries, count, &steps, end);
    }
    return STATUS_OK;
}
