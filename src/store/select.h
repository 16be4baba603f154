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
    bool few; /* records are looked at: each is asked for its values and tags */
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

/* Appends @before and a test whether the record (r) is one that its kind, which does so, leaves
 * out.
 */
void sql_left_out(struct sql *sql, const struct kind *kind, const char *before);

/* Appends a select of the numbers of the records that have the tag ("LENS" or "LENS/theme"). */
void sql_tagged(struct sql *sql, struct str tag);

/* The same of those of which it is a candidate that nobody has decided on. */
void sql_candidates(struct sql *sql, struct str tag);

/*
 * Appends " AND COLUMN IN (…)", the records that meet query->narrow; nothing where there is no such
 * condition, or one that is asked of the table of the kind itself. @record: "id" or "record" of v.
 */
void sql_narrow(struct sql *sql, const struct query *query, const char *record);

/*
 * Values of the field at @place that a question chooses: by a range of the field itself and by what
 * it asks of the sub-fields, and if @named also by naming the value ("country=KE").
 */
struct chosen {
    const struct query *query;
    const struct place *place;
    bool named;
};

/* Appends these conditions, each after " AND ", on the columns of @table under the name @alias. */
void sql_value(struct sql *sql, const struct chosen *chosen, const struct table *table,
               const char *alias);

/* How many conditions of @query name a value of the field at @place. */
size_t sql_names(const struct query *query, const struct place *place);

/* Appends a test whether the record (r) has any value of the field or sub-field. */
void sql_has_any(struct sql *sql, const struct kind_layout *kind, const struct field *field);

/*
 * Appends a select of (record, value): the themes of the lens that each record has. Where @query is
 * about a kind with few records, or few of its records (query->narrow), only the themes of these:
 * there are many times more of all. NULL: of all kinds.
 */
void sql_themes(struct sql *sql, struct str lens, const struct query *query);

/* True for a kind with so few records that asking each for its tags costs less than making the list
 * of all that have them. Without an answer it is false: both are right. */
bool sql_has_few(struct sql *sql, const struct kind *kind);

/* Prepares the statement and binds its values, which it copies; releases @sql in any case. */
MUST_CHECK enum status sql_prepare(struct sql *sql, struct db_statement **statement,
                                   struct failure *why);

/* The only number that the statement gives; releases @sql. */
MUST_CHECK enum status sql_number(struct sql *sql, unsigned long long *number, struct failure *why);

#endif
