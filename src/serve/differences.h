/* Differences between versions of a record, word by word, as pages show them. */
#ifndef SERVE_DIFFERENCES_H
#define SERVE_DIFFERENCES_H

#include "serve/page.h"
#include "work/edit.h"

/* A definition list of the fields that the visit may see, with <del> and <ins>. */
MUST_CHECK enum status show_differences(struct visit *visit, const struct difference *list,
                                        size_t count);

/* The values of one side, against those of another (or, with @before == @after, as they are), as a
 * list. */
MUST_CHECK enum status show_side(struct visit *visit, const struct field *field,
                                 const struct value *before, const struct value *after);

/* "Removed words are struck out, …" */
void show_difference_key(struct visit *visit);

#endif
