#include "store/store.h"

#include "store/db.h"
#include "store/handle.h"
#include "store/schema.h"

#include <stdlib.h>

#define ARENA_LIMIT ((size_t)64 * 1024 * 1024)

static const char *const sql[SQL_STATEMENTS] = {
    [SQL_IMPORT_BEGIN] = "INSERT INTO import (file, format, started, first) VALUES ($1, $2, $3,"
                         " (SELECT COALESCE(MAX(record), 0) + 1 FROM original)) RETURNING id",
    /* One that was taken back while it ran has brought more since. */
    [SQL_IMPORT_END] = "UPDATE import SET finished = $1, read = $2, stored = $3, updated = $4,"
                       " unchanged = $5, rejected = $6, problems = $7, taken_back = NULL"
                       " WHERE id = $8",
    [SQL_IMPORT_HEAD] = "UPDATE import SET head = $1 WHERE id = $2",
    [SQL_IMPORT_SOURCE] = "SELECT format, head FROM import WHERE id = $1",
    [SQL_PROBLEM_ADD] = "INSERT INTO problem (import, file, line, column_number, record, field,"
                        " value, rule, mend, rejected)"
                        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    [SQL_IMPORTS] = "SELECT id, file, format, started, finished, read, stored, updated, unchanged,"
                    " rejected, problems, taken_back FROM import ORDER BY id",
    [SQL_IMPORT_FIRST] = "SELECT first, taken_back FROM import WHERE id = $1",
    [SQL_IMPORT_TAKEN_BACK] = "UPDATE import SET taken_back = $1 WHERE id = $2",
    /* Of what stood before the import; rather what came with one that was not taken back itself. */
    [SQL_HISTORY_ORIGINAL] = "SELECT h.id, h.import, h.line, h.hash, h.block, h.start, h.length,"
                             " b.packed FROM history h JOIN import i ON i.id = h.import"
                             " LEFT JOIN block b ON b.id = h.block"
                             " WHERE h.record = $1 AND h.what = 'original' AND h.import <> $2"
                             " AND NOT EXISTS (SELECT 1 FROM history e WHERE e.record = $1"
                             " AND e.what = 'original' AND e.import = $2 AND e.id < h.id)"
                             " ORDER BY i.taken_back IS NOT NULL, h.id DESC LIMIT 1",
    [SQL_HISTORY_TOUCHED] = "SELECT EXISTS (SELECT 1 FROM history h JOIN import i ON h.record = $1"
                            " AND i.id = $2 WHERE h.what = 'edited' AND h.import = i.id"
                            " OR h.what = 'original' AND h.replaced >= i.started)",
    [SQL_PROBLEMS] = "SELECT file, line, column_number, record, field, value, rule, mend, rejected"
                     " FROM problem ORDER BY id",
    [SQL_PROBLEMS_OF] = "SELECT file, line, column_number, record, field, value, rule, mend,"
                        " rejected FROM problem WHERE import = $1 ORDER BY id",
    [SQL_LAST_RECORD] = "SELECT MAX(record) FROM original",
    [SQL_ORIGINAL_ADD] = "INSERT INTO original (record, kind, block, start, length)"
                         " VALUES ($1, $2, $3, $4, $5)",
    [SQL_ORIGINAL_GET] = "SELECT o.block, o.start, o.length, b.packed FROM original o"
                         " LEFT JOIN block b ON b.id = o.block WHERE o.record = $1",
    [SQL_ORIGINAL_UPDATE] = "UPDATE original SET block = $1, start = $2, length = $3"
                            " WHERE record = $4",
    [SQL_LOST_ORIGINALS] = "SELECT COUNT(*) FROM (SELECT block, start, length FROM original"
                           " UNION ALL SELECT block, start, length FROM version"
                           " UNION ALL SELECT block, start, length FROM edited) o"
                           " WHERE o.length > 0 AND NOT EXISTS"
                           " (SELECT 1 FROM block b WHERE b.id = o.block"
                           " AND b.length >= o.start + o.length)",
    [SQL_REVISION] = "SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'revision'",
    [SQL_REVISION_NEXT] = "INSERT INTO setting (name, value) VALUES ('revision', '1')"
                          " ON CONFLICT (name) DO UPDATE SET"
                          " value = CAST(CAST(setting.value AS INTEGER) + 1 AS TEXT)",
    [SQL_LAST_BLOCK] = "SELECT MAX(id) FROM block",
    [SQL_BLOCK_GET] = "SELECT packed FROM block WHERE id = $1",
    [SQL_BLOCK_PUT] = "INSERT INTO block (id, length, packed) VALUES ($1, $2, $3)",
    [SQL_RECORD_KIND] = "SELECT kind FROM original WHERE record = $1",
    [SQL_TAG_WALK] = "SELECT record, lens, theme, version, weight, evidence FROM tag"
                     " WHERE record >= $1 ORDER BY record, lens, theme",
    [SQL_TAG_PUT] = "INSERT INTO tag (record, lens, theme, version, weight, evidence)"
                    " VALUES ($1, $2, $3, $4, $5, $6)"
                    " ON CONFLICT (record, lens, theme) DO UPDATE SET"
                    " version = excluded.version, weight = excluded.weight,"
                    " evidence = excluded.evidence",
    [SQL_TAG_DROP] = "DELETE FROM tag WHERE record = $1 AND lens = $2 AND theme = $3",
    [SQL_TAGGED_WALK] = "SELECT record, digest FROM tagged WHERE record >= $1 ORDER BY record",
    [SQL_TAGGED_PUT] = "INSERT INTO tagged (record, digest) VALUES ($1, $2)"
                       " ON CONFLICT (record) DO UPDATE SET digest = excluded.digest",
    [SQL_TAGGED_DROP] = "DELETE FROM tagged WHERE record = $1",
    [SQL_DECISIONS] = "SELECT lens, theme, verdict, weight, person, at, note FROM decision"
                      " WHERE record = $1 ORDER BY lens, theme",
    [SQL_DECISION_KEEP] = "INSERT INTO history (record, what, replaced, lens, theme, verdict,"
                          " weight, person, at, note)"
                          " SELECT record, 'decision', $1, lens, theme, verdict, weight, person,"
                          " at, note FROM decision WHERE record = $2 AND lens = $3 AND theme = $4",
    [SQL_DECISION_PUT] = "INSERT INTO decision"
                         " (record, lens, theme, verdict, weight, person, at, note)"
                         " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
                         " ON CONFLICT (record, lens, theme) DO UPDATE SET"
                         " verdict = excluded.verdict, weight = excluded.weight,"
                         " person = excluded.person, at = excluded.at, note = excluded.note",
    [SQL_FULLTEXT_STALE] = "INSERT INTO fulltext_stale (record) VALUES ($1)"
                           " ON CONFLICT (record) DO NOTHING",
    [SQL_FULLTEXT_DROP] = "DELETE FROM fulltext_document WHERE record = $1",
    [SQL_FULLTEXT_FRESH] = "DELETE FROM fulltext_stale WHERE record = $1",
    [SQL_VERSION_LAST] = "SELECT (SELECT MAX(number) FROM version WHERE record = $1),"
                         " (SELECT COUNT(*) FROM history WHERE record = $1 AND what = 'original')",
    [SQL_VERSION_PUT] = "INSERT INTO version (record, number, what, at, person, note, import)"
                        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
    [SQL_VERSION_KEEP] = "UPDATE version SET block = $1, start = $2, length = $3"
                         " WHERE record = $4 AND number = $5",
    [SQL_VERSIONS] = "SELECT number, what, at, person, note, import, block FROM version"
                     " WHERE record = $1 ORDER BY number",
    [SQL_VERSION_GET] = "SELECT v.block, v.start, v.length, b.packed FROM version v"
                        " LEFT JOIN block b ON b.id = v.block"
                        " WHERE v.record = $1 AND v.number = $2",
    [SQL_IMPORT_STARTED] = "SELECT started FROM import WHERE id = $1",
    [SQL_CHANGED_AT] = "SELECT COALESCE((SELECT at FROM version WHERE record = $1"
                       " ORDER BY number DESC LIMIT 1),"
                       " (SELECT started FROM import WHERE id = $2))",
    [SQL_CHANGED_ANY] = "SELECT EXISTS (SELECT 1 FROM edited), EXISTS (SELECT 1 FROM deleted)",
    [SQL_EDITED_GET] = "SELECT e.block, e.start, e.length, b.packed, e.conflicts FROM edited e"
                       " LEFT JOIN block b ON b.id = e.block WHERE e.record = $1",
    [SQL_EDITED_PUT] = "INSERT INTO edited (record, block, start, length, conflicts)"
                       " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (record) DO UPDATE SET"
                       " block = excluded.block, start = excluded.start,"
                       " length = excluded.length, conflicts = excluded.conflicts",
    [SQL_EDITED_DROP] = "DELETE FROM edited WHERE record = $1",
    [SQL_EDITED_KEEP] = "INSERT INTO history (record, what, replaced, import, block, start, length,"
                        " note) SELECT record, 'edited', $1, $2, block, start, length, conflicts"
                        " FROM edited WHERE record = $3",
    [SQL_EDITED_BACK] = "INSERT INTO edited (record, block, start, length, conflicts)"
                        " SELECT record, block, start, length, note FROM history"
                        " WHERE record = $1 AND what = 'edited' AND id > $2 ORDER BY id LIMIT 1",
    [SQL_ENTERED_FIND] = "SELECT id FROM import WHERE format = 'entered' ORDER BY id LIMIT 1",
    [SQL_ENTERED_COUNT] = "UPDATE import SET finished = $1, read = read + 1, stored = stored + 1"
                          " WHERE id = $2",
    [SQL_DELETED_GET] = "SELECT record, import, line, hash, told, returns FROM deleted"
                        " WHERE kind = $1 AND identifier = $2",
    [SQL_DELETED_PUT] = "INSERT INTO deleted (record, kind, identifier, import, line, hash)"
                        " VALUES ($1, $2, $3, $4, $5, $6)",
    [SQL_DELETED_DROP] = "DELETE FROM deleted WHERE record = $1",
    [SQL_DELETED_RETURNS] = "UPDATE deleted SET returns = 1 WHERE record = $1",
    [SQL_DELETED_TELL] = "UPDATE deleted SET told = $1 WHERE record = $2",
    [SQL_DELETED_LIST] = "SELECT d.kind, d.identifier, v.at, v.person FROM deleted d"
                         " JOIN version v ON v.record = d.record AND v.number ="
                         " (SELECT MAX(number) FROM version WHERE record = d.record)"
                         " ORDER BY v.at DESC, d.record DESC LIMIT $1",
    [SQL_TAGS_DROP] = "DELETE FROM tag WHERE record = $1",
    [SQL_DRAFT_PUT] = "INSERT INTO draft (account, kind, identifier, version, saved, form)"
                      " VALUES ($1, $2, $3, $4, $5, $6)"
                      " ON CONFLICT (account, kind, identifier) DO UPDATE SET"
                      " version = excluded.version, saved = excluded.saved, form = excluded.form",
    [SQL_DRAFT_DROP] = "DELETE FROM draft WHERE account = $1 AND kind = $2 AND identifier = $3",
    [SQL_DRAFT_GET] = "SELECT kind, identifier, version, saved, form FROM draft"
                      " WHERE account = $1 AND kind = $2 AND identifier = $3",
    [SQL_DRAFTS] = "SELECT kind, identifier, version, saved FROM draft WHERE account = $1"
                   " ORDER BY saved DESC, kind, identifier",
    [SQL_PROPOSAL_ADD] = "INSERT INTO proposal"
                         " (kind, identifier, version, account, person, at, note, form, state)"
                         " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open') RETURNING id",
    [SQL_PROPOSAL_GET] = "SELECT id, kind, identifier, version, account, person, at, note, state,"
                         " decided_by, decided_at, answer, form FROM proposal WHERE id = $1",
    [SQL_PROPOSAL_DECIDE] = "UPDATE proposal SET state = $1, decided_by = $2, decided_at = $3,"
                            " answer = $4 WHERE id = $5 AND state = 'open' RETURNING id",
    [SQL_PROPOSALS] = "SELECT id, kind, identifier, version, account, person, at, note, state,"
                      " decided_by, decided_at, answer FROM proposal"
                      " WHERE account = $1 OR $1 = 0 ORDER BY state <> 'open', id DESC LIMIT $2",
};

enum status store_statement(struct store *store, enum statement_id id,
                            struct db_statement **statement, struct failure *why)
{
    if (!store->statements[id]) {
        TRY(db_prepare(store->db, sql[id], &store->statements[id], why));
    }
    *statement = store->statements[id];
    return STATUS_OK;
}

/* ---- opening and closing ---- */

/* Brings a file that is to be read only up to date with the pack, through a second connection. */
static enum status update_schema(const char *path, const struct layout *layout, struct failure *why)
{
    struct db *db = NULL;
    bool stale = false;
    TRY(db_open(path, DB_WRITE, &db, why));
    enum status status =
        schema_open(db, layout, (struct schema_options){.write = true}, &stale, why);
    db_close(db);
    return status;
}

static enum status open_database(struct store *store, const char *path, enum store_mode mode,
                                 struct failure *why)
{
    static const enum db_mode modes[] = {
        [STORE_CREATE] = DB_CREATE, [STORE_WRITE] = DB_WRITE, [STORE_READ] = DB_READ};
    struct schema_options options = {.create = mode == STORE_CREATE, .write = mode != STORE_READ};
    bool stale = false;
    TRY(db_open(path, modes[mode], &store->db, why));
    TRY(schema_open(store->db, &store->layout, options, &stale, why));
    if (!stale) {
        return STATUS_OK;
    }
    struct failure reason;
    if (update_schema(path, &store->layout, &reason) != STATUS_OK) {
        return fail(why, STATUS_CONFLICT,
                    "%s was written with another version of the pack, and it could not be brought "
                    "up to date: %s",
                    path, reason.text);
    }
    return STATUS_OK;
}

static enum status make_kinds(struct store *store, struct failure *why)
{
    const struct pack *pack = store->pack;
    store->kinds = arena_array(&store->arena, pack->kind_count, sizeof *store->kinds);
    if (!store->kinds) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < pack->kind_count; i++) {
        size_t fields = pack->kinds[i].field_count;
        struct db_statement **both = arena_array(&store->arena, fields * 2, sizeof *both);
        if (!both) {
            return fail_memory(why);
        }
        store->kinds[i].child_insert = both;
        store->kinds[i].child_delete = both + fields;
    }
    return STATUS_OK;
}

static enum status open_store(struct store *store, const char *path, enum store_mode mode,
                              struct failure *why)
{
    TRY(layout_make(&store->arena, store->pack, &store->layout, why));
    TRY(make_kinds(store, why));
    TRY(open_database(store, path, mode, why));
    return indexes_look(store, why);
}

enum status store_open(const char *path, const struct pack *pack, enum store_mode mode,
                       struct store **store, struct failure *why)
{
    *store = NULL;
    struct store *opened = calloc(1, sizeof *opened);
    if (!opened) {
        return fail_memory(why);
    }
    opened->pack = pack;
    arena_init(&opened->arena, ARENA_LIMIT);
    arena_init(&opened->scratch, ARENA_LIMIT);
    answers_init(&opened->answers);
    enum status status = open_store(opened, path, mode, why);
    if (status != STATUS_OK) {
        store_close(opened);
        return status;
    }
    *store = opened;
    return STATUS_OK;
}

void store_close(struct store *store)
{
    if (!store) {
        return;
    }
    if (store->db) {
        store_rollback(store);
        indexes_make(store);
    }
    for (size_t i = 0; store->kinds && i < store->pack->kind_count; i++) {
        records_release(&store->kinds[i], &store->pack->kinds[i]);
    }
    for (size_t i = 0; i < SQL_STATEMENTS; i++) {
        db_finalize(store->statements[i]);
    }
    db_close(store->db);
    seen_release(&store->seen);
    fulltext_documents_release(&store->fulltext_documents);
    blocks_release(&store->blocks);
    answers_release(&store->answers);
    arena_release(&store->scratch);
    arena_release(&store->arena);
    free(store);
}

const char *store_path(const struct store *store)
{
    return db_path(store->db);
}

const struct pack *store_pack(const struct store *store)
{
    return store->pack;
}

/* ---- transactions ---- */

/*
 * Statements that are in the middle of reading would keep the write-ahead log from being emptied,
 * and would hinder a writer whose view of the file is out of date. They find their place again.
 */
void store_rest(struct store *store)
{
    cursors_park(store);
    walker_park(&store->tags);
    walker_park(&store->tagged);
    store->next_known = false;
    store->changed_known = false;
    store->fresh = 0;
}

enum status store_begin(struct store *store, struct failure *why)
{
    store_rest(store);
    store->written = db_written(store->db);
    return db_begin(store->db, why);
}

/* Notes that the data are no longer what they were; what is kept elsewhere of them goes by it. */
static enum status next_revision(struct store *store, struct failure *why)
{
    struct db_statement *statement = NULL;
    if (db_written(store->db) == store->written) {
        return STATUS_OK;
    }
    TRY(store_statement(store, SQL_REVISION_NEXT, &statement, why));
    return db_run(statement, why);
}

enum status store_revision(struct store *store, long long *revision, struct failure *why)
{
    struct db_statement *statement = NULL;
    TRY(store_statement(store, SQL_REVISION, &statement, why));
    const enum step step = db_step(statement, why);
    *revision = step == STEP_ITEM ? db_integer(statement, 0) : 0;
    db_reset(statement);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

enum status store_commit(struct store *store, struct failure *why)
{
    store_rest(store);
    TRY(blocks_flush(store, why));
    TRY(next_revision(store, why));
    TRY(db_commit(store->db, why));
    seen_settle(&store->seen, true);
    return STATUS_OK;
}

void store_rollback(struct store *store)
{
    store_rest(store);
    db_rollback(store->db);
    blocks_drop(&store->blocks);
    store->generation++;
    seen_settle(&store->seen, false);
}

enum status store_enter(struct store *store, bool *own, struct failure *why)
{
    *own = !db_in_transaction(store->db);
    return *own ? store_begin(store, why) : STATUS_OK;
}

enum status store_leave(struct store *store, bool own, enum status status, struct failure *why)
{
    if (own && status == STATUS_OK) {
        status = store_commit(store, why);
    }
    if (own && status != STATUS_OK) {
        store_rollback(store);
    }
    return status;
}

const char *store_engine(void)
{
    return db_engine();
}

enum status store_verify(struct store *store, struct failure *why)
{
    struct db_statement *lost = NULL;
    TRY(db_verify(store->db, why));
    TRY(store_statement(store, SQL_LOST_ORIGINALS, &lost, why));
    enum step step = db_step(lost, why);
    long long count = step == STEP_ITEM ? db_integer(lost, 0) : 0;
    db_reset(lost);
    if (step == STEP_ERROR) {
        return why->status;
    }
    return count == 0 ? STATUS_OK
                      : fail(why, STATUS_INTEGRITY,
                             "%lld originals are in no block. Import their sources again.", count);
}
