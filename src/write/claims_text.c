#include "write/claims_write.h"
#include "write/words.h"

#define WIDTH 80
#define INDENT 14 /* where what is said of a claim begins */

struct verdict_words {
    const char *en, *fr, *es;
};

/* What each verdict means, as a heading. */
static const struct verdict_words headings[VERDICTS] = {
    [VERDICT_MISMATCH] = {"The printed number and the data differ",
                          "Le nombre imprimé et les données diffèrent",
                          "El número impreso y los datos difieren"},
    [VERDICT_CONFLICT] = {"Printed in several ways", "Imprimé de plusieurs façons",
                          "Impreso de varias maneras"},
    [VERDICT_EXTERNAL] = {"Contradicted by another source", "Contredit par une autre source",
                          "Contradicho por otra fuente"},
    [VERDICT_DANGLING] = {"Points to a part that does not exist",
                          "Renvoie à une partie qui n'existe pas",
                          "Remite a una parte que no existe"},
    [VERDICT_AMBIGUOUS] = {"True in one reading and not in another",
                           "Vrai dans une lecture, faux dans une autre",
                           "Cierto en una lectura y no en otra"},
    [VERDICT_UNTESTABLE] = {"Cannot be tested", "Ne peut être vérifié", "No se puede comprobar"},
    [VERDICT_MATCH_ROUNDED] = {"Right when rounded, or within its wording",
                               "Juste après arrondi, ou dans les limites de sa formulation",
                               "Correcto al redondear, o dentro de los límites de su formulación"},
    [VERDICT_MATCH] = {"Right", "Juste", "Correcto"},
};

const char *claims_heading(enum verdict verdict, const char *language)
{
    const struct verdict_words *words = &headings[verdict];
    return word_in(language, words->en, words->fr, words->es);
}

static void write_number(struct buf *out, const char *language, const char *text, bool is_number)
{
    char grouped[64];
    const bool apart = text && is_number && word_printed(language, text, grouped);
    buf_text(out, apart ? grouped : text ? text : "-");
}

static void write_line(struct buf *out, const char *text)
{
    if (text && text[0]) {
        write_spaces(out, INDENT);
        wrap_text(out, str_of(text), (struct wrap){WIDTH, INDENT, INDENT});
    }
}

/* "printed 0, computed 60", as far as there is any. */
static void write_values(const struct claim_result *result, const char *language, struct buf *out)
{
    struct buf line;
    buf_init(&line, (size_t)64 * 1024);
    if (result->printed) {
        buf_text(&line, word_in(language, "printed ", "imprimé ", "impreso "));
        write_number(&line, language, result->printed, result->is_number);
    }
    if (result->computed) {
        bool external = result->verdict == VERDICT_EXTERNAL;
        buf_text(&line, result->printed ? ", " : "");
        buf_text(&line, external ? word_in(language, "elsewhere ", "ailleurs ", "en otra fuente ")
                                 : word_in(language, "computed ", "calculé ", "calculado "));
        write_number(&line, language, result->computed, result->is_number);
    }
    wrap_text(out, buf_view(&line), (struct wrap){WIDTH, INDENT, INDENT});
    out->failed = out->failed || line.failed;
    buf_release(&line);
}

static void write_claim(const struct claim_result *result, const char *language, struct buf *out)
{
    size_t columns = strlen(result->claim->id) + 2;
    buf_printf(out, "  %s", result->claim->id);
    if (columns + 2 > INDENT) {
        buf_char(out, '\n');
        columns = 0;
    }
    write_spaces(out, INDENT - columns);
    write_values(result, language, out);
    write_line(out, result->where);
    write_line(out, result->what);
    write_line(out, result->note);
}

static size_t count_of(const struct claim_result *results, size_t count, enum verdict verdict)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        found += results[i].verdict == verdict;
    }
    return found;
}

static void write_summary(const struct claim_result *results, size_t count, const char *language,
                          struct buf *out)
{
    struct buf line;
    const char *before = ": ";
    buf_init(&line, (size_t)64 * 1024);
    buf_printf(&line, "%zu %s", count,
               count == 1 ? word_in(language, "claim", "affirmation", "afirmación")
                          : word_in(language, "claims", "affirmations", "afirmaciones"));
    for (int verdict = 0; verdict < VERDICTS; verdict++) {
        size_t some = count_of(results, count, (enum verdict)verdict);
        if (some > 0) {
            buf_printf(&line, "%s%zu %s", before, some, verdict_name((enum verdict)verdict));
            before = ", ";
        }
    }
    buf_char(&line, '.');
    wrap_text(out, buf_view(&line), (struct wrap){.width = WIDTH});
    out->failed = out->failed || line.failed;
    buf_release(&line);
}

void claims_text(const struct claim_result *results, size_t count,
                 const struct write_options *options, struct buf *out)
{
    const char *language = word_language(options);
    for (int verdict = 0; verdict < VERDICTS; verdict++) {
        size_t some = count_of(results, count, (enum verdict)verdict);
        if (some == 0) {
            continue;
        }
        buf_printf(out, "%s (%s, %zu)\n", claims_heading((enum verdict)verdict, language),
                   verdict_name((enum verdict)verdict), some);
        for (size_t i = 0; i < count; i++) {
            if (results[i].verdict == (enum verdict)verdict) {
                write_claim(&results[i], language, out);
            }
        }
        buf_char(out, '\n');
    }
    write_summary(results, count, language, out);
}
