/* Reading the term lists of a lens. */
#ifndef LENS_TERM_READ_H
#define LENS_TERM_READ_H

#include "lens/rules.h"

/* The named lists of one lens: numbers first .. first + count - 1 of the set. */
struct term_scope {
    size_t first, count;
};

/* Reads the `terms` of a lens; NULL @terms gives an empty scope. */
MUST_CHECK enum status term_read_all(struct lens_set *set, const struct yaml_node *terms,
                                     struct term_scope *scope, struct failure *why);

/* The list of that name, or a failure at @node. */
MUST_CHECK enum status term_find(const struct lens_set *set, const struct term_scope *scope,
                                 const struct yaml_node *node, struct str name, size_t *index,
                                 struct failure *why);

/* Adds an empty list; "" is a list that nobody names. */
MUST_CHECK enum status term_add(struct lens_set *set, const char *name, size_t *index,
                                struct failure *why);

/* Adds the patterns of @list (a text or a list of texts) to the term list @index. */
MUST_CHECK enum status term_read_patterns(struct lens_set *set, const struct term_scope *scope,
                                          size_t index, const struct yaml_node *list,
                                          struct failure *why);

#endif
