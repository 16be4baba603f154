/* Printed numbers beside computed ones, by verdict. */
#include "serve/page.h"
#include "serve/route.h"
#include "write/claims_write.h"

#define CLAIMS_SHOWN 25 /* of each verdict, where none is asked for */

static void show_value_cell(struct visit *visit, const char *text, bool number)
{
    buf_text(visit->out, number ? "<td class=\"number\">" : "<td>");
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
    buf_text(out, "</th><td>");
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
        buf_text(visit->out, "<th scope=\"col\">");
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

void address_of_claim(struct visit *visit, const struct claim_result *result)
{
    static const char *const path[] = {"claims"};
    if (visit->files) {
        address_path(visit, path, 1);
    } else {
        verdict_address(visit, result->verdict);
    }
    buf_char(visit->out, '#');
    html_text(visit->out, result->claim->id);
}

/* The claims of a verdict, at most @most. */
static void show_verdict(struct visit *visit, const struct claim_result *results, size_t count,
                         enum verdict verdict, size_t most)
{
    struct buf *out = visit->out;
    const size_t some = count_of(results, count, verdict);
    size_t shown = 0;
    if (some == 0) {
        return;
    }
    buf_text(out, "<h2 id=\"");
    html_text(out, verdict_name(verdict));
    buf_text(out, "\">");
    html_text(out, claims_heading(verdict, visit->language));
    buf_text(out, " <small>");
    html_str(out, number_text(visit, some));
    buf_text(out, "</small></h2>\n<div class=\"rows\" role=\"region\" tabindex=\"0\" "
                  "aria-labelledby=\"");
    html_text(out, verdict_name(verdict));
    buf_text(out, "\"><table class=\"claims\" aria-labelledby=\"");
    html_text(out, verdict_name(verdict));
    buf_text(out, "\">");
    show_head(visit);
    buf_text(out, "<tbody>\n");
    for (size_t i = 0; i < count && shown < most; i++) {
        if (results[i].verdict == verdict) {
            show_claim(visit, &results[i]);
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
    const struct page page = {.title = t(visit, "Claims against data"), .place = "claims"};
    page_begin(visit, &page);
    buf_text(visit->out, "<h1>");
    html_text(visit->out, page.title);
    buf_text(visit->out, "</h1>\n<p class=\"lead\">");
    say_count(visit, count, "{0} printed number, compared with what the data give.",
              "{0} printed numbers, compared with what the data give.");
    buf_text(visit->out, "</p>\n");
    show_verdicts(visit, results, count, chosen);
    for (int verdict = 0; verdict < VERDICTS; verdict++) {
        if (chosen == VERDICTS || (enum verdict)verdict == chosen) {
            show_verdict(visit, results, count, (enum verdict)verdict,
                         chosen == VERDICTS && !visit->files ? CLAIMS_SHOWN : count);
        }
    }
    page_end(visit);
    return STATUS_OK;
}
