/*
 * The pieces of forms. A form is written by the server, works without JavaScript, and is sent by
 * POST as it stands; what is wrong with it is said in a list at the top, which leads to the fields,
 * and again at each field (as GOV.UK does). What was typed is never lost.
 *
 *     if (visit_is_post(visit)) {
 *         if (visit_field(visit, "title").length == 0) {
 *             form_wrong(visit, "title", t(visit, "Write a title."));
 *         }
 *         if (visit->error_count == 0) { … return site_see_other(visit, …); }
 *     }
 *     page_begin(visit, &page);         with errors the answer is 422
 *     page_errors(visit);
 *     form_begin(visit, "/edit/x");
 *     form_text(visit, &(struct form_field){.name = "title", .label = …, .value = …});
 *     form_submit(visit, t(visit, "Save"));
 *     form_end(visit);
 *
 * Words are given in the visit's language; they and the values are escaped here.
 */
#ifndef SERVE_FORMS_H
#define SERVE_FORMS_H

#include "serve/page.h"

/* Notes that something is wrong with a field (the name of one, or NULL: with all of it). @words
 * live as long as the visit. The answer becomes 422. */
void form_wrong(struct visit *visit, const char *field, const char *words);

/* The list of what is wrong; nothing when nothing is. To stand at the top of <main>. */
void page_errors(struct visit *visit);

/* <form method="post">. @action is a path of this site, as it is sent; the language is kept. */
void form_begin(struct visit *visit, const char *action);
void form_end(struct visit *visit);

struct form_field {
    const char *name;
    const char *id; /* NULL: the name; where a page has two fields of one name */
    const char *label;
    const char *hint;     /* or NULL */
    struct str value;     /* what stands in it; of a checkbox: what is sent when it is ticked */
    const char *type;     /* of form_text: "password", "email", "search" …; NULL: "text" */
    const char *complete; /* autocomplete: "username" …; or NULL */
    struct str language;  /* of the text, where it is not the page's; or empty */
    unsigned rows;        /* of form_area; 0: 4 */
    size_t most;          /* characters; 0: any number */
    bool fixed;           /* shown and sent, and not to be changed */
    bool required;        /* the label of one that is not says so */
    bool checked;         /* of a checkbox */
};

void form_text(struct visit *visit, const struct form_field *field);
void form_area(struct visit *visit, const struct form_field *field);
void form_checkbox(struct visit *visit, const struct form_field *field);

/* A date of whatever precision: YYYY, YYYY-MM or YYYY-MM-DD; the hint says so. */
void form_date(struct visit *visit, const struct form_field *field);

struct form_option {
    struct str value;
    const char *label;
};

/* @field->value is the one that is chosen. */
void form_select(struct visit *visit, const struct form_field *field,
                 const struct form_option *options, size_t count);

/* One of several, all seen: a group of radio buttons. */
void form_radios(struct visit *visit, const struct form_field *field,
                 const struct form_option *options, size_t count);

void form_hidden(struct visit *visit, const char *name, struct str value);

/* A button that sends the form; form_button() sends @name=@value with it. */
void form_submit(struct visit *visit, const char *label);
void form_button(struct visit *visit, const char *name, struct str value, const char *label);

#endif
