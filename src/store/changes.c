/* When records came in the form that they have, without reading them. */
#include "store/db_rows.h"
#include "store/handle.h"
#include "store/select.h"

/* The statement: identifier, when, how many versions there were before. */
static enum status prepare(struct store *store, const struct query *query, bool newest,
                           size_t limit, struct db_statement **statement, struct failure *why)
{
    struct sql sql;
    arena_clear(&store->scratch);
    sql_init(&sql, store, &store->scratch);
    buf_text(&sql.text, "SELECT r.identifier, COALESCE((SELECT v.at FROM version v WHERE v.record ="
                        " r.id ORDER BY v.number DESC LIMIT 1), i.started) AS changed,"
                        " " VERSION_NUMBER " FROM ");
    sql_name(&sql, NULL, layout_of(&store->layout, query->kind)->main.name);
    buf_text(&sql.text, " r JOIN import i ON i.id = r.\"import\"");
    sql_where(&sql, query, " WHERE ");
    buf_text(&sql.text, newest ? " ORDER BY changed DESC, r.\"import\" DESC, r.id DESC"
                               : " ORDER BY r.identifier");
    if (limit > 0) {
        buf_text(&sql.text, " LIMIT ");
        sql_bind_integer(&sql, (int64_t)limit);
    }
    return sql_prepare(&sql, statement, why);
}

static bool read_change(struct arena *arena, struct db_statement *row, void *item)
{
    struct store_change *change = item;
    *change = (struct store_change){.identifier = arena_str(arena, db_text(row, 0)),
                                    .imported = arena_str(arena, db_text(row, 1)),
                                    .versions = (unsigned)db_integer(row, 2)};
    return change->identifier.at && change->imported.at;
}

enum status store_changes(struct store *store, struct arena *arena,
                          const struct changes_options *options, struct store_change **changes,
                          size_t *count, struct failure *why)
{
    struct db_statement *statement = NULL;
    TRY(prepare(store, options->query, options->newest, options->limit, &statement, why));
    return db_rows_once(statement, arena, read_change, sizeof **changes, changes, count, why);
}
