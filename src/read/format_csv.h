/* What the parts of compiling a mapping of type csv share. Private to this room. */
#ifndef READ_FORMAT_CSV_H
#define READ_FORMAT_CSV_H

#include "read/format.h"

/* The folded name of a column that @node names as @text. */
MUST_CHECK enum status csv_fold(struct compiling *compiling, const struct yaml_node *node,
                                const char *text, const char **name);

/* The columns that @node lists; none when it is NULL. */
MUST_CHECK enum status csv_names(struct compiling *compiling, const struct yaml_node *node,
                                 const char ***names, size_t *count);

/* names:, skip:, unpivot:, others: and not_identifying: of the mapping. */
MUST_CHECK enum status format_csv_rows(struct compiling *compiling);

/* The parts of the identifier that begin with @, once unpivot: is known. */
MUST_CHECK enum status format_csv_identifier(struct compiling *compiling);

/* values:, empty:, date:, rest:, rest_values:, rest_empty: and end: of an entry of columns:. */
MUST_CHECK enum status format_csv_meaning(struct compiling *compiling,
                                          const struct yaml_node *entry, struct column_rule *rule);

#endif
