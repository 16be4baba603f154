/* Parts of pages that bring records together (serve/parts.h), as JSON: the same everywhere. */
#ifndef SERVE_PART_JSON_H
#define SERVE_PART_JSON_H

#include "serve/page.h"
#include "serve/parts.h"

/*
 * {"section", "kind", "label", "records", "filter", "path", "rows"}: how many records the question
 * has, the question as tables and the command line write it and as an address, and the records that
 * the page shows. @section: the heading over them, or NULL.
 */
MUST_CHECK enum status part_json(struct visit *visit, const char *section,
                                 const struct query *query, unsigned long long total,
                                 struct json *json);

/* What records of a part do not state, as show_lacks() says it to people. */
MUST_CHECK enum status lacks_json(struct visit *visit, const struct profile_part *part,
                                  const struct query *query, unsigned long long total,
                                  struct json *json);

/* The same of a part that has no record because none of its kind states what it goes by. */
MUST_CHECK enum status none_says_json(struct visit *visit, const struct profile_part *part,
                                      const struct codelist *list, struct json *json);

#endif
