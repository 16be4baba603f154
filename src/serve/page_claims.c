/* Printed numbers beside computed ones, by verdict. */
#include "serve/page.h"
#include "serve/route.h"
#include "serve/sheet_form.h"
#include "serve/terms.h"
#include "write/claims_write.h"
#include "write/words.h"

#define FIRST_NUMBER 2  /* of the columns */
#define CLAIMS_SHOWN 25 /* of each verdict, where none is asked for */

static void show_value_cell(struct visit *visit, const char *text, bool number)
{
    char grouped[64];
    buf_text(visit->out, number ? "<td class=\"number\">" : "<td class=\"number\" lang=\"en\">");
    if (text && number && word_printed(visit->language, text, grouped)) {
        text = grouped;
    }
    html_text(visit->out, text ? text : "");
    buf_text(visit->out, "</td>");
}

static void show_claim(struct visit *visit, const struct claim_result *result)
{
    struct buf *out = visit->out;
    buf_text(out, "<tr id=\"");
    html_text(out, result->claim->id);
    buf_text(out, "\"><th scope=\"row\">");
    html_text(out, result->claim->id);
    buf_text(out, "</th><td");
    language_attributes(visit, str_of("en")); /* the pack writes claims in one language */
    buf_char(out, '>');
    html_text(out, result->where);
    if (*result->what) {
        buf_text(out, "<br>");
        html_text(out, result->what);
    }
    if (*result->note) {
        buf_text(out, "<br><small>");
        html_text(out, result->note);
        buf_text(out, "</small>");
    }
    buf_text(out, "</td>");
    show_value_cell(visit, result->printed, result->is_number);
    show_value_cell(visit, result->computed, result->is_number);
    buf_text(out, "</tr>\n");
}

static void show_head(struct visit *visit)
{
    const char *heads[] = {t(visit, "Claim"), t(visit, "Where and what"), t(visit, "Printed"),
                           t(visit, "Computed")};
    buf_text(visit->out, "<thead><tr>");
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        buf_text(visit->out,
                 i < FIRST_NUMBER ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"number\">");
        html_text(visit->out, heads[i]);
        buf_text(visit->out, "</th>");
    }
    buf_text(visit->out, "</tr></thead>\n");
}

static size_t count_of(const struct claim_result *results, size_t count, enum verdict verdict)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        found += results[i].verdict == verdict ? 1 : 0;
    }
    return found;
}

/* In a file all claims stand on the one page. */
static void verdict_address(struct visit *visit, enum verdict verdict)
{
    if (visit->files) {
        buf_char(visit->out, '#');
        buf_text(visit->out, verdict_name(verdict));
        return;
    }
    buf_text(visit->out, "/claims?verdict=");
    buf_text(visit->out, verdict_name(verdict));
    if (visit->language_asked) {
        buf_text(visit->out, "&amp;lang=");
        buf_text(visit->out, visit->language);
    }
}

/* Every verdict with its number, as ways to see its claims alone. */
static void show_verdicts(struct visit *visit, const struct claim_result *results, size_t count,
                          enum verdict chosen)
{
    struct buf *out = visit->out;
    buf_text(out, "<ul class=\"chips\">\n");
    for (int i = 0; i < VERDICTS; i++) {
        const size_t some = count_of(results, count, (enum verdict)i);
        if (some > 0) {
            buf_text(out, "<li><a href=\"");
            verdict_address(visit, (enum verdict)i);
            buf_text(out, (enum verdict)i == chosen ? "\" aria-current=\"true\">" : "\">");
            html_text(out, claims_heading((enum verdict)i, visit->language));
            buf_text(out, " <small>");
            html_str(out, number_text(visit, some));
            buf_text(out, "</small></a></li>\n");
        }
    }
    buf_text(out, "</ul>\n");
}

/* Which claims are shown: of one verdict or all, and of each at most so many. */
struct shown {
    const struct claim_result *results;
    size_t count, most;
    bool all; /* verdicts */
};

/* The claims of a verdict; folded behind its name where all verdicts are shown, but for the first.
 */
static void show_verdict(struct visit *visit, const struct shown *which, enum verdict verdict,
                         bool open)
{
    struct buf *out = visit->out;
    const char *name = verdict_name(verdict);
    const size_t some = count_of(which->results, which->count, verdict);
    size_t shown = 0;
    buf_printf(out, "<h2 id=\"%s\">", name);
    html_text(out, claims_heading(verdict, visit->language));
    buf_printf(out, "</h2>\n<details class=\"verdict\"%s><summary>", open ? " open" : "");
    say_count(visit, some, "{0} claim", "{0} claims");
    buf_printf(out,
               "</summary>\n<div class=\"rows\" role=\"region\" tabindex=\"0\" "
               "aria-labelledby=\"%s\"><table class=\"claims\" aria-labelledby=\"%s\">",
               name, name);
    show_head(visit);
    buf_text(out, "<tbody>\n");
    for (size_t i = 0; i < which->count && shown < which->most; i++) {
        if (which->results[i].verdict == verdict) {
            show_claim(visit, &which->results[i]);
            shown++;
        }
    }
    buf_text(out, "</tbody></table></div>\n");
    if (shown < some) {
        buf_text(out, "<p><a href=\"");
        verdict_address(visit, verdict);
        buf_text(out, "\">");
        say_count(visit, some - shown, "and {0} more", "and {0} more");
        buf_text(out, "</a></p>\n");
    }
    buf_text(out, "</details>\n");
}

static void show_claims(struct visit *visit, const struct shown *which, enum verdict chosen)
{
    bool first = true;
    for (int i = 0; i < VERDICTS; i++) {
        const enum verdict verdict = (enum verdict)i;
        if ((which->all || verdict == chosen) &&
            count_of(which->results, which->count, verdict) > 0) {
            show_verdict(visit, which, verdict, first);
            first = false;
        }
    }
}

/* ?verdict=; VERDICTS when none is asked for. */
static enum status read_verdict(struct visit *visit, enum verdict *verdict)
{
    const struct str asked = visit_parameter(visit, "verdict");
    *verdict = VERDICTS;
    for (int i = 0; i < VERDICTS; i++) {
        if (str_is(asked, verdict_name((enum verdict)i))) {
            *verdict = (enum verdict)i;
        }
    }
    return asked.length > 0 && *verdict == VERDICTS
               ? fail(&visit->why, STATUS_USAGE, "%s", t(visit, "There is no such verdict."))
               : STATUS_OK;
}

/* The claims of a verdict, or all (VERDICTS). */
struct told {
    const struct claim_result *results;
    size_t count;
    enum verdict verdict;
};

static const struct sheet_head claims_heads[] = {
    {"id", N_("Claim")},          {"verdict", N_("Verdict")}, {"printed", N_("Printed")},
    {"computed", N_("Computed")}, {"where", N_("Where")},     {"what", N_("What")},
    {"note", N_("Note")}};

static enum status tell_claims(struct visit *visit, void *context, struct sheet *sheet)
{
    const struct told *told = context;
    for (size_t i = 0; i < told->count; i++) {
        const struct claim_result *result = &told->results[i];
        if (told->verdict != VERDICTS && result->verdict != told->verdict) {
            continue;
        }
        const enum sheet_type type = result->is_number ? SHEET_NUMBER : SHEET_TEXT;
        const struct sheet_cell printed = {
            .text = str_of(result->printed), .type = type, .places = SHEET_GENERAL};
        const struct sheet_cell computed = {
            .text = str_of(result->computed), .type = type, .places = SHEET_GENERAL};
        sheet_text(sheet, str_of(result->claim->id));
        sheet_text(sheet, str_of(visit->labels ? claims_heading(result->verdict, visit->language)
                                               : verdict_name(result->verdict)));
        sheet->cell(sheet, &printed);
        sheet->cell(sheet, &computed);
        sheet_text(sheet, str_of(result->where));
        sheet_text(sheet, str_of(result->what));
        sheet_text(sheet, str_of(result->note));
        sheet->end(sheet);
    }
    return STATUS_OK;
}

enum status page_claims(struct visit *visit)
{
    const struct claim_set *claims = visit->site->work->claims;
    struct claim_result *results = visit->kept;
    size_t count = claims->count;
    enum verdict chosen = VERDICTS;
    TRY(read_verdict(visit, &chosen));
    if (!results) {
        TRY(claims_compute(visit->store, claims, visit->arena, &results, &count, &visit->why));
        visit->kept = results;
    }
    if (visit->form == FORM_JSON) {
        claims_json(results, count, visit->out);
        return STATUS_OK;
    }
    if (visit->form != FORM_HTML) {
        struct told told = {results, count, chosen};
        return sheet_form(visit, &(struct sheet_plan){.name = "claims",
                                                      .title = t(visit, "Claims against data"),
                                                      .heads = claims_heads,
                                                      .head_count = COUNT_OF(claims_heads),
                                                      .rows = tell_claims,
                                                      .context = &told});
    }
    const struct page page = {.title = t(visit, "Claims against data"), .place = "claims"};
    page_begin(visit, &page);
    buf_text(visit->out, "<h1>");
    html_text(visit->out, page.title);
    mark_term(visit, "claim");
    buf_text(visit->out, "</h1>\n<p class=\"lead\">");
    say_count(visit, count, "{0} printed number, compared with what the data give.",
              "{0} printed numbers, compared with what the data give.");
    buf_text(visit->out, "</p>\n");
    show_verdicts(visit, results, count, chosen);
    const bool all = chosen == VERDICTS;
    const struct shown which = {results, count, all && !visit->files ? CLAIMS_SHOWN : count, all};
    show_claims(visit, &which, chosen);
    page_end(visit);
    return STATUS_OK;
}
