/*
 * The places in a report's text where something is computed: fences (```table NAME) and code spans
 * (`{= count(project)}`). Private to this room; docs/reports.md tells it to authors.
 */
#ifndef REPORT_DIRECTIVE_H
#define REPORT_DIRECTIVE_H

#include "report/parameter.h"

enum directive_type {
    /* fences */
    DIRECTIVE_TABLE,
    DIRECTIVE_CHART,
    DIRECTIVE_MAP,
    DIRECTIVE_LIST,
    DIRECTIVE_FIGURES,
    DIRECTIVE_CLAIMS,
    DIRECTIVE_DEFINITIONS,
    DIRECTIVE_METHOD,
    DIRECTIVE_DATA,
    /* code spans */
    DIRECTIVE_PARAMETER, /* {$country} */
    DIRECTIVE_NUMBER,    /* {= count(project)} */
    DIRECTIVE_CLAIM,     /* {claim 9 = count(project)} */
    DIRECTIVE_PRINTED,   /* {printed DQ-01} */
    DIRECTIVE_SEE,       /* {see NAME} */
    DIRECTIVE_NOTE,      /* {note TEXT} */
    DIRECTIVE_AS         /* {as 500,000} */
};

/* Of `{= EXPR; one project; many projects; none no project}`. */
enum number_form { FORM_NONE_AT_ALL, FORM_ONE, FORM_MANY, NUMBER_FORMS };

#define DIRECTIVE_FENCES ((int)DIRECTIVE_DATA + 1)
#define DIRECTIVE_LIMIT 1000 /* in one report */
#define FIGURES_HEADS 8      /* columns of a table of single numbers */

struct directive {
    enum directive_type type;
    const char *path;
    unsigned line;
    const char *argument;         /* after the word; or "" */
    const struct yaml_node *body; /* of a fence: a map */

    /* what stands over it, and where it is */
    const char *id, *caption; /* .caption is NULL: the table's own title */
    size_t number;            /* among the tables, or among the figures, from 1; 0: none */

    /* tables, charts, maps and lists */
    const struct table *table;
    const char *const *columns; /* only these; NULL: all */
    size_t column_count;
    bool wide, claims; /* on a page of its own breadth; with the printed numbers */
    bool skip_empty;   /* without the rows that have no records */
    size_t limit;      /* rows of a list that are shown; 0: all */
    struct grid *grid;

    /* figures: a table of single numbers, row by row */
    const char *const *heads; /* of the columns, without that of the rows */
    const char **labels;      /* of the rows */
    struct directive *cells;  /* numbers: head_count in each row */
    size_t head_count, row_count;
    bool change; /* a last column: the last number less the first */

    /* claims: those whose place has one of .places, whose name begins with one of .ids */
    const char *const *places, *const *ids, *const *verdicts;
    const char *const *names; /* data: folders, each followed by what it is called */
    size_t place_count, id_count, verdict_count, name_count;
    bool rules;               /* definitions: with everything they look for */
    struct yaml_node **files; /* of .rules: for each lens of the pack, or NULL */
    bool rest;                /* of those that no table before this one has shown */
    bool once;                /* of those that say the same of the same place only the first */
    struct claim_result *results;
    size_t result_count;

    /* numbers and claims */
    const struct expr *expr;
    bool has_decimals;
    unsigned decimals;
    const char *forms[NUMBER_FORMS]; /* what stands with the number; NULL: only itself */
    const struct claim *claim;
    struct expr_value value;
    struct claim_result result;
    struct expr_questions questions;
    unsigned long long summed, unstated; /* of a cell that adds: records, and those without value */

    const struct directive *target; /* of {see NAME} */
    struct directive *next;         /* in the order of the text */
    const char *signature;          /* what translations have in common */
};

/* What reading one text needs to pass around. */
struct reading {
    struct arena *arena;
    const struct report_set *set;
    const struct report *report;
    const struct report_text *text;
    const struct report_value *values;
    const struct table_set *tables; /* the pack's and the report's own */
    const char *language;
    struct directive *first, **last;
    size_t count, tables_so_far, figures_so_far;
};

/* Fails with the place: "FILE:LINE: words". */
__attribute__((format(printf, 4, 5), cold, warn_unused_result)) enum status
directive_fail(const struct reading *read, unsigned line, struct failure *why, const char *format,
               ...);

/* A fence or a code span that begins with "{" becomes mark->directive. */
MUST_CHECK enum status directive_read_fence(struct reading *read, struct mark *mark,
                                            struct failure *why);
MUST_CHECK enum status directive_read_span(struct reading *read, struct mark *mark,
                                           struct failure *why);

/* figures.c: the rows of a table of single numbers. */
MUST_CHECK enum status directive_read_figures(const struct reading *read,
                                              struct directive *directive, struct failure *why);

/* The last number of a row less its first; false when one of them is not known. */
bool directive_change(const struct directive *figures, size_t row, int64_t *change);

/* Adds an empty one to those of the text. */
MUST_CHECK enum status directive_add(struct reading *read, const struct mark *mark,
                                     struct directive **directive, struct failure *why);

/* The expression @text at @line; one about fields that are not public is refused. */
MUST_CHECK enum status directive_expr(const struct reading *read, unsigned line, struct str text,
                                      const struct expr **expr, struct failure *why);

#endif
