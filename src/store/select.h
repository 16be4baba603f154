/* From a question to SQL: names come only from the layout, values are always bound. */
#ifndef STORE_SELECT_H
#define STORE_SELECT_H

#include "store/handle.h"

/* A statement that is being put together, with the values of its parameters. */
struct parameter {
    enum { PARAMETER_TEXT, PARAMETER_INTEGER, PARAMETER_DECIMAL } type;
    struct str text;
    int64_t number;
};

struct sql {
    struct store *store;
    struct arena *arena; /* for the parameters */
    struct buf text;
    struct parameter *parameters;
    size_t count, capacity;
    bool no_room;
};

void sql_init(struct sql *sql, struct store *store, struct arena *arena);
void sql_release(struct sql *sql);

/* "r.\"name\"" or, with a NULL @alias, the name alone. */
void sql_name(struct sql *sql, const char *alias, const char *name);

/* Each appends the next parameter. */
void sql_bind_text(struct sql *sql, struct str text);
void sql_bind_integer(struct sql *sql, int64_t number);
void sql_bind_decimal(struct sql *sql, int64_t number);

/*
 * Appends the conditions of @query on the table of its kind, which goes by the name r: @before
 * (such as " WHERE "), a condition, " AND ", a condition, … or nothing when there is none.
 */
void sql_where(struct sql *sql, const struct query *query, const char *before);

/* Appends a select of the numbers of the records that have the tag ("LENS" or "LENS/theme"). */
void sql_tagged(struct sql *sql, struct str tag);

/*
 * Appends the conditions that every value of the field at @place must meet, each after " AND ": the
 * range of the field itself and what is asked of its sub-fields. They are about the columns of
 * @table, which goes by the name @alias.
 */
void sql_value(struct sql *sql, const struct query *query, const struct place *place,
               const struct table *table, const char *alias);

/* Appends a select of (record, value): the themes of the lens that each record has. */
void sql_themes(struct sql *sql, struct str lens);

/* Prepares the statement and binds its values, which it copies; releases @sql in any case. */
MUST_CHECK enum status sql_prepare(struct sql *sql, struct db_statement **statement,
                                   struct failure *why);

#endif
