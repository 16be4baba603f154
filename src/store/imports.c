/* Imports, their problems, and where records come from. */
#include "store/db_rows.h"
#include "store/handle.h"

#include "base/date.h"

enum status store_import_begin(struct store *store, const char *file, const char *format,
                               long long *import, struct failure *why)
{
    struct db_statement *begin = NULL;
    char now[21];
    TRY(store_statement(store, SQL_IMPORT_BEGIN, &begin, why));
    date_now(now);
    db_bind_text(begin, 1, str_of(file));
    db_bind_text(begin, 2, str_of(format));
    db_bind_text(begin, 3, str_of(now));
    enum step step = db_step(begin, why);
    if (step != STEP_ITEM) {
        return step == STEP_ERROR ? why->status : fail(why, STATUS_FAILED, "No import was begun.");
    }
    *import = db_integer(begin, 0);
    return db_run(begin, why);
}

enum status store_import_end(struct store *store, long long import,
                             const struct import_counts *counts, struct failure *why)
{
    struct db_statement *end = NULL;
    char now[21];
    TRY(store_statement(store, SQL_IMPORT_END, &end, why));
    date_now(now);
    db_bind_text(end, 1, str_of(now));
    db_bind_integer(end, 2, (long long)counts->read);
    db_bind_integer(end, 3, (long long)counts->stored);
    db_bind_integer(end, 4, (long long)counts->updated);
    db_bind_integer(end, 5, (long long)counts->unchanged);
    db_bind_integer(end, 6, (long long)counts->rejected);
    db_bind_integer(end, 7, (long long)counts->problems);
    db_bind_integer(end, 8, import);
    return db_run(end, why);
}

#define HEAD_LIMIT ((size_t)64 * 1024)

enum status store_import_head(struct store *store, long long import, struct str head,
                              struct failure *why)
{
    struct db_statement *keep = NULL;
    if (head.length == 0 || head.length > HEAD_LIMIT) {
        return STATUS_OK;
    }
    TRY(store_statement(store, SQL_IMPORT_HEAD, &keep, why));
    db_bind_text(keep, 1, head);
    db_bind_integer(keep, 2, import);
    return db_run(keep, why);
}

enum status store_import_source(struct store *store, struct arena *arena, long long import,
                                struct str *format, struct str *head, struct failure *why)
{
    struct db_statement *get = NULL;
    TRY(store_statement(store, SQL_IMPORT_SOURCE, &get, why));
    db_bind_integer(get, 1, import);
    const enum step step = db_step(get, why);
    *format = step == STEP_ITEM ? arena_str(arena, db_text(get, 0)) : (struct str){"", 0};
    *head = step == STEP_ITEM ? arena_str(arena, db_text(get, 1)) : (struct str){"", 0};
    db_reset(get);
    if (step == STEP_ERROR) {
        return why->status;
    }
    return format->at && head->at ? STATUS_OK : fail_memory(why);
}

enum status store_add_problem(struct store *store, long long import, const struct problem *problem,
                              struct failure *why)
{
    struct db_statement *add = NULL;
    TRY(store_statement(store, SQL_PROBLEM_ADD, &add, why));
    db_bind_integer(add, 1, import);
    db_bind_text(add, 2, str_of(problem->file));
    db_bind_integer(add, 3, problem->line);
    db_bind_integer(add, 4, problem->column);
    db_bind_text_or_null(add, 5, problem->record);
    db_bind_text_or_null(add, 6, problem->field);
    db_bind_text_or_null(add, 7, problem->value);
    db_bind_text(add, 8, str_of(problem->rule));
    db_bind_text(add, 9, str_of(problem->mend));
    db_bind_integer(add, 10, problem->rejected);
    return db_run(add, why);
}

static bool read_import(struct arena *arena, struct db_statement *row, void *item)
{
    struct import_info *info = item;
    info->id = db_integer(row, 0);
    info->file = arena_str(arena, db_text(row, 1));
    info->format = arena_str(arena, db_text(row, 2));
    info->started = arena_str(arena, db_text(row, 3));
    info->finished = arena_str(arena, db_text(row, 4));
    info->taken_back = arena_str(arena, db_text(row, 11));
    info->counts = (struct import_counts){
        .read = (unsigned long long)db_integer(row, 5),
        .stored = (unsigned long long)db_integer(row, 6),
        .updated = (unsigned long long)db_integer(row, 7),
        .unchanged = (unsigned long long)db_integer(row, 8),
        .rejected = (unsigned long long)db_integer(row, 9),
        .problems = (unsigned long long)db_integer(row, 10),
    };
    return info->file.at && info->format.at && info->started.at && info->finished.at &&
           info->taken_back.at;
}

enum status store_imports(struct store *store, struct arena *arena, struct import_info **imports,
                          size_t *count, struct failure *why)
{
    struct db_statement *list = NULL;
    TRY(store_statement(store, SQL_IMPORTS, &list, why));
    return db_rows(list, arena, read_import, sizeof **imports, imports, count, why);
}

/* The text as it is handed out: a struct str of SQLite's own bytes ends in NUL. */
static const char *text_at(struct db_statement *row, int column)
{
    const char *at = db_text(row, column).at;
    return at ? at : "";
}

enum status store_problems(struct store *store, long long import,
                           bool (*each)(void *context, const struct problem *problem),
                           void *context, struct failure *why)
{
    struct db_statement *list = NULL;
    enum step step = STEP_ITEM;
    TRY(store_statement(store, import ? SQL_PROBLEMS_OF : SQL_PROBLEMS, &list, why));
    if (import) {
        db_bind_integer(list, 1, import);
    }
    while ((step = db_step(list, why)) == STEP_ITEM) {
        struct problem problem = {
            .file = text_at(list, 0),
            .line = (unsigned)db_integer(list, 1),
            .column = (unsigned)db_integer(list, 2),
            .record = db_text(list, 3),
            .field = db_text(list, 4),
            .value = db_text(list, 5),
            .rule = text_at(list, 6),
            .mend = text_at(list, 7),
            .rejected = db_integer(list, 8) != 0,
        };
        problem.mends = problem_mends(store->pack, &problem);
        if (!each(context, &problem)) {
            db_reset(list);
            break;
        }
    }
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* ---- where a record comes from ---- */

/* Reads the row of the statement "source" (records.c). */
static enum status read_source(struct store *store, struct db_statement *row, struct arena *arena,
                               bool original, struct provenance *provenance, struct failure *why)
{
    provenance->import = db_integer(row, 0);
    provenance->file = arena_str(arena, db_text(row, 1));
    provenance->format = arena_str(arena, db_text(row, 2));
    provenance->imported = arena_str(arena, db_text(row, 3));
    provenance->line = (unsigned)db_integer(row, 4);
    provenance->versions = (unsigned)db_integer(row, 5);
    if (!provenance->file.at || !provenance->format.at || !provenance->imported.at) {
        return fail_memory(why);
    }
    struct piece piece = {db_integer(row, 6), db_integer(row, 7), db_integer(row, 8)};
    piece.length = original ? piece.length : 0;
    return blocks_read(store, arena, db_blob(row, 9), &piece, &provenance->original, why);
}

/* The block of an original is only read when the original is asked for. */
static enum status find_source(struct store *store, struct arena *arena,
                               const struct record *record, bool original,
                               struct provenance *provenance, struct failure *why)
{
    struct db_statement *source = NULL;
    *provenance = (struct provenance){0};
    TRY(records_source(store, record->kind, &source, why));
    db_bind_integer(source, 1, original);
    db_bind_integer(source, 2, record->id);
    enum step step = db_step(source, why);
    if (step == STEP_ERROR) {
        return why->status;
    }
    if (step == STEP_DONE) {
        return fail(why, STATUS_NOT_FOUND, "The record \"%.*s\" is not in the store.",
                    STR_ARGS(record->identifier));
    }
    enum status status = read_source(store, source, arena, original, provenance, why);
    db_reset(source);
    return status;
}

enum status store_provenance(struct store *store, struct arena *arena, const struct record *record,
                             struct provenance *provenance, struct failure *why)
{
    return find_source(store, arena, record, true, provenance, why);
}

enum status store_origin(struct store *store, struct arena *arena, const struct record *record,
                         struct provenance *provenance, struct failure *why)
{
    return find_source(store, arena, record, false, provenance, why);
}

static enum status prepare_piece(struct store *store, const struct kind_layout *layout,
                                 struct db_statement **statement, struct failure *why)
{
    struct buf sql;
    buf_init(&sql, 4096);
    buf_text(&sql, "SELECT r.\"import\", o.block, o.start, o.length FROM ");
    layout_quote(&sql, layout->main.name);
    buf_text(&sql, " r JOIN original o ON o.record = r.id WHERE r.id = $1");
    enum status status = buf_status(&sql, why);
    if (status == STATUS_OK) {
        status = db_prepare(store->db, sql.at, statement, why);
    }
    buf_release(&sql);
    return status;
}

enum status store_original(struct store *store, const struct record *record, long long *import,
                           struct str *bytes, struct failure *why)
{
    struct db_statement **get = &store->kinds[record->kind->index].piece;
    if (!*get) {
        TRY(prepare_piece(store, layout_of(&store->layout, record->kind), get, why));
    }
    db_bind_integer(*get, 1, record->id);
    const enum step step = db_step(*get, why);
    const struct piece piece = {db_integer(*get, 1), db_integer(*get, 2), db_integer(*get, 3)};
    *import = db_integer(*get, 0);
    db_reset(*get);
    if (step != STEP_ITEM) {
        return step == STEP_ERROR ? why->status
                                  : fail(why, STATUS_NOT_FOUND, "The record is gone.");
    }
    return blocks_piece(store, &piece, bytes, why);
}
