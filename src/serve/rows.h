/* The rows of a list: its records with a few plain fields beside their titles. */
#ifndef SERVE_ROWS_H
#define SERVE_ROWS_H

#include "serve/ask.h"

#define ROWS_COLUMNS 4
#define ROWS_TAGS 3 /* that are named below a title */

struct row_tags {
    struct standing_tag *items;
    size_t count;
};

struct rows {
    const struct kind *kind;
    const struct field *columns[ROWS_COLUMNS];
    size_t column_count;
    struct record *records[LIST_ROWS];
    struct row_tags tags[LIST_ROWS];
    size_t count;
};

/* Chooses the columns, and opens a cursor at row @first, in query_order(), that reads only what is
 * shown. */
MUST_CHECK enum status rows_open(struct visit *visit, const struct query *query,
                                 unsigned long long first, struct rows *rows,
                                 struct record_cursor **cursor);

/* Reads the rows of the next page with their tags, in the visit's arena. */
MUST_CHECK enum status rows_read(struct visit *visit, struct record_cursor *cursor,
                                 struct rows *rows);

/* The table, with links that sort the list of @query. */
void rows_show(struct visit *visit, const struct rows *rows, const struct query *query);

#endif
