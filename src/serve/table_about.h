/* What a table counts: above it on its page, and apart from its numbers as .metadata.json. */
#ifndef SERVE_TABLE_ABOUT_H
#define SERVE_TABLE_ABOUT_H

#include "serve/site.h"
#include "table/grid.h"

/* One computed sentence (write/about.h), with links to the records and the definition. */
MUST_CHECK enum status show_about(struct visit *visit, const struct grid *grid);

/* How it was computed: a link to the method, and the text of the definition. */
MUST_CHECK enum status show_method_of(struct visit *visit, const struct grid *grid);

/* The text of a file of the pack, folded. Nothing when there is no such file. */
MUST_CHECK enum status show_definition(struct visit *visit, const char *path);

/*
 * {"table", "title", "description", "kind", "records", "filter", "lens", "period", "source",
 * "changed", "address", "forms", "rows", "columns": [{"name", "label", "unit"?, "meaning"}],
 * "notes", "signs", "licences", "publisher"?, "contact"?, "digest", "citation", "made_with",
 * "definition"}
 */
MUST_CHECK enum status table_metadata(struct visit *visit, const struct grid *grid);

#endif
