/* Records that people have edited or entered, beside what their source says. */
#include "store/versions.h"

#include "base/date.h"
#include "model/value_lines.h"
#include "store/handle.h"

#define RECORD_LIMIT ((size_t)64 * 1024 * 1024) /* of one record that is compared, or printed */

/* ---- what the source says ---- */

enum status edits_has(struct store *store, long long record, bool *has, struct failure *why)
{
    struct db_statement *get = NULL;
    TRY(store_statement(store, SQL_EDITED_GET, &get, why));
    db_bind_integer(get, 1, record);
    const enum step step = db_step(get, why);
    *has = step == STEP_ITEM;
    db_reset(get);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

enum status store_edited(struct store *store, struct arena *arena, const struct kind *kind,
                         long long record, struct edited *edited, struct failure *why)
{
    struct db_statement *get = NULL;
    struct str lines = {NULL, 0};
    *edited = (struct edited){0};
    TRY(versions_look(store, why));
    if (!store->any_edited) {
        return STATUS_OK;
    }
    TRY(store_statement(store, SQL_EDITED_GET, &get, why));
    db_bind_integer(get, 1, record);
    const enum step step = db_step(get, why);
    edited->is = step == STEP_ITEM;
    const bool has_source = edited->is && !db_is_null(get, 0);
    const struct piece piece = {db_integer(get, 0), db_integer(get, 1), db_integer(get, 2)};
    edited->conflicts = edited->is ? arena_str(arena, db_text(get, 4)) : (struct str){0};
    enum status status = step == STEP_ERROR ? why->status : STATUS_OK;
    if (has_source) {
        status = blocks_read(store, arena, db_blob(get, 3), &piece, &lines, why);
    }
    db_reset(get);
    return status == STATUS_OK && has_source
               ? record_parse_lines(arena, kind, lines, &edited->source, why)
               : status;
}

/* Keeps what the source says (@source NULL: none does). */
static enum status put_edited(struct store *store, long long record, const struct record *source,
                              struct str conflicts, struct failure *why)
{
    struct db_statement *put = NULL;
    struct buf lines;
    long long block = 0, start = 0;
    TRY(store_statement(store, SQL_EDITED_PUT, &put, why));
    buf_init(&lines, RECORD_LIMIT);
    if (source) {
        record_print_lines(source, &lines);
    }
    enum status status = buf_status(&lines, why);
    if (status == STATUS_OK) {
        status = blocks_add(store, buf_view(&lines), &block, &start, why);
    }
    const long long length = (long long)lines.length;
    buf_release(&lines);
    if (status != STATUS_OK) {
        return status;
    }
    db_bind_integer(put, 1, record);
    if (source) {
        db_bind_integer(put, 2, block);
        db_bind_integer(put, 3, start);
        db_bind_integer(put, 4, length);
    } else {
        db_bind_null(put, 2);
        db_bind_null(put, 3);
        db_bind_null(put, 4);
    }
    db_bind_text_or_null(put, 5, conflicts);
    store->changed_known = false;
    return db_run(put, why);
}

static enum status drop_edited(struct store *store, long long record, struct failure *why)
{
    struct db_statement *drop = NULL;
    TRY(store_statement(store, SQL_EDITED_DROP, &drop, why));
    db_bind_integer(drop, 1, record);
    store->changed_known = false;
    return db_run(drop, why);
}

/* Moves what the source said before @import agreed with the edit to history, for edits_back(). */
static enum status retire_edited(struct store *store, long long record, long long import,
                                 struct failure *why)
{
    struct db_statement *keep = NULL;
    char now[21];
    TRY(store_statement(store, SQL_EDITED_KEEP, &keep, why));
    date_now(now);
    db_bind_text(keep, 1, str_of(now));
    db_bind_integer(keep, 2, import);
    db_bind_integer(keep, 3, record);
    TRY(db_run(keep, why));
    return drop_edited(store, record, why);
}

enum status edits_back(struct store *store, long long record, long long after, struct failure *why)
{
    struct db_statement *back = NULL;
    TRY(store_statement(store, SQL_EDITED_BACK, &back, why));
    db_bind_integer(back, 1, record);
    db_bind_integer(back, 2, after);
    store->changed_known = false;
    return db_run(back, why);
}

static bool same_values(const struct record *a, const struct record *b)
{
    bool same = true;
    for (size_t i = 0; same && i < a->kind->field_count; i++) {
        same = values_equal(a->values[i], b->values[i]);
    }
    return same;
}

/* ---- an edit ---- */

/* What writing an edit needs to pass around. */
struct editing {
    struct store *store;
    struct arena arena;
    const struct record *record;
    struct record *former;
    unsigned expected;
    const struct change *change;
};

static enum status check_version(struct store *store, const struct record *record,
                                 unsigned expected, struct failure *why)
{
    unsigned number = 0;
    TRY(store_version_number(store, record->id, &number, why));
    return number == expected
               ? STATUS_OK
               : fail(why, STATUS_CONFLICT,
                      "The %s \"%.*s\" has been changed meanwhile: it is at version %u, and this "
                      "was made from version %u. Look at both, and decide anew.",
                      record->kind->name, STR_ARGS(record->identifier), number, expected);
}

static enum status get_former(struct editing *e, struct failure *why)
{
    const struct record *record = e->record;
    TRY(store_get(e->store, &e->arena, record->kind, record->identifier, &e->former, why));
    return e->former->id == record->id
               ? check_version(e->store, record, e->expected, why)
               : fail(why, STATUS_CONFLICT, "The %s \"%.*s\" is another record now.",
                      record->kind->name, STR_ARGS(record->identifier));
}

static enum status write_edit(struct editing *e, struct failure *why)
{
    struct edited edited;
    struct origin origin = {0};
    struct store *store = e->store;
    const struct record *record = e->record;
    TRY(store_edited(store, &e->arena, record->kind, record->id, &edited, why));
    TRY(records_origin(store, record->kind, record->id, &origin, why));
    TRY(versions_next(store, e->former, record->id, e->change, 0, why));
    TRY(records_rewrite(store, record, &origin, false, why));
    const struct record *source = edited.is ? edited.source : e->former;
    if (source && same_values(source, record)) {
        return drop_edited(store, record->id, why);
    }
    return put_edited(store, record->id, source, (struct str){0}, why);
}

enum status store_edit(struct store *store, const struct record *record, unsigned expected,
                       const struct change *change, bool *changed, struct failure *why)
{
    struct editing e = {.store = store, .record = record, .expected = expected, .change = change};
    bool own = false;
    *changed = false;
    TRY(store_enter(store, &own, why));
    arena_init(&e.arena, RECORD_LIMIT * 2);
    enum status status = get_former(&e, why);
    if (status == STATUS_OK && !same_values(e.former, record)) {
        *changed = true;
        status = write_edit(&e, why);
    }
    arena_release(&e.arena);
    return store_leave(store, own, status, why);
}

/* ---- a record that a person entered ---- */

/* All of them are of one import, which has no file. */
static enum status entered_import(struct store *store, long long *import, struct failure *why)
{
    struct db_statement *find = NULL;
    TRY(store_statement(store, SQL_ENTERED_FIND, &find, why));
    const enum step step = db_step(find, why);
    *import = step == STEP_ITEM ? db_integer(find, 0) : 0;
    db_reset(find);
    if (step == STEP_ERROR) {
        return why->status;
    }
    return *import ? STATUS_OK : store_import_begin(store, "entered", "entered", import, why);
}

static enum status count_entered(struct store *store, long long import, struct str at,
                                 struct failure *why)
{
    struct db_statement *count = NULL;
    TRY(store_statement(store, SQL_ENTERED_COUNT, &count, why));
    db_bind_text(count, 1, at);
    db_bind_integer(count, 2, import);
    return db_run(count, why);
}

static enum status check_new(struct store *store, const struct record *record, struct failure *why)
{
    struct arena arena;
    struct record *found = NULL;
    struct deleted deleted = {0};
    struct failure none;
    arena_init(&arena, RECORD_LIMIT);
    const enum status status =
        store_get(store, &arena, record->kind, record->identifier, &found, &none);
    enum status outcome = status == STATUS_NOT_FOUND ? STATUS_OK : status;
    const bool taken = status == STATUS_OK && str_equal(found->identifier, record->identifier);
    if (status == STATUS_OK && !taken) {
        outcome = STATUS_OK; /* "KIND:IDENTIFIER" of another */
    }
    if (taken) {
        outcome = fail(why, STATUS_CONFLICT,
                       "There is a %s with the identifier \"%.*s\" already. Edit that one, or give "
                       "this one another.",
                       record->kind->name, STR_ARGS(record->identifier));
    } else if (outcome == STATUS_OK) {
        outcome = store_deleted(store, &arena, record->kind, record->identifier, &deleted, why);
    } else {
        *why = none;
    }
    arena_release(&arena);
    if (outcome == STATUS_OK && deleted.record) {
        return fail(why, STATUS_CONFLICT,
                    "There was a %s with the identifier \"%.*s\"; it is deleted. Undelete it, or "
                    "give this one another.",
                    record->kind->name, STR_ARGS(record->identifier));
    }
    return outcome;
}

static enum status enter(struct store *store, struct record *record,
                         const struct original *original, const struct change *change,
                         struct failure *why)
{
    long long import = 0;
    enum put_outcome outcome = PUT_STORED;
    TRY(check_new(store, record, why));
    TRY(entered_import(store, &import, why));
    TRY(store_put(store, import, record, original, &outcome, why));
    TRY(versions_next(store, NULL, record->id, change, 0, why));
    TRY(put_edited(store, record->id, NULL, (struct str){0}, why));
    return count_entered(store, import, change->at, why);
}

enum status store_enter_record(struct store *store, struct record *record,
                               const struct original *original, const struct change *change,
                               struct failure *why)
{
    bool own = false;
    TRY(store_enter(store, &own, why));
    return store_leave(store, own, enter(store, record, original, change, why), why);
}

/* ---- an import of what people have edited ---- */

static enum status put_merged(struct store *store, long long import, const struct merge *merge,
                              const struct original *original, enum put_outcome *outcome,
                              struct arena *arena, struct failure *why)
{
    const struct record *merged = merge->merged;
    struct record *former = NULL;
    struct origin origin = {.import = import, .line = merged->line};
    bool first = true, same_bytes = false;
    TRY(seen_note(&store->seen, import, merged->id, &first, why));
    *outcome = PUT_DUPLICATE;
    if (!first) {
        return STATUS_OK;
    }
    TRY(store_get(store, arena, merged->kind, merged->identifier, &former, why));
    const bool same = same_values(former, merged);
    *outcome = same ? PUT_UNCHANGED : PUT_UPDATED;
    memcpy(origin.hash, original->hash, sizeof origin.hash);
    if (!same) {
        char now[21];
        date_now(now);
        const struct change change = {.type = CHANGE_IMPORT, .at = str_of(now)};
        TRY(versions_next(store, former, merged->id, &change, import, why));
    }
    TRY(records_new_original(store, merged, original->bytes, &same_bytes, why));
    TRY(records_rewrite(store, merged, &origin, false, why));
    if (same_values(merge->source, merged)) {
        return retire_edited(store, merged->id, import, why);
    }
    return put_edited(store, merged->id, merge->source, merge->conflicts, why);
}

enum status store_put_merged(struct store *store, long long import, const struct merge *merge,
                             const struct original *original, enum put_outcome *outcome,
                             struct failure *why)
{
    struct arena arena;
    bool own = false;
    TRY(store_enter(store, &own, why));
    arena_init(&arena, RECORD_LIMIT);
    const enum status status = put_merged(store, import, merge, original, outcome, &arena, why);
    arena_release(&arena);
    return store_leave(store, own, status, why);
}
