/*
 * Records that people deleted. The row leaves the table of its kind, so that no list, count or
 * search has to know; what brings it back stays in the table `deleted` and in its versions.
 */
#include "store/versions.h"

#include "base/date.h"
#include "store/db_rows.h"
#include "store/handle.h"

#define RECORD_LIMIT ((size_t)64 * 1024 * 1024)

/* Runs a statement whose only parameter is a number. */
static enum status run_of(struct store *store, enum statement_id id, long long number,
                          struct failure *why)
{
    struct db_statement *statement = NULL;
    TRY(store_statement(store, id, &statement, why));
    db_bind_integer(statement, 1, number);
    return db_run(statement, why);
}

/* ---- finding ---- */

/* A row of `deleted`: what the record's row said of its source. */
struct tombstone {
    long long record;
    struct origin origin;
    unsigned char told[16];
    bool has_told;
    bool returns; /* with the next import that has it */
};

static enum status get_tombstone(struct store *store, const struct kind *kind,
                                 struct str identifier, struct tombstone *stone,
                                 struct failure *why)
{
    struct db_statement *get = NULL;
    *stone = (struct tombstone){0};
    TRY(store_statement(store, SQL_DELETED_GET, &get, why));
    db_bind_text(get, 1, str_of(kind->name));
    db_bind_text(get, 2, identifier);
    const enum step step = db_step(get, why);
    if (step == STEP_ITEM) {
        const struct str hash = db_blob(get, 3), told = db_blob(get, 4);
        stone->record = db_integer(get, 0);
        stone->origin.import = db_integer(get, 1);
        stone->origin.line = (unsigned)db_integer(get, 2);
        memcpy(stone->origin.hash, hash.at, hash.length < 16 ? hash.length : 16);
        stone->has_told = told.length == 16;
        memcpy(stone->told, stone->has_told ? told.at : "", stone->has_told ? 16 : 0);
        stone->returns = db_integer(get, 5) != 0;
    }
    db_reset(get);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

enum status deleted_find(struct store *store, const struct record *record,
                         const unsigned char hash[16], long long *id, bool *told,
                         struct failure *why)
{
    struct tombstone stone;
    struct db_statement *tell = NULL;
    TRY(get_tombstone(store, record->kind, record->identifier, &stone, why));
    *id = stone.record;
    *told = memcmp(hash, stone.origin.hash, 16) == 0 ||
            (stone.has_told && memcmp(hash, stone.told, 16) == 0);
    if (stone.record == 0 || *told) {
        return STATUS_OK;
    }
    TRY(store_statement(store, SQL_DELETED_TELL, &tell, why));
    db_bind_blob(tell, 1, hash, 16);
    db_bind_integer(tell, 2, stone.record);
    return db_run(tell, why);
}

enum status store_deleted(struct store *store, struct arena *arena, const struct kind *kind,
                          struct str identifier, struct deleted *deleted, struct failure *why)
{
    struct tombstone stone;
    struct version *versions = NULL;
    size_t count = 0;
    *deleted = (struct deleted){0};
    TRY(get_tombstone(store, kind, identifier, &stone, why));
    if (stone.record == 0) {
        return STATUS_OK;
    }
    TRY(store_versions(store, arena, kind, stone.record, &versions, &count, why));
    *deleted =
        (struct deleted){stone.record, versions[count - 1].number, versions[count - 1].change};
    return STATUS_OK;
}

static bool read_item(struct arena *arena, struct db_statement *row, void *item)
{
    struct deleted_item *deleted = item;
    deleted->kind = arena_str(arena, db_text(row, 0));
    deleted->identifier = arena_str(arena, db_text(row, 1));
    deleted->at = arena_str(arena, db_text(row, 2));
    deleted->person = arena_str(arena, db_text(row, 3));
    return deleted->kind.at && deleted->identifier.at && deleted->at.at && deleted->person.at;
}

enum status store_deleted_list(struct store *store, struct arena *arena, size_t limit,
                               struct deleted_item **items, size_t *count, struct failure *why)
{
    struct db_statement *list = NULL;
    TRY(store_statement(store, SQL_DELETED_LIST, &list, why));
    db_bind_integer(list, 1, (long long)limit);
    return db_rows(list, arena, read_item, sizeof **items, items, count, why);
}

/* ---- deleting ---- */

static enum status put_tombstone(struct store *store, const struct record *record,
                                 struct failure *why)
{
    struct db_statement *put = NULL;
    struct origin origin = {0};
    TRY(records_origin(store, record->kind, record->id, &origin, why));
    TRY(store_statement(store, SQL_DELETED_PUT, &put, why));
    db_bind_integer(put, 1, record->id);
    db_bind_text(put, 2, str_of(record->kind->name));
    db_bind_text(put, 3, record->identifier);
    db_bind_integer(put, 4, origin.import);
    db_bind_integer(put, 5, origin.line);
    db_bind_blob(put, 6, origin.hash, sizeof origin.hash);
    store->changed_known = false;
    return db_run(put, why);
}

static enum status delete_record(struct store *store, const struct record *former,
                                 const struct change *change, struct failure *why)
{
    TRY(versions_next(store, former, former->id, change, 0, why));
    TRY(put_tombstone(store, former, why));
    TRY(run_of(store, SQL_TAGS_DROP, former->id, why));
    walker_wrote(&store->tags, former->id);
    TRY(run_of(store, SQL_FULLTEXT_DROP, former->id, why));
    TRY(run_of(store, SQL_FULLTEXT_FRESH, former->id, why));
    return records_remove(store, former->kind, former->id, why);
}

enum status deleted_until_imported(struct store *store, const struct record *former,
                                   const struct change *change, struct failure *why)
{
    TRY(delete_record(store, former, change, why));
    return run_of(store, SQL_DELETED_RETURNS, former->id, why);
}

enum status store_delete(struct store *store, const struct record *record, unsigned expected,
                         const struct change *change, struct failure *why)
{
    struct arena arena;
    struct record *former = NULL;
    unsigned number = 0;
    bool own = false;
    TRY(store_enter(store, &own, why));
    arena_init(&arena, RECORD_LIMIT);
    enum status status = store_get(store, &arena, record->kind, record->identifier, &former, why);
    if (status == STATUS_OK) {
        status = store_version_number(store, former->id, &number, why);
    }
    if (status == STATUS_OK && number != expected) {
        status = fail(why, STATUS_CONFLICT,
                      "The %s \"%.*s\" has been changed meanwhile: it is at version %u. Look at it "
                      "again before you delete it.",
                      record->kind->name, STR_ARGS(record->identifier), number);
    }
    if (status == STATUS_OK) {
        status = delete_record(store, former, change, why);
    }
    arena_release(&arena);
    return store_leave(store, own, status, why);
}

/* ---- bringing back ---- */

static enum status undelete(struct store *store, struct arena *arena, const struct kind *kind,
                            const struct tombstone *stone, const struct change *change,
                            struct record **record, struct failure *why)
{
    unsigned number = 0;
    TRY(store_version_number(store, stone->record, &number, why));
    TRY(store_version_values(store, arena, kind, stone->record, number - 1, record, why));
    (*record)->id = stone->record;
    TRY(versions_next(store, NULL, stone->record, change, 0, why));
    TRY(run_of(store, SQL_DELETED_DROP, stone->record, why));
    store->changed_known = false;
    return STATUS_OK;
}

enum status store_undelete(struct store *store, struct arena *arena, const struct kind *kind,
                           struct str identifier, const struct change *change,
                           struct record **record, struct failure *why)
{
    struct tombstone stone;
    bool own = false;
    *record = NULL;
    TRY(get_tombstone(store, kind, identifier, &stone, why));
    if (stone.record == 0) {
        return fail(why, STATUS_NOT_FOUND, "No %s with the identifier \"%.*s\" is deleted.",
                    kind->name, STR_ARGS(identifier));
    }
    TRY(store_enter(store, &own, why));
    enum status status = undelete(store, arena, kind, &stone, change, record, why);
    if (status == STATUS_OK) {
        (*record)->identifier = arena_str(arena, identifier);
        status = (*record)->identifier.at
                     ? records_rewrite(store, *record, &stone.origin, true, why)
                     : fail_memory(why);
    }
    return store_leave(store, own, status, why);
}

/* The row comes back as it was, with its new version, for the import to write its values into. */
static enum status bring_back(struct store *store, struct arena *arena, const struct record *record,
                              const struct tombstone *stone, const struct change *change,
                              long long import, struct failure *why)
{
    struct record *former = NULL;
    unsigned number = 0;
    TRY(store_version_number(store, stone->record, &number, why));
    TRY(store_version_values(store, arena, record->kind, stone->record, number - 1, &former, why));
    former->id = stone->record;
    former->identifier = record->identifier;
    TRY(versions_next(store, NULL, stone->record, change, import, why));
    TRY(run_of(store, SQL_DELETED_DROP, stone->record, why));
    store->changed_known = false;
    return records_rewrite(store, former, &stone->origin, true, why);
}

enum status deleted_return(struct store *store, const struct record *record, long long import,
                           long long *id, struct failure *why)
{
    struct tombstone stone;
    struct arena arena;
    char now[21];
    TRY(get_tombstone(store, record->kind, record->identifier, &stone, why));
    *id = stone.returns ? stone.record : 0;
    if (*id == 0) {
        return STATUS_OK;
    }
    date_now(now);
    const struct change change = {.type = CHANGE_IMPORT, .at = str_of(now)};
    arena_init(&arena, RECORD_LIMIT);
    const enum status status = bring_back(store, &arena, record, &stone, &change, import, why);
    arena_release(&arena);
    return status;
}
