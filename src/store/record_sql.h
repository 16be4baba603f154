/*
 * Prepares the statements by which records of one kind are written (records.c). Private to this
 * room.
 */
#ifndef STORE_RECORD_SQL_H
#define STORE_RECORD_SQL_H

#include "store/handle.h"

/* $1 the hash; gives the number. */
MUST_CHECK enum status record_sql_known(struct store *store, const struct kind_layout *layout,
                                        struct db_statement **statement, struct failure *why);

/* $1 the identifier; gives number and hash. */
MUST_CHECK enum status record_sql_find(struct store *store, const struct kind_layout *layout,
                                       struct db_statement **statement, struct failure *why);

/* Identifier, import, line, hash, the columns of the table, number: in both the same parameters. */
MUST_CHECK enum status record_sql_insert(struct store *store, const struct kind_layout *layout,
                                         struct db_statement **statement, struct failure *why);
MUST_CHECK enum status record_sql_update(struct store *store, const struct kind_layout *layout,
                                         struct db_statement **statement, struct failure *why);

/* $1 the hash, $2 the number: from now on the record is known by it. */
MUST_CHECK enum status record_sql_rehash(struct store *store, const struct kind_layout *layout,
                                         struct db_statement **statement, struct failure *why);

/* $1 the import, $2 the line, $3 the hash, $4 the number: the record now comes from there. */
MUST_CHECK enum status record_sql_adopt(struct store *store, const struct kind_layout *layout,
                                        struct db_statement **statement, struct failure *why);

/* $1 when, $2 the number: keeps the original in the history. */
MUST_CHECK enum status record_sql_keep(struct store *store, const struct kind_layout *layout,
                                       struct db_statement **statement, struct failure *why);

/* $1 the number; gives import, line and hash; or takes the row away. */
MUST_CHECK enum status record_sql_origin(struct store *store, const struct kind_layout *layout,
                                         struct db_statement **statement, struct failure *why);
MUST_CHECK enum status record_sql_remove(struct store *store, const struct kind_layout *layout,
                                         struct db_statement **statement, struct failure *why);

/* Of a repeated field: adds a row (number, place, the columns), or takes all of a record away. */
MUST_CHECK enum status record_sql_child(struct store *store, const struct table *table, bool insert,
                                        struct db_statement **statement, struct failure *why);

#endif
