/* Reading the conditions of a lens: shared by rule_read.c and coded_read.c only. */
#ifndef LENS_RULE_READ_H
#define LENS_RULE_READ_H

#include "lens/term_read.h"

/* That one theme's condition asks for another theme. */
struct theme_use {
    size_t user, used;
    const struct yaml_node *node;
    struct theme_use *next;
};

/* What reading one lens passes around. */
struct loading {
    struct lens_set *set;
    struct lens *lens;
    struct term_scope scope;
    const char *const *fields; /* the text fields that conditions look at by default */
    size_t field_count;
    unsigned long long *masks; /* the rule->masks of these; NULL before the first condition */
    size_t theme;              /* whose condition is being read, or NO_THEME */
    struct theme_use *uses;
};

#define NO_THEME ((size_t)-1)

/* As yaml_texts(), but there has to be at least one; NULL @node gives none. */
MUST_CHECK enum status texts_some(struct loading *load, const struct yaml_node *node,
                                  const char *const **texts, size_t *count, struct failure *why);

/* Reads a condition on a field: `is`, `from` and `to`, or `present`. */
MUST_CHECK enum status coded_read(struct loading *load, const struct yaml_node *map,
                                  struct rule *rule, struct failure *why);

#endif
