/*
 * Tables and lists of records as workbooks: a first sheet that says what they are and where they
 * come from, and one with the same columns, order and numbers as the CSV under headings for people.
 */
#ifndef WRITE_BOOK_H
#define WRITE_BOOK_H

#include "lens/lens.h"
#include "table/grid.h"
#include "write/record.h"
#include "write/xlsx.h"

struct book_about {
    const char *language;
    const char *data;    /* the time of the latest import, or NULL */
    const char *address; /* where the same can be had again */
    const struct pack *pack;
    const struct lens_set *lenses; /* whose definitions a filter may name */
};

MUST_CHECK enum status grid_xlsx(struct arena *arena, const struct grid *grid,
                                 const struct book_about *about, struct buf *out,
                                 struct failure *why);

/* Records, one by one. The book has to be ended by records_xlsx_end() or xlsx_drop(). */
MUST_CHECK enum status records_xlsx_begin(struct arena *arena, const struct query *query,
                                          const struct record_style *style,
                                          const struct book_about *about, struct xlsx **book,
                                          struct failure *why);
void records_xlsx_add(struct xlsx *book, const struct record *record,
                      const struct record_style *style);
MUST_CHECK enum status records_xlsx_end(struct xlsx *book, const struct kind *kind,
                                        const struct record_style *style, struct buf *out,
                                        struct failure *why);

#endif
