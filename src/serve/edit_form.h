/*
 * The form of a record, made from its kind: what it looks like, and what was typed into it. The
 * names of its inputs: FIELD.N (the value number N, from 0), FIELD.N-language, -currency, -date,
 * FIELD.N.SUB, FIELD.N-was (which value of the record it was, from 1) and FIELD.N-drop; what speaks
 * of the form as a whole begins with "-". Fields that do not come with the form stay as they are.
 */
#ifndef SERVE_EDIT_FORM_H
#define SERVE_EDIT_FORM_H

#include "serve/forms.h"
#include "work/edit.h"

struct edit_form {
    struct visit *visit;
    struct editor editor; /* its store is the visit's, for reading */
    struct edit edit;
    struct edited edited;      /* what the source says */
    const struct field *added; /* the field that gets one more row; or NULL */
    bool kept;                 /* there is a draft of it */
    bool resumed;              /* it is that draft, found again */
    bool sealed;               /* that draft cannot be read */
    struct str saved, note;    /* when that was saved; the note in it */
};

/* Whether the visit may see, and edit, what has this access. */
bool may_see(const struct visit *visit, enum access access);

/* An editor that reads by the visit's store. */
struct editor visit_editor(struct visit *visit);

/* Takes what was typed, over the values with which the edit began. */
MUST_CHECK enum status edit_form_take(struct edit_form *form, const struct parameter *fields,
                                      size_t count);

/* The form that was sent as text, without its buttons and what the visit may not see; and taken
 * apart again. */
MUST_CHECK enum status edit_form_print(struct visit *visit, const struct kind *kind,
                                       struct str *text);
MUST_CHECK enum status edit_form_parse(struct visit *visit, struct str text,
                                       struct parameter **fields, size_t *count);

/* Makes the rows of the field the values of @values (the first of a field, or NULL). */
MUST_CHECK enum status edit_form_set(struct edit_form *form, const struct field *field,
                                     const struct value *values);

/* Notes what is wrong, in the visit's language (form_wrong()). */
void edit_form_wrong(struct visit *visit, const struct kind *kind,
                     const struct problem_list *problems);

/* The form from the first bar of buttons to the last. */
MUST_CHECK enum status edit_form_show(struct edit_form *form);

/* The sentence in the visit's language with "{0}" … replaced, plain text in the request's arena. */
const char *sentence(struct visit *visit, const char *english, const struct str *values,
                     size_t count);

/* "project:X-1", of what the audit tells. */
struct str edit_target(struct visit *visit, const struct kind *kind, struct str identifier);

#endif
