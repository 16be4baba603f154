/* What reading one table needs to pass around; private to definition.c and columns.c. */
#ifndef TABLE_DEFINITION_H
#define TABLE_DEFINITION_H

#include "table/table.h"

#define CODE_MARK "{code}" /* in the name of a split column */

struct loading {
    struct arena *arena;
    const struct pack *pack;
    const struct lens_set *lenses;
    struct table *table;
};

/* ---- definition.c ---- */

/* Fails: there is no WHAT of the name that stands at @node; the nearest of @names is named. */
MUST_CHECK enum status load_unknown(struct failure *why, const struct yaml_node *node,
                                    const char *what, const char *const *names);

/* The scalar under @key as a node; NULL when there is no such key. */
MUST_CHECK enum status load_scalar(const struct yaml_node *map, const char *key,
                                   const struct yaml_node **node, struct failure *why);
MUST_CHECK enum status load_need_scalar(const struct yaml_node *map, const char *key,
                                        const struct yaml_node **node, struct failure *why);

/* The field of the table's kind that stands at @node; the second, one whose values divide records.
 */
MUST_CHECK enum status load_field(const struct loading *load, const struct yaml_node *node,
                                  const struct field **field, struct failure *why);
MUST_CHECK enum status load_group(const struct loading *load, const struct yaml_node *node,
                                  const struct field **field, struct failure *why);

/* where: {field: value, field: [value, …]} */
MUST_CHECK enum status load_where(const struct loading *load, const struct yaml_node *map,
                                  struct query *query, struct failure *why);

/* ---- columns.c ---- */
MUST_CHECK enum status load_columns(const struct loading *load, const struct yaml_node *root,
                                    struct failure *why);

#endif
