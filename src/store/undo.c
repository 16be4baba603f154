#include "store/undo.h"

#include "store/handle.h"

/* ---- what it would do ---- */

/* What is noted of an import. */
struct import_facts {
    bool found, taken_back;
    long long first; /* number that a new record of it could have; 0: that was not noted */
};

static enum status find_facts(struct store *store, long long import, struct import_facts *facts,
                              struct failure *why)
{
    struct db_statement *get = NULL;
    TRY(store_statement(store, SQL_IMPORT_FIRST, &get, why));
    db_bind_integer(get, 1, import);
    const enum step step = db_step(get, why);
    *facts = (struct import_facts){.found = step == STEP_ITEM};
    if (facts->found) {
        facts->first = db_is_null(get, 0) ? 0 : db_integer(get, 0);
        facts->taken_back = !db_is_null(get, 1);
    }
    db_reset(get);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

static enum status check_import(struct store *store, long long import, struct import_facts *facts,
                                struct failure *why)
{
    TRY(find_facts(store, import, facts, why));
    if (!facts->found) {
        return fail(why, STATUS_NOT_FOUND, "There is no import %lld.", import);
    }
    return facts->first ? STATUS_OK
                        : fail(why, STATUS_CONFLICT,
                               "Import %lld cannot be taken back: it was read before the register "
                               "noted which records an import brings. Delete them one by one.",
                               import);
}

/* Whether the record came from the import without a version: other bytes of the same values. */
static enum status is_touched(struct store *store, const struct undo_item *item, bool *is,
                              struct failure *why)
{
    struct db_statement *look = NULL;
    TRY(store_statement(store, SQL_HISTORY_TOUCHED, &look, why));
    db_bind_integer(look, 1, item->record);
    db_bind_integer(look, 2, item->import);
    const enum step step = db_step(look, why);
    *is = step == STEP_ITEM && db_integer(look, 0) != 0;
    db_reset(look);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* The versions of one record that is looked at. */
struct look {
    struct store *store;
    struct undo_item *item;
    struct version *versions;
    size_t count;
    size_t before; /* how many there were before the import */
};

/*
 * Finds look->before: those before the version that the import made; or before one that went back
 * to what it had brought; or all, when it brought no other values. *@any is false when nothing is
 * known of what it did.
 */
static enum status count_before(struct look *look, bool *any, struct failure *why)
{
    bool made = false;
    *any = false;
    for (size_t i = look->count; i > 0 && !made; i--) {
        const struct version *version = &look->versions[i - 1];
        if (version->import == look->item->import) {
            made = version->change.type == CHANGE_IMPORT;
            look->before = made || !*any ? i - 1 : look->before;
            *any = true;
        }
    }
    if (*any) {
        return STATUS_OK;
    }
    look->before = look->count;
    return is_touched(look->store, look->item, any, why);
}

/* Whether a version came with the import, or with another that was taken back; of people's, none
 * did. */
static enum status is_withdrawn(const struct look *look, const struct version *version, bool *is,
                                struct failure *why)
{
    struct import_facts facts;
    *is = version->import == look->item->import;
    if (*is || version->import == 0) {
        return STATUS_OK;
    }
    TRY(find_facts(look->store, version->import, &facts, why));
    *is = facts.taken_back;
    return STATUS_OK;
}

static enum status find_fate(const struct look *look, struct failure *why)
{
    struct undo_item *item = look->item;
    struct import_facts facts;
    for (size_t i = look->before; i > 0; i--) {
        const struct version *version = &look->versions[i - 1];
        bool withdrawn = false;
        TRY(is_withdrawn(look, version, &withdrawn, why));
        if (!withdrawn) {
            item->version = i == look->count ? 0 : version->number;
            item->fate = version->change.type == CHANGE_DELETE ? UNDO_REMOVE
                         : version->has_values                 ? UNDO_RESTORE
                                                               : UNDO_KEEP;
            return STATUS_OK;
        }
    }
    TRY(find_facts(look->store, look->versions[0].import, &facts, why));
    item->fate = facts.first && item->record >= facts.first ? UNDO_REMOVE : UNDO_KEEP;
    return STATUS_OK;
}

/* @again: the import was taken back before. What that left, or people brought back since, stays. */
static enum status look_at(struct store *store, struct arena *arena, struct undo_item *item,
                           bool again, struct failure *why)
{
    struct look look = {.store = store, .item = item};
    bool is = false;
    item->fate = UNDO_KEEP;
    TRY(edits_has(store, item->record, &is, why));
    if (is) {
        return STATUS_OK;
    }
    TRY(store_versions(store, arena, item->kind, item->record, &look.versions, &look.count, why));
    if (again && look.versions[look.count - 1].import != item->import) {
        return STATUS_OK;
    }
    TRY(count_before(&look, &is, why));
    return is ? find_fate(&look, why) : STATUS_OK;
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
    long long import;
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
                                       .import = list->import,
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

static enum status look_at_all(struct listing *list, bool again, struct failure *why)
{
    unsigned long long changing = 0;
    struct arena one;
    enum status status = STATUS_OK;
    arena_init(&one, (size_t)64 * 1024 * 1024);
    for (size_t i = 0; i < list->count && status == STATUS_OK; i++) {
        status = look_at(list->store, &one, &list->items[i], again, why);
        changing += list->items[i].fate != UNDO_KEEP;
        arena_clear(&one);
    }
    arena_release(&one);
    /* One that was being read when it was taken back has left more behind. */
    return status == STATUS_OK && again && changing == 0
               ? fail(why, STATUS_CONFLICT, "Import %lld has been taken back already.",
                      list->import)
               : status;
}

enum status store_undo_list(struct store *store, struct arena *arena, long long import,
                            struct undo_item **items, size_t *count, struct failure *why)
{
    struct listing list = {.store = store, .arena = arena, .import = import};
    struct import_facts facts;
    TRY(check_import(store, import, &facts, why));
    for (size_t i = 0; i < store->pack->kind_count; i++) {
        TRY(add_kind(&list, &store->pack->kinds[i], why));
    }
    TRY(look_at_all(&list, facts.taken_back, why));
    *items = list.items;
    *count = list.count;
    return STATUS_OK;
}

/* ---- doing it ---- */

/* Where the record came from before the import. */
struct source_then {
    long long entry; /* of its history, that tells it; 0: none does, and its source is as it was */
    struct origin origin;
    struct str bytes;
};

static enum status find_source(struct store *store, struct arena *arena,
                               const struct undo_item *item, struct source_then *then,
                               struct failure *why)
{
    struct db_statement *get = NULL;
    *then = (struct source_then){.entry = 0};
    TRY(store_statement(store, SQL_HISTORY_ORIGINAL, &get, why));
    db_bind_integer(get, 1, item->record);
    db_bind_integer(get, 2, item->import);
    const enum step step = db_step(get, why);
    enum status status = step == STEP_ERROR ? why->status : STATUS_OK;
    if (step == STEP_ITEM) {
        const struct str hash = db_blob(get, 3);
        const struct piece piece = {db_integer(get, 4), db_integer(get, 5), db_integer(get, 6)};
        then->entry = db_integer(get, 0);
        then->origin.import = db_integer(get, 1);
        then->origin.line = (unsigned)db_integer(get, 2);
        memcpy(then->origin.hash, hash.at, hash.length < 16 ? hash.length : 16);
        status = blocks_read(store, arena, db_blob(get, 7), &piece, &then->bytes, why);
    }
    db_reset(get);
    return status;
}

static enum status restore(struct store *store, struct arena *arena, const struct undo_item *item,
                           const struct change *change, struct record **record, struct failure *why)
{
    struct record *former = NULL;
    struct source_then then;
    bool same = false;
    TRY(store_get(store, arena, item->kind, item->identifier, &former, why));
    *record = former;
    if (item->version) {
        TRY(store_version_values(store, arena, item->kind, item->record, item->version, record,
                                 why));
    }
    (*record)->id = item->record;
    (*record)->identifier = item->identifier;
    TRY(find_source(store, arena, item, &then, why));
    TRY(then.entry ? STATUS_OK
                   : records_origin(store, item->kind, item->record, &then.origin, why));
    TRY(versions_next(store, former, item->record, change, then.origin.import, why));
    TRY(then.entry ? records_new_original(store, *record, then.bytes, &same, why) : STATUS_OK);
    TRY(records_rewrite(store, *record, &then.origin, false, why));
    return edits_back(store, item->record, then.entry, why);
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
