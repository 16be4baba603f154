/* Of which kind each record of the full-text index is, in memory: a search that finds most records
 * counts them by kind without looking each up. Made again when the data have changed. */
#include "store/fulltext_kinds.h"

#include "model/conduct.h"
#include "store/select.h"

#include <stdlib.h>

static enum status count_documents(struct store *store, size_t *count, struct failure *why)
{
    struct db_statement *row = NULL;
    TRY(db_prepare(store->db, "SELECT max(id) FROM fulltext_document", &row, why));
    const enum step step = db_step(row, why);
    *count = step == STEP_ITEM ? (size_t)db_integer(row, 0) + 1 : 1;
    db_finalize(row);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

static enum status fill(struct store *store, uint16_t *kinds, size_t count, struct failure *why)
{
    struct db_statement *rows = NULL;
    const struct kind *kind = NULL;
    enum step step = STEP_DONE;
    TRY(db_prepare(store->db, "SELECT id, kind FROM fulltext_document", &rows, why));
    while ((step = db_step(rows, why)) == STEP_ITEM) {
        const long long id = db_integer(rows, 0);
        if (!kind || !str_is(db_text(rows, 1), kind->name)) {
            kind = pack_kind(store->pack, db_text(rows, 1));
        }
        if (kind && id >= 0 && (size_t)id < count) {
            kinds[id] = (uint16_t)(kind->index + 1);
        }
    }
    db_finalize(rows);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* Records that their kind leaves out are no answer to a question of words alone. */
static enum status leave_out(struct store *store, const struct kind *kind, uint16_t *kinds,
                             size_t count, struct failure *why)
{
    struct sql sql;
    struct arena arena;
    struct db_statement *rows = NULL;
    enum step step = STEP_ERROR;
    arena_init(&arena, (size_t)1024 * 1024);
    sql_init(&sql, store, &arena);
    buf_text(&sql.text, "SELECT d.id FROM fulltext_document d JOIN ");
    sql_name(&sql, NULL, layout_of(&store->layout, kind)->main.name);
    buf_text(&sql.text, " r ON r.id = d.record WHERE 0 = 0");
    sql_left_out(&sql, kind, " AND ");
    if (sql_prepare(&sql, &rows, why) == STATUS_OK) {
        while ((step = db_step(rows, why)) == STEP_ITEM) {
            const long long id = db_integer(rows, 0);
            kinds[id >= 0 && (size_t)id < count ? id : 0] = 0;
        }
        db_finalize(rows);
    }
    arena_release(&arena);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

enum status fulltext_kinds(struct store *store, const struct fulltext_kinds **kinds,
                           struct failure *why)
{
    struct fulltext_kinds *kept = &store->fulltext_kinds;
    long long revision = 0;
    size_t count = 0;
    TRY(store_revision(store, &revision, why));
    *kinds = kept;
    if (kept->of && kept->revision == revision) {
        return STATUS_OK;
    }
    TRY(count_documents(store, &count, why));
    uint16_t *made = calloc(count, sizeof *made);
    if (!made) {
        return fail_memory(why);
    }
    enum status status = fill(store, made, count, why);
    for (size_t i = 0; i < store->pack->kind_count && status == STATUS_OK; i++) {
        const struct kind *kind = &store->pack->kinds[i];
        if (kind->conduct && kind->conduct->leave_out) {
            status = leave_out(store, kind, made, count, why);
        }
    }
    if (status != STATUS_OK) {
        free(made);
        return status;
    }
    free(kept->of);
    *kept = (struct fulltext_kinds){made, count, revision};
    return STATUS_OK;
}
