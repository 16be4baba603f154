/* An expression as a tree; private to expr*.c. */
#ifndef TABLE_EXPR_TREE_H
#define TABLE_EXPR_TREE_H

#include "table/expr.h"

#define EXPR_DEPTH 100 /* levels of the tree */

enum expr_op {
    EXPR_OP_NUMBER,
    EXPR_OP_TEXT,
    EXPR_OP_NEGATE,
    EXPR_OP_ADD,
    EXPR_OP_SUBTRACT,
    EXPR_OP_MULTIPLY,
    EXPR_OP_DIVIDE,
    EXPR_OP_EQUAL,
    EXPR_OP_UNEQUAL,
    EXPR_OP_LESS,
    EXPR_OP_AT_MOST,
    EXPR_OP_GREATER,
    EXPR_OP_AT_LEAST,
    EXPR_OP_AND,
    EXPR_OP_OR,
    EXPR_OP_NOT,
    EXPR_OP_COLUMN, /* a cell of the row that rows(), rowmax() … look at */
    EXPR_OP_CELL,
    EXPR_OP_COUNT,
    EXPR_OP_SUM,
    EXPR_OP_MIN,
    EXPR_OP_MAX,
    EXPR_OP_DISTINCT,
    EXPR_OP_VALUE,
    EXPR_OP_ROWS,
    EXPR_OP_ROWMAX,
    EXPR_OP_ROWMIN,
    EXPR_OP_ROWSUM,
    EXPR_OP_ROUND,
    EXPR_OP_ABS,
    EXPR_OP_PERCENT,
    EXPR_OP_MONTHS,
    EXPR_OP_DAYS
};

struct expr {
    enum expr_op op;
    bool is_text;
    unsigned depth;       /* of the tree from here down */
    const struct expr *a; /* operands */
    const struct expr *b;
    int64_t number;  /* of a number; the decimals of round() */
    struct str text; /* of a text; the identifier of value() */
    const struct table *table;
    const char *row; /* of cell(): the key; NULL is the total */
    const struct table_column *from;
    const char *column;  /* its name, which may come from a split */
    struct query *query; /* the records of count(), sum() … */
    const struct kind *kind;
    const struct field *field;
    const char *currency; /* that the expression asks for; or NULL */
};

/* What reading an expression needs to pass around. */
struct expr_parser {
    struct arena *arena;
    const struct expr_scope *scope;
    struct str text;
    size_t at;
    unsigned depth;
    const struct table *rows_of; /* inside rows(), rowmax() …: their table */
    bool row_only;               /* the expression of a column: nothing but its row */
    struct failure *why;
};

/* ---- expr_parse.c ---- */

/* Fails with "column N: …", for the byte @at of the text. */
__attribute__((format(printf, 3, 4), cold, warn_unused_result)) enum status
expr_wrong(struct expr_parser *parser, size_t at, const char *format, ...);

/* A new node of the tree over @a and @b, either of which may be NULL. */
MUST_CHECK enum status expr_node(struct expr_parser *parser, enum expr_op op, const struct expr *a,
                                 const struct expr *b, struct expr **node);

/* The expression from here on as far as it goes. */
MUST_CHECK enum status expr_parse_whole(struct expr_parser *parser, const struct expr **node);

/* Moves behind white space, and gives the byte that follows; NUL at the end. */
char expr_peek(struct expr_parser *parser);

/* Moves behind @c if it follows. */
bool expr_take(struct expr_parser *parser, char c);
MUST_CHECK enum status expr_need(struct expr_parser *parser, char c);

/* The next few characters, for a message. */
struct str expr_next(const struct expr_parser *parser);

/* Reads a text in single or double quotes, in which a doubled quote stands for itself. */
MUST_CHECK enum status expr_quoted(struct expr_parser *parser, const char **text);

/* "there is no WHAT "word". HINT" at the byte @at (expr_call.c). */
MUST_CHECK enum status expr_unknown(struct expr_parser *parser, size_t at, const char *what,
                                    const char *word, const char *const *names);

/*
 * expr_rows.c: brings the key *@row of a row of @table into the form in which the store gives it;
 * fails when there can be no such row.
 */
MUST_CHECK enum status expr_check_row(struct expr_parser *parser, size_t at,
                                      const struct table *table, const char **row);

/* ---- expr_call.c: reads the arguments of the function @name, after its "(", and the ")". ---- */
MUST_CHECK enum status expr_parse_call(struct expr_parser *parser, struct str name, size_t at,
                                       const struct expr **node);

/* [COLUMN]: after the "[". */
MUST_CHECK enum status expr_parse_column(struct expr_parser *parser, const struct expr **node);

#endif
