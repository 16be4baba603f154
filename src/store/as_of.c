#include "store/as_of.h"

#include "base/arena.h"
#include "store/handle.h"

#include <stdio.h>

#define RECORD_LIMIT ((size_t)256 * 1024 * 1024)

/* Records with later versions go back to an earlier one, one by one (roll_back()); the others, of
 * which nothing but an import is known, go or stay by when that was. */
#define LATER                                                                                      \
    "IN (SELECT id FROM import WHERE started > $1) AND id NOT IN (SELECT record FROM version)"
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

/* ---- records that have later versions ---- */

/* Where a record stands: in the table of its kind, among the deleted ones, or in neither. */
struct place_now {
    const char *identifier; /* NULL: in neither */
    struct origin origin;
    bool deleted;
};

/* Reads the row of @table that has @record in its column @column. */
static enum status look_in(struct store *store, struct arena *arena, const char *table,
                           const char *column, long long record, struct place_now *now,
                           struct failure *why)
{
    struct db_statement *get = NULL;
    struct buf sql;
    buf_init(&sql, 4096);
    buf_text(&sql, "SELECT identifier, \"import\", line, hash FROM ");
    layout_quote(&sql, table);
    buf_printf(&sql, " WHERE %s = $1", column);
    buf_char(&sql, '\0');
    enum status status = buf_status(&sql, why);
    if (status == STATUS_OK) {
        status = db_prepare(store->db, sql.at, &get, why);
    }
    buf_release(&sql);
    TRY(status);
    db_bind_integer(get, 1, record);
    const enum step step = db_step(get, why);
    if (step == STEP_ITEM) {
        const struct str hash = db_blob(get, 3);
        now->identifier = arena_copy(arena, db_text(get, 0));
        now->origin.import = db_integer(get, 1);
        now->origin.line = (unsigned)db_integer(get, 2);
        memcpy(now->origin.hash, hash.at, hash.length < 16 ? hash.length : 16);
    }
    db_finalize(get);
    return step == STEP_ERROR                      ? why->status
           : step == STEP_ITEM && !now->identifier ? fail_memory(why)
                                                   : STATUS_OK;
}

static enum status find_now(struct store *store, struct arena *arena, const struct kind *kind,
                            long long record, struct place_now *now, struct failure *why)
{
    *now = (struct place_now){.deleted = false};
    TRY(look_in(store, arena, layout_of(&store->layout, kind)->main.name, "id", record, now, why));
    if (!now->identifier) {
        TRY(look_in(store, arena, "deleted", "record", record, now, why));
        now->deleted = now->identifier != NULL;
    }
    return STATUS_OK;
}

/* The version of then. */
struct version_then {
    unsigned number; /* 0: there was none */
    bool is_deletion;
    long long import; /* that it, or the last before it that did so, came with; or 0 */
};

static enum status find_then(struct store *store, const char *until, long long record,
                             struct version_then *then, struct failure *why)
{
    struct db_statement *find = NULL;
    *then = (struct version_then){.number = 0};
    TRY(db_prepare(store->db,
                   "SELECT v.number, v.what = 'delete', (SELECT i.import FROM version i"
                   " WHERE i.record = v.record AND i.number <= v.number AND i.import IS NOT NULL"
                   " ORDER BY i.number DESC LIMIT 1)"
                   " FROM version v WHERE v.record = $1 AND v.at <= $2"
                   " ORDER BY v.number DESC LIMIT 1",
                   &find, why));
    db_bind_integer(find, 1, record);
    db_bind_text(find, 2, str_of(until));
    const enum step step = db_step(find, why);
    if (step == STEP_ITEM) {
        then->number = (unsigned)db_integer(find, 0);
        then->is_deletion = db_integer(find, 1) != 0;
        then->import = db_is_null(find, 2) ? 0 : db_integer(find, 2);
    }
    db_finalize(find);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

static enum status drop_tombstone(struct store *store, long long record, struct failure *why)
{
    struct db_statement *drop = NULL;
    TRY(store_statement(store, SQL_DELETED_DROP, &drop, why));
    db_bind_integer(drop, 1, record);
    return db_run(drop, why);
}

/* Gives a record the values of its version of then; false in *@given when they were not kept. */
static enum status give_values(struct store *store, struct arena *arena, const struct kind *kind,
                               long long id, const struct version_then *then, struct place_now *now,
                               bool *given, struct failure *why)
{
    struct record *record = NULL;
    const enum status status =
        store_version_values(store, arena, kind, id, then->number, &record, why);
    *given = status == STATUS_OK;
    if (status != STATUS_OK) {
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    }
    record->id = id;
    record->identifier = str_of(now->identifier);
    now->origin.import = then->import ? then->import : now->origin.import;
    TRY(records_rewrite(store, record, &now->origin, now->deleted, why));
    return now->deleted ? drop_tombstone(store, id, why) : STATUS_OK;
}

struct later {
    long long record;
    const struct kind *kind; /* NULL: the pack has it no more */
};

static enum status roll_back(struct store *store, struct arena *arena, const char *until,
                             const struct later *later, struct as_of *found, struct failure *why)
{
    struct place_now now;
    struct version_then then;
    struct arena values;
    bool given = false;
    TRY(find_now(store, arena, later->kind, later->record, &now, why));
    TRY(find_then(store, until, later->record, &then, why));
    if (!now.identifier) {
        return STATUS_OK;
    }
    if (then.number == 0 || then.is_deletion) {
        found->left_out += then.number == 0 && !now.deleted;
        return now.deleted ? STATUS_OK : records_remove(store, later->kind, later->record, why);
    }
    arena_init(&values, RECORD_LIMIT);
    const enum status status =
        give_values(store, &values, later->kind, later->record, &then, &now, &given, why);
    arena_release(&values);
    if (given) {
        found->back[found->back_count++] =
            (struct as_of_record){later->kind, str_of(now.identifier)};
    }
    found->changed += given ? 0 : 1;
    return status;
}

static enum status list_later(struct store *store, struct arena *arena, const char *until,
                              struct later **later, size_t *count, struct failure *why)
{
    struct db_statement *rows = NULL;
    enum step step = STEP_DONE;
    size_t capacity = 0;
    TRY(db_prepare(store->db,
                   "SELECT record, kind FROM original WHERE record IN"
                   " (SELECT record FROM version WHERE at > $1) ORDER BY record",
                   &rows, why));
    db_bind_text(rows, 1, str_of(until));
    while ((step = db_step(rows, why)) == STEP_ITEM) {
        struct later *grown = arena_grow(arena, *later, *count, &capacity, sizeof *grown);
        if (!grown) {
            db_finalize(rows);
            return fail_memory(why);
        }
        *later = grown;
        grown[(*count)++] =
            (struct later){db_integer(rows, 0), pack_kind(store->pack, db_text(rows, 1))};
    }
    db_finalize(rows);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

static enum status roll_all_back(struct store *store, struct arena *arena, const char *until,
                                 struct as_of *found, struct failure *why)
{
    struct later *later = NULL;
    size_t count = 0;
    TRY(list_later(store, arena, until, &later, &count, why));
    found->back = arena_array(arena, count + 1, sizeof *found->back);
    if (!found->back) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < count; i++) {
        TRY(later[i].kind ? roll_back(store, arena, until, &later[i], found, why) : STATUS_OK);
    }
    return STATUS_OK;
}

/* ---- all of it ---- */

static enum status look_back(struct store *store, struct arena *arena, const char *until,
                             struct as_of *found, struct failure *why)
{
    static const char *const decisions[] = {
        "DELETE FROM decision WHERE at > $1",
        /* Those that were replaced or undone since stood then, whatever stands now; those that had
         * been before did not. */
        "INSERT OR REPLACE INTO decision (record, lens, theme, verdict, weight, person, at, note)"
        " SELECT record, lens, theme, verdict, weight, person, at, note FROM history h"
        " WHERE what = 'decision' AND at <= $1 AND replaced > $1 AND id = (SELECT MAX(id) FROM"
        " history WHERE what = 'decision' AND at <= $1 AND replaced > $1 AND record = h.record"
        " AND lens = h.lens AND theme = h.theme)",
        "DELETE FROM import WHERE started > $1"};
    unsigned long long ignored = 0;
    TRY(roll_all_back(store, arena, until, found, why));
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

enum status store_as_of(struct store *store, struct arena *arena, const char *until,
                        const char *path, struct store **then, struct as_of *found,
                        struct failure *why)
{
    struct store *copy = NULL;
    *found = (struct as_of){.left_out = 0};
    *then = NULL;
    TRY(db_copy(store->db, path, why));
    TRY(store_open(path, store->pack, STORE_WRITE, &copy, why));
    enum status status = store_begin(copy, why);
    if (status == STATUS_OK) {
        status = look_back(copy, arena, until, found, why);
    }
    if (status == STATUS_OK) {
        status = store_commit(copy, why);
    }
    if (status != STATUS_OK) {
        store_close(copy);
        return status;
    }
    *then = copy;
    return STATUS_OK;
}

enum status store_last_change(struct store *store, struct arena *arena, const char *until,
                              struct str *at, struct failure *why)
{
    struct db_statement *last = NULL;
    TRY(db_prepare(store->db,
                   "SELECT MAX(t.at) FROM (SELECT MAX(finished) AS at FROM import WHERE finished"
                   " <= $1 UNION ALL SELECT MAX(at) FROM version WHERE at <= $1 UNION ALL SELECT"
                   " MAX(at) FROM decision WHERE at <= $1 UNION ALL SELECT MAX(at) FROM history"
                   " WHERE at <= $1 UNION ALL SELECT MAX(replaced) FROM history WHERE replaced"
                   " <= $1) t",
                   &last, why));
    db_bind_text(last, 1, str_of(until ? until : "9999"));
    const enum step step = db_step(last, why);
    *at = arena_str(arena, step == STEP_ITEM ? db_text(last, 0) : (struct str){"", 0});
    db_finalize(last);
    return step == STEP_ERROR ? why->status : at->at ? STATUS_OK : fail_memory(why);
}

enum status store_change_before(struct store *store, struct arena *arena, const char *until,
                                struct str *at, bool *latest, struct failure *why)
{
    struct db_statement *find = NULL;
    TRY(db_prepare(store->db,
                   "SELECT MAX(CASE WHEN t.at <= $1 THEN t.at END),"
                   " MAX(CASE WHEN t.at > $1 THEN 1 ELSE 0 END) FROM"
                   " (SELECT started AS at FROM import UNION ALL SELECT at FROM version"
                   " UNION ALL SELECT at FROM decision"
                   " UNION ALL SELECT at FROM history WHERE at IS NOT NULL"
                   /* One that was withdrawn leaves no other trace. */
                   " UNION ALL SELECT replaced FROM history WHERE what = 'decision') t",
                   &find, why));
    db_bind_text(find, 1, str_of(until));
    const enum step step = db_step(find, why);
    const bool any = step == STEP_ITEM && !db_is_null(find, 0);
    *at = arena_str(arena, any ? db_text(find, 0) : (struct str){"", 0});
    *latest = step == STEP_ITEM && db_integer(find, 1) == 0;
    db_finalize(find);
    return step == STEP_ERROR ? why->status : at->at ? STATUS_OK : fail_memory(why);
}

enum status store_since(struct store *store, const char *since, struct since *found,
                        struct failure *why)
{
    struct db_statement *count = NULL;
    *found = (struct since){.edited = 0};
    TRY(db_prepare(store->db,
                   "SELECT (SELECT COUNT(DISTINCT record) FROM version WHERE at > $1 AND what <>"
                   " 'import'), (SELECT COUNT(*) FROM (SELECT record, lens, theme FROM decision"
                   " WHERE at > $1 UNION SELECT record, lens, theme FROM history"
                   " WHERE what = 'decision' AND replaced > $1) d)",
                   &count, why));
    db_bind_text(count, 1, str_of(since));
    const enum step step = db_step(count, why);
    if (step == STEP_ITEM) {
        found->edited = (unsigned long long)db_integer(count, 0);
        found->decided = (unsigned long long)db_integer(count, 1);
    }
    db_finalize(count);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}
