/*
 * A lens in full, for people: what it takes, what it leaves out, its themes, and the words that it
 * looks for. Written from its file, so that nothing of it is told otherwise than it is.
 */
#include "report/writing.h"

/* "labour-agreement" as "labour agreement". */
static void write_name(struct writing *w, struct str name)
{
    for (size_t i = 0; i < name.length; i++) {
        const bool blank = name.at[i] == '-' || name.at[i] == '_';
        html_str(w->out, blank ? str_of(" ") : (struct str){name.at + i, 1});
    }
}

/* The scalars of @node: one, or a list of them. */
static const struct yaml_node *first_scalar(const struct yaml_node *node)
{
    return node && node->type == YAML_LIST ? node->children : node;
}

static void write_names(struct writing *w, const struct yaml_node *node, const char *last)
{
    const struct yaml_node *at = first_scalar(node);
    const bool list = node && node->type == YAML_LIST;
    for (bool first = true; at; at = list ? at->next : NULL, first = false) {
        const bool end = !list || !at->next;
        html_text(w->out, first ? "" : end ? last : ", ");
        write_name(w, at->text);
    }
}

static void write_quoted(struct writing *w, const struct yaml_node *node)
{
    const struct yaml_node *at = first_scalar(node);
    const bool list = node && node->type == YAML_LIST;
    for (bool first = true; at; at = list ? at->next : NULL, first = false) {
        html_text(w->out, first ? "" : ", ");
        html_text(w->out, in(w, "“", "«\xC2\xA0", "«"));
        html_str(w->out, at->text);
        html_text(w->out, in(w, "”", "\xC2\xA0»", "»"));
    }
}

/* ---- conditions ---- */

static void write_condition(struct writing *w, const struct yaml_node *condition);

static void write_several(struct writing *w, const struct yaml_node *list, const char *between)
{
    const bool group = list->count > 1;
    for (const struct yaml_node *at = list->children; at; at = at->next) {
        html_text(w->out, at == list->children ? "" : between);
        html_text(w->out, group ? "(" : "");
        write_condition(w, at);
        html_text(w->out, group ? ")" : "");
    }
}

/* Where and how often the words have to stand. */
static void write_places(struct writing *w, const struct yaml_node *condition)
{
    const struct yaml_node *times = yaml_get(condition, "at_least");
    const struct yaml_node *fields = yaml_get(condition, "fields");
    fields = fields ? fields : yaml_get(condition, "field");
    if (fields) {
        html_text(w->out, in(w, ", in the field ", ", dans le champ ", ", en el campo "));
        write_names(w, fields, in(w, " or ", " ou ", " o "));
    }
    if (times) {
        html_text(w->out, in(w, ", at least ", ", au moins ", ", al menos "));
        html_str(w->out, times->text);
        html_text(w->out, in(w, " times", " fois", " veces"));
    }
}

static void write_words(struct writing *w, const struct yaml_node *condition)
{
    const struct yaml_node *terms = yaml_get(condition, "terms");
    if (terms) {
        html_text(w->out,
                  in(w, "words of the list ", "mots de la liste ", "palabras de la lista "));
        buf_text(w->out, "<em lang=\"en\">");
        write_names(w, terms, in(w, " or ", " ou ", " o "));
        buf_text(w->out, "</em>");
    } else {
        html_text(w->out, in(w, "the words ", "les mots ", "las palabras "));
        write_quoted(w, yaml_get(condition, "words"));
    }
    write_places(w, condition);
}

/* A field with a code, a range, or any value. */
static void write_field(struct writing *w, const struct yaml_node *condition)
{
    const struct yaml_node *is = yaml_get(condition, "is"), *from = yaml_get(condition, "from"),
                           *to = yaml_get(condition, "to");
    const struct yaml_node *vocabulary = yaml_get(condition, "vocabulary");
    const struct yaml_node *present = yaml_get(condition, "present");
    html_text(w->out, in(w, "the field ", "le champ ", "el campo "));
    write_name(w, yaml_get(condition, "field")->text);
    if (vocabulary) {
        html_text(w->out, in(w, " (vocabulary ", " (vocabulaire ", " (vocabulario "));
        html_str(w->out, vocabulary->text);
        html_text(w->out, ")");
    }
    if (present) {
        html_text(w->out, str_is(present->text, "false")
                              ? in(w, " has no value", " n'a pas de valeur", " no tiene valor")
                              : in(w, " has a value", " a une valeur", " tiene un valor"));
    }
    if (is) {
        html_text(w->out, in(w, " is ", " est ", " es "));
        write_quoted(w, is);
    }
    if (from) {
        html_text(w->out, in(w, " is from ", " va de ", " es desde "));
        html_str(w->out, from->text);
    }
    if (to) {
        html_text(w->out, in(w, " up to ", " jusqu'à ", " hasta "));
        html_str(w->out, to->text);
    }
}

static void write_weight(struct writing *w, const struct yaml_node *condition)
{
    const struct yaml_node *weight = yaml_get(condition, "weight");
    if (!weight) {
        return;
    }
    const bool principal = str_is(weight->text, "principal");
    const bool significant = str_is(weight->text, "significant");
    buf_text(w->out, " <small>(");
    html_text(w->out, principal     ? in(w, "principal", "principal", "principal")
                      : significant ? in(w, "significant", "significatif", "significativo")
                                    : in(w, "only a candidate, for a person to judge",
                                         "seulement proposé, à juger par une personne",
                                         "solo candidato, para que lo juzgue una persona"));
    buf_text(w->out, ")</small>");
}

static void write_condition(struct writing *w, const struct yaml_node *condition)
{
    const struct yaml_node *any = yaml_get(condition, "any"), *all = yaml_get(condition, "all"),
                           *not = yaml_get(condition, "not"), *theme = yaml_get(condition, "theme");
    const bool words = yaml_get(condition, "terms") || yaml_get(condition, "words");
    if (any) {
        write_several(w, any, in(w, " or ", " ou ", " o "));
    }
    if (all) {
        html_text(w->out, any ? in(w, " and ", " et ", " y ") : "");
        write_several(w, all, in(w, " and ", " et ", " y "));
    }
    if (words) {
        write_words(w, condition);
    } else if (yaml_get(condition, "field")) {
        write_field(w, condition);
    }
    if (theme) {
        html_text(w->out, in(w, "the theme ", "le thème ", "el tema "));
        write_name(w, theme->text);
    }
    if (not ) {
        html_text(w->out, in(w, "not ", "pas ", "no "));
        write_condition(w, not );
    }
    write_weight(w, condition);
}

/* ---- the parts ---- */

static void write_list(struct writing *w, const struct yaml_node *conditions, const char *title)
{
    if (!conditions) {
        return;
    }
    const bool list = conditions->type == YAML_LIST;
    buf_text(w->out, "<p>");
    html_text(w->out, title);
    buf_text(w->out, "</p>\n<ul>\n");
    for (const struct yaml_node *at = list ? conditions->children : conditions; at;
         at = list ? at->next : NULL) {
        buf_text(w->out, "<li>");
        write_condition(w, at);
        buf_text(w->out, "</li>\n");
    }
    buf_text(w->out, "</ul>\n");
}

static void write_themes(struct writing *w, const struct lens *lens, const struct yaml_node *themes)
{
    if (!themes) {
        return;
    }
    buf_text(w->out, "<dl>\n");
    for (size_t i = 0; i < lens->theme_count; i++) {
        const struct lens_theme *theme = &lens->themes[i];
        const struct yaml_node *node = yaml_get(themes, theme->name);
        buf_text(w->out, "<dt>");
        html_text(w->out, label_in(&theme->label, w->language, theme->name));
        buf_text(w->out, "</dt><dd>");
        html_text(w->out, label_in(&theme->description, w->language, ""));
        buf_text(w->out, theme->description.count > 0 ? " <br>" : "");
        html_text(w->out, in(w, "When: ", "Lorsque\xC2\xA0: ", "Cuando: "));
        write_condition(w, node);
        buf_text(w->out, ".</dd>\n");
    }
    buf_text(w->out, "</dl>\n");
}

/* The words of one list in the language of the report, or in any, and what is no hit. */
static void write_terms(struct writing *w, const struct yaml_node *list)
{
    const struct yaml_node *own = yaml_get(list, w->language), *any = yaml_get(list, "any");
    const struct yaml_node *except = yaml_get(list, "except");
    own = own || any ? own : yaml_get(list, "en");
    buf_text(w->out, "<p class=\"terms\"><b lang=\"en\">");
    write_name(w, str_of(list->key));
    buf_text(w->out, "</b>: ");
    write_quoted(w, own);
    html_text(w->out, own && any ? ", " : "");
    write_quoted(w, any);
    if (except) {
        html_text(w->out, in(w, "; but not ", "\xC2\xA0; mais pas ", "; pero no "));
        write_quoted(w, except);
    }
    buf_text(w->out, ".</p>\n");
}

void write_rules(struct writing *w, const struct lens *lens, const struct yaml_node *root)
{
    const struct yaml_node *include = yaml_get(root, "include");
    const struct yaml_node *any = yaml_get(include, "any");
    const struct yaml_node *terms = yaml_get(root, "terms");
    buf_text(w->out, "<div class=\"rules\">\n<p>");
    html_text(w->out, label_in(&lens->description, w->language, ""));
    buf_printf(w->out, " <small>%s, %s %lld</small></p>\n", lens->name,
               in(w, "version", "version", "versión"), lens->version);
    write_list(w, any ? any : include,
               in(w, "A record belongs when it has one of:",
                  "Une fiche en relève lorsqu'elle a l'un de :", "Una ficha pertenece si tiene:"));
    write_list(w, yaml_get(root, "unless"),
               in(w, "It is left out when it has:", "Elle est omise lorsqu'elle a :",
                  "Se omite si tiene:"));
    write_themes(w, lens, yaml_get(root, "themes"));
    if (terms) {
        buf_text(w->out, "<p>");
        html_text(w->out,
                  in(w,
                     "The lists of words, in this language; “*” stands for any ending, NEAR for so "
                     "many words at most. The definition has the other languages too.",
                     "Les listes de mots, dans cette langue ; « * » remplace toute terminaison, "
                     "NEAR signifie au plus tant de mots de distance. La définition contient aussi "
                     "les autres langues.",
                     "Las listas de palabras, en este idioma; «*» es cualquier terminación, NEAR "
                     "es a tantas palabras como máximo. La definición tiene también los demás "
                     "idiomas."));
        buf_text(w->out, "</p>\n<div class=\"words\">\n");
        for (const struct yaml_node *at = terms->children; at; at = at->next) {
            write_terms(w, at);
        }
        buf_text(w->out, "</div>\n");
    }
    buf_text(w->out, "</div>\n");
}
