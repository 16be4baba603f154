/*
 * Which records a list has, in which order, and how many have each value of a field, fast enough
 * for a page: the coded fields of a kind are kept in memory as columns of small numbers, made when
 * a list of the kind is first asked for and again when the data have changed, with the identifiers
 * in order; and the answers of the store to single conditions, of which the last are kept. The
 * counts are those of store_count() and store_measure(); tests hold them together.
 */
#ifndef SERVE_FACETS_H
#define SERVE_FACETS_H

#include "serve/site.h"

struct facets; /* of all kinds; shared by all visits */

MUST_CHECK enum status facets_open(size_t kind_count, struct facets **facets, struct failure *why);
void facets_close(struct facets *facets);

/* What a list can be narrowed by: the values of a field, or the themes of a lens. One is NULL. */
struct facet {
    const struct field *field;
    const struct lens *lens;
};

/* Whether the condition asks for values of the field itself, or for themes of that lens alone. */
bool facet_is_of(struct facet facet, const struct condition *condition);

/* True when the value of a condition "tag" is the lens, or of it; *@theme is "" or its theme. */
bool facet_takes(const struct lens *lens, const char *value, const char **theme);

/* True for the fields that are kept: public, coded by a list or yes-no. */
bool facets_has(const struct field *field);

/* The records that a question asks for; for as long as the visit. */
struct facet_match {
    struct facet_table *table;
    const unsigned char *chosen; /* for each record of the table; NULL: all of them */
    unsigned long long count;
};

/*
 * Finds the records of @query. facets_release() has to follow, also after a failure, when the match
 * is no longer needed.
 */
MUST_CHECK enum status facets_match(struct visit *visit, const struct query *query,
                                    struct facet_match *match);
void facets_release(struct visit *visit, struct facet_match *match);

/* A part of a list. */
struct facet_page {
    unsigned long long first; /* from 0 */
    size_t most;
    const char **identifiers; /* room for .most; each lives as long as the match */
    size_t count;
};

/* Fills in the identifiers of the match of @query, in query_order(). */
MUST_CHECK enum status facets_page(struct visit *visit, const struct facet_match *match,
                                   const struct query *query, struct facet_page *page);

/*
 * The question for @most of them from number @first (from 0) on, by their identifiers, in the order
 * of @query. STATUS_NOT_FOUND when there are none.
 */
MUST_CHECK enum status facets_name(struct visit *visit, const struct facet_match *match,
                                   const struct query *query, unsigned long long first, size_t most,
                                   struct query *named);

/* The values of @facet among them, each with its records. An empty key: of a field, without a
 * value; of a lens, tagged by it at all. */
MUST_CHECK enum status facets_count(struct visit *visit, const struct facet_match *match,
                                    struct facet facet, struct group **groups, size_t *count);

/* Adds to cells[a * codes + b], where code a stands before code b in the list of @field, how many
 * of them have both. */
void facets_pairs(const struct facet_match *match, const struct field *field, unsigned *cells);

#endif
