/* The statements over the tables of one kind, as text. */
#include "store/record_sql.h"

#define SQL_LIMIT ((size_t)256 * 1024)

/* ", "a", "b"" */
static void add_columns(struct buf *sql, const struct table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        buf_text(sql, ", ");
        layout_quote(sql, table->columns[i].name);
    }
}

static void add_parameters(struct buf *sql, size_t count)
{
    buf_text(sql, ") VALUES (");
    for (size_t i = 1; i <= count; i++) {
        buf_printf(sql, i == 1 ? "$%zu" : ", $%zu", i);
    }
    buf_char(sql, ')');
}

static enum status prepare(struct store *store, struct buf *sql, struct db_statement **statement,
                           struct failure *why)
{
    enum status status = buf_status(sql, why);
    if (status == STATUS_OK) {
        status = db_prepare(store->db, sql->at, statement, why);
    }
    buf_release(sql);
    return status;
}

enum status record_sql_known(struct store *store, const struct kind_layout *layout,
                             struct db_statement **statement, struct failure *why)
{
    struct buf sql;
    buf_init(&sql, SQL_LIMIT);
    buf_text(&sql, "SELECT id FROM ");
    layout_quote(&sql, layout->main.name);
    buf_text(&sql, " WHERE hash = $1");
    return prepare(store, &sql, statement, why);
}

enum status record_sql_find(struct store *store, const struct kind_layout *layout,
                            struct db_statement **statement, struct failure *why)
{
    struct buf sql;
    buf_init(&sql, SQL_LIMIT);
    buf_text(&sql, "SELECT id, hash FROM ");
    layout_quote(&sql, layout->main.name);
    buf_text(&sql, " WHERE identifier = $1");
    return prepare(store, &sql, statement, why);
}

enum status record_sql_insert(struct store *store, const struct kind_layout *layout,
                              struct db_statement **statement, struct failure *why)
{
    struct buf sql;
    buf_init(&sql, SQL_LIMIT);
    buf_text(&sql, "INSERT INTO ");
    layout_quote(&sql, layout->main.name);
    buf_text(&sql, " (identifier, \"import\", line, hash");
    add_columns(&sql, &layout->main);
    buf_text(&sql, ", id");
    add_parameters(&sql, MAIN_FIXED + layout->main.count);
    return prepare(store, &sql, statement, why);
}

/* The parameters are the same as of the insert, so that one function binds both. */
enum status record_sql_update(struct store *store, const struct kind_layout *layout,
                              struct db_statement **statement, struct failure *why)
{
    struct buf sql;
    buf_init(&sql, SQL_LIMIT);
    buf_text(&sql, "UPDATE ");
    layout_quote(&sql, layout->main.name);
    buf_text(&sql, " SET identifier = $1, \"import\" = $2, line = $3, hash = $4");
    for (size_t i = 0; i < layout->main.count; i++) {
        buf_text(&sql, ", ");
        layout_quote(&sql, layout->main.columns[i].name);
        buf_printf(&sql, " = $%zu", MAIN_FIXED + i);
    }
    buf_printf(&sql, " WHERE id = $%zu", MAIN_FIXED + layout->main.count);
    return prepare(store, &sql, statement, why);
}

enum status record_sql_rehash(struct store *store, const struct kind_layout *layout,
                              struct db_statement **statement, struct failure *why)
{
    struct buf sql;
    buf_init(&sql, SQL_LIMIT);
    buf_text(&sql, "UPDATE ");
    layout_quote(&sql, layout->main.name);
    buf_text(&sql, " SET hash = $1 WHERE id = $2");
    return prepare(store, &sql, statement, why);
}

enum status record_sql_adopt(struct store *store, const struct kind_layout *layout,
                             struct db_statement **statement, struct failure *why)
{
    struct buf sql;
    buf_init(&sql, SQL_LIMIT);
    buf_text(&sql, "UPDATE ");
    layout_quote(&sql, layout->main.name);
    buf_text(&sql, " SET \"import\" = $1, line = $2, hash = $3 WHERE id = $4");
    return prepare(store, &sql, statement, why);
}

enum status record_sql_keep(struct store *store, const struct kind_layout *layout,
                            struct db_statement **statement, struct failure *why)
{
    struct buf sql;
    buf_init(&sql, SQL_LIMIT);
    buf_text(&sql, "INSERT INTO history"
                   " (record, what, replaced, import, line, hash, block, start, length)"
                   " SELECT o.record, 'original', $1, r.\"import\", r.line, r.hash, o.block,"
                   " o.start, o.length FROM original o JOIN ");
    layout_quote(&sql, layout->main.name);
    buf_text(&sql, " r ON r.id = o.record WHERE o.record = $2");
    return prepare(store, &sql, statement, why);
}

enum status record_sql_origin(struct store *store, const struct kind_layout *layout,
                              struct db_statement **statement, struct failure *why)
{
    struct buf sql;
    buf_init(&sql, SQL_LIMIT);
    buf_text(&sql, "SELECT \"import\", line, hash FROM ");
    layout_quote(&sql, layout->main.name);
    buf_text(&sql, " WHERE id = $1");
    return prepare(store, &sql, statement, why);
}

enum status record_sql_remove(struct store *store, const struct kind_layout *layout,
                              struct db_statement **statement, struct failure *why)
{
    struct buf sql;
    buf_init(&sql, SQL_LIMIT);
    buf_text(&sql, "DELETE FROM ");
    layout_quote(&sql, layout->main.name);
    buf_text(&sql, " WHERE id = $1");
    return prepare(store, &sql, statement, why);
}

enum status record_sql_child(struct store *store, const struct table *table, bool insert,
                             struct db_statement **statement, struct failure *why)
{
    struct buf sql;
    buf_init(&sql, SQL_LIMIT);
    if (insert) {
        buf_text(&sql, "INSERT INTO ");
        layout_quote(&sql, table->name);
        buf_text(&sql, " (record, seq");
        add_columns(&sql, table);
        add_parameters(&sql, CHILD_FIXED + table->count);
    } else {
        buf_text(&sql, "DELETE FROM ");
        layout_quote(&sql, table->name);
        buf_text(&sql, " WHERE record = $1");
    }
    return prepare(store, &sql, statement, why);
}

enum status records_source(struct store *store, const struct kind *kind,
                           struct db_statement **statement, struct failure *why)
{
    struct db_statement **source = &store->kinds[kind->index].source;
    if (!*source) {
        struct buf sql;
        buf_init(&sql, SQL_LIMIT);
        buf_text(&sql, "SELECT r.\"import\", i.file, i.format, i.started, r.line,"
                       " " VERSION_NUMBER ", o.block, o.start, o.length, b.packed"
                       " FROM ");
        layout_quote(&sql, layout_of(&store->layout, kind)->main.name);
        buf_text(&sql, " r JOIN original o ON o.record = r.id JOIN import i ON i.id = r.\"import\""
                       " LEFT JOIN block b ON b.id = o.block AND $1 = 1 WHERE r.id = $2");
        TRY(prepare(store, &sql, source, why));
    }
    *statement = *source;
    return STATUS_OK;
}
