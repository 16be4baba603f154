/* Printed numbers beside computed ones. */
#include "report/writing.h"

#include <stdio.h>

#define PLAIN_MOST 20 /* bytes of a number that is set as one: several readings are a text */

const char *verdict_label(const struct writing *w, const struct claim_result *result)
{
    return made_verdict(w->language, result);
}

/* One number as people read it; below 10,000 it may be a year, and stays as it is. */
static void write_one(struct writing *w, struct str value)
{
    char number[64], text[64];
    const bool fits = value.length < sizeof number;
    (void)snprintf(number, sizeof number, "%.*s", fits ? (int)value.length : 0,
                   value.at ? value.at : "");
    if (fits && word_printed(w->language, number, text)) {
        html_text(w->out, text);
    } else {
        html_str(w->out, value);
    }
}

/* The bytes of @text that are one number with nothing but white space and ";" around: 0 if none. */
static size_t number_length(struct str text, size_t at)
{
    size_t end = at;
    if (at > 0 && !strchr(" ;(", text.at[at - 1])) {
        return 0;
    }
    while (end < text.length && (char_is_digit(text.at[end]) || text.at[end] == '.')) {
        end++;
    }
    return end > at && (end == text.length || strchr(" ;)", text.at[end])) ? end - at : 0;
}

/* A printed number, or a text with numbers in it: "1,149,566 (projects only); 504,127". */
void write_plain(struct writing *w, const char *value, bool number)
{
    const struct str text = str_of(value ? value : "-");
    if (number) {
        write_one(w, text);
        return;
    }
    size_t from = 0;
    for (size_t i = 0; i < text.length; i++) {
        const size_t length = number_length(text, i);
        if (length > 0) {
            html_str(w->out, (struct str){text.at + from, i - from});
            write_one(w, (struct str){text.at + i, length});
            from = i + length;
            i = from - 1;
        }
    }
    html_str(w->out, (struct str){text.at + from, text.length - from});
}

void write_printed(struct writing *w, const struct claim_result *result)
{
    const bool exact = result->verdict == VERDICT_MATCH;
    const bool agrees =
        exact || (result->verdict == VERDICT_MATCH_ROUNDED && !made_tolerated(result));
    buf_printf(w->out, " <small class=\"printed v-%s\">", verdict_name(result->verdict));
    html_text(w->out, in(w, "printed ", "imprimé ", "impreso "));
    html_text(w->out, exact ? "=\xC2\xA0" : agrees ? "≈\xC2\xA0" : "");
    const bool link = result->printed && open_claim(w, result);
    write_plain(w, result->printed, result->is_number);
    buf_text(w->out, link ? "</a>" : "");
    if (!agrees) {
        html_text(w->out, in(w, ": ", "\xC2\xA0: ", ": "));
        html_text(w->out, verdict_label(w, result));
    }
    buf_text(w->out, "</small>");
}

static void write_head(struct writing *w)
{
    const char *const heads[] = {
        in(w, "What is said, and where", "Ce qui est dit, et où", "Qué se dice, y dónde"),
        in(w, "Printed", "Imprimé", "Impreso"), in(w, "Computed", "Calculé", "Calculado"),
        in(w, "Verdict", "Verdict", "Veredicto")};
    buf_text(w->out, "<thead><tr>");
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        buf_printf(w->out, "<th scope=\"col\" class=\"%s\">", i == 0 || i == 3 ? "text" : "number");
        html_text(w->out, heads[i]);
        buf_text(w->out, "</th>");
    }
    buf_text(w->out, "</tr></thead>\n");
}

#define QUESTION " (1: yes)" /* ends what is said where 1 means yes, and 0 no */

static bool is_question(const struct claim_result *result)
{
    return str_ends(str_of(result->what), QUESTION);
}

/* What is said, without the sign of a question. */
static struct str said(const struct claim_result *result)
{
    struct str what = str_of(result->what);
    what.length -= is_question(result) ? strlen(QUESTION) : 0;
    return what;
}

/* The texts of claims are the pack's, in English. */
static void write_what(struct writing *w, const struct claim_result *result)
{
    const bool foreign = strcmp(w->language, "en") != 0;
    buf_text(w->out, foreign ? "<th scope=\"row\" class=\"text\" lang=\"en\">"
                             : "<th scope=\"row\" class=\"text\">");
    html_str(w->out, said(result));
    buf_text(w->out, result->what[0] ? "<br>" : "");
    buf_text(w->out, "<small>");
    html_text(w->out, result->where);
    buf_text(w->out, " · ");
    html_text(w->out, result->claim->id);
    buf_text(w->out, "</small>");
    if (result->note[0]) {
        buf_text(w->out, "<br><small class=\"note\">");
        html_text(w->out, result->note);
        buf_text(w->out, "</small>");
    }
    buf_text(w->out, "</th>");
}

static void write_value(struct writing *w, const struct claim_result *result, const char *value)
{
    const bool plain = !value || (result->is_number && strlen(value) <= PLAIN_MOST);
    buf_printf(w->out, "<td class=\"%s\">", plain ? "number" : "text");
    const bool link = value && open_claim(w, result);
    if (is_question(result) && value && (strcmp(value, "1") == 0 || strcmp(value, "0") == 0)) {
        html_text(w->out, value[0] == '1' ? in(w, "yes", "oui", "sí") : in(w, "no", "non", "no"));
    } else {
        write_plain(w, value, plain);
    }
    buf_text(w->out, link ? "</a></td>" : "</td>");
}

static void write_result(struct writing *w, const struct claim_result *result)
{
    buf_printf(w->out, "<tr class=\"v-%s\">", verdict_name(result->verdict));
    write_what(w, result);
    write_value(w, result, result->printed);
    write_value(w, result, result->computed);
    buf_text(w->out, "<td class=\"text verdict\">");
    html_text(w->out, verdict_label(w, result));
    buf_text(w->out, "</td></tr>\n");
}

void write_claims(struct writing *w, const struct directive *directive)
{
    write_table_begin(w, directive, " claims",
                      directive->caption ? directive->caption
                                         : in(w, "Printed and computed", "Imprimé et calculé",
                                              "Impreso y calculado"));
    write_head(w);
    buf_text(w->out, "<tbody>\n");
    for (size_t i = 0; i < directive->result_count; i++) {
        write_result(w, &directive->results[i]);
    }
    buf_text(w->out, "</tbody>");
    write_table_end(w);
    buf_text(w->out, "</div>\n");
}
