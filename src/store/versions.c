/* The versions of a record: who made each, when and why, and what its values were. */
#include "store/versions.h"

#include "model/value_lines.h"
#include "store/db_rows.h"
#include "store/handle.h"
#include "store/record_sql.h"

#define LINES_LIMIT                                                                                \
    ((size_t)64 * 1024 * 1024) /* of one record as lines, and of one that is read                  \
                                */

static const char *const names[] = {
    [CHANGE_IMPORT] = "import",   [CHANGE_NEW] = "new",       [CHANGE_EDIT] = "edit",
    [CHANGE_RESTORE] = "restore", [CHANGE_DELETE] = "delete", [CHANGE_UNDELETE] = "undelete"};

const char *change_type_name(enum change_type type)
{
    return names[type];
}

static enum change_type type_of_name(struct str name)
{
    enum change_type type = CHANGE_IMPORT;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        type = str_is(name, names[i]) ? (enum change_type)i : type;
    }
    return type;
}

enum status versions_look(struct store *store, struct failure *why)
{
    struct db_statement *any = NULL;
    if (store->changed_known) {
        return STATUS_OK;
    }
    TRY(store_statement(store, SQL_CHANGED_ANY, &any, why));
    const enum step step = db_step(any, why);
    store->any_edited = step == STEP_ITEM && db_integer(any, 0) != 0;
    store->any_deleted = step == STEP_ITEM && db_integer(any, 1) != 0;
    store->changed_known = step == STEP_ITEM;
    db_reset(any);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* ---- where a record comes from ---- */

enum status records_origin(struct store *store, const struct kind *kind, long long id,
                           struct origin *origin, struct failure *why)
{
    struct db_statement **get = &store->kinds[kind->index].origin;
    if (!*get) {
        TRY(record_sql_origin(store, layout_of(&store->layout, kind), get, why));
    }
    db_bind_integer(*get, 1, id);
    const enum step step = db_step(*get, why);
    if (step == STEP_ITEM) {
        const struct str hash = db_blob(*get, 2);
        origin->import = db_integer(*get, 0);
        origin->line = (unsigned)db_integer(*get, 1);
        memcpy(origin->hash, hash.at, hash.length < 16 ? hash.length : 16);
    }
    db_reset(*get);
    return step == STEP_ITEM    ? STATUS_OK
           : step == STEP_ERROR ? why->status
                                : fail(why, STATUS_NOT_FOUND, "The record is not there any more.");
}

/* ---- writing ---- */

/* The number of the last version; *@written is false when nothing is written of it. */
static enum status last_version(struct store *store, long long record, unsigned *number,
                                bool *written, struct failure *why)
{
    struct db_statement *last = NULL;
    TRY(store_statement(store, SQL_VERSION_LAST, &last, why));
    db_bind_integer(last, 1, record);
    const enum step step = db_step(last, why);
    *written = step == STEP_ITEM && !db_is_null(last, 0);
    *number = *written ? (unsigned)db_integer(last, 0) : 1 + (unsigned)db_integer(last, 1);
    db_reset(last);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

static enum status put_version(struct store *store, long long record, unsigned number,
                               const struct change *change, long long import, struct failure *why)
{
    struct db_statement *put = NULL;
    TRY(store_statement(store, SQL_VERSION_PUT, &put, why));
    db_bind_integer(put, 1, record);
    db_bind_integer(put, 2, number);
    db_bind_text(put, 3, str_of(names[change->type]));
    db_bind_text(put, 4, change->at);
    db_bind_text_or_null(put, 5, change->person);
    db_bind_text_or_null(put, 6, change->note);
    if (import) {
        db_bind_integer(put, 7, import);
    } else {
        db_bind_null(put, 7);
    }
    return db_run(put, why);
}

/* Copies the only text that the statement gives to @at. */
static enum status take_moment(struct db_statement *get, char at[32], struct failure *why)
{
    const enum step step = db_step(get, why);
    const struct str text = step == STEP_ITEM ? db_text(get, 0) : (struct str){0};
    const size_t length = text.length < 31 ? text.length : 31;
    memcpy(at, text.at ? text.at : "", length);
    at[length] = '\0';
    db_reset(get);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* When the import began; copied to @started. */
static enum status import_started(struct store *store, long long import, char started[32],
                                  struct failure *why)
{
    struct db_statement *get = NULL;
    TRY(store_statement(store, SQL_IMPORT_STARTED, &get, why));
    db_bind_integer(get, 1, import);
    return take_moment(get, started, why);
}

enum status store_changed_at(struct store *store, long long record, long long import, char at[32],
                             struct failure *why)
{
    struct db_statement *get = NULL;
    TRY(store_statement(store, SQL_CHANGED_AT, &get, why));
    db_bind_integer(get, 1, record);
    db_bind_integer(get, 2, import);
    return take_moment(get, at, why);
}

/* Writes down the version that came with the record's import, now that there will be another. */
static enum status put_first(struct store *store, const struct record *record, unsigned number,
                             struct failure *why)
{
    struct origin origin = {0};
    char started[32];
    TRY(records_origin(store, record->kind, record->id, &origin, why));
    TRY(import_started(store, origin.import, started, why));
    const struct change change = {.type = CHANGE_IMPORT, .at = str_of(started)};
    return put_version(store, record->id, number, &change, origin.import, why);
}

enum status versions_begin(struct store *store, const struct record *record, struct failure *why)
{
    unsigned number = 0;
    bool written = false;
    TRY(last_version(store, record->id, &number, &written, why));
    return written ? STATUS_OK : put_first(store, record, number, why);
}

static enum status keep_values(struct store *store, const struct record *record, unsigned number,
                               struct failure *why)
{
    struct db_statement *keep = NULL;
    struct buf lines;
    long long block = 0, start = 0;
    TRY(store_statement(store, SQL_VERSION_KEEP, &keep, why));
    buf_init(&lines, LINES_LIMIT);
    record_print_lines(record, &lines);
    enum status status = buf_status(&lines, why);
    if (status == STATUS_OK) {
        status = blocks_add(store, buf_view(&lines), &block, &start, why);
    }
    db_bind_integer(keep, 1, block);
    db_bind_integer(keep, 2, start);
    db_bind_integer(keep, 3, (long long)lines.length);
    buf_release(&lines);
    if (status != STATUS_OK) {
        return status;
    }
    db_bind_integer(keep, 4, record->id);
    db_bind_integer(keep, 5, number);
    return db_run(keep, why);
}

enum status versions_next(struct store *store, const struct record *former, long long record,
                          const struct change *change, long long import, struct failure *why)
{
    unsigned number = 0;
    bool written = false;
    TRY(last_version(store, record, &number, &written, why));
    if (former && !written) {
        TRY(put_first(store, former, number, why));
    }
    if (former) {
        TRY(keep_values(store, former, number, why));
        number++;
    } else if (written) {
        number++;
    }
    return put_version(store, record, number, change, import, why);
}

enum status versions_import(struct store *store, const struct record *record, long long import,
                            struct failure *why)
{
    struct record *former = NULL;
    struct arena arena;
    char started[32];
    TRY(import_started(store, import, started, why));
    const struct change change = {.type = CHANGE_IMPORT, .at = str_of(started)};
    arena_init(&arena, LINES_LIMIT);
    enum status status = store_get(store, &arena, record->kind, record->identifier, &former, why);
    if (status == STATUS_OK) {
        status = versions_next(store, former, former->id, &change, import, why);
    }
    arena_release(&arena);
    return status;
}

/* ---- reading ---- */

enum status store_version_number(struct store *store, long long record, unsigned *number,
                                 struct failure *why)
{
    bool written = false;
    return last_version(store, record, number, &written, why);
}

static bool read_version(struct arena *arena, struct db_statement *row, void *item)
{
    struct version *version = item;
    *version = (struct version){
        .number = (unsigned)db_integer(row, 0),
        .change = {.type = type_of_name(db_text(row, 1)),
                   .at = arena_str(arena, db_text(row, 2)),
                   .person = arena_str(arena, db_text(row, 3)),
                   .note = arena_str(arena, db_text(row, 4))},
        .import = db_is_null(row, 5) ? 0 : db_integer(row, 5),
        .has_values = !db_is_null(row, 6),
    };
    return version->change.at.at && version->change.person.at && version->change.note.at;
}

/* Of a record that never changed: the one that came with its import. */
static enum status only_version(struct store *store, struct arena *arena, const struct kind *kind,
                                long long record, struct version *version, struct failure *why)
{
    struct origin origin = {0};
    char started[32];
    bool written = false;
    TRY(records_origin(store, kind, record, &origin, why));
    TRY(import_started(store, origin.import, started, why));
    TRY(last_version(store, record, &version->number, &written, why));
    version->change =
        (struct change){.type = CHANGE_IMPORT, .at = arena_str(arena, str_of(started))};
    version->import = origin.import;
    return version->change.at.at ? STATUS_OK : fail_memory(why);
}

enum status store_versions(struct store *store, struct arena *arena, const struct kind *kind,
                           long long record, struct version **versions, size_t *count,
                           struct failure *why)
{
    struct db_statement *list = NULL;
    TRY(store_statement(store, SQL_VERSIONS, &list, why));
    db_bind_integer(list, 1, record);
    TRY(db_rows(list, arena, read_version, sizeof **versions, versions, count, why));
    if (*count == 0) {
        *versions = arena_alloc(arena, sizeof **versions);
        if (!*versions) {
            return fail_memory(why);
        }
        *count = 1;
        TRY(only_version(store, arena, kind, record, *versions, why));
    }
    struct version *last = &(*versions)[*count - 1];
    last->has_values = last->change.type != CHANGE_DELETE;
    return STATUS_OK;
}

enum status store_version_values(struct store *store, struct arena *arena, const struct kind *kind,
                                 long long record, unsigned number, struct record **values,
                                 struct failure *why)
{
    struct db_statement *get = NULL;
    struct str lines = {NULL, 0};
    TRY(store_statement(store, SQL_VERSION_GET, &get, why));
    db_bind_integer(get, 1, record);
    db_bind_integer(get, 2, number);
    const enum step step = db_step(get, why);
    const bool kept = step == STEP_ITEM && !db_is_null(get, 0);
    const struct piece piece = {db_integer(get, 0), db_integer(get, 1), db_integer(get, 2)};
    enum status status = step == STEP_ERROR ? why->status
                         : kept ? blocks_read(store, arena, db_blob(get, 3), &piece, &lines, why)
                                : STATUS_OK;
    db_reset(get);
    if (status == STATUS_OK && !kept) {
        return fail(why, STATUS_NOT_FOUND, "The values of version %u were not kept.", number);
    }
    return status == STATUS_OK ? record_parse_lines(arena, kind, lines, values, why) : status;
}
