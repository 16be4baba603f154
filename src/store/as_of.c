#include "store/as_of.h"

#include "base/arena.h"
#include "store/handle.h"

#include <stdio.h>

#define LATER "IN (SELECT id FROM import WHERE started > $1)"
#define EARLIER_VERSION                                                                            \
    "IN (SELECT record FROM history WHERE what = 'original' AND import IN (SELECT id FROM import"  \
    " WHERE started <= $1))"

/* Runs a statement with the moment as its one parameter, and counts the rows it writes or gives. */
static enum status run(struct store *store, const char *sql, const char *until,
                       unsigned long long *rows, struct failure *why)
{
    struct db_statement *statement = NULL;
    const long long before = db_written(store->db);
    enum step step = STEP_ERROR;
    unsigned long long given = 0;
    TRY(db_prepare(store->db, sql, &statement, why));
    db_bind_text(statement, 1, str_of(until));
    while ((step = db_step(statement, why)) == STEP_ITEM) {
        given += (unsigned long long)db_integer(statement, 0);
    }
    db_finalize(statement);
    *rows += given + (unsigned long long)(db_written(store->db) - before);
    return step == STEP_DONE ? STATUS_OK : why->status;
}

/* "DELETE FROM "kind" WHERE …" for the records of one kind. */
static enum status run_for(struct store *store, const char *verb, const struct kind *kind,
                           const char *condition, const char *until, unsigned long long *rows,
                           struct failure *why)
{
    struct buf sql;
    buf_init(&sql, 4096);
    buf_text(&sql, verb);
    layout_quote(&sql, layout_of(&store->layout, kind)->main.name);
    buf_text(&sql, condition);
    buf_char(&sql, '\0');
    enum status status = buf_status(&sql, why);
    if (status == STATUS_OK) {
        status = run(store, sql.at, until, rows, why);
    }
    buf_release(&sql);
    return status;
}

static enum status look_back(struct store *store, const char *until, struct as_of *found,
                             struct failure *why)
{
    static const char *const decisions[] = {
        "DELETE FROM decision WHERE at > $1",
        /* The last of those that were replaced since. */
        "INSERT INTO decision (record, lens, theme, verdict, weight, person, at, note)"
        " SELECT record, lens, theme, verdict, weight, person, at, note FROM history h"
        " WHERE what = 'decision' AND at <= $1 AND id = (SELECT MAX(id) FROM history WHERE what ="
        " 'decision' AND at <= $1 AND record = h.record AND lens = h.lens AND theme = h.theme)"
        " AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.record = h.record AND d.lens = h.lens"
        " AND d.theme = h.theme)",
        "DELETE FROM import WHERE started > $1"};
    unsigned long long ignored = 0;
    for (size_t i = 0; i < store->pack->kind_count; i++) {
        const struct kind *kind = &store->pack->kinds[i];
        TRY(run_for(store, "DELETE FROM ", kind,
                    " WHERE \"import\" " LATER " AND id NOT " EARLIER_VERSION, until,
                    &found->left_out, why));
        TRY(run_for(store, "SELECT COUNT(*) FROM ", kind, " WHERE \"import\" " LATER, until,
                    &found->changed, why));
    }
    for (size_t i = 0; i < COUNT_OF(decisions); i++) {
        TRY(run(store, decisions[i], until, &ignored, why));
    }
    return STATUS_OK;
}

enum status store_as_of(struct store *store, const char *until, const char *path,
                        struct store **then, struct as_of *found, struct failure *why)
{
    struct store *copy = NULL;
    *found = (struct as_of){0, 0};
    *then = NULL;
    TRY(db_copy(store->db, path, why));
    TRY(store_open(path, store->pack, STORE_WRITE, &copy, why));
    enum status status = store_begin(copy, why);
    if (status == STATUS_OK) {
        status = look_back(copy, until, found, why);
    }
    if (status == STATUS_OK) {
        status = store_commit(copy, why);
    }
    store_close(copy);
    return status == STATUS_OK ? store_open(path, store->pack, STORE_READ, then, why) : status;
}
