/* Keeping the full-text index up to date, in SQLite's FTS5: see fulltext.h. */
#include "store/fulltext.h"

#include "store/handle.h"
#include "store/schema.h"

#include <stdio.h>
#include <stdlib.h>

/* Records in one transaction: long enough for few and large pieces, short enough to wait for. */
#define SLICE 16384

/* Former versions that may stay behind before the index is made anew. */
#define DEAD_ALWAYS 1000
#define DEAD_OF 4 /* one in four documents */

struct waiting {
    long long record;
    const struct kind *kind;
};

struct fulltext_update {
    struct store *store;
    const char *definition;
    struct arena arena;
    struct waiting *waiting;
    size_t count, next, capacity;
    long long last;                 /* the highest record number that is indexed */
    long long document;             /* the number for the next document */
    bool more;                      /* the slice does not hold all there is */
    struct record_cursor **cursors; /* by kind; NULL until needed */
    struct db_statement *put_words, *put_document, *drop_document, *drop_stale;
};

/* ---- small things ---- */

/* The first column of the first row as a number; 0 when there is none. */
static enum status number(struct db *db, const char *sql, long long *value, struct failure *why)
{
    struct db_statement *statement = NULL;
    TRY(db_prepare(db, sql, &statement, why));
    enum step step = db_step(statement, why);
    *value = step == STEP_ITEM ? db_integer(statement, 0) : 0;
    db_finalize(statement);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* True in *@fits when the index was made by @definition. */
static enum status look_definition(struct db *db, const char *definition, bool *fits,
                                   struct failure *why)
{
    struct db_statement *statement = NULL;
    TRY(db_prepare(db, "SELECT value FROM setting WHERE name = 'fulltext-definition'", &statement,
                   why));
    enum step step = db_step(statement, why);
    *fits = step == STEP_ITEM && str_is(db_text(statement, 0), definition);
    db_finalize(statement);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* Not of a record that somebody deleted. */
#define IS_THERE "NOT EXISTS (SELECT 1 FROM deleted x WHERE x.record = original.record)"

#define LAST_INDEXED                                                                               \
    "(SELECT COALESCE(MAX(CAST(value AS INTEGER)), 0) FROM setting WHERE name = 'fulltext-last')"

enum status fulltext_look(struct store *store, const char *definition, struct fulltext_state *state,
                          struct failure *why)
{
    long long behind = 0;
    TRY(look_definition(store->db, definition, &state->fits, why));
    TRY(number(store->db,
               state->fits
                   ? "SELECT (SELECT COUNT(*) FROM original WHERE record > " LAST_INDEXED
                     " AND " IS_THERE
                     ") + (SELECT COUNT(*) FROM fulltext_stale WHERE record <= " LAST_INDEXED ")"
                   : "SELECT COUNT(*) FROM original WHERE " IS_THERE,
               &behind, why));
    state->behind = (unsigned long long)behind;
    return STATUS_OK;
}

/* ---- beginning a slice ---- */

/* Adds the records that @sql gives (record, kind) until the slice is full. */
static enum status list_waiting(struct fulltext_update *update, const char *sql,
                                struct failure *why)
{
    struct db_statement *list = NULL;
    enum step step = STEP_ITEM;
    TRY(db_prepare(update->store->db, sql, &list, why));
    db_bind_integer(list, 1, update->last);
    db_bind_integer(list, 2, SLICE + 1 - (long long)update->count);
    while ((step = db_step(list, why)) == STEP_ITEM) {
        struct waiting *grown = arena_grow(&update->arena, update->waiting, update->count,
                                           &update->capacity, sizeof *grown);
        if (!grown) {
            db_finalize(list);
            return fail_memory(why);
        }
        update->waiting = grown;
        update->waiting[update->count++] =
            (struct waiting){db_integer(list, 0), pack_kind(update->store->pack, db_text(list, 1))};
    }
    db_finalize(list);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* Changed records first, in the order of their numbers, then new ones. */
static enum status list_slice(struct fulltext_update *update, struct failure *why)
{
    TRY(number(update->store->db, "SELECT " LAST_INDEXED, &update->last, why));
    TRY(list_waiting(update,
                     "SELECT s.record, o.kind FROM fulltext_stale s"
                     " JOIN original o ON o.record = s.record"
                     " WHERE s.record <= $1 ORDER BY s.record LIMIT $2",
                     why));
    TRY(list_waiting(update,
                     "SELECT record, kind FROM original WHERE record > $1 AND " IS_THERE
                     " ORDER BY record LIMIT $2",
                     why));
    update->more = update->count > SLICE;
    update->count -= update->more ? 1 : 0;
    return STATUS_OK;
}

static enum status empty(struct db *db, struct failure *why)
{
    return db_exec(db,
                   "INSERT INTO fulltext(fulltext) VALUES ('delete-all');"
                   "DELETE FROM fulltext_document; DELETE FROM fulltext_stale;"
                   "DELETE FROM setting WHERE name IN ('fulltext-definition', 'fulltext-last')",
                   why);
}

/* Empties an index that another definition made, or that holds too much that is no more. */
static enum status make_fit(struct fulltext_update *update, struct failure *why)
{
    struct db *db = update->store->db;
    long long dead = 0, live = 0;
    bool fits = false;
    TRY(look_definition(db, update->definition, &fits, why));
    if (fits) {
        TRY(number(db, "SELECT COUNT(*) FROM fulltext_document", &live, why));
        TRY(number(db, "SELECT COUNT(*) FROM fulltext_docsize", &dead, why));
        dead -= live;
    }
    return fits && dead <= DEAD_ALWAYS + live / DEAD_OF ? STATUS_OK : empty(db, why);
}

static enum status prepare_update(struct fulltext_update *update, struct failure *why)
{
    struct db *db = update->store->db;
    TRY(db_prepare(db,
                   "INSERT INTO fulltext(rowid, a, b, c, d, identifier)"
                   " VALUES ($1, $2, $3, $4, $5, $6)",
                   &update->put_words, why));
    TRY(db_prepare(db,
                   "INSERT INTO fulltext_document (id, record, kind, identifier)"
                   " VALUES ($1, $2, $3, $4)",
                   &update->put_document, why));
    TRY(db_prepare(db, "DELETE FROM fulltext_document WHERE record = $1", &update->drop_document,
                   why));
    return db_prepare(db, "DELETE FROM fulltext_stale WHERE record = $1", &update->drop_stale, why);
}

static enum status begin_slice(struct fulltext_update *update, struct failure *why)
{
    TRY(make_fit(update, why));
    TRY(list_slice(update, why));
    TRY(number(update->store->db, "SELECT COALESCE(MAX(id), 0) + 1 FROM fulltext_docsize",
               &update->document, why));
    return prepare_update(update, why);
}

static void release(struct fulltext_update *update)
{
    for (size_t i = 0; update->cursors && i < update->store->pack->kind_count; i++) {
        record_cursor_close(update->cursors[i]);
    }
    db_finalize(update->put_words);
    db_finalize(update->put_document);
    db_finalize(update->drop_document);
    db_finalize(update->drop_stale);
    arena_release(&update->arena);
    free(update);
}

enum status fulltext_update_begin(struct store *store, const char *definition,
                                  struct fulltext_update **update, struct failure *why)
{
    struct fulltext_update *made = calloc(1, sizeof *made);
    *update = NULL;
    if (!made) {
        return fail_memory(why);
    }
    made->store = store;
    arena_init(&made->arena, (size_t)64 * 1024 * 1024);
    made->definition = arena_copy(&made->arena, str_of(definition));
    made->cursors = arena_array(&made->arena, store->pack->kind_count, sizeof(void *));
    enum status status =
        made->definition && made->cursors ? store_begin(store, why) : fail_memory(why);
    if (status == STATUS_OK) {
        status = begin_slice(made, why);
        if (status != STATUS_OK) {
            store_rollback(store);
        }
    }
    if (status != STATUS_OK) {
        release(made);
        return status;
    }
    *update = made;
    return STATUS_OK;
}

/* ---- the records of a slice ---- */

/* The cursor over records of @kind with what is to be indexed of them. */
static enum status need_cursor(struct fulltext_update *update, const struct kind *kind,
                               struct failure *why)
{
    struct query all;
    size_t count = 0;
    if (update->cursors[kind->index]) {
        return STATUS_OK;
    }
    const struct field **fields = arena_array(&update->arena, kind->field_count, sizeof(void *));
    if (!fields) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        if (field->search && field->access == ACCESS_PUBLIC) {
            fields[count++] = field;
        }
    }
    query_init(&all, kind);
    all.all = true;
    return store_find_fields(update->store, &all, ORDER_ID, fields, count,
                             &update->cursors[kind->index], why);
}

static enum step load(struct fulltext_update *update, const struct waiting *waiting,
                      struct arena *arena, struct record **record, struct failure *why)
{
    struct record_cursor *cursor = update->cursors[waiting->kind->index];
    /* New records come in one sweep, changed ones here and there. */
    if (update->next == 0 || waiting->record <= update->last) {
        record_cursor_after(cursor, waiting->record - 1);
    }
    enum step step = record_cursor_next(cursor, arena, record, why);
    if (step == STEP_ITEM && (*record)->id < waiting->record) {
        record_cursor_after(cursor, waiting->record - 1);
        step = record_cursor_next(cursor, arena, record, why);
    }
    if (step == STEP_DONE || (step == STEP_ITEM && (*record)->id != waiting->record)) {
        (void)!fail(why, STATUS_INTEGRITY,
                    "Record number %lld of kind %s is listed and not there. Restore a backup.",
                    waiting->record, waiting->kind->name);
        step = STEP_ERROR;
    }
    return step;
}

enum step fulltext_update_next(struct fulltext_update *update, struct arena *arena,
                               struct record **record, struct failure *why)
{
    while (update->next < update->count) {
        const struct waiting *waiting = &update->waiting[update->next];
        if (!waiting->kind) { /* of a kind that the pack no longer has */
            update->next++;
            continue;
        }
        if (need_cursor(update, waiting->kind, why) != STATUS_OK) {
            return STEP_ERROR;
        }
        enum step step = load(update, waiting, arena, record, why);
        update->next++;
        return step;
    }
    return STEP_DONE;
}

enum status fulltext_put(struct fulltext_update *update, const struct record *record,
                         const struct str *columns, struct failure *why)
{
    if (record->id <= update->last) {
        db_bind_integer(update->drop_document, 1, record->id);
        TRY(db_run(update->drop_document, why));
    }
    db_bind_integer(update->put_words, 1, update->document);
    for (int i = 0; i < FULLTEXT_COLUMNS; i++) {
        db_bind_text_or_null(update->put_words, i + 2, columns[i]);
    }
    TRY(db_run(update->put_words, why));
    db_bind_integer(update->put_document, 1, update->document++);
    db_bind_integer(update->put_document, 2, record->id);
    db_bind_text(update->put_document, 3, str_of(record->kind->name));
    db_bind_text(update->put_document, 4, record->identifier);
    return db_run(update->put_document, why);
}

/* Says how far the index is now. */
static enum status settle(struct fulltext_update *update, struct failure *why)
{
    char last[32];
    for (size_t i = 0; i < update->count; i++) {
        long long record = update->waiting[i].record;
        db_bind_integer(update->drop_stale, 1, record);
        TRY(db_run(update->drop_stale, why));
        update->last = record > update->last ? record : update->last;
    }
    (void)snprintf(last, sizeof last, "%lld", update->last);
    TRY(setting_put(update->store->db, "fulltext-last", last, why));
    TRY(setting_put(update->store->db, "fulltext-definition", update->definition, why));
    return store_commit(update->store, why);
}

enum status fulltext_update_end(struct fulltext_update *update, bool keep, bool *more,
                                struct failure *why)
{
    enum status status = keep ? settle(update, why) : STATUS_OK;
    struct store *store = update->store;
    *more = keep && status == STATUS_OK && update->more;
    release(update);
    if (!keep || status != STATUS_OK) {
        store_rollback(store);
    }
    return status;
}

enum status fulltext_forget(struct store *store, struct failure *why)
{
    bool own = false;
    TRY(store_enter(store, &own, why));
    return store_leave(store, own, empty(store->db, why), why);
}

/* ---- checking ---- */

static enum status check_structure(struct store *store, struct failure *why)
{
    /* A check is written as an insert. It writes nothing, but has to be allowed to. */
    bool barred = !db_is_writable(store->db);
    TRY(db_exec(store->db, barred ? "PRAGMA query_only=OFF" : "", why));
    struct failure found = {STATUS_OK, ""};
    enum status status = db_exec(
        store->db, "INSERT INTO fulltext(fulltext, rank) VALUES ('integrity-check', 0)", &found);
    TRY(db_exec(store->db, barred ? "PRAGMA query_only=ON" : "", why));
    if (status == STATUS_INTEGRITY) {
        return fail(why, STATUS_INTEGRITY,
                    "The full-text index is damaged. \"crosscut search --reindex WORD\" makes it "
                    "anew; the records are not touched.");
    }
    if (status != STATUS_OK && status != STATUS_IO) { /* IO: on a medium that cannot be written */
        *why = found;
        return status;
    }
    return STATUS_OK;
}

/* How many records of the pack's kinds should be indexed, and neither are nor wait for it. */
static enum status count_missing(struct store *store, long long *count, struct failure *why)
{
    struct db_statement *list = NULL;
    enum step step = STEP_ITEM;
    *count = 0;
    TRY(db_prepare(store->db,
                   "SELECT o.kind, COUNT(*) FROM original o WHERE o.record <= " LAST_INDEXED
                   " AND NOT EXISTS (SELECT 1 FROM fulltext_document d WHERE d.record = o.record)"
                   " AND NOT EXISTS (SELECT 1 FROM deleted x WHERE x.record = o.record)"
                   " AND NOT EXISTS (SELECT 1 FROM fulltext_stale s WHERE s.record = o.record)"
                   " GROUP BY o.kind",
                   &list, why));
    while ((step = db_step(list, why)) == STEP_ITEM) {
        *count += pack_kind(store->pack, db_text(list, 0)) ? db_integer(list, 1) : 0;
    }
    db_finalize(list);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* How many documents are of no record, or have no words. */
static enum status count_lost(struct store *store, long long *count, struct failure *why)
{
    return number(store->db,
                  "SELECT COUNT(*) FROM fulltext_document d WHERE NOT EXISTS"
                  " (SELECT 1 FROM original o WHERE o.record = d.record AND o.kind = d.kind)"
                  " OR NOT EXISTS (SELECT 1 FROM fulltext_docsize z WHERE z.id = d.id)",
                  count, why);
}

enum status fulltext_verify(struct store *store, struct failure *why)
{
    long long missing = 0, lost = 0;
    TRY(check_structure(store, why));
    TRY(count_missing(store, &missing, why));
    TRY(count_lost(store, &lost, why));
    if (missing + lost > 0) {
        return fail(why, STATUS_INTEGRITY,
                    "%lld records are not in the full-text index, and %lld of its documents are of "
                    "no record. \"crosscut search --reindex WORD\" makes it anew; the records are "
                    "not touched.",
                    missing, lost);
    }
    return STATUS_OK;
}
