#include "store/lookup.h"

#include "base/near.h"
#include "store/select.h"

#define NEIGHBOURS 16 /* on either side */

struct neighbours {
    const char *names[NEIGHBOURS * 2 + 1]; /* ends with NULL */
    size_t count;
};

/* Identifiers that stand before or after the one looked for in the order of the alphabet. */
static enum status list_neighbours(const struct lookup *look, const struct kind *kind, bool after,
                                   struct neighbours *list, struct failure *why)
{
    struct db_statement *statement = NULL;
    struct arena *scratch = &look->store->scratch;
    struct sql sql;
    enum step step = STEP_ITEM;
    sql_init(&sql, look->store, scratch);
    buf_text(&sql.text, "SELECT identifier FROM ");
    sql_name(&sql, NULL, layout_of(&look->store->layout, kind)->main.name);
    buf_text(&sql.text, after ? " WHERE identifier >= " : " WHERE identifier < ");
    sql_bind_text(&sql, look->identifier);
    buf_printf(&sql.text, " ORDER BY identifier %s LIMIT %d", after ? "ASC" : "DESC", NEIGHBOURS);
    TRY(sql_prepare(&sql, &statement, why));
    while ((step = db_step(statement, why)) == STEP_ITEM) {
        list->names[list->count] = arena_copy(scratch, db_text(statement, 0));
        list->count += list->names[list->count] != NULL;
    }
    db_finalize(statement);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

enum status lookup_fail(const struct lookup *look, struct failure *why)
{
    const char *near = NULL;
    struct arena *scratch = &look->store->scratch;
    struct str shown = look->identifier;
    shown.length = shown.length > 200 ? 200 : shown.length;
    arena_clear(scratch);
    const char *word = arena_copy(scratch, look->identifier);
    for (size_t i = 0; word && i < look->count && !near; i++) {
        struct neighbours list = {.count = 0};
        TRY(list_neighbours(look, &look->kinds[i], false, &list, why));
        TRY(list_neighbours(look, &look->kinds[i], true, &list, why));
        list.names[list.count] = NULL;
        near = near_name(word, list.names);
    }
    const char *what = look->count == 1 ? look->kinds->name : "record";
    if (near) {
        return fail(why, STATUS_NOT_FOUND,
                    "There is no %s with the identifier \"%.*s\". Did you mean \"%s\"?", what,
                    STR_ARGS(shown), near);
    }
    return fail(
        why, STATUS_NOT_FOUND,
        "There is no %s with the identifier \"%.*s\". \"crosscut list KIND\" lists what is there.",
        what, STR_ARGS(shown));
}
