/*
 * A code list as a vocabulary of SKOS (W3C, 2009), in Turtle: codes are concepts with labels in
 * all languages, what they are part of is broader; equivalents mean the same.
 */
#include "serve/skos.h"

#include "serve/page.h"

static void write_literal(struct buf *out, struct str text)
{
    buf_char(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];
        if (c == '"' || c == '\\') {
            buf_char(out, '\\');
            buf_char(out, c);
        } else {
            buf_char(out, c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
        }
    }
    buf_char(out, '"');
}

/* "<https://example.org/vocabularies/country#KE>"; without an address relative to this file. */
static void write_name(struct visit *visit, const struct codelist *list, const char *code)
{
    struct buf *out = visit->out;
    const char *root = address_root(visit);
    buf_char(out, '<');
    if (*root) {
        buf_printf(out, "%s/vocabularies/", root);
        html_url_part(out, str_of(list->name));
    } else {
        html_url_part(out, str_of(list->name));
        buf_text(out, ".ttl");
    }
    if (code) {
        buf_char(out, '#');
        html_url_part(out, str_of(code));
    }
    buf_char(out, '>');
}

static void write_labels(struct buf *out, const struct label *label)
{
    for (size_t i = 0; i < label->count; i++) {
        buf_text(out, " ;\n    skos:prefLabel ");
        write_literal(out, str_of(label->texts[i]));
        buf_printf(out, "@%s", label->languages[i]);
    }
}

/* What is broader in another list is broader all the same, but a match between vocabularies. */
static void write_parent(struct visit *visit, const struct codelist *list,
                         const struct codelist *above, const struct code *code)
{
    const struct code *parent =
        above && code->parent ? codelist_find(above, str_of(code->parent)) : NULL;
    if (parent) {
        buf_text(visit->out, above == list ? " ;\n    skos:broader " : " ;\n    skos:broadMatch ");
        write_name(visit, above, parent->code);
    }
    if (!parent || above != list) {
        buf_text(visit->out, " ;\n    skos:topConceptOf ");
        write_name(visit, list, NULL);
    }
}

static void write_concept(struct visit *visit, const struct codelist *list,
                          const struct codelist *above, const struct code *code)
{
    struct buf *out = visit->out;
    buf_char(out, '\n');
    write_name(visit, list, code->code);
    buf_text(out, " a skos:Concept ;\n    skos:inScheme ");
    write_name(visit, list, NULL);
    buf_text(out, " ;\n    skos:notation ");
    write_literal(out, str_of(code->code));
    write_labels(out, &code->label);
    write_parent(visit, list, above, code);
    for (size_t i = 0; i < code->equivalent_count; i++) {
        const struct code *same = codelist_find(list, str_of(code->equivalents[i]));
        if (same && same != code) {
            buf_text(out, " ;\n    skos:exactMatch ");
            write_name(visit, list, same->code);
        }
    }
    buf_text(out, " .\n");
}

void skos_write(struct visit *visit, const struct codelist *list, const struct codelist *above)
{
    struct buf *out = visit->out;
    buf_text(out, "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
                  "@prefix dct: <http://purl.org/dc/terms/> .\n\n");
    write_name(visit, list, NULL);
    buf_text(out, " a skos:ConceptScheme ;\n    dct:identifier ");
    write_literal(out, str_of(list->name));
    write_labels(out, &list->label);
    if (list->source) {
        buf_text(out, " ;\n    dct:source ");
        write_literal(out, str_of(list->source));
    }
    buf_text(out, " .\n");
    for (size_t i = 0; i < list->count; i++) {
        write_concept(visit, list, above, &list->codes[i]);
    }
}
