/*
 * What the pages for editing share: how a record is asked for in their addresses, and how a change
 * is written.
 */
#ifndef SERVE_EDIT_SITE_H
#define SERVE_EDIT_SITE_H

#include "serve/edit_form.h"
#include "store/drafts.h"

/* The kind whose plural is the first segment; STATUS_NOT_FOUND. */
MUST_CHECK enum status edit_kind(struct visit *visit, const struct kind **kind);

/* "/projects/P1/edit" (@page may be NULL), as it is sent. */
const char *edit_path(struct visit *visit, const struct kind *kind, struct str identifier,
                      const char *page);

/* A whole number in a field of the form; 0 when it is none. */
unsigned edit_number(const struct visit *visit, const char *name);

/* By whom, now, with the form's note. */
struct change edit_change(struct visit *visit, enum change_type type);

/* The writing store as an editor, within site_write_begin(); edit_write_end() ends both. */
struct edit_write {
    struct store *store;
    struct retag retag;
    struct editor editor;
};
MUST_CHECK enum status edit_write_begin(struct visit *visit, struct edit_write *write);
MUST_CHECK enum status edit_write_end(struct visit *visit, struct edit_write *write,
                                      enum status status);

/* The page with the three sides of a record that was changed meanwhile: status 409. @yours is what
 * was typed, made from version edit->version. */
MUST_CHECK enum status edit_show_conflict(struct edit_form *form, const struct record *yours);

/*
 * Makes of a form that was answered there the edit of the current version with what was chosen.
 * False in *@fine when a choice is missing, or the record has changed once more.
 */
MUST_CHECK enum status edit_take_choices(struct edit_form *form, const struct record *yours,
                                         struct edit *merged, bool *fine);

/* The record of the visit; NULL when it is deleted: then the answer, 410, is made. */
MUST_CHECK enum status edit_find(struct visit *visit, const struct kind *kind,
                                 struct record **record);

/* Below the title of a record: what the visit may do with it. Nothing for nobody. */
void edit_show_tools(struct visit *visit, const struct record *record);

/* Of a record that people have edited or entered: that it is one, and when. */
MUST_CHECK enum status edit_show_origin(struct visit *visit, const struct record *record);

/* The way back: <p class="kind"><a>Projects</a> · <a>title</a></p> */
void edit_show_way(struct visit *visit, const struct kind *kind, const struct record *record);

#endif
