/* The tags of a lens, as conditions find them, over all records at once. */
#include "store/handle.h"
#include "store/select.h"

static enum status run(struct db_statement *statement, store_tag_taker *take, void *context,
                       struct failure *why)
{
    enum step step = STEP_DONE;
    bool more = true;
    while (more && (step = db_step(statement, why)) == STEP_ITEM) {
        more = take(context, db_integer(statement, 0), db_text(statement, 1));
    }
    db_finalize(statement);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

enum status store_each_tag(struct store *store, const char *lens, store_tag_taker *take,
                           void *context, struct failure *why)
{
    struct db_statement *statement = NULL;
    struct sql sql;
    arena_clear(&store->scratch);
    sql_init(&sql, store, &store->scratch);
    sql_themes(&sql, str_of(lens), NULL);
    buf_text(&sql.text, " UNION ALL SELECT record, '' FROM (");
    sql_tagged(&sql, str_of(lens));
    buf_text(&sql.text, ") whole");
    TRY(sql_prepare(&sql, &statement, why));
    return run(statement, take, context, why);
}
