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
    COLUMN_SHARE,    /* one column as a percentage of its total */
    COLUMN_FORMULA,  /* an expression over the row's other columns */
    COLUMN_CHOOSE,   /* the text of the first condition that holds */
    COLUMN_CHANGE,   /* the difference of a column to the row, or split column, before */
    COLUMN_TOP,      /* the most frequent values of a field, as a text */
    COLUMN_VALUE,    /* what a record has in a field: of tables whose rows are records */
    COLUMN_SHOW      /* the same for each value by which the column is split: a part, or a mark */
};

/* How the cells of a column are shown; the numbers of all but texts can be calculated with. */
enum column_form {
    FORM_NUMBER,
    FORM_PLAIN,  /* a number without thousands apart, such as a year */
    FORM_YES_NO, /* 1 or 0 */
    FORM_MARK,   /* 1 or 0; totals count the marks */
    FORM_TEXT
};

/* By count: by the first column that measures something, the largest first. */
enum row_order { ROWS_BY_CODELIST, ROWS_BY_VALUE, ROWS_BY_COUNT };

enum axis_type {
    AXIS_FIELD,   /* one for each value of a field that occurs, or each code of its list */
    AXIS_THEMES,  /* one for each theme of a lens */
    AXIS_RECORDS, /* one for each record */
    AXIS_YEARS,   /* one for each year from .from to .to, whether it has records or not */
    AXIS_SPANS    /* one for each of some spans of years or dates */
};

/* Its ends are part of it: dates of any precision, or years. */
struct span {
    const char *name;
    struct label label;
    const char *from, *to;
};

/* What divides records into rows, into blocks of rows, or into columns of one measure. */
struct axis {
    enum axis_type type;
    const char *name;          /* "region", "outcome.framework"; NULL for themes and records */
    const struct field *field; /* NULL for themes and records */
    const struct lens *lens;   /* of AXIS_THEMES */
    bool all;                  /* AXIS_FIELD: also codes that do not occur */
    int from, to;              /* AXIS_YEARS; 0: the earliest, the latest that occurs */
    struct span *spans;        /* AXIS_SPANS: in order of time, not overlapping */
    size_t span_count;
};

struct expr;

/* One text of a `choose:` column, and when it is taken; .when is NULL: always. */
struct choice {
    const struct expr *when;
    struct label text;
};

struct table_column {
    const char *name; /* of a split column a pattern with {code} in it */
    struct label label;
    enum column_type type;
    enum column_form form;
    struct measure measure;   /* of a count, sum, min or max; of others their .field */
    const char *measured;     /* that field as the definition writes it */
    const struct lens *lens;  /* of a top: its themes instead of a field */
    struct query query;       /* the records it measures: the table's and its own conditions */
    const struct axis *split; /* one column for each of its parts; or NULL */
    bool cumulative;          /* of this row (or split column) and those before it */
    bool carry_in;            /* and of what lies before the first */
    size_t of[2];             /* ratio: numerator and denominator; share, change: of[0]. Columns. */
    const struct expr *formula;
    struct choice *choices;
    size_t choice_count;
    unsigned top;     /* how many values a COLUMN_TOP names */
    bool percent;     /* of a formula: shown times 100 */
    unsigned places;  /* decimals to show */
    const char *unit; /* "USD", "%"; or NULL */
};

/* Cells that have no meaning by definition. Names of rows and columns; none: any. */
struct table_gap {
    const char *const *rows;
    const char *const *columns;
    size_t row_count, column_count;
    struct label why; /* may be empty */
};

/* How a table is drawn. */
enum table_chart {
    CHART_BY_SHAPE, /* bars, or lines where the rows are years (write/chart.h) */
    CHART_MAP,      /* the rows are countries */
    CHART_FLOWS,    /* each row and each column of a split are the two ends of something */
    CHART_MULTIPLES /* the rows are years: a small chart for each column (write/multiples.h) */
};

struct table {
    const char *name;
    const char *file;
    struct label number; /* "Table 5" */
    struct label title;
    struct label source;
    const struct kind *kind;
    struct query query;      /* the records it is about, with the lens as a condition */
    const struct lens *lens; /* whose records it is about; or NULL */
    struct axis rows;
    struct axis *by; /* one block of rows for each of its parts; or NULL */
    struct label row_label;
    enum row_order order;
    unsigned top;             /* only so many rows, and one for the others; 0: all */
    const struct field *sort; /* of rows that are records: their order; or NULL */
    bool reverse;             /* of .sort: the last first */
    struct table_column *columns;
    size_t column_count;
    bool totals; /* show a last row, over all records */
    enum table_chart chart;
    struct table_gap *gaps;
    size_t gap_count;
    struct label *notes;
    size_t note_count;
};

struct table_set {
    const struct pack *pack;
    const struct lens_set *lenses; /* or NULL */
    struct table *tables;
    size_t count;
    const char **names; /* ends with NULL */
};

/*
 * Reads every table of the pack. @lenses may be NULL when the pack has none. The first error ends
 * it, with file, line, key and mend; an unknown kind, field, column or lens names the nearest.
 */
MUST_CHECK enum status tables_load(struct arena *arena, const struct pack *pack,
                                   const struct lens_set *lenses, struct table_set **set,
                                   struct failure *why);

/* Reads one definition that stands elsewhere than in tables/, in the same form. */
MUST_CHECK enum status table_read(struct arena *arena, const struct table_set *set,
                                  const struct yaml_node *definition, struct table *table,
                                  struct failure *why);

/* STATUS_NOT_FOUND with the nearest name when there is none. */
MUST_CHECK enum status table_find(const struct table_set *set, const char *name,
                                  const struct table **table, struct failure *why);

/* Other years and other records than a definition asks for. */
struct table_change {
    int from, to;             /* years; 0: as defined */
    const char *const *where; /* "field=value", as `crosscut list` takes them */
    size_t where_count;
};

/*
 * The table with the change: @change->from and .to replace the years of every `years:` in it (when
 * there is none, STATUS_USAGE), each of .where the table's own conditions on the same field. A note
 * says what was asked for. Without a change it is @table itself.
 */
MUST_CHECK enum status table_adjust(struct arena *arena, const struct table_set *set,
                                    const struct table *table, const struct table_change *change,
                                    const struct table **adjusted, struct failure *why);

/*
 * True when a column of the table has the name @column, or would have it if records with a certain
 * value were there (split columns). *@found is that column.
 */
bool table_column(const struct table *table, struct str column, const struct table_column **found);

/* True when its cells are dates: the least or greatest of a date field. */
bool table_column_is_date(const struct table_column *column);

/* True when its cells are texts: dates too. */
bool table_column_is_text(const struct table_column *column);

/* True for those that are computed from other columns and have no filter of their own. */
bool table_column_is_derived(const struct table_column *column);

/* True for counts, sums, least, greatest and distinct: what is measured over records. */
bool table_column_is_measured(const struct table_column *column);

/* True when the axis can have a part with this key, as far as that can be told without records. */
bool axis_takes(const struct axis *axis, struct str key);

/* True for years and spans, which lie in order of time. */
bool axis_is_range(const struct axis *axis);

#endif
