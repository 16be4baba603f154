/* Tables of single numbers. */
#include "report/writing.h"

/* "+3", "−2", "0" */
static void write_change(struct writing *w, const struct directive *figures, size_t row)
{
    int64_t change = 0;
    char text[64];
    buf_text(w->out, "<td class=\"number\">");
    if (!directive_change(figures, row, &change)) {
        buf_text(w->out, "n/a</td>");
        return;
    }
    word_exact(w->language, change < 0 ? -change : change, text);
    buf_text(w->out, change > 0 ? "+" : change < 0 ? "\xE2\x88\x92" : "");
    html_text(w->out, text);
    buf_text(w->out, "</td>");
}

static void write_row(struct writing *w, const struct directive *figures, size_t row)
{
    buf_text(w->out, "<tr><th scope=\"row\">");
    html_text(w->out, figures->labels[row]);
    buf_text(w->out, "</th>");
    for (size_t h = 0; h < figures->head_count; h++) {
        buf_text(w->out, "<td class=\"number\">");
        write_number(w, &figures->cells[row * figures->head_count + h]);
        buf_text(w->out, "</td>");
    }
    if (figures->change) {
        write_change(w, figures, row);
    }
    buf_text(w->out, "</tr>\n");
}

void write_figures(struct writing *w, const struct directive *figures)
{
    write_table_begin(w, figures, " unbroken",
                      figures->caption ? figures->caption : in(w, "Figures", "Chiffres", "Cifras"));
    buf_text(w->out, "<thead><tr><td></td>");
    for (size_t h = 0; h < figures->head_count; h++) {
        buf_text(w->out, "<th scope=\"col\" class=\"number\">");
        html_text(w->out, figures->heads[h]);
        buf_text(w->out, "</th>");
    }
    if (figures->change) {
        buf_text(w->out, "<th scope=\"col\" class=\"number\">");
        html_text(w->out, in(w, "Change", "Évolution", "Cambio"));
        buf_text(w->out, "</th>");
    }
    buf_text(w->out, "</tr></thead>\n<tbody>\n");
    for (size_t r = 0; r < figures->row_count; r++) {
        write_row(w, figures, r);
    }
    buf_text(w->out, "</tbody>");
    write_table_end(w);
    buf_text(w->out, "</div>\n");
}
