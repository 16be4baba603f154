/* Printed numbers beside computed ones. */
#include "report/writing.h"

#include "base/decimal.h"

#define PLAIN_MOST 20 /* bytes of a number that is set as one: several readings are a text */

const char *verdict_label(const struct writing *w, enum verdict verdict)
{
    static const struct {
        const char *en, *fr, *es;
    } labels[VERDICTS] = {
        [VERDICT_MISMATCH] = {"differs", "diffère", "difiere"},
        [VERDICT_CONFLICT] = {"contradictory", "contradictoire", "contradictorio"},
        [VERDICT_EXTERNAL] = {"another source differs", "une autre source diffère",
                              "otra fuente difiere"},
        [VERDICT_DANGLING] = {"refers to nothing", "renvoie à rien", "remite a nada"},
        [VERDICT_AMBIGUOUS] = {"ambiguous", "ambigu", "ambiguo"},
        [VERDICT_UNTESTABLE] = {"cannot be tested", "invérifiable", "no comprobable"},
        [VERDICT_MATCH_ROUNDED] = {"agrees when rounded", "concorde après arrondi",
                                   "coincide al redondear"},
        [VERDICT_MATCH] = {"agrees", "concorde", "coincide"},
    };
    return in(w, labels[verdict].en, labels[verdict].fr, labels[verdict].es);
}

/* A printed number as people read it; below 10,000 it may be a year, and stays as it is. */
void write_plain(struct writing *w, const char *value, bool number)
{
    int64_t read = 0;
    char text[64];
    const char *point = value ? strchr(value, '.') : NULL;
    if (!value || !number || !decimal_parse(str_of(value), &read) ||
        (read < (int64_t)10000 * DECIMAL_ONE && read > (int64_t)-10000 * DECIMAL_ONE && !point)) {
        html_text(w->out, value ? value : "-");
        return;
    }
    word_number(w->language, read, point ? (unsigned)strlen(point + 1) : 0, text);
    html_text(w->out, text);
}

void write_printed(struct writing *w, const struct claim_result *result)
{
    const bool exact = result->verdict == VERDICT_MATCH;
    const bool agrees = exact || result->verdict == VERDICT_MATCH_ROUNDED;
    buf_printf(w->out, " <small class=\"printed v-%s\">", verdict_name(result->verdict));
    html_text(w->out, in(w, "printed ", "imprimé ", "impreso "));
    html_text(w->out, exact ? "=\xC2\xA0" : agrees ? "≈\xC2\xA0" : "");
    const bool link = result->printed && open_claim(w, result);
    write_plain(w, result->printed, result->is_number);
    buf_text(w->out, link ? "</a>" : "");
    if (!agrees) {
        html_text(w->out, in(w, ": ", "\xC2\xA0: ", ": "));
        html_text(w->out, verdict_label(w, result->verdict));
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

/* The texts of claims are the pack's, in English. */
static void write_what(struct writing *w, const struct claim_result *result)
{
    const bool foreign = strcmp(w->language, "en") != 0;
    buf_text(w->out, foreign ? "<th scope=\"row\" class=\"text\" lang=\"en\">"
                             : "<th scope=\"row\" class=\"text\">");
    html_text(w->out, result->what);
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
    write_plain(w, value, plain);
    buf_text(w->out, link ? "</a></td>" : "</td>");
}

static void write_result(struct writing *w, const struct claim_result *result)
{
    buf_printf(w->out, "<tr class=\"v-%s\">", verdict_name(result->verdict));
    write_what(w, result);
    write_value(w, result, result->printed);
    write_value(w, result, result->computed);
    buf_text(w->out, "<td class=\"text verdict\">");
    html_text(w->out, verdict_label(w, result->verdict));
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
