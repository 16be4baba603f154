/* The question of records that an address asks: /projects?country=KE&start>=2010&from=50. */
#ifndef SERVE_ASK_H
#define SERVE_ASK_H

#include "serve/site.h"

#define LIST_ROWS 50 /* on a page of a list */

struct asked {
    struct query query;
    unsigned long long total; /* records that it asks for; the reader counts them */
    unsigned long long first; /* of them to be shown, from 0: ?from= */
};

/*
 * Reads it from the visit's first segment (the plural of a kind) and its parameters. Fields that
 * are not public cannot be asked for. STATUS_NOT_FOUND for an unknown kind, STATUS_USAGE for a
 * condition that makes no sense.
 */
MUST_CHECK enum status asked_read(struct visit *visit, struct asked *asked);

/* The number of the first row to be shown, from 0: ?from=. STATUS_USAGE for what is no number. */
MUST_CHECK enum status asked_first(struct visit *visit, unsigned long long *first);

/*
 * Begins CSV: with ?bom=1 by the mark of UTF-8 (Excel takes it for something else without), with
 * ?labels=fr in that language and with visit->labels. STATUS_USAGE for another language.
 */
MUST_CHECK enum status asked_csv(struct visit *visit);

/* The address of the same question from another row on, for an attribute. */
void asked_address(struct visit *visit, const struct asked *asked, unsigned long long first);

/* The question without the conditions on @field; gives the one value that these ask for, or NULL.
 */
const char *asked_without(const struct query *query, const struct field *field,
                          struct query *others);

#endif
