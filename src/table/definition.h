/* What reading one table needs to pass around; private to the files that read definitions. */
#ifndef TABLE_DEFINITION_H
#define TABLE_DEFINITION_H

#include "table/table.h"

#define CODE_MARK "{code}" /* in the name of a split column */

/* What a cell adds to the conditions of its column: block, row and split two each, and one that
 * asks whether a value is stated. */
#define CELL_CONDITIONS 7

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

/* The field of the table's kind that stands at @node; one whose values divide records; and one
 * whose values may be shown. */
MUST_CHECK enum status load_field(const struct loading *load, const struct yaml_node *node,
                                  const struct field **field, struct failure *why);
MUST_CHECK enum status load_group(const struct loading *load, const struct yaml_node *node,
                                  const struct field **field, struct failure *why);

MUST_CHECK enum status load_public(const struct loading *load, const struct yaml_node *node,
                                   const struct field **field, struct failure *why);
MUST_CHECK enum status load_lens(const struct loading *load, const struct yaml_node *node,
                                 const struct lens **lens, struct failure *why);

/* where: {field: value, field: [value, …]} */
MUST_CHECK enum status load_where(const struct loading *load, const struct yaml_node *map,
                                  struct query *query, struct failure *why);

/* ---- axis.c ---- */

/* The axis that the keys of @map say, which may have others too. */
MUST_CHECK enum status load_axis(const struct loading *load, const struct yaml_node *map,
                                 struct axis *axis, struct failure *why);

/* The same for what has no other keys, or is the name of a field: `split`, `by` and `top`. */
MUST_CHECK enum status load_parts(const struct loading *load, const struct yaml_node *node,
                                  struct axis *axis, struct failure *why);

/* `all: true` or `empty: true`, under @key: also codes of the list that do not occur. */
MUST_CHECK enum status load_all(const struct yaml_node *map, const char *key, struct axis *axis,
                                struct failure *why);

/* ---- gaps.c ---- */
MUST_CHECK enum status load_gaps(const struct loading *load, const struct yaml_node *root,
                                 struct failure *why);

/* ---- drawn.c: `chart:`, when rows and columns have been read ---- */
MUST_CHECK enum status load_chart(const struct loading *load, const struct yaml_node *root,
                                  struct failure *why);

/* ---- shown.c: columns that show what is in fields: `value`, `show`, `top` ---- */
MUST_CHECK enum status load_shown(const struct loading *load, const struct yaml_node *node,
                                  const struct yaml_node *measure, struct table_column *column,
                                  struct failure *why);

/* ---- formula.c: columns over other columns, when all columns have been read ---- */

/* `as:` and `text:`, as far as they need no other columns. */
MUST_CHECK enum status load_formula(const struct loading *load, const struct yaml_node *node,
                                    const struct yaml_node *measure, struct table_column *column,
                                    struct failure *why);
MUST_CHECK enum status link_formula(const struct loading *load, const struct yaml_node *node,
                                    struct table_column *column, struct failure *why);

/* ---- columns.c ---- */

#define COLUMNS 200 /* written in one table */
MUST_CHECK enum status load_columns(const struct loading *load, const struct yaml_node *root,
                                    struct failure *why);

#endif
