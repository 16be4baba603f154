/* Links from a word on a page to what the glossary says of it (model/glossary.h). */
#ifndef SERVE_TERMS_H
#define SERVE_TERMS_H

#include "serve/site.h"

/* "/glossary#NAME" into the page, for an attribute. */
void address_of_term(struct visit *visit, const char *name);

/* The label of a field; a link to the glossary where that explains it. */
void show_field_label(struct visit *visit, const struct field *field);

/* A small link behind a word that is a link itself, or cannot be one; nothing without a term. */
void mark_field_term(struct visit *visit, const struct field *field);
void mark_term(struct visit *visit, const char *name);

/* What one record of the kind is, in a line of its own. */
void show_kind_term(struct visit *visit, const struct kind *kind);

#endif
