/*
 * The expressions of claims (docs/formats.md): what a printed number should be, computed from
 * tables and records. An expression is read once, with every name in it checked against the pack,
 * and evaluated against a store.
 */
#ifndef TABLE_EXPR_H
#define TABLE_EXPR_H

#include "table/grid.h"

struct expr;
struct expr_world;

#define EXPR_LENGTH 4000 /* bytes of one expression */

/* The names that expressions may use. */
struct expr_scope {
    const struct pack *pack;
    const struct table_set *tables;
};

/*
 * Reads @text. STATUS_INPUT with "column N: …" and the mend for whatever is wrong with it: an
 * unknown function, table, row, column, kind, field or code, a text where a number is needed, a
 * missing parenthesis. Names and texts are copied to @arena.
 */
MUST_CHECK enum status expr_parse(struct arena *arena, const struct expr_scope *scope,
                                  struct str text, const struct expr **expr, struct failure *why);

/*
 * Reads the expression of a column of @table, over the other columns of the same row: [COLUMN],
 * numbers, texts, operators, round, abs, percent, months, days and known. It asks for no records
 * and for no other table, so that a column never waits for itself.
 */
MUST_CHECK enum status expr_parse_row(struct arena *arena, const struct expr_scope *scope,
                                      const struct table *table, struct str text,
                                      const struct expr **expr, struct failure *why);

/* The first of the table's columns named in the expression for which @refuse says true; or NULL. */
const struct table_column *expr_column(const struct expr *expr,
                                       bool (*refuse)(const struct table_column *column,
                                                      const void *context),
                                       const void *context);

/* True when it gives a text (a date, a code, a title), false when it gives a number. */
bool expr_is_text(const struct expr *expr);

/* Some of the questions whose records an expression counts, adds or shows. */
struct expr_questions {
    const struct query **at;
    size_t count;
};

/*
 * Every question that was asked to compute @expr, in the order of the text, each once for each
 * place it stands. Call it after expr_eval(): the questions of cells are those of the computed
 * tables.
 */
MUST_CHECK enum status expr_list_questions(struct expr_world *world, const struct expr *expr,
                                           struct expr_questions *questions, struct failure *why);

/* True when the expression is one cell of a table; *@row is NULL for the total. */
bool expr_is_cell(const struct expr *expr, const struct table **table, const char **row,
                  const char **column);

/* True when it gives how many records one question has: count(), or a cell that counts. */
bool expr_counts(const struct expr *expr);

/* The first field the expression asks for that not everybody may see; or NULL. */
const struct field *expr_hidden_field(const struct expr *expr);

enum expr_outcome { EXPR_NOTHING, EXPR_NUMBER, EXPR_TEXT };

struct expr_value {
    enum expr_outcome outcome;
    int64_t number;        /* decimal */
    struct str text;       /* of EXPR_TEXT */
    const char *reason;    /* of EXPR_NOTHING: what data is missing, in words */
    enum cell_state state; /* of EXPR_NOTHING: of the cell that has no value */
};

/* A store with the tables computed over it so far. Not for two threads. */
struct expr_world {
    struct store *store;
    const struct table_set *tables;
    struct arena *arena; /* for grids and values */
    struct grid **grids; /* by table; NULL for one that no expression has asked for yet */
};
MUST_CHECK enum status expr_world_make(struct arena *arena, struct store *store,
                                       const struct table_set *tables, struct expr_world *world,
                                       struct failure *why);

/*
 * The value over the records of the world's store. What the data cannot answer (an empty cell, a
 * division by zero, amounts in several currencies) is EXPR_NOTHING with a reason, not a failure.
 */
MUST_CHECK enum status expr_eval(struct expr_world *world, const struct expr *expr,
                                 struct expr_value *value, struct failure *why);

/* The value of an expression of expr_parse_row() over the @cells of one row of @grid. */
MUST_CHECK enum status expr_eval_row(struct arena *arena, const struct grid *grid,
                                     const struct cell *cells, const struct expr *expr,
                                     struct expr_value *value, struct failure *why);

#endif
