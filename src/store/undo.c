#include "store/undo.h"

#include "store/handle.h"

/* ---- what it would do ---- */

/* The first number that a new record of the import could have. */
static enum status find_import(struct store *store, long long import, long long *first,
                               struct failure *why)
{
    struct db_statement *get = NULL;
    TRY(store_statement(store, SQL_IMPORT_FIRST, &get, why));
    db_bind_integer(get, 1, import);
    const enum step step = db_step(get, why);
    const bool noted = step == STEP_ITEM && !db_is_null(get, 0);
    const bool back = step == STEP_ITEM && !db_is_null(get, 1);
    *first = noted ? db_integer(get, 0) : 0;
    db_reset(get);
    if (step == STEP_ERROR) {
        return why->status;
    }
    if (step != STEP_ITEM) {
        return fail(why, STATUS_NOT_FOUND, "There is no import %lld.", import);
    }
    if (back) {
        return fail(why, STATUS_CONFLICT, "Import %lld has been taken back already.", import);
    }
    return noted ? STATUS_OK
                 : fail(why, STATUS_CONFLICT,
                        "Import %lld cannot be taken back: it was read before the register noted "
                        "which records an import brings. Delete them one by one.",
                        import);
}

/* The place of the last version that came with the import; @count: there is none. */
static size_t last_of(const struct version *versions, size_t count, long long import)
{
    for (size_t i = count; i > 0; i--) {
        if (versions[i - 1].import == import) {
            return i - 1;
        }
    }
    return count;
}

/* The import by which a record's source had the values of a version. */
static long long import_of(const struct version *versions, const struct version *version)
{
    const struct version *at = version;
    while (at->import == 0 && at > versions) {
        at--;
    }
    return at->import;
}

static enum status look_at(struct store *store, struct arena *arena, long long first,
                           long long import, struct undo_item *item, struct failure *why)
{
    struct version *versions = NULL;
    size_t count = 0;
    bool edited = false;
    item->fate = UNDO_KEEP;
    TRY(edits_has(store, item->record, &edited, why));
    if (edited) {
        return STATUS_OK;
    }
    TRY(store_versions(store, arena, item->kind, item->record, &versions, &count, why));
    const size_t at = last_of(versions, count, import);
    const struct version *before = at > 0 && at < count ? &versions[at - 1] : NULL;
    if (before && before->has_values) {
        item->fate = UNDO_RESTORE;
        item->version = before->number;
        item->import = import_of(versions, before);
    } else if (before ? before->change.type == CHANGE_DELETE : at == 0 && item->record >= first) {
        item->fate = UNDO_REMOVE;
    }
    return STATUS_OK;
}

static enum status list_kind(struct store *store, const struct kind *kind, long long import,
                             struct db_statement **rows, struct failure *why)
{
    struct buf sql;
    buf_init(&sql, 4096);
    buf_text(&sql, "SELECT id, identifier FROM ");
    layout_quote(&sql, layout_of(&store->layout, kind)->main.name);
    buf_text(&sql, " WHERE \"import\" = $1 ORDER BY id");
    buf_char(&sql, '\0');
    enum status status = buf_status(&sql, why);
    if (status == STATUS_OK) {
        status = db_prepare(store->db, sql.at, rows, why);
    }
    buf_release(&sql);
    if (status == STATUS_OK) {
        db_bind_integer(*rows, 1, import);
    }
    return status;
}

/* What listing needs to pass around. */
struct listing {
    struct store *store;
    struct arena *arena;
    long long import, first;
    struct undo_item *items;
    size_t count, capacity;
};

static enum status add_kind(struct listing *list, const struct kind *kind, struct failure *why)
{
    struct db_statement *rows = NULL;
    enum step step = STEP_DONE;
    bool room = true;
    TRY(list_kind(list->store, kind, list->import, &rows, why));
    while (room && (step = db_step(rows, why)) == STEP_ITEM) {
        struct undo_item *grown =
            arena_grow(list->arena, list->items, list->count, &list->capacity, sizeof *grown);
        const struct undo_item item = {.kind = kind,
                                       .record = db_integer(rows, 0),
                                       .identifier = arena_str(list->arena, db_text(rows, 1))};
        room = grown && item.identifier.at;
        if (room) {
            list->items = grown;
            list->items[list->count++] = item;
        }
    }
    db_finalize(rows);
    return !room ? fail_memory(why) : step == STEP_ERROR ? why->status : STATUS_OK;
}

enum status store_undo_list(struct store *store, struct arena *arena, long long import,
                            struct undo_item **items, size_t *count, struct failure *why)
{
    struct listing list = {.store = store, .arena = arena, .import = import};
    struct arena one;
    enum status status = STATUS_OK;
    TRY(find_import(store, import, &list.first, why));
    for (size_t i = 0; i < store->pack->kind_count; i++) {
        TRY(add_kind(&list, &store->pack->kinds[i], why));
    }
    arena_init(&one, (size_t)64 * 1024 * 1024);
    for (size_t i = 0; i < list.count && status == STATUS_OK; i++) {
        status = look_at(store, &one, list.first, import, &list.items[i], why);
        arena_clear(&one);
    }
    arena_release(&one);
    *items = list.items;
    *count = list.count;
    return status;
}

/* ---- doing it ---- */

/* The original that the record had by that import, and what its row said of it. */
static enum status former_original(struct store *store, struct arena *arena,
                                   const struct undo_item *item, struct origin *origin,
                                   struct str *bytes, struct failure *why)
{
    struct db_statement *get = NULL;
    TRY(store_statement(store, SQL_HISTORY_ORIGINAL, &get, why));
    db_bind_integer(get, 1, item->record);
    db_bind_integer(get, 2, item->import);
    const enum step step = db_step(get, why);
    enum status status = step == STEP_ERROR ? why->status : STATUS_OK;
    if (step == STEP_ITEM) {
        const struct str hash = db_blob(get, 1);
        const struct piece piece = {db_integer(get, 2), db_integer(get, 3), db_integer(get, 4)};
        origin->import = item->import;
        origin->line = (unsigned)db_integer(get, 0);
        memcpy(origin->hash, hash.at, hash.length < 16 ? hash.length : 16);
        status = blocks_read(store, arena, db_blob(get, 5), &piece, bytes, why);
    }
    db_reset(get);
    return step == STEP_DONE ? fail(why, STATUS_INTEGRITY,
                                    "The original of %s \"%.*s\" of import %lld is missing.",
                                    item->kind->name, STR_ARGS(item->identifier), item->import)
                             : status;
}

static enum status restore(struct store *store, struct arena *arena, const struct undo_item *item,
                           const struct change *change, struct record **record, struct failure *why)
{
    struct record *former = NULL;
    struct origin origin = {0};
    struct str bytes = {"", 0};
    bool same = false;
    TRY(store_get(store, arena, item->kind, item->identifier, &former, why));
    TRY(store_version_values(store, arena, item->kind, item->record, item->version, record, why));
    (*record)->id = item->record;
    (*record)->identifier = item->identifier;
    TRY(former_original(store, arena, item, &origin, &bytes, why));
    TRY(versions_next(store, former, item->record, change, 0, why));
    TRY(records_new_original(store, *record, bytes, &same, why));
    return records_rewrite(store, *record, &origin, false, why);
}

static enum status undo(struct store *store, struct arena *arena, const struct undo_item *item,
                        const struct change *change, struct record **record, struct failure *why)
{
    struct change made = *change;
    *record = NULL;
    switch (item->fate) {
    case UNDO_RESTORE:
        made.type = CHANGE_RESTORE;
        return restore(store, arena, item, &made, record, why);
    case UNDO_REMOVE: {
        struct record *former = NULL;
        made.type = CHANGE_DELETE;
        TRY(store_get(store, arena, item->kind, item->identifier, &former, why));
        return deleted_until_imported(store, former, &made, why);
    }
    case UNDO_KEEP:
        break;
    }
    return STATUS_OK;
}

enum status store_undo(struct store *store, struct arena *arena, const struct undo_item *item,
                       const struct change *change, struct record **record, struct failure *why)
{
    bool own = false;
    TRY(store_enter(store, &own, why));
    return store_leave(store, own, undo(store, arena, item, change, record, why), why);
}

enum status store_undo_done(struct store *store, long long import, struct str at,
                            struct failure *why)
{
    struct db_statement *done = NULL;
    TRY(store_statement(store, SQL_IMPORT_TAKEN_BACK, &done, why));
    db_bind_text(done, 1, at);
    db_bind_integer(done, 2, import);
    return db_run(done, why);
}
