/* Indexes that are put off until they are needed: see handle.h. */
#include "store/handle.h"

#include <stdio.h>

#define TAG_INDEX "tag_theme"
#define HASH_INDEX "_hash" /* behind the name of the kind's table */

static void hash_index_name(const struct kind_layout *layout, char name[96])
{
    snprintf(name, 96, "%s" HASH_INDEX, layout->main.name);
}

/* Whether the kind has any record. */
static enum status has_records(struct store *store, const struct kind_layout *layout, bool *has,
                               struct failure *why)
{
    struct db_statement *statement = NULL;
    struct buf sql;
    buf_init(&sql, 1024);
    buf_text(&sql, "SELECT id FROM ");
    layout_quote(&sql, layout->main.name);
    buf_text(&sql, " LIMIT 1");
    enum status status = buf_status(&sql, why);
    status = status == STATUS_OK ? db_prepare(store->db, sql.at, &statement, why) : status;
    buf_release(&sql);
    if (status != STATUS_OK) {
        return status;
    }
    enum step step = db_step(statement, why);
    *has = step == STEP_ITEM;
    db_finalize(statement);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* Notes which of the indexes there are; in one question, as every command asks it. */
static enum status look_for_indexes(struct store *store, struct failure *why)
{
    struct db_statement *names = NULL;
    enum step step = STEP_ERROR;
    TRY(db_prepare(store->db, "SELECT name FROM sqlite_schema WHERE type = 'index'", &names, why));
    while ((step = db_step(names, why)) == STEP_ITEM) {
        const struct str index = db_text(names, 0);
        store->has_tag_index = store->has_tag_index || str_is(index, TAG_INDEX);
        for (size_t i = 0; i < store->pack->kind_count; i++) {
            const size_t length = strlen(store->layout.kinds[i].main.name);
            if (index.length == length + strlen(HASH_INDEX) &&
                memcmp(index.at, store->layout.kinds[i].main.name, length) == 0 &&
                memcmp(index.at + length, HASH_INDEX, strlen(HASH_INDEX)) == 0) {
                store->kinds[i].has_index = true;
            }
        }
    }
    db_finalize(names);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

enum status indexes_look(struct store *store, struct failure *why)
{
    store->has_tag_index = false;
    TRY(look_for_indexes(store, why));
    for (size_t i = 0; i < store->pack->kind_count; i++) {
        bool filled = false;
        if (!store->kinds[i].has_index) {
            /* A session before this one was cut off when it had filled the table. */
            TRY(has_records(store, &store->layout.kinds[i], &filled, why));
            store->untidy = store->untidy || filled;
        }
    }
    return STATUS_OK;
}

static enum status make_index(struct store *store, const struct kind_layout *layout,
                              struct failure *why)
{
    struct buf sql;
    char name[96];
    buf_init(&sql, 1024);
    hash_index_name(layout, name);
    buf_text(&sql, "CREATE INDEX IF NOT EXISTS ");
    layout_quote(&sql, name);
    buf_text(&sql, " ON ");
    layout_quote(&sql, layout->main.name);
    buf_text(&sql, "(hash)");
    enum status status = buf_status(&sql, why);
    status = status == STATUS_OK ? db_exec(store->db, sql.at, why) : status;
    buf_release(&sql);
    return status;
}

enum status indexes_make_hash(struct store *store, const struct kind *kind, struct failure *why)
{
    const struct kind_layout *layout = layout_of(&store->layout, kind);
    struct kind_statements *statements = &store->kinds[kind->index];
    bool filled = false;
    TRY(has_records(store, layout, &filled, why));
    if (!filled || !db_is_writable(store->db)) {
        statements->blind = !filled;
        return STATUS_OK;
    }
    TRY(make_index(store, layout, why));
    statements->has_index = true;
    return STATUS_OK;
}

static enum status index_column(struct store *store, const struct table *table,
                                const struct column *column, struct failure *why)
{
    struct buf sql;
    char name[160];
    buf_init(&sql, 1024);
    snprintf(name, sizeof name, "%s_%s_link", table->name, column->name);
    buf_text(&sql, "CREATE INDEX IF NOT EXISTS ");
    layout_quote(&sql, name);
    buf_text(&sql, " ON ");
    layout_quote(&sql, table->name);
    buf_char(&sql, '(');
    layout_quote(&sql, column->name);
    buf_char(&sql, ')');
    enum status status = buf_status(&sql, why);
    status = status == STATUS_OK ? db_exec(store->db, sql.at, why) : status;
    buf_release(&sql);
    return status;
}

static enum status index_links(struct store *store, const struct table *table, struct failure *why)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct column *column = &table->columns[i];
        if (column->field->type == FIELD_LINK && column->part == PART_VALUE) {
            TRY(index_column(store, table, column, why));
        }
    }
    return STATUS_OK;
}

/* So that what leads to a record is found without reading everything. */
static enum status index_kind_links(struct store *store, const struct kind_layout *layout,
                                    struct failure *why)
{
    TRY(index_links(store, &layout->main, why));
    for (size_t i = 0; i < layout->kind->field_count; i++) {
        TRY(index_links(store, &layout->places[i].child, why));
    }
    return STATUS_OK;
}

static enum status make_all(struct store *store, struct failure *why)
{
    for (size_t i = 0; i < store->pack->kind_count; i++) {
        bool filled = false;
        if (!store->kinds[i].has_index) {
            TRY(has_records(store, &store->layout.kinds[i], &filled, why));
        }
        if (filled) {
            TRY(make_index(store, &store->layout.kinds[i], why));
            TRY(index_kind_links(store, &store->layout.kinds[i], why));
        }
    }
    /* Without a count of the rows, SQLite takes a lens for a handful of them, and goes through its
     * themes anew for each record: at 100,000 records a table by themes took minutes. */
    return db_exec(store->db,
                   "CREATE INDEX IF NOT EXISTS " TAG_INDEX " ON tag(lens, theme, weight);"
                   "ANALYZE tag;",
                   why);
}

void indexes_make(struct store *store)
{
    struct failure ignored;
    if (!store->untidy || !db_is_writable(store->db) || db_in_transaction(store->db)) {
        return;
    }
    store->untidy = false;
    if (store_begin(store, &ignored) != STATUS_OK) {
        return;
    }
    if (make_all(store, &ignored) != STATUS_OK || store_commit(store, &ignored) != STATUS_OK) {
        store_rollback(store);
        return;
    }
    store->has_tag_index = true;
    for (size_t i = 0; i < store->pack->kind_count; i++) {
        bool has = store->kinds[i].has_index;
        char name[96];
        hash_index_name(&store->layout.kinds[i], name);
        if (!has && db_has_index(store->db, name, &has, &ignored) == STATUS_OK) {
            store->kinds[i].has_index = has;
            store->kinds[i].blind = store->kinds[i].blind && !has;
        }
    }
}
