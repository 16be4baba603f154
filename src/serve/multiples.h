/*
 * The numbers of records as one small chart for each series (write/multiples.h), as a part of a
 * profile defines them: each with its name in words, its unit, its numbers as a table, of which
 * each leads to its record, and what it is based on. Nothing is added up: a number is a record's.
 */
#ifndef SERVE_MULTIPLES_H
#define SERVE_MULTIPLES_H

#include "serve/site.h"

struct multiples;

/* Reads the numbers of the records; *@read is NULL when none of them has a number and a time. */
MUST_CHECK enum status multiples_read(struct visit *visit, const struct profile_part *part,
                                      const struct query *query, struct multiples **read);

/* Writes them. @total: how many records there are; the page says when not all of them are drawn. */
MUST_CHECK enum status multiples_show(struct visit *visit, struct multiples *read,
                                      unsigned long long total);

#endif
