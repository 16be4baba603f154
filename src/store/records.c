/* Writing records: store_put(). */
#include "store/handle.h"
#include "store/record_sql.h"

#include "base/date.h"
#include "model/conduct.h"

void records_release(struct kind_statements *statements, const struct kind *kind)
{
    db_finalize(statements->known);
    db_finalize(statements->find);
    db_finalize(statements->insert);
    db_finalize(statements->update);
    db_finalize(statements->rehash);
    db_finalize(statements->adopt);
    db_finalize(statements->keep);
    db_finalize(statements->source);
    db_finalize(statements->origin);
    db_finalize(statements->remove);
    db_finalize(statements->piece);
    for (size_t i = 0; i < kind->field_count; i++) {
        db_finalize(statements->child_insert[i]);
        db_finalize(statements->child_delete[i]);
    }
    record_cursor_close(statements->getter);
}

/* ---- binding values ---- */

static void bind_part(struct db_statement *statement, int parameter, const struct value *value,
                      enum part part)
{
    if (part != PART_VALUE) {
        db_bind_text_or_null(statement, parameter,
                             part == PART_LANGUAGE   ? value->language
                             : part == PART_CURRENCY ? value->currency
                                                     : value->date);
        return;
    }
    switch (value->field->type) {
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_LINK:
    case FIELD_DATE:
        db_bind_text_or_null(statement, parameter, value->text);
        break;
    case FIELD_MONEY:
    case FIELD_DECIMAL:
        db_bind_decimal(statement, parameter, value->number);
        break;
    case FIELD_INTEGER:
    case FIELD_BOOLEAN:
        db_bind_integer(statement, parameter, value->number);
        break;
    }
}

/* Binds the columns of one value (NULL: there is none) from @parameter on. */
static void bind_value(struct db_statement *statement, int parameter, const struct column *columns,
                       size_t count, const struct value *value)
{
    for (size_t i = 0; i < count; i++, parameter++) {
        const struct field *field = columns[i].field;
        const struct value *part = value;
        if (value && field->parent) {
            part =
                value->with && value->with[field->index].field ? &value->with[field->index] : NULL;
        }
        if (part) {
            bind_part(statement, parameter, part, columns[i].part);
        } else {
            db_bind_null(statement, parameter);
        }
    }
}

#define SAME_LIMIT ((size_t)64 * 1024 * 1024) /* of a record that is compared */

/* What writing one record needs to pass around. */
struct putting {
    struct store *store;
    long long import;
    const struct record *record;
    const struct original *original;
    const struct kind_layout *layout;
    struct kind_statements *statements;
    bool returned; /* the record has come back with this import */
};

static enum status write_main(const struct putting *put, struct db_statement *statement,
                              struct failure *why)
{
    const struct record *record = put->record;
    db_bind_text(statement, 1, record->identifier);
    db_bind_integer(statement, 2, put->import);
    db_bind_integer(statement, 3, record->line);
    db_bind_blob(statement, 4, put->original->hash, sizeof put->original->hash);
    for (size_t i = 0; i < record->kind->field_count; i++) {
        const struct place *place = &put->layout->places[i];
        if (place->in_main) {
            bind_value(statement, MAIN_FIXED + (int)place->first,
                       &put->layout->main.columns[place->first], place->count, record->values[i]);
        }
    }
    db_bind_integer(statement, MAIN_FIXED + (int)put->layout->main.count, record->id);
    return db_run(statement, why);
}

static enum status write_child(const struct putting *put, const struct place *place,
                               const struct value *value, struct failure *why)
{
    struct db_statement **insert = &put->statements->child_insert[place->field->index];
    if (!*insert) {
        TRY(record_sql_child(put->store, &place->child, true, insert, why));
    }
    for (; value; value = value->next) {
        db_bind_integer(*insert, 1, put->record->id);
        db_bind_integer(*insert, 2, value->seq);
        bind_value(*insert, CHILD_FIXED + 1, place->child.columns, place->child.count, value);
        TRY(db_run(*insert, why));
    }
    return STATUS_OK;
}

static enum status write_children(const struct putting *put, struct failure *why)
{
    for (size_t i = 0; i < put->record->kind->field_count; i++) {
        const struct place *place = &put->layout->places[i];
        const struct value *value = put->record->values[i];
        if (place->in_main && value) {
            value = value->next;
        }
        if (place->child.name && value) {
            TRY(write_child(put, place, value, why));
        }
    }
    return STATUS_OK;
}

/* ---- new, changed, unchanged ---- */

/* The number for a new record: one more than the highest in the file, whoever gave that. */
static enum status take_number(struct store *store, long long *id, struct failure *why)
{
    if (!store->next_known) {
        struct db_statement *last = NULL;
        TRY(store_statement(store, SQL_LAST_RECORD, &last, why));
        if (db_step(last, why) == STEP_ERROR) {
            return why->status;
        }
        long long next = db_integer(last, 0) + 1;
        db_reset(last);
        store->next_record = next > store->next_record ? next : store->next_record;
        store->next_known = true;
    }
    *id = store->next_record++;
    return STATUS_OK;
}

static enum status put_new(const struct putting *put, struct failure *why)
{
    struct db_statement *original = NULL;
    long long block = 0, start = 0;
    if (!put->statements->insert) {
        TRY(record_sql_insert(put->store, put->layout, &put->statements->insert, why));
    }
    TRY(store_statement(put->store, SQL_ORIGINAL_ADD, &original, why));
    TRY(blocks_add(put->store, put->original->bytes, &block, &start, why));
    TRY(write_main(put, put->statements->insert, why));
    TRY(write_children(put, why));
    db_bind_integer(original, 1, put->record->id);
    db_bind_text(original, 2, str_of(put->record->kind->name));
    db_bind_integer(original, 3, block);
    db_bind_integer(original, 4, start);
    db_bind_integer(original, 5, (long long)put->original->bytes.length);
    return db_run(original, why);
}

/* The source bytes of the record as they are kept, in the store's scratch memory. */
static enum status get_original(const struct putting *put, struct str *bytes, struct failure *why)
{
    struct db_statement *get = NULL;
    arena_clear(&put->store->scratch);
    TRY(store_statement(put->store, SQL_ORIGINAL_GET, &get, why));
    db_bind_integer(get, 1, put->record->id);
    enum step step = db_step(get, why);
    struct piece piece = {db_integer(get, 0), db_integer(get, 1), db_integer(get, 2)};
    enum status status = step == STEP_ERROR ? why->status
                                            : blocks_read(put->store, &put->store->scratch,
                                                          db_blob(get, 3), &piece, bytes, why);
    db_reset(get);
    return status;
}

/* Moves the former original to history. */
static enum status keep_former(const struct putting *put, struct failure *why)
{
    struct db_statement **keep = &put->statements->keep;
    char now[21];
    if (!*keep) {
        TRY(record_sql_keep(put->store, put->layout, keep, why));
    }
    date_now(now);
    db_bind_text(*keep, 1, str_of(now));
    db_bind_integer(*keep, 2, put->record->id);
    return db_run(*keep, why);
}

static enum status delete_children(const struct putting *put, struct failure *why)
{
    for (size_t i = 0; i < put->record->kind->field_count; i++) {
        const struct place *place = &put->layout->places[i];
        struct db_statement **statement = &put->statements->child_delete[i];
        if (!place->child.name) {
            continue;
        }
        if (!*statement) {
            TRY(record_sql_child(put->store, &place->child, false, statement, why));
        }
        db_bind_integer(*statement, 1, put->record->id);
        TRY(db_run(*statement, why));
    }
    return STATUS_OK;
}

/* The full-text index takes the record again when it is next brought up to date. */
static enum status note_stale(const struct putting *put, struct failure *why)
{
    struct db_statement *stale = NULL;
    TRY(store_statement(put->store, SQL_FULLTEXT_STALE, &stale, why));
    db_bind_integer(stale, 1, put->record->id);
    return db_run(stale, why);
}

/* Writes the values in place of those that the record has. */
static enum status rewrite(const struct putting *put, struct failure *why)
{
    if (!put->statements->update) {
        TRY(record_sql_update(put->store, put->layout, &put->statements->update, why));
    }
    TRY(note_stale(put, why));
    TRY(delete_children(put, why));
    TRY(write_main(put, put->statements->update, why));
    return write_children(put, why);
}

static enum status replace_original(const struct putting *put, struct failure *why)
{
    struct db_statement *original = NULL;
    long long block = 0, start = 0;
    TRY(store_statement(put->store, SQL_ORIGINAL_UPDATE, &original, why));
    TRY(blocks_add(put->store, put->original->bytes, &block, &start, why));
    db_bind_integer(original, 1, block);
    db_bind_integer(original, 2, start);
    db_bind_integer(original, 3, (long long)put->original->bytes.length);
    db_bind_integer(original, 4, put->record->id);
    return db_run(original, why);
}

/* When the bytes are the same and only read differently, that is no new version; and one that came
 * back with this import (@returned) has its version already. */
static enum status put_changed(const struct putting *put, struct failure *why)
{
    struct str former = {NULL, 0};
    TRY(get_original(put, &former, why));
    if (!str_equal(former, put->original->bytes)) {
        TRY(put->returned ? STATUS_OK : versions_import(put->store, put->record, put->import, why));
        TRY(keep_former(put, why));
    }
    TRY(rewrite(put, why));
    return replace_original(put, why);
}

/* Looks for the record with this identifier: its number (0: none), and whether it is unchanged. */
static enum status find_former(const struct putting *put, long long *id, bool *same,
                               struct failure *why)
{
    struct db_statement **find = &put->statements->find;
    if (!*find) {
        TRY(record_sql_find(put->store, put->layout, find, why));
    }
    db_bind_text(*find, 1, put->record->identifier);
    enum step step = db_step(*find, why);
    *id = 0;
    if (step == STEP_ITEM) {
        struct str hash = {(const char *)put->original->hash, sizeof put->original->hash};
        *id = db_integer(*find, 0);
        *same = str_equal(db_blob(*find, 1), hash);
    }
    db_reset(*find);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* Whether the record, as it is kept, has just the values of the one that is put. */
static enum status has_same_values(const struct putting *put, bool *same, struct failure *why)
{
    struct record *kept = NULL;
    struct arena arena;
    arena_init(&arena, SAME_LIMIT);
    enum status status =
        store_get(put->store, &arena, put->record->kind, put->record->identifier, &kept, why);
    *same = status == STATUS_OK && record_equal(kept, put->record);
    arena_release(&arena);
    return status;
}

/* Whether the record is an older version than the one that is kept. */
static enum status is_older(const struct putting *put, bool *older, struct failure *why)
{
    const struct field *as_of = put->original->as_of;
    const struct value *given = as_of ? put->record->values[as_of->index] : NULL;
    struct record *kept = NULL;
    struct arena arena;
    *older = false;
    if (!given) {
        return STATUS_OK;
    }
    arena_init(&arena, SAME_LIMIT);
    const enum status status =
        store_get(put->store, &arena, put->record->kind, put->record->identifier, &kept, why);
    const struct value *now = status == STATUS_OK ? kept->values[as_of->index] : NULL;
    *older = now && str_compare(given->text, now->text) < 0;
    arena_release(&arena);
    return status;
}

/* Whether putting the record would change nothing, although its hash is another. */
static enum status is_same(const struct putting *put, bool *same, struct failure *why)
{
    struct str former = {NULL, 0};
    *same = put->original->whole;
    if (put->original->part) {
        TRY(get_original(put, &former, why));
        *same = str_equal(former, put->original->bytes);
    }
    return *same ? has_same_values(put, same, why) : STATUS_OK;
}

/* Notes the hash by which the record is known from now on. */
static enum status rehash(const struct putting *put, struct failure *why)
{
    struct db_statement **statement = &put->statements->rehash;
    if (!*statement) {
        TRY(record_sql_rehash(put->store, put->layout, statement, why));
    }
    db_bind_blob(*statement, 1, put->original->hash, sizeof put->original->hash);
    db_bind_integer(*statement, 2, put->record->id);
    return db_run(*statement, why);
}

/* Gives @record, which says only what changes, the other values of the one that is kept. */
static enum status complete(const struct putting *put, struct arena *arena, struct record *record,
                            struct failure *why)
{
    struct contradiction wrong[1];
    struct record *kept = NULL;
    size_t count = 0;
    TRY(store_get(put->store, arena, record->kind, record->identifier, &kept, why));
    for (size_t i = 0; i < record->kind->field_count; i++) {
        if (!record->values[i]) {
            record->values[i] = kept->values[i];
            record->last[i] = kept->last[i];
        }
    }
    /* What was derived from values that are replaced is made anew, and told of by nobody. */
    return record_derive(arena, record, wrong, 0, &count) == STATUS_OK ? STATUS_OK
                                                                       : fail_memory(why);
}

static enum status put_values(const struct putting *put, struct record *record, bool there,
                              struct failure *why)
{
    struct arena arena;
    if (!there || !put->original->partial) {
        return there ? put_changed(put, why) : put_new(put, why);
    }
    arena_init(&arena, SAME_LIMIT);
    const struct record given = *record;
    struct value **values =
        arena_array(&arena, record->kind->field_count * 2, sizeof(struct value *));
    enum status status = values ? STATUS_OK : fail_memory(why);
    if (status == STATUS_OK) {
        memcpy(values, given.values, record->kind->field_count * sizeof *values);
        memcpy(values + record->kind->field_count, given.last,
               record->kind->field_count * sizeof *values);
        record->values = values;
        record->last = values + record->kind->field_count;
        status = complete(put, &arena, record, why);
    }
    status = status == STATUS_OK ? put_changed(put, why) : status;
    record->values = given.values;
    record->last = given.last;
    arena_release(&arena);
    return status;
}

/* A record that went with an import which was taken back comes back with this one. */
static enum status put_returned(struct putting *put, struct record *record, long long *former,
                                struct failure *why)
{
    if (*former == 0 && put->store->any_deleted) {
        TRY(deleted_return(put->store, record, put->import, former, why));
        put->returned = *former != 0;
        record->id = *former;
    }
    return STATUS_OK;
}

/* A record that people deleted stays away, whatever its source says; *@done when this is one. */
static enum status put_deleted(const struct putting *put, struct record *record,
                               enum put_outcome *outcome, bool *done, struct failure *why)
{
    bool told = false, first = true;
    TRY(deleted_find(put->store, record, put->original->hash, &record->id, &told, why));
    *done = record->id != 0;
    if (*done) {
        TRY(seen_note(&put->store->seen, put->import, record->id, &first, why));
        *outcome = !first ? PUT_DUPLICATE : told ? PUT_UNCHANGED : PUT_DELETED;
    }
    return STATUS_OK;
}

static enum status put_record(struct putting *put, struct record *record, enum put_outcome *outcome,
                              struct failure *why)
{
    struct store *store = put->store;
    long long former = 0;
    bool same = false;
    bool first = true;
    TRY(find_former(put, &former, &same, why));
    record->id = former;
    TRY(versions_look(store, why));
    TRY(put_returned(put, record, &former, why));
    if (former == 0 && store->any_deleted) {
        bool done = false;
        TRY(put_deleted(put, record, outcome, &done, why));
        if (done) {
            return STATUS_OK;
        }
    }
    if (former != 0 && !same && store->any_edited) {
        bool edited = false;
        TRY(edits_has(store, former, &edited, why));
        if (edited) {
            *outcome = PUT_EDITED;
            return STATUS_OK;
        }
    }
    if (former != 0 && !same && !put->returned && put->original->merge) {
        *outcome = PUT_OTHER;
        return STATUS_OK;
    }
    if (former != 0 && !same && !put->returned) {
        TRY(is_same(put, &same, why));
        TRY(same ? rehash(put, why) : is_older(put, &same, why));
    }
    if (former == 0) {
        TRY(take_number(store, &record->id, why));
    }
    TRY(seen_note(&store->seen, put->import, record->id, &first, why));
    if (!first || same) {
        *outcome = first ? PUT_UNCHANGED : PUT_DUPLICATE;
        return STATUS_OK;
    }
    *outcome = former == 0 || put->returned ? PUT_STORED : PUT_UPDATED;
    store->untidy = store->untidy || !put->statements->has_index;
    store->generation++;
    store->fresh = former == 0 ? record->id : 0;
    return put_values(put, record, former != 0, why);
}

enum status store_put(struct store *store, long long import, struct record *record,
                      const struct original *original, enum put_outcome *outcome,
                      struct failure *why)
{
    if (record->identifier.length == 0) {
        return fail(why, STATUS_INPUT, "A record of kind %s has no identifier. Give it one.",
                    record->kind->name);
    }
    struct putting put = {.store = store,
                          .import = import,
                          .record = record,
                          .original = original,
                          .layout = layout_of(&store->layout, record->kind),
                          .statements = &store->kinds[record->kind->index]};
    bool own = false;
    TRY(store_enter(store, &own, why));
    return store_leave(store, own, put_record(&put, record, outcome, why), why);
}

/* ---- unchanged, in other bytes ---- */

static struct putting putting_of(struct store *store, const struct record *record,
                                 const struct original *original)
{
    return (struct putting){.store = store,
                            .record = record,
                            .original = original,
                            .layout = layout_of(&store->layout, record->kind),
                            .statements = &store->kinds[record->kind->index]};
}

/* The record now comes from there, although it is as it was. */
static enum status adopt(const struct putting *put, struct failure *why)
{
    struct db_statement **statement = &put->statements->adopt;
    bool same = false;
    TRY(versions_begin(put->store, put->record, why));
    TRY(records_new_original(put->store, put->record, put->original->bytes, &same, why));
    if (!*statement) {
        TRY(record_sql_adopt(put->store, put->layout, statement, why));
    }
    db_bind_integer(*statement, 1, put->import);
    db_bind_integer(*statement, 2, put->record->line);
    db_bind_blob(*statement, 3, put->original->hash, sizeof put->original->hash);
    db_bind_integer(*statement, 4, put->record->id);
    return db_run(*statement, why);
}

static enum status put_same(const struct putting *put, bool anew, enum put_outcome *outcome,
                            struct failure *why)
{
    bool first = true;
    struct str former = {NULL, 0};
    TRY(seen_note(&put->store->seen, put->import, put->record->id, &first, why));
    *outcome = first ? PUT_UNCHANGED : PUT_DUPLICATE;
    if (!first) {
        return STATUS_OK;
    }
    TRY(get_original(put, &former, why));
    if (put->original->whole || str_equal(former, put->original->bytes)) {
        return rehash(put, why);
    }
    return anew ? adopt(put, why) : STATUS_OK;
}

enum status store_put_same(struct store *store, long long import, const struct record *record,
                           const struct original *original, bool anew, enum put_outcome *outcome,
                           struct failure *why)
{
    struct putting put = putting_of(store, record, original);
    bool own = false;
    put.import = import;
    TRY(store_enter(store, &own, why));
    return store_leave(store, own, put_same(&put, anew, outcome, why), why);
}

/* ---- for edits and deletions ---- */

enum status records_rewrite(struct store *store, const struct record *record,
                            const struct origin *origin, bool insert, struct failure *why)
{
    struct record written = *record;
    struct original original = {0};
    struct putting put = putting_of(store, &written, &original);
    written.line = origin->line;
    put.import = origin->import;
    memcpy(original.hash, origin->hash, sizeof original.hash);
    store->generation++;
    if (!insert) {
        return rewrite(&put, why);
    }
    if (!put.statements->insert) {
        TRY(record_sql_insert(store, put.layout, &put.statements->insert, why));
    }
    TRY(note_stale(&put, why));
    TRY(write_main(&put, put.statements->insert, why));
    return write_children(&put, why);
}

enum status records_remove(struct store *store, const struct kind *kind, long long id,
                           struct failure *why)
{
    struct record record = {.kind = kind, .id = id};
    struct putting put = putting_of(store, &record, NULL);
    struct db_statement **remove = &put.statements->remove;
    if (!*remove) {
        TRY(record_sql_remove(store, put.layout, remove, why));
    }
    TRY(delete_children(&put, why));
    db_bind_integer(*remove, 1, id);
    store->generation++;
    return db_run(*remove, why);
}

enum status records_new_original(struct store *store, const struct record *record, struct str bytes,
                                 bool *same, struct failure *why)
{
    const struct original original = {.bytes = bytes};
    const struct putting put = putting_of(store, record, &original);
    struct str former = {NULL, 0};
    TRY(get_original(&put, &former, why));
    *same = str_equal(former, bytes);
    if (*same) {
        return STATUS_OK;
    }
    TRY(keep_former(&put, why));
    return replace_original(&put, why);
}
