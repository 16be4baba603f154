/* The columns that lists and their facets are answered from (facets.h); private to facets.c. */
#ifndef SERVE_FACET_TABLE_H
#define SERVE_FACET_TABLE_H

#include "serve/facets.h"

#define RECORD_MEMORY ((size_t)64 * 1024 * 1024)
#define MEMOS 48  /* conditions of a kind whose records are kept */
#define ORDERS 16 /* of a kind that are kept */

/* Of a field, or of the themes of a lens. */
struct facet_column {
    const struct field *field;
    const struct lens *lens;
    uint32_t *starts; /* for each record where its values begin in .codes; one more at the end */
    uint16_t *codes;  /* numbers of keys */
    size_t code_count, code_capacity;
    const char **keys; /* of a code list first all of its codes, in order */
    size_t key_count, key_capacity;
};

/* The records that some conditions on one field, or one other condition, leave. */
struct memo {
    char *question;
    unsigned char *chosen;   /* for each record */
    unsigned long long used; /* the greater the later */
};

/* The places of all records in one order. */
struct order {
    struct sort sort;
    uint32_t *places;        /* NULL: none is kept here */
    unsigned long long used; /* the greater the later */
};

struct facet_table {
    long long revision;
    unsigned users; /* visits that look at it */
    bool old;       /* the data have changed: it goes with its last user */
    struct arena arena;
    long long *ids;           /* of the records, rising */
    const char **identifiers; /* of each record */
    size_t count;
    struct facet_column *columns;
    size_t column_count;
    struct order orders[ORDERS];
    struct memo memos[MEMOS];
    unsigned long long clock;
};

/* All records of the kind, also those that it leaves out. */
MUST_CHECK enum status facet_table_make(struct visit *visit, const struct kind *kind,
                                        struct facet_table **table);
void facet_table_free(struct facet_table *table); /* accepts NULL */

/* Where the record of this number stands; the count when it is not there. */
size_t facet_table_place(const struct facet_table *table, long long id);

#endif
