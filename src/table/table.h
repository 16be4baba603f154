/*
 * Tables as a pack defines them (docs/formats.md, tables/NAME.yaml): what is counted or added, by
 * what. table/grid.h computes one over the records of a store.
 */
#ifndef TABLE_TABLE_H
#define TABLE_TABLE_H

#include "lens/lens.h"
#include "store/store.h"

enum column_type {
    COLUMN_RECORDS,
    COLUMN_SUM,
    COLUMN_MIN,
    COLUMN_MAX,
    COLUMN_DISTINCT, /* how many different values a field has */
    COLUMN_RATIO,    /* one column divided by another */
    COLUMN_SHARE     /* one column as a percentage of its total */
};

/* By count: by the first column that measures something, the largest first. */
enum row_order { ROWS_BY_CODELIST, ROWS_BY_VALUE, ROWS_BY_COUNT };

struct table_column {
    const char *name; /* of a split column a pattern with {code} in it */
    struct label label;
    enum column_type type;
    struct measure measure;    /* of a count, sum, min or max; of a distinct its .field */
    struct query query;        /* the records it measures: the table's and its own conditions */
    const struct field *split; /* one column for each value of this field; or NULL */
    size_t of[2];              /* ratio: numerator and denominator; share: of[0]. Columns. */
    unsigned places;           /* decimals to show */
    const char *unit;          /* "USD", "%"; or NULL */
};

struct table {
    const char *name;
    const char *file;
    struct label number; /* "Table 5" */
    struct label title;
    struct label source;
    const struct kind *kind;
    struct query query;            /* the records it is about, with the lens as a condition */
    const struct field *row_field; /* one row for each of its values; or NULL */
    const char *row_name;          /* "region", "outcome.framework" */
    const struct lens *row_lens;   /* one row for each of its themes; or NULL */
    struct label row_label;
    enum row_order order;
    struct table_column *columns;
    size_t column_count;
    bool totals; /* show a last row, over all records */
    struct label *notes;
    size_t note_count;
};

struct table_set {
    const struct pack *pack;
    const struct lens_set *lenses; /* or NULL */
    struct table *tables;
    size_t count;
    const char *const *names; /* ends with NULL */
};

/*
 * Reads every table of the pack. @lenses may be NULL when the pack has none. The first error ends
 * it, with file, line, key and mend; an unknown kind, field, column or lens names the nearest.
 */
MUST_CHECK enum status tables_load(struct arena *arena, const struct pack *pack,
                                   const struct lens_set *lenses, struct table_set **set,
                                   struct failure *why);

/* STATUS_NOT_FOUND with the nearest name when there is none. */
MUST_CHECK enum status table_find(const struct table_set *set, const char *name,
                                  const struct table **table, struct failure *why);

/*
 * True when a column of the table has the name @column, or would have it if records with a certain
 * value were there (split columns). *@found is that column.
 */
bool table_column(const struct table *table, struct str column, const struct table_column **found);

/* True when its cells are dates: the least or greatest of a date field. */
bool table_column_is_date(const struct table_column *column);

/* True for ratios and shares, which are computed from other columns. */
bool table_column_is_derived(const struct table_column *column);

#endif
