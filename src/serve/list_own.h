/* What the page of a list is made of; private to page_list.c and list_*.c. */
#ifndef SERVE_LIST_OWN_H
#define SERVE_LIST_OWN_H

#include "serve/ask.h"
#include "serve/page.h"

#define LIST_FACETS 24 /* that a list can have */

/* What the list can be narrowed by, in the order of the page. */
struct list_facets {
    struct facet items[LIST_FACETS];
    size_t count;
    const struct lens *example; /* the first of its lenses; or NULL */
};
void list_choose_facets(struct visit *visit, const struct query *query, struct list_facets *facets);

/* list_facets.c: the column; @all are the records of the list. */
MUST_CHECK enum status list_show_facets(struct visit *visit, const struct asked *asked,
                                        const struct list_facets *facets,
                                        const struct facet_match *all);

/*
 * list_form.c: what is written into fields: words, dates, numbers. list_form_begin() writes the
 * start tag and the fields, and what else was asked for as hidden ones, so that sending the form
 * keeps it. Boxes with the names of facets ("country|") may follow. Nothing in a file.
 */
void list_form_begin(struct visit *visit, const struct asked *asked,
                     const struct list_facets *facets);
void list_form_end(struct visit *visit);

/* list_words.c: "Kenya", of a value that a condition asks for; in the request's arena. */
struct str list_value_text(struct visit *visit, const struct condition *condition,
                           const char *value);

/* "Country: Kenya or Uganda" */
struct str list_condition_text(struct visit *visit, const struct condition *condition);

/* "Projects · Country: Kenya or Uganda · tagged Recruitment" */
const char *list_heading(struct visit *visit, const struct query *query);

/* The conditions, each with a link that drops it. */
void list_show_chips(struct visit *visit, const struct asked *asked);

/* list_nothing.c: what is wrong with the address, in words, with what may be meant. */
void list_show_wrong(struct visit *visit, const struct asked_wrong *wrong);
void list_show_wrongs(struct visit *visit, const struct asked *asked);

/* Nothing fits: how many there are without each of the conditions. */
MUST_CHECK enum status list_show_nothing(struct visit *visit, const struct asked *asked);

/* ?from= is beyond the end: where that is. */
void list_show_end(struct visit *visit, const struct asked *asked);

/* list_data.c: CSV, XLSX and JSON. */
MUST_CHECK enum status list_csv(struct visit *visit, const struct asked *asked);
MUST_CHECK enum status list_xlsx(struct visit *visit, const struct asked *asked);
MUST_CHECK enum status list_json(struct visit *visit, const struct asked *asked);

/* The English sentence in the visit's language, with values for {0}, {1}, …, in the request's
 * arena; not escaped. */
struct str list_sentence(struct visit *visit, const char *english, const struct str *values,
                         size_t count);

/* The name of its conditions, and what it is called. */
static inline const char *facet_name(const struct facet *facet)
{
    return facet->lens ? "tag" : facet->field->name;
}

static inline const char *facet_label(const struct visit *visit, const struct facet *facet)
{
    return facet->lens ? label_here(visit, &facet->lens->label, facet->lens->name)
                       : label_here(visit, &facet->field->label, facet->field->name);
}

/* The value of a condition for a key of the facet: "KE"; "LENS/theme". NULL without memory. */
const char *list_facet_value(struct visit *visit, const struct facet *facet, struct str key);

/* Whether the form's boxes of the facet say what the condition says. */
bool list_facet_covers(const struct facet *facet, const struct query *query,
                       const struct condition *condition);

#endif
