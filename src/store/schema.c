#include "store/schema.h"

#include <stdio.h>

/* "CrCu": tells our files from other SQLite files. */
#define APPLICATION 0x43724375

/*
 * The tables that are the same whatever the pack, by numbered steps: the file's schema version says
 * how many of them it has been through. A step that has been released is never changed; a change is
 * a new step.
 */
static const char *const migrations[] = {
    /* 1: the beginning. */
    /* One run of the importer over one file; one that was cut off has no end. */
    "CREATE TABLE import ("
    " id INTEGER PRIMARY KEY, file TEXT NOT NULL, format TEXT NOT NULL,"
    " started TEXT NOT NULL, finished TEXT,"
    " read INTEGER NOT NULL DEFAULT 0, stored INTEGER NOT NULL DEFAULT 0,"
    " updated INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0,"
    " rejected INTEGER NOT NULL DEFAULT 0, problems INTEGER NOT NULL DEFAULT 0);"
    /* One bad thing in the source. */
    "CREATE TABLE problem ("
    " id INTEGER PRIMARY KEY, import INTEGER NOT NULL REFERENCES import(id),"
    " file TEXT NOT NULL, line INTEGER NOT NULL, column_number INTEGER NOT NULL,"
    " record TEXT, field TEXT, value TEXT, rule TEXT NOT NULL, mend TEXT NOT NULL,"
    " rejected INTEGER NOT NULL);"
    "CREATE INDEX problem_import ON problem(import);"
    /* The source bytes of some records, one after another, packed by zstd. @length: unpacked. */
    "CREATE TABLE block ("
    " id INTEGER PRIMARY KEY, length INTEGER NOT NULL, packed BLOB NOT NULL);"
    /* Every record of any kind: its number is used once in the file; and its piece of a block. */
    "CREATE TABLE original ("
    " record INTEGER PRIMARY KEY, kind TEXT NOT NULL, block INTEGER NOT NULL,"
    " start INTEGER NOT NULL, length INTEGER NOT NULL);"
    /* What has been replaced: an original (what = 'original') or a decision ('decision'). */
    "CREATE TABLE history ("
    " id INTEGER PRIMARY KEY, record INTEGER NOT NULL REFERENCES original(record),"
    " what TEXT NOT NULL, replaced TEXT NOT NULL,"
    " import INTEGER REFERENCES import(id), line INTEGER, hash BLOB, block INTEGER, start INTEGER,"
    " length INTEGER,"
    " lens TEXT, theme TEXT, verdict TEXT, weight TEXT, person TEXT, at TEXT, note TEXT);"
    "CREATE INDEX history_record ON history(record);"
    /* What a lens says of a record; theme '' is the lens as a whole. */
    "CREATE TABLE tag ("
    " record INTEGER NOT NULL REFERENCES original(record), lens TEXT NOT NULL,"
    " theme TEXT NOT NULL, version INTEGER NOT NULL, weight TEXT NOT NULL, evidence TEXT,"
    " PRIMARY KEY (record, lens, theme)) WITHOUT ROWID;"
    /* What a person says of it. */
    "CREATE TABLE decision ("
    " record INTEGER NOT NULL REFERENCES original(record), lens TEXT NOT NULL,"
    " theme TEXT NOT NULL, verdict TEXT NOT NULL, weight TEXT, person TEXT NOT NULL,"
    " at TEXT NOT NULL, note TEXT,"
    " PRIMARY KEY (record, lens, theme)) WITHOUT ROWID;"
    "CREATE INDEX decision_theme ON decision(lens, theme, verdict);"
    /* The pack's code lists, for people who open the file with other tools. */
    "CREATE TABLE code ("
    " list TEXT NOT NULL, code TEXT NOT NULL, parent TEXT, sort INTEGER NOT NULL,"
    " label_en TEXT, label_fr TEXT, label_es TEXT,"
    " PRIMARY KEY (list, code)) WITHOUT ROWID;"
    /* Which table and column holds which field of which kind. */
    "CREATE TABLE dictionary ("
    " table_name TEXT NOT NULL, column_name TEXT NOT NULL, kind TEXT NOT NULL,"
    " field TEXT NOT NULL, type TEXT NOT NULL, list TEXT, label_en TEXT,"
    " PRIMARY KEY (table_name, column_name)) WITHOUT ROWID;"
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;",
    /* 2: full-text search (store/fulltext.c). In SQLite's dialect; another engine has its own. */
    /* The words, folded by us, which the plainest tokenizer takes apart again at the spaces. */
    "CREATE VIRTUAL TABLE fulltext USING"
    " fts5(a, b, c, d, identifier, content='', tokenize='ascii');"
    "INSERT INTO fulltext(fulltext, rank) VALUES ('rank', 'bm25(8.0, 4.0, 2.0, 1.0, 8.0)');"
    /* New words wait in memory; more of it means fewer pieces to merge: a third of the time. */
    "INSERT INTO fulltext(fulltext, rank) VALUES ('hashsize', 16777216);"
    "CREATE VIRTUAL TABLE fulltext_word USING fts5vocab(fulltext, row);"
    /* Which record each document of the index is. A changed record gets a new document; the
     * words of the former one stay behind and lead to nothing. */
    "CREATE TABLE fulltext_document ("
    " id INTEGER PRIMARY KEY, record INTEGER NOT NULL UNIQUE REFERENCES original(record),"
    " kind TEXT NOT NULL, identifier TEXT NOT NULL);"
    /* Records that were written again since they were indexed. */
    "CREATE TABLE fulltext_stale (record INTEGER PRIMARY KEY REFERENCES original(record));",
    /* 3: what a record's tags come to, so that tagging again sees at a glance that they stay. */
    "CREATE TABLE tagged ("
    " record INTEGER PRIMARY KEY REFERENCES original(record), digest INTEGER NOT NULL);",
    /* 4: people who sign in (store/accounts.h). Times are seconds since 1970, UTC. */
    /* @password: argon2id in the PHC form; NULL until it is chosen. @secret: of the second step;
     * @step: the last one that was used. */
    "CREATE TABLE account ("
    " id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, email TEXT, role TEXT NOT NULL,"
    " disabled INTEGER NOT NULL DEFAULT 0, made TEXT NOT NULL, password TEXT,"
    " secret BLOB, secret_confirmed INTEGER NOT NULL DEFAULT 0, step INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE recovery_code ("
    " account INTEGER NOT NULL REFERENCES account(id), hash BLOB NOT NULL,"
    " PRIMARY KEY (account, hash)) WITHOUT ROWID;"
    /* Links that are good once, by the hash of their key: to choose the password of an account, or
     * (account NULL) to make the first one. */
    "CREATE TABLE invitation ("
    " hash BLOB PRIMARY KEY, account INTEGER REFERENCES account(id), ends INTEGER NOT NULL)"
    " WITHOUT ROWID;"
    /* Of the token in a person's cookie only the hash is kept. */
    "CREATE TABLE session ("
    " id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE,"
    " account INTEGER NOT NULL REFERENCES account(id), began INTEGER NOT NULL,"
    " used INTEGER NOT NULL, second INTEGER NOT NULL, agent TEXT, address TEXT);"
    "CREATE INDEX session_account ON session(account);"
    /* Who did what; @hash covers the row and the hash before it. The triggers are for people with
     * other tools: the program itself changes no row, and runs no trigger. */
    "CREATE TABLE audit ("
    " id INTEGER PRIMARY KEY, at TEXT NOT NULL, account INTEGER, who TEXT NOT NULL,"
    " action TEXT NOT NULL, target TEXT, detail TEXT, address TEXT, hash BLOB NOT NULL);"
    "CREATE TRIGGER audit_stays BEFORE UPDATE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END;"
    "CREATE TRIGGER audit_remains BEFORE DELETE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END;",
    /* 5: what people do to records (store/versions.h). */
    /* A version of a record that has had several; its values are a piece of a block
     * (model/value_lines.h), those of the current one are in the tables of its kind. */
    "CREATE TABLE version ("
    " record INTEGER NOT NULL REFERENCES original(record), number INTEGER NOT NULL,"
    " what TEXT NOT NULL, at TEXT NOT NULL, person TEXT, note TEXT,"
    " import INTEGER REFERENCES import(id), block INTEGER, start INTEGER, length INTEGER,"
    " PRIMARY KEY (record, number)) WITHOUT ROWID;"
    /* A record that people edited or entered, and what its source said last. */
    "CREATE TABLE edited ("
    " record INTEGER PRIMARY KEY REFERENCES original(record),"
    " block INTEGER, start INTEGER, length INTEGER, conflicts TEXT);"
    /* A record that is no longer in the table of its kind. */
    "CREATE TABLE deleted ("
    " record INTEGER PRIMARY KEY REFERENCES original(record), kind TEXT NOT NULL,"
    " identifier TEXT NOT NULL, import INTEGER NOT NULL REFERENCES import(id),"
    " line INTEGER NOT NULL, hash BLOB NOT NULL, told BLOB, UNIQUE (kind, identifier));"
    /* What a person has typed into a form and not saved: one for each person and record. */
    "CREATE TABLE draft ("
    " account INTEGER NOT NULL REFERENCES account(id), kind TEXT NOT NULL,"
    " identifier TEXT NOT NULL, version INTEGER NOT NULL, saved TEXT NOT NULL,"
    " form TEXT NOT NULL, PRIMARY KEY (account, kind, identifier)) WITHOUT ROWID;"
    /* An edit that somebody proposes, made from @version (0: a new record). */
    "CREATE TABLE proposal ("
    " id INTEGER PRIMARY KEY, kind TEXT NOT NULL, identifier TEXT NOT NULL,"
    " version INTEGER NOT NULL, account INTEGER NOT NULL REFERENCES account(id),"
    " person TEXT NOT NULL, at TEXT NOT NULL, note TEXT, form TEXT NOT NULL,"
    " state TEXT NOT NULL, decided_by TEXT, decided_at TEXT, answer TEXT);"
    "CREATE INDEX proposal_state ON proposal(state, id);",
    /* 6: what each person says of a tag; the decision is made of it (store/review.h). */
    "CREATE TABLE judgement ("
    " id INTEGER PRIMARY KEY, record INTEGER NOT NULL REFERENCES original(record),"
    " lens TEXT NOT NULL, theme TEXT NOT NULL, person TEXT NOT NULL, verdict TEXT NOT NULL,"
    " weight TEXT, note TEXT, at TEXT NOT NULL, request TEXT, settles INTEGER NOT NULL,"
    " superseded INTEGER REFERENCES judgement(id), UNIQUE (person, request));"
    "CREATE INDEX judgement_tag ON judgement(lens, theme, record);"
    "CREATE INDEX judgement_person ON judgement(person, lens, at);"
    "INSERT INTO judgement (record, lens, theme, person, verdict, weight, note, at, settles)"
    " SELECT record, lens, theme, person, verdict, weight, note, at, 1 FROM decision;"
    /* Tags of which the right answer is known. */
    "CREATE TABLE gold ("
    " record INTEGER NOT NULL REFERENCES original(record), lens TEXT NOT NULL,"
    " theme TEXT NOT NULL, verdict TEXT NOT NULL, PRIMARY KEY (lens, theme, record))"
    " WITHOUT ROWID;",
    /* 7: what stood around the records of a file: the start tag of its root. */
    "ALTER TABLE import ADD COLUMN head TEXT;",
    /* 8: taking imports back (store/undo.h). @first: the number that its first new record could
     * have; @taken_back: when, UTC. A record with @returns comes back with any import that has it.
     */
    "ALTER TABLE import ADD COLUMN first INTEGER;"
    "ALTER TABLE import ADD COLUMN taken_back TEXT;"
    "ALTER TABLE deleted ADD COLUMN returns INTEGER NOT NULL DEFAULT 0;",
};

/* ---- small things ---- */

static enum status exec_buf(struct db *db, struct buf *sql, struct failure *why)
{
    TRY(buf_status(sql, why));
    return db_exec(db, sql->at ? sql->at : "", why);
}

static enum status setting_get(struct db *db, const char *name, char value[32], struct failure *why)
{
    struct db_statement *statement = NULL;
    TRY(db_prepare(db, "SELECT value FROM setting WHERE name = $1", &statement, why));
    db_bind_text(statement, 1, str_of(name));
    enum step step = db_step(statement, why);
    value[0] = '\0';
    if (step == STEP_ITEM) {
        struct str text = db_text(statement, 0);
        size_t length = text.length < 31 ? text.length : 31;
        memcpy(value, text.at ? text.at : "", length);
        value[length] = '\0';
    }
    db_finalize(statement);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

enum status setting_put(struct db *db, const char *name, const char *value, struct failure *why)
{
    struct db_statement *statement = NULL;
    TRY(db_prepare(db,
                   "INSERT INTO setting (name, value) VALUES ($1, $2)"
                   " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                   &statement, why));
    db_bind_text(statement, 1, str_of(name));
    db_bind_text(statement, 2, str_of(value));
    enum status status = db_run(statement, why);
    db_finalize(statement);
    return status;
}

/* ---- the fingerprint: has the pack changed since the file was last opened? ---- */

static void print_table(struct buf *out, const struct table *table)
{
    buf_printf(out, "table %s\n", table->name);
    for (size_t i = 0; i < table->count; i++) {
        const struct column *column = &table->columns[i];
        const struct field *field = column->field;
        buf_printf(out, "%s %s %s %s %s\n", column->name, layout_type(column), field->name,
                   field->list ? field->list->name : "", label_in(&field->label, "en", ""));
    }
}

static void print_list(struct buf *out, const struct codelist *list)
{
    buf_printf(out, "list %s\n", list->name);
    for (size_t i = 0; i < list->count; i++) {
        const struct code *code = &list->codes[i];
        buf_printf(out, "%s %s %s %s %s\n", code->code, code->parent ? code->parent : "",
                   label_in(&code->label, "en", ""), label_in(&code->label, "fr", ""),
                   label_in(&code->label, "es", ""));
    }
}

static enum status fingerprint(const struct layout *layout, char print[32], struct failure *why)
{
    struct buf text;
    buf_init(&text, (size_t)64 * 1024 * 1024);
    for (size_t i = 0; i < layout->pack->kind_count; i++) {
        const struct kind_layout *kind = &layout->kinds[i];
        print_table(&text, &kind->main);
        for (size_t k = 0; k < kind->kind->field_count; k++) {
            if (kind->places[k].child.name) {
                print_table(&text, &kind->places[k].child);
            }
        }
    }
    for (size_t i = 0; i < layout->pack->list_count; i++) {
        print_list(&text, &layout->pack->lists[i]);
    }
    enum status status = buf_status(&text, why);
    snprintf(print, 32, "%016llx", str_hash(buf_view(&text)));
    buf_release(&text);
    return status;
}

/* ---- tables of a pack ---- */

/* What bringing the tables up to date needs to pass around. */
struct sync {
    struct db *db;
    struct db_statement *look;  /* what the dictionary says of a column */
    struct db_statement *count; /* how many columns of a table it has */
    struct db_statement *place; /* how many columns of a field are in other tables */
    struct db_statement *write;
    struct buf sql;
};

static enum status create_table(struct sync *sync, const struct kind_layout *kind,
                                const struct table *table, struct failure *why)
{
    bool main = table == &kind->main;
    struct buf *sql = &sync->sql;
    buf_clear(sql);
    buf_text(sql, "CREATE TABLE ");
    layout_quote(sql, table->name);
    if (main) {
        buf_text(sql, " (id INTEGER PRIMARY KEY, identifier TEXT NOT NULL UNIQUE,"
                      " \"import\" INTEGER NOT NULL REFERENCES import(id), line INTEGER NOT NULL,"
                      " hash BLOB NOT NULL");
    } else {
        buf_text(sql, " (record INTEGER NOT NULL REFERENCES ");
        layout_quote(sql, kind->main.name);
        buf_text(sql, "(id), seq INTEGER NOT NULL");
    }
    for (size_t i = 0; i < table->count; i++) {
        buf_text(sql, ", ");
        layout_quote(sql, table->columns[i].name);
        buf_printf(sql, " %s", layout_type(&table->columns[i]));
    }
    buf_text(sql, main ? ");" : ", PRIMARY KEY (record, seq)) WITHOUT ROWID;");
    return exec_buf(sync->db, sql, why);
}

static enum status add_column(struct sync *sync, const struct table *table,
                              const struct column *column, struct failure *why)
{
    buf_clear(&sync->sql);
    buf_text(&sync->sql, "ALTER TABLE ");
    layout_quote(&sync->sql, table->name);
    buf_text(&sync->sql, " ADD COLUMN ");
    layout_quote(&sync->sql, column->name);
    buf_printf(&sync->sql, " %s", layout_type(column));
    return exec_buf(sync->db, &sync->sql, why);
}

/* Adds a column that the table does not have yet; refuses one that was of another type. */
static enum status sync_column(struct sync *sync, const struct table *table,
                               const struct column *column, struct failure *why)
{
    db_bind_text(sync->look, 1, str_of(table->name));
    db_bind_text(sync->look, 2, str_of(column->name));
    enum step step = db_step(sync->look, why);
    enum status status = step == STEP_ERROR ? why->status : STATUS_OK;
    if (step == STEP_ITEM && !str_is(db_text(sync->look, 0), layout_type(column))) {
        struct str was = db_text(sync->look, 0);
        status =
            fail(why, STATUS_CONFLICT,
                 "%s: column %s of table %s holds %.*s and the pack now wants %s. Import the "
                 "sources into a new file.",
                 db_path(sync->db), column->name, table->name, STR_ARGS(was), layout_type(column));
    }
    db_reset(sync->look);
    return step == STEP_DONE ? add_column(sync, table, column, why) : status;
}

/* One line of the dictionary. */
struct entry {
    const char *table, *column, *kind, *field, *type, *list, *label;
};

static enum status write_entry(struct sync *sync, const struct entry *entry, struct failure *why)
{
    db_bind_text(sync->write, 1, str_of(entry->table));
    db_bind_text(sync->write, 2, str_of(entry->column));
    db_bind_text(sync->write, 3, str_of(entry->kind));
    db_bind_text(sync->write, 4, str_of(entry->field));
    db_bind_text(sync->write, 5, str_of(entry->type));
    db_bind_text_or_null(sync->write, 6, str_of(entry->list));
    db_bind_text_or_null(sync->write, 7, str_of(entry->label));
    return db_run(sync->write, why);
}

static enum status note_column(struct sync *sync, const struct kind_layout *kind,
                               const struct table *table, const struct column *column,
                               struct failure *why)
{
    const struct field *field = column->field;
    struct buf path;
    buf_init(&path, 256);
    if (field->parent) {
        buf_printf(&path, "%s.", field->parent->name);
    }
    buf_text(&path, field->name);
    bool coded = field->list && column->part == PART_VALUE;
    struct entry entry = {table->name,
                          column->name,
                          kind->kind->name,
                          path.at,
                          layout_type(column),
                          coded ? field->list->name : NULL,
                          label_in(&field->label, "en", NULL)};
    enum status status = buf_status(&path, why);
    status = status == STATUS_OK ? write_entry(sync, &entry, why) : status;
    buf_release(&path);
    return status;
}

static enum status note_fixed(struct sync *sync, const struct kind_layout *kind,
                              const struct table *table, struct failure *why)
{
    static const char *const main[][2] = {
        {"id", "INTEGER"},   {"identifier", "TEXT"}, {"import", "INTEGER"},
        {"line", "INTEGER"}, {"hash", "BLOB"},
    };
    static const char *const child[][2] = {{"record", "INTEGER"}, {"seq", "INTEGER"}};
    bool is_main = table == &kind->main;
    for (size_t i = 0; i < (is_main ? COUNT_OF(main) : COUNT_OF(child)); i++) {
        const char *const *column = is_main ? main[i] : child[i];
        struct entry entry = {table->name, column[0], kind->kind->name, "", column[1], NULL, NULL};
        TRY(write_entry(sync, &entry, why));
    }
    return STATUS_OK;
}

static enum status sync_table(struct sync *sync, const struct kind_layout *kind,
                              const struct table *table, struct failure *why)
{
    db_bind_text(sync->count, 1, str_of(table->name));
    enum step step = db_step(sync->count, why);
    bool made = step == STEP_ITEM && db_integer(sync->count, 0) == 0;
    db_reset(sync->count);
    if (step == STEP_ERROR) {
        return why->status;
    }
    if (made) {
        TRY(create_table(sync, kind, table, why));
    }
    TRY(note_fixed(sync, kind, table, why));
    for (size_t i = 0; i < table->count; i++) {
        if (!made) {
            TRY(sync_column(sync, table, &table->columns[i], why));
        }
        TRY(note_column(sync, kind, table, &table->columns[i], why));
    }
    return STATUS_OK;
}

/* Refuses a field that was single and is now repeated, or the reverse: its values are elsewhere. */
static enum status check_place(struct sync *sync, const struct kind_layout *kind,
                               const struct place *place, struct failure *why)
{
    if (place->in_main && place->child.name) {
        return STATUS_OK;
    }
    db_bind_text(sync->place, 1, str_of(kind->kind->name));
    db_bind_text(sync->place, 2, str_of(place->field->name));
    db_bind_text(sync->place, 3, str_of(place->in_main ? kind->main.name : place->child.name));
    enum step step = db_step(sync->place, why);
    bool moved = step == STEP_ITEM && db_integer(sync->place, 0) > 0;
    db_reset(sync->place);
    if (moved) {
        return fail(why, STATUS_CONFLICT,
                    "%s: field %s of %s had %s when the file was made, and the pack now says %s. "
                    "Import the sources into a new file.",
                    db_path(sync->db), place->field->name, kind->kind->name,
                    place->in_main ? "several values" : "one value",
                    place->in_main ? "one" : "several");
    }
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

static enum status sync_kind(struct sync *sync, const struct kind_layout *kind, struct failure *why)
{
    for (size_t i = 0; i < kind->kind->field_count; i++) {
        TRY(check_place(sync, kind, &kind->places[i], why));
    }
    TRY(sync_table(sync, kind, &kind->main, why));
    for (size_t i = 0; i < kind->kind->field_count; i++) {
        if (kind->places[i].child.name) {
            TRY(sync_table(sync, kind, &kind->places[i].child, why));
        }
    }
    return STATUS_OK;
}

static enum status sync_kinds(struct sync *sync, const struct layout *layout, struct failure *why)
{
    TRY(db_prepare(sync->db,
                   "SELECT type FROM dictionary WHERE table_name = $1 AND column_name = $2",
                   &sync->look, why));
    TRY(db_prepare(sync->db, "SELECT COUNT(*) FROM dictionary WHERE table_name = $1", &sync->count,
                   why));
    TRY(db_prepare(
        sync->db,
        "SELECT COUNT(*) FROM dictionary WHERE kind = $1 AND field = $2 AND table_name <> $3",
        &sync->place, why));
    TRY(db_prepare(sync->db,
                   "INSERT INTO dictionary"
                   " (table_name, column_name, kind, field, type, list, label_en)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7)"
                   " ON CONFLICT (table_name, column_name) DO UPDATE SET field = excluded.field,"
                   " list = excluded.list, label_en = excluded.label_en",
                   &sync->write, why));
    for (size_t i = 0; i < layout->pack->kind_count; i++) {
        TRY(sync_kind(sync, &layout->kinds[i], why));
    }
    return STATUS_OK;
}

/* ---- code lists ---- */

static enum status write_codes(struct db_statement *insert, const struct codelist *list,
                               struct failure *why)
{
    static const char *const languages[] = {"en", "fr", "es"};
    for (size_t i = 0; i < list->count; i++) {
        const struct code *code = &list->codes[i];
        db_bind_text(insert, 1, str_of(list->name));
        db_bind_text(insert, 2, str_of(code->code));
        db_bind_text_or_null(insert, 3, str_of(code->parent));
        db_bind_integer(insert, 4, (long long)code->order);
        for (int k = 0; k < 3; k++) {
            const char *label = label_in(&code->label, languages[k], NULL);
            db_bind_text_or_null(insert, 5 + k, str_of(label));
        }
        TRY(db_run(insert, why));
    }
    return STATUS_OK;
}

static enum status sync_codes(struct db *db, const struct pack *pack, struct failure *why)
{
    struct db_statement *insert = NULL;
    TRY(db_exec(db, "DELETE FROM code", why));
    TRY(db_prepare(db,
                   "INSERT INTO code (list, code, parent, sort, label_en, label_fr, label_es)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                   &insert, why));
    enum status status = STATUS_OK;
    for (size_t i = 0; i < pack->list_count && status == STATUS_OK; i++) {
        status = write_codes(insert, &pack->lists[i], why);
    }
    db_finalize(insert);
    return status;
}

/* ---- opening ---- */

static enum status migrate(struct db *db, long long version, struct failure *why)
{
    for (size_t i = (size_t)version; i < COUNT_OF(migrations); i++) {
        TRY(db_exec(db, migrations[i], why));
    }
    return db_set_identity(db, APPLICATION, COUNT_OF(migrations), why);
}

static enum status sync_all(struct db *db, const struct layout *layout, const char *print,
                            struct failure *why)
{
    struct db_identity identity;
    struct sync sync = {.db = db};
    /* Looked at again under the lock: another program may have done the work meanwhile. */
    TRY(db_identify(db, &identity, why));
    TRY(migrate(db, identity.version, why));
    buf_init(&sync.sql, (size_t)1024 * 1024);
    enum status status = sync_kinds(&sync, layout, why);
    db_finalize(sync.look);
    db_finalize(sync.count);
    db_finalize(sync.place);
    db_finalize(sync.write);
    buf_release(&sync.sql);
    if (status != STATUS_OK) {
        return status;
    }
    TRY(sync_codes(db, layout->pack, why));
    TRY(setting_put(db, "pack", layout->pack->name ? layout->pack->name : "", why));
    return setting_put(db, "fingerprint", print, why);
}

/* Refuses a file that is not ours to touch. */
static enum status check_identity(const struct db *db, const struct db_identity *identity,
                                  bool create, struct failure *why)
{
    if (identity->empty && identity->application == 0 && create) {
        return STATUS_OK;
    }
    if (identity->application != APPLICATION) {
        return fail(why, STATUS_INPUT,
                    "%s is a database, but not one of Crosscut's. Give another path with --db.",
                    db_path(db));
    }
    if (identity->version > (long long)COUNT_OF(migrations)) {
        return fail(why, STATUS_CONFLICT,
                    "%s was written by a newer Crosscut (schema %lld, this program knows %zu). "
                    "Install the newer program.",
                    db_path(db), identity->version, COUNT_OF(migrations));
    }
    if (identity->version < 1) {
        return fail(why, STATUS_INTEGRITY,
                    "%s says it has schema %lld, which never was. Restore a backup.", db_path(db),
                    identity->version);
    }
    return STATUS_OK;
}

enum status schema_open(struct db *db, const struct layout *layout, struct schema_options options,
                        bool *stale, struct failure *why)
{
    struct db_identity identity;
    char print[32];
    char kept[32] = "";
    TRY(db_identify(db, &identity, why));
    TRY(check_identity(db, &identity, options.create, why));
    TRY(fingerprint(layout, print, why));
    if (identity.version == (long long)COUNT_OF(migrations)) {
        TRY(setting_get(db, "fingerprint", kept, why));
    }
    *stale = strcmp(print, kept) != 0;
    if (!options.write) {
        return STATUS_OK;
    }
    TRY(db_make_writable(db, why));
    if (!*stale) {
        return STATUS_OK;
    }
    *stale = false;
    TRY(db_begin(db, why));
    enum status status = sync_all(db, layout, print, why);
    if (status != STATUS_OK) {
        db_rollback(db);
        return status;
    }
    return db_commit(db, why);
}
