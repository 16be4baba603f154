/* Asking the full-text index, in SQLite's FTS5: see fulltext.h. */
#include "store/fulltext.h"

#include "model/conduct.h"
#include "store/select.h"

#include <stdlib.h>

#define EXPRESSION_LIMIT ((size_t)256 * 1024)
#define SCORE_UNIT 1e12 /* scores come as whole numbers, so that equal ones are equal */

/* ---- FTS5's own language: everything is quoted, so no word of a user is ever a command ---- */

static void add_quoted(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '"') {
            buf_char(out, '"');
        }
        buf_char(out, text.at[i]);
    }
}

static void add_phrase(struct buf *out, const struct fulltext_phrase *phrase)
{
    static const char *const names[FULLTEXT_COLUMNS] = {"a", "b", "c", "d", "identifier"};
    if (phrase->columns != 0) {
        buf_char(out, '{');
        for (int i = 0; i < FULLTEXT_COLUMNS; i++) {
            if ((phrase->columns >> i & 1U) != 0) {
                buf_printf(out, " %s", names[i]);
            }
        }
        buf_text(out, " } : ");
    }
    buf_char(out, '"');
    for (size_t i = 0; i < phrase->count; i++) {
        if (i > 0) {
            buf_char(out, ' ');
        }
        add_quoted(out, phrase->words[i]);
    }
    buf_text(out, phrase->prefix ? "\" *" : "\"");
}

static void add_any(struct buf *out, const struct fulltext_any *any)
{
    buf_char(out, '(');
    for (size_t i = 0; i < any->count; i++) {
        buf_text(out, i > 0 ? " OR " : "");
        add_phrase(out, &any->phrases[i]);
    }
    buf_char(out, ')');
}

/* "(a AND b) NOT c"; or, without words to find, only what must not be there. */
static void add_expression(struct buf *out, const struct fulltext_question *question)
{
    if (question->all_count > 0) {
        buf_char(out, '(');
        for (size_t i = 0; i < question->all_count; i++) {
            buf_text(out, i > 0 ? " AND " : "");
            add_any(out, &question->all[i]);
        }
        buf_char(out, ')');
    }
    if (question->none.count > 0) {
        buf_text(out, question->all_count > 0 ? " NOT " : "");
        add_any(out, &question->none);
    }
}

/* ---- SQL ---- */

static void text(struct sql *sql, const char *words)
{
    buf_text(&sql->text, words);
}

static void add_kinds(struct sql *sql, const struct fulltext_question *question)
{
    if (!question->kinds) {
        return;
    }
    text(sql, " AND d.kind IN (");
    for (size_t i = 0; i < question->kind_count; i++) {
        text(sql, i > 0 ? ", " : "");
        sql_bind_text(sql, str_of(question->kinds[i]->name));
    }
    text(sql, ")");
}

static void add_query(struct sql *sql, const struct query *query)
{
    text(sql, "(d.kind = ");
    sql_bind_text(sql, str_of(query->kind->name));
    text(sql, " AND EXISTS (SELECT 1 FROM ");
    sql_name(sql, NULL, layout_of(&sql->store->layout, query->kind)->main.name);
    text(sql, " r WHERE r.id = d.record");
    sql_where(sql, query, " AND ");
    text(sql, "))");
}

static void add_filter(struct sql *sql, const struct fulltext_filter *filter)
{
    if (filter->count == 0) {
        text(sql, filter->excluded ? "" : " AND 0 = 1");
        return;
    }
    text(sql, filter->excluded ? " AND NOT (" : " AND (");
    for (size_t i = 0; i < filter->count; i++) {
        text(sql, i > 0 ? " OR " : "");
        add_query(sql, &filter->queries[i]);
    }
    text(sql, ")");
}

/* Records that their kind leaves out, unless a filter asks for them. */
static void leave_out(struct sql *sql, const struct fulltext_question *question,
                      const struct kind *kind)
{
    for (size_t i = 0; i < question->filter_count; i++) {
        for (size_t k = 0; k < question->filters[i].count; k++) {
            const struct query *query = &question->filters[i].queries[k];
            if (query->kind == kind && !query_leaves_out(query)) {
                return;
            }
        }
    }
    text(sql, " AND NOT (d.kind = ");
    sql_bind_text(sql, str_of(kind->name));
    text(sql, " AND EXISTS (SELECT 1 FROM ");
    sql_name(sql, NULL, layout_of(&sql->store->layout, kind)->main.name);
    text(sql, " r WHERE r.id = d.record");
    sql_left_out(sql, kind, " AND ");
    text(sql, "))");
}

/* Rows of (score, kind, identifier). */
static void add_select(struct sql *sql, const struct fulltext_question *question, struct str match,
                       bool scored)
{
    if (question->all_count > 0) {
        text(sql, scored ? "SELECT CAST(f.rank * -1e12 AS INTEGER)" : "SELECT 0");
        text(sql, ", d.kind, d.identifier FROM fulltext f"
                  " JOIN fulltext_document d ON d.id = f.rowid WHERE f.fulltext MATCH ");
        sql_bind_text(sql, match);
    } else {
        text(sql, "SELECT 0, d.kind, d.identifier FROM fulltext_document d WHERE ");
        text(sql, match.length > 0 ? "d.id NOT IN (SELECT rowid FROM fulltext WHERE fulltext MATCH "
                                   : "0 = 0");
        if (match.length > 0) {
            sql_bind_text(sql, match);
            text(sql, ")");
        }
    }
    add_kinds(sql, question);
    for (size_t i = 0; i < question->filter_count; i++) {
        add_filter(sql, &question->filters[i]);
    }
    for (size_t i = 0; i < sql->store->pack->kind_count; i++) {
        const struct kind *kind = &sql->store->pack->kinds[i];
        if (kind->conduct && kind->conduct->leave_out) {
            leave_out(sql, question, kind);
        }
    }
}

static enum status prepare(struct store *store, struct arena *arena,
                           const struct fulltext_question *question, bool scored,
                           struct db_statement **statement, struct failure *why)
{
    struct sql sql;
    struct buf match;
    buf_init(&match, EXPRESSION_LIMIT);
    add_expression(&match, question);
    enum status status = buf_status(&match, why);
    if (status == STATUS_OK) {
        sql_init(&sql, store, arena);
        add_select(&sql, question, buf_view(&match), scored);
        status = sql_prepare(&sql, statement, why);
    }
    buf_release(&match);
    return status;
}

/* ---- the best of many rows ---- */

struct scored {
    long long score;
    const struct kind *kind;
    struct str identifier;
};

/* At most twice as many as are wanted; then the worse half goes. */
struct best {
    struct arena *arena;
    struct scored *rows;
    size_t count, capacity, limit; /* limit 0: all */
    bool full;                     /* rows[limit - 1] is the worst that may stay */
};

/* Better ones first: by score, identifier, kind. */
static int compare(const void *left, const void *right)
{
    const struct scored *a = left, *b = right;
    if (a->score != b->score) {
        return a->score > b->score ? -1 : 1;
    }
    int order = str_compare(a->identifier, b->identifier);
    return order != 0 ? order : strcmp(a->kind->name, b->kind->name);
}

static void settle(struct best *best)
{
    if (best->count > 0) {
        qsort(best->rows, best->count, sizeof *best->rows, compare);
    }
    if (best->limit > 0 && best->count >= best->limit) {
        best->count = best->limit;
        best->full = true;
    }
}

static enum status keep(struct best *best, struct scored row, struct failure *why)
{
    if (best->full && compare(&row, &best->rows[best->limit - 1]) > 0) {
        return STATUS_OK;
    }
    struct scored *grown =
        arena_grow(best->arena, best->rows, best->count, &best->capacity, sizeof *grown);
    row.identifier = arena_str(best->arena, row.identifier);
    if (!grown || !row.identifier.at) {
        return fail_memory(why);
    }
    best->rows = grown;
    best->rows[best->count++] = row;
    if (best->limit > 0 && best->count >= best->limit * 2) {
        settle(best);
    }
    return STATUS_OK;
}

/* Looks at the row in hand. */
static enum status take_row(const struct store *store, const struct fulltext_question *question,
                            struct db_statement *row, struct best *best, unsigned long long *total,
                            struct failure *why)
{
    struct scored scored = {db_integer(row, 0), pack_kind(store->pack, db_text(row, 1)),
                            db_text(row, 2)};
    if (!scored.kind) {
        return STATUS_OK;
    }
    enum step step = STEP_ITEM;
    if (question->accept) {
        step = question->accept(question->context, scored.kind, scored.identifier, why);
    }
    if (step != STEP_ITEM) {
        return step == STEP_ERROR ? why->status : STATUS_OK;
    }
    (*total)++;
    return best ? keep(best, scored, why) : STATUS_OK;
}

static enum status hand_out(struct best *best, struct fulltext_hit **hits, struct failure *why)
{
    settle(best);
    *hits = arena_array(best->arena, best->count, sizeof **hits);
    if (!*hits) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < best->count; i++) {
        const struct scored *row = &best->rows[i];
        (*hits)[i] =
            (struct fulltext_hit){row->kind, row->identifier, (double)row->score / SCORE_UNIT};
    }
    return STATUS_OK;
}

enum status fulltext_search(struct store *store, struct arena *arena,
                            const struct fulltext_question *question, size_t limit,
                            struct fulltext_hit **hits, unsigned long long *total,
                            struct failure *why)
{
    struct db_statement *rows = NULL;
    struct best best = {.arena = arena, .limit = limit};
    enum status status = STATUS_OK;
    enum step step = STEP_DONE;
    *total = 0;
    TRY(prepare(store, arena, question, hits != NULL, &rows, why));
    while (status == STATUS_OK && (step = db_step(rows, why)) == STEP_ITEM) {
        status = take_row(store, question, rows, hits ? &best : NULL, total, why);
    }
    db_finalize(rows);
    if (status != STATUS_OK || step == STEP_ERROR) {
        return why->status;
    }
    return hits ? hand_out(&best, hits, why) : STATUS_OK;
}

/* ---- words of the index ---- */

static enum status list_words(struct db_statement *list, struct arena *arena,
                              struct fulltext_word **words, size_t *count, struct failure *why)
{
    size_t capacity = 0;
    enum step step = STEP_ITEM;
    while ((step = db_step(list, why)) == STEP_ITEM) {
        struct fulltext_word *grown = arena_grow(arena, *words, *count, &capacity, sizeof *grown);
        struct str word = arena_str(arena, db_text(list, 0));
        if (!grown || !word.at) {
            return fail_memory(why);
        }
        *words = grown;
        (*words)[(*count)++] =
            (struct fulltext_word){word, (unsigned long long)db_integer(list, 1)};
    }
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

enum status fulltext_words(struct store *store, struct arena *arena, struct str prefix,
                           size_t limit, struct fulltext_word **words, size_t *count,
                           struct failure *why)
{
    struct db_statement *list = NULL;
    /* The highest character there is ends the range of words with this beginning. */
    char *end = arena_printf(arena, "%.*s\xF4\x8F\xBF\xBF", STR_ARGS(prefix));
    *words = NULL;
    *count = 0;
    if (!end) {
        return fail_memory(why);
    }
    TRY(db_prepare(store->db,
                   "SELECT term, doc FROM fulltext_word WHERE term >= $1 AND term <= $2"
                   " ORDER BY doc DESC, term LIMIT $3",
                   &list, why));
    db_bind_text(list, 1, prefix);
    db_bind_text(list, 2, str_of(end));
    db_bind_integer(list, 3, (long long)limit);
    enum status status = list_words(list, arena, words, count, why);
    db_finalize(list);
    return status;
}
