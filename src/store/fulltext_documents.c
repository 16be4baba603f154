/*
 * Words and conditions are asked apart: a condition by its kind's own tables, which have indexes,
 * and the words by the full-text index; where both hold is one pass over bytes in memory. Asking
 * the tables about each document that has the words, as SQL would, took ten times as long.
 */
#include "store/fulltext_documents.h"

#include "model/conduct.h"
#include "store/select.h"

#include <stdlib.h>

void fulltext_documents_release(struct fulltext_documents *documents)
{
    free(documents->kind);
    free(documents->left_out);
    free(documents->of);
    *documents = (struct fulltext_documents){.count = 0};
}

/* ---- reading them ---- */

static enum status make_room(struct store *store, struct fulltext_documents *made,
                             struct failure *why)
{
    struct db_statement *row = NULL;
    TRY(db_prepare(store->db, "SELECT COALESCE(MAX(id), 0), COUNT(*) FROM fulltext_document", &row,
                   why));
    const enum step step = db_step(row, why);
    made->count = step == STEP_ITEM ? (size_t)db_integer(row, 0) + 1 : 1;
    made->room = step == STEP_ITEM ? (size_t)db_integer(row, 1) : 0;
    db_finalize(row);
    if (step == STEP_ERROR) {
        return why->status;
    }
    made->kind = calloc(made->count, sizeof *made->kind);
    made->left_out = calloc(made->count, sizeof *made->left_out);
    made->of = calloc(made->room + 1, sizeof *made->of);
    return made->kind && made->left_out && made->of ? STATUS_OK : fail_memory(why);
}

static int compare(const void *left, const void *right)
{
    const struct fulltext_of *a = left, *b = right;
    return a->record < b->record ? -1 : a->record > b->record;
}

static enum status fill(struct store *store, struct fulltext_documents *made, struct failure *why)
{
    struct db_statement *rows = NULL;
    const struct kind *kind = NULL;
    enum step step = STEP_DONE;
    bool sorted = true;
    TRY(db_prepare(store->db, "SELECT id, record, kind FROM fulltext_document", &rows, why));
    while ((step = db_step(rows, why)) == STEP_ITEM) {
        const long long id = db_integer(rows, 0);
        const struct fulltext_of of = {db_integer(rows, 1), (uint32_t)id};
        if (!kind || !str_is(db_text(rows, 2), kind->name)) {
            kind = pack_kind(store->pack, db_text(rows, 2));
        }
        if (kind && id >= 0 && (size_t)id < made->count && made->of_count < made->room) {
            sorted =
                sorted && (made->of_count == 0 || made->of[made->of_count - 1].record < of.record);
            made->kind[id] = (uint16_t)(kind->index + 1);
            made->of[made->of_count++] = of;
        }
    }
    db_finalize(rows);
    if (!sorted) { /* records that changed have the last documents */
        qsort(made->of, made->of_count, sizeof *made->of, compare);
    }
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* The document of a record, 0 when it has none; *@at: where the last one was found. */
static uint32_t document_of(const struct fulltext_documents *documents, long long record,
                            size_t *at)
{
    size_t low = 0, high = documents->of_count;
    if (*at + 1 < high && documents->of[*at + 1].record == record) {
        return documents->of[++*at].document;
    }
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (documents->of[middle].record < record) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *at = low;
    return low < documents->of_count && documents->of[low].record == record
               ? documents->of[low].document
               : 0;
}

/* Sets the byte of the document of each record that @sql, which it releases, selects. */
static enum status mark_selected(struct sql *sql, const struct fulltext_documents *documents,
                                 unsigned char *marks, struct failure *why)
{
    struct db_statement *rows = NULL;
    enum step step = STEP_DONE;
    size_t at = 0;
    TRY(sql_prepare(sql, &rows, why));
    while ((step = db_step(rows, why)) == STEP_ITEM) {
        const uint32_t document = document_of(documents, db_integer(rows, 0), &at);
        marks[document] = document > 0;
    }
    db_finalize(rows);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

static void select_records(struct sql *sql, const struct kind *kind)
{
    buf_text(&sql->text, "SELECT r.id FROM ");
    sql_name(sql, NULL, layout_of(&sql->store->layout, kind)->main.name);
    buf_text(&sql->text, " r");
}

static enum status fill_left_out(struct store *store, struct fulltext_documents *made,
                                 struct failure *why)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < store->pack->kind_count && status == STATUS_OK; i++) {
        const struct kind *kind = &store->pack->kinds[i];
        struct arena arena;
        struct sql sql;
        if (!kind->conduct || !kind->conduct->leave_out) {
            continue;
        }
        arena_init(&arena, (size_t)1024 * 1024);
        sql_init(&sql, store, &arena);
        select_records(&sql, kind);
        sql_left_out(&sql, kind, " WHERE ");
        status = mark_selected(&sql, made, made->left_out, why);
        arena_release(&arena);
    }
    return status;
}

enum status fulltext_documents(struct store *store, const struct fulltext_documents **documents,
                               struct failure *why)
{
    struct fulltext_documents *kept = &store->fulltext_documents;
    struct fulltext_documents made = {.count = 0};
    *documents = kept;
    TRY(store_revision(store, &made.revision, why));
    if (kept->kind && kept->revision == made.revision) {
        return STATUS_OK;
    }
    enum status status = make_room(store, &made, why);
    if (status == STATUS_OK) {
        status = fill(store, &made, why);
    }
    if (status == STATUS_OK) {
        status = fill_left_out(store, &made, why);
    }
    if (status != STATUS_OK) {
        fulltext_documents_release(&made);
        return status;
    }
    fulltext_documents_release(kept);
    *kept = made;
    return STATUS_OK;
}

/* ---- choosing ---- */

/* Whether a filter asks for records of the kind that the kind itself leaves out. */
static bool asks_for_left_out(const struct fulltext_question *question, const struct kind *kind)
{
    for (size_t i = 0; i < question->filter_count; i++) {
        for (size_t k = 0; k < question->filters[i].count; k++) {
            const struct query *query = &question->filters[i].queries[k];
            if (query->kind == kind && !query_leaves_out(query)) {
                return true;
            }
        }
    }
    return false;
}

enum status fulltext_choose(struct store *store, struct arena *arena,
                            const struct fulltext_question *question,
                            const struct fulltext_documents *documents, unsigned char **chosen,
                            struct failure *why)
{
    const struct pack *pack = store->pack;
    bool *asked = arena_array(arena, pack->kind_count + 1, sizeof *asked);
    *chosen = arena_array(arena, documents->count, 1);
    if (!asked || !*chosen) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < pack->kind_count; i++) {
        asked[i + 1] = asks_for_left_out(question, &pack->kinds[i]);
    }
    for (size_t i = 0; i < documents->count; i++) {
        const uint16_t kind = documents->kind[i];
        (*chosen)[i] = kind > 0 && (!documents->left_out[i] || asked[kind]);
    }
    return STATUS_OK;
}

/* Appends the conditions of one question in brackets. */
static void add_conditions(struct sql *sql, const struct query *query)
{
    buf_char(&sql->text, '(');
    const size_t before = sql->text.length;
    sql_where(sql, query, "");
    buf_text(&sql->text, sql->text.length == before ? "0 = 0)" : ")");
}

/* Marks the records of any of the questions of a filter; those of one kind are asked together. */
static enum status mark_filter(struct store *store, struct arena *arena,
                               const struct fulltext_filter *filter,
                               const struct fulltext_documents *documents, unsigned char *marks,
                               struct failure *why)
{
    for (size_t i = 0; i < filter->count;) {
        const struct kind *kind = filter->queries[i].kind;
        const char *before = " WHERE ";
        struct sql sql;
        sql_init(&sql, store, arena);
        select_records(&sql, kind);
        for (; i < filter->count && filter->queries[i].kind == kind; i++) {
            buf_text(&sql.text, before);
            add_conditions(&sql, &filter->queries[i]);
            before = " OR ";
        }
        TRY(mark_selected(&sql, documents, marks, why));
    }
    return STATUS_OK;
}

enum status fulltext_pass_filters(struct store *store, struct arena *arena,
                                  const struct fulltext_question *question,
                                  const struct fulltext_documents *documents, unsigned char *chosen,
                                  struct failure *why)
{
    unsigned char *marks = arena_array(arena, documents->count, 1);
    if (!marks) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < question->filter_count; i++) {
        const unsigned char met = question->filters[i].excluded ? 0 : 1;
        memset(marks, 0, documents->count);
        TRY(mark_filter(store, arena, &question->filters[i], documents, marks, why));
        for (size_t d = 0; d < documents->count; d++) {
            chosen[d] &= marks[d] == met;
        }
    }
    return STATUS_OK;
}
