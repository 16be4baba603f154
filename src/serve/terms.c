#include "serve/terms.h"

#include "serve/page.h"

static const struct glossary *glossary_here(const struct visit *visit)
{
    return visit->site->work->pack->glossary;
}

void address_of_term(struct visit *visit, const char *name)
{
    const char *path[] = {"glossary"};
    address_path(visit, path, 1);
    buf_char(visit->out, '#');
    html_text(visit->out, name);
}

void show_field_label(struct visit *visit, const struct field *field)
{
    const struct gloss *term = glossary_of_field(glossary_here(visit), field);
    if (term) {
        buf_text(visit->out, "<a class=\"term\" href=\"");
        address_of_term(visit, term->name);
        buf_text(visit->out, "\">");
    }
    html_text(visit->out, label_here(visit, &field->label, field->name));
    buf_text(visit->out, term ? "</a>" : "");
}

static void write_mark(struct visit *visit, const struct gloss *term)
{
    if (term) {
        buf_text(visit->out, " <a class=\"term mark\" href=\"");
        address_of_term(visit, term->name);
        buf_text(visit->out, "\">?<span class=\"hidden\"> ");
        const struct str label = str_of(label_here(visit, &term->label, term->name));
        say(visit, "What \"{0}\" means", &label, 1);
        buf_text(visit->out, "</span></a>");
    }
}

void mark_field_term(struct visit *visit, const struct field *field)
{
    write_mark(visit, glossary_of_field(glossary_here(visit), field));
}

void show_kind_term(struct visit *visit, const struct kind *kind)
{
    const struct gloss *term = glossary_of_kind(glossary_here(visit), kind);
    if (term) {
        buf_text(visit->out, "<p class=\"meaning\">");
        html_text(visit->out, label_here(visit, &term->means, ""));
        write_mark(visit, term);
        buf_text(visit->out, "</p>\n");
    }
}

void mark_term(struct visit *visit, const char *name)
{
    write_mark(visit, glossary_term(glossary_here(visit), name));
}
