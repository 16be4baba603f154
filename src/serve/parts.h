/* The pieces that the pages of codes and of corridors are made of. */
#ifndef SERVE_PARTS_H
#define SERVE_PARTS_H

#include "serve/site.h"

/* The field of @kind by which its records belong to codes of @list; or, where it has none, one
 * whose codes have parents there. NULL when there is none. */
const struct field *part_field(const struct kind *kind, const struct codelist *list);
const struct field *part_field_below(const struct kind *kind, const struct codelist *list);

/* The records of @kind that belong to the code, or to its children; *@any: false when none can. */
MUST_CHECK enum status part_query(struct visit *visit, const struct kind *kind,
                                  const struct codelist *list, const struct code *code,
                                  struct query *query, bool *any);

/* The same for a part, which may say itself by which field. */
MUST_CHECK enum status part_own_query(struct visit *visit, const struct profile_part *part,
                                      const struct codelist *list, const struct code *code,
                                      struct query *query, bool *any);

/* How many records the question asks for; fast (serve/facets.h). */
MUST_CHECK enum status part_count(struct visit *visit, const struct query *query,
                                  unsigned long long *count);

/*
 * A section with the first records of @query, which are @total, with what stands beside their
 * titles, and a line of time where the part has one; or, where it asks for multiples and there are
 * numbers, these (serve/multiples.h). @part may be a kind alone.
 */
MUST_CHECK enum status show_part(struct visit *visit, const struct profile_part *part,
                                 const struct query *query, unsigned long long total);

/* Where the part has no records: what the pack says then; nothing where it says nothing. */
MUST_CHECK enum status show_none(struct visit *visit, const struct profile_part *part);

/* Words of the record that gave it a tag of the pack's first lens, with the theme and how it
 * stands; nothing where it has none (part_quote.c). */
MUST_CHECK enum status show_quote(struct visit *visit, const struct record *record);

/* A table of the pack for the records of the code alone; nothing when it has no rows. */
MUST_CHECK enum status show_part_table(struct visit *visit, const struct profile_part *part,
                                       const struct codelist *list, const struct code *code);

/* The map around some codes, or around the children of one; nothing when none is on the map. */
MUST_CHECK enum status show_locator(struct visit *visit, const struct codelist *list,
                                    const struct code *const *codes, size_t count);

/* Records that do not state a field. */
struct part_lack {
    const struct field *field;
    struct query lacking;     /* their list */
    unsigned long long count; /* 0: there is nothing to say */
    unsigned long long total; /* of those that were asked for */
};

/* Which of the @total records of @query do not state the field. */
MUST_CHECK enum status part_lack(struct visit *visit, const struct query *query,
                                 const struct field *field, unsigned long long total,
                                 struct part_lack *lack);

/* That no record at all of the part's kind states to which code it belongs; nothing where some do.
 */
MUST_CHECK enum status part_none_says(struct visit *visit, const struct profile_part *part,
                                      const struct codelist *list, struct part_lack *lack);

/* part_none_says() as an item of a list. */
MUST_CHECK enum status show_none_says(struct visit *visit, const struct profile_part *part,
                                      const struct codelist *list);

/* How many of the records of a part do not say what it shows, as items of a list. */
MUST_CHECK enum status show_lacks(struct visit *visit, const struct profile_part *part,
                                  const struct query *query, unsigned long long total);

#endif
