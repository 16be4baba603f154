/* Asking the full-text index, in SQLite's FTS5: see fulltext.h. */
#include "store/fulltext.h"

#include "model/conduct.h"
#include "store/db_rows.h"
#include "store/fulltext_kinds.h"
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

/* What a row has in front of its kind and identifier. */
enum front { FRONT_NOTHING, FRONT_SCORE };

/* Rows of (score or 0, kind, identifier, number in the index), in the order of the index. */
static void add_select(struct sql *sql, const struct fulltext_question *question, struct str match,
                       enum front front)
{
    if (question->all_count > 0) {
        text(sql, front == FRONT_SCORE ? "SELECT CAST(f.rank * -1e12 AS INTEGER)" : "SELECT 0");
        text(sql, ", d.kind, d.identifier, d.id FROM fulltext f"
                  " JOIN fulltext_document d ON d.id = f.rowid WHERE f.fulltext MATCH ");
        sql_bind_text(sql, match);
    } else {
        text(sql, "SELECT 0, d.kind, d.identifier, d.id FROM fulltext_document d WHERE ");
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
                           const struct fulltext_question *question, enum front front,
                           struct db_statement **statement, struct failure *why)
{
    struct sql sql;
    struct buf match;
    buf_init(&match, EXPRESSION_LIMIT);
    add_expression(&match, question);
    enum status status = buf_status(&match, why);
    if (status == STATUS_OK) {
        sql_init(&sql, store, arena);
        add_select(&sql, question, buf_view(&match), front);
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

/* The kind of the row in hand; NULL when it is passed over. */
static enum status look_at_row(const struct store *store, const struct fulltext_question *question,
                               struct db_statement *row, const struct kind **kind,
                               struct failure *why)
{
    *kind = pack_kind(store->pack, db_text(row, 1));
    if (!*kind || !question->accept) {
        return STATUS_OK;
    }
    const enum step step = question->accept(question->context, *kind, db_text(row, 2), why);
    if (step != STEP_ITEM) {
        *kind = NULL;
    }
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

static enum status take_row(const struct store *store, const struct fulltext_question *question,
                            struct db_statement *row, struct best *best, unsigned long long *total,
                            struct failure *why)
{
    struct scored scored = {.score = db_integer(row, 0)};
    TRY(look_at_row(store, question, row, &scored.kind, why));
    if (!scored.kind) {
        return STATUS_OK;
    }
    scored.identifier = db_text(row, 2);
    (*total)++;
    return best ? keep(best, scored, why) : STATUS_OK;
}

/* Whether only the index need be asked to know which records there are. */
static bool is_of_words(const struct fulltext_question *question)
{
    return question->all_count > 0 && question->filter_count == 0 && !question->accept;
}

static bool takes_kind(const struct fulltext_question *question, const struct kind *kind)
{
    for (size_t i = 0; i < question->kind_count; i++) {
        if (question->kinds[i] == kind) {
            return true;
        }
    }
    return !question->kinds;
}

/* By the numbers alone: the index is read, and no record is looked up. */
static enum status count_words(struct store *store, struct arena *arena,
                               const struct fulltext_question *question,
                               unsigned long long *by_kind, unsigned long long *total,
                               struct failure *why)
{
    struct sql sql;
    struct buf match;
    struct db_statement *rows = NULL;
    const struct fulltext_kinds *kinds = NULL;
    enum step step = STEP_DONE;
    TRY(fulltext_kinds(store, &kinds, why));
    buf_init(&match, EXPRESSION_LIMIT);
    add_expression(&match, question);
    enum status status = buf_status(&match, why);
    if (status == STATUS_OK) {
        sql_init(&sql, store, arena);
        text(&sql, "SELECT rowid FROM fulltext WHERE fulltext MATCH ");
        sql_bind_text(&sql, buf_view(&match));
        status = sql_prepare(&sql, &rows, why);
    }
    buf_release(&match);
    TRY(status);
    while ((step = db_step(rows, why)) == STEP_ITEM) {
        const long long id = db_integer(rows, 0);
        const unsigned kind = id >= 0 && (size_t)id < kinds->count ? kinds->of[id] : 0;
        if (kind > 0 && takes_kind(question, &store->pack->kinds[kind - 1])) {
            (*total)++;
            if (by_kind) {
                by_kind[kind - 1]++;
            }
        }
    }
    db_finalize(rows);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

enum status fulltext_count(struct store *store, struct arena *arena,
                           const struct fulltext_question *question, unsigned long long *by_kind,
                           unsigned long long *total, struct failure *why)
{
    struct db_statement *rows = NULL;
    const struct kind *kind = NULL;
    enum status status = STATUS_OK;
    enum step step = STEP_DONE;
    *total = 0;
    if (is_of_words(question)) {
        return count_words(store, arena, question, by_kind, total, why);
    }
    TRY(prepare(store, arena, question, FRONT_NOTHING, &rows, why));
    while (status == STATUS_OK && (step = db_step(rows, why)) == STEP_ITEM) {
        status = look_at_row(store, question, rows, &kind, why);
        if (status == STATUS_OK && kind) {
            (*total)++;
            if (by_kind) {
                by_kind[kind->index]++;
            }
        }
    }
    db_finalize(rows);
    return status != STATUS_OK || step == STEP_ERROR ? why->status : STATUS_OK;
}

/* ---- broad searches ---- */

bool fulltext_is_broad(const struct fulltext_question *question, unsigned long long total)
{
    return is_of_words(question) && total > FULLTEXT_BROAD;
}

#define STRONG ((1U << FULLTEXT_A) | (1U << FULLTEXT_IDENTIFIER))

/* The same words in fields of weight A and in the identifier; *@any: false when one may stand in
 * none of these. */
static enum status strengthen(struct arena *arena, const struct fulltext_question *question,
                              struct fulltext_question *strong, bool *any, struct failure *why)
{
    struct fulltext_any *all = arena_array(arena, question->all_count, sizeof *all);
    *strong = *question;
    strong->all = all;
    *any = true;
    for (size_t i = 0; all && i < question->all_count; i++) {
        const struct fulltext_any *from = &question->all[i];
        struct fulltext_phrase *phrases = arena_array(arena, from->count + 1, sizeof *phrases);
        if (!phrases) {
            return fail_memory(why);
        }
        all[i].phrases = phrases;
        for (size_t k = 0; k < from->count; k++) {
            const unsigned columns = from->phrases[k].columns;
            if (columns == 0 || (columns & STRONG) != 0) {
                phrases[all[i].count] = from->phrases[k];
                phrases[all[i].count++].columns = columns == 0 ? STRONG : columns & STRONG;
            }
        }
        *any = *any && all[i].count > 0;
    }
    return all ? STATUS_OK : fail_memory(why);
}

/* The numbers, in the index, of the records that have been ranked, rising. */
struct ranked {
    long long *ids;
    size_t count;
};

static enum status rank_strong(struct store *store, struct arena *arena,
                               const struct fulltext_question *question, struct best *best,
                               struct ranked *ranked, struct failure *why)
{
    struct fulltext_question strong;
    struct db_statement *rows = NULL;
    unsigned long long total = 0;
    enum status status = STATUS_OK;
    enum step step = STEP_DONE;
    bool any = false;
    ranked->ids = arena_array(arena, FULLTEXT_BROAD, sizeof *ranked->ids);
    if (!ranked->ids) {
        return fail_memory(why);
    }
    TRY(strengthen(arena, question, &strong, &any, why));
    if (!any) {
        return STATUS_OK;
    }
    TRY(prepare(store, arena, &strong, FRONT_SCORE, &rows, why));
    while (status == STATUS_OK && ranked->count < FULLTEXT_BROAD &&
           (step = db_step(rows, why)) == STEP_ITEM) {
        status = take_row(store, &strong, rows, best, &total, why);
        ranked->ids[ranked->count++] = db_integer(rows, 3);
    }
    db_finalize(rows);
    return status != STATUS_OK || step == STEP_ERROR ? why->status : STATUS_OK;
}

/* Adds what has not been ranked, in the order of the index, until there are enough. */
static enum status add_rest(struct store *store, struct arena *arena,
                            const struct fulltext_question *question, const struct ranked *ranked,
                            struct best *best, struct failure *why)
{
    struct db_statement *rows = NULL;
    size_t capacity = best->count, next = 0;
    enum status status = STATUS_OK;
    enum step step = STEP_DONE;
    TRY(prepare(store, arena, question, FRONT_NOTHING, &rows, why));
    while (status == STATUS_OK && best->count < best->limit &&
           (step = db_step(rows, why)) == STEP_ITEM) {
        const long long id = db_integer(rows, 3);
        struct scored scored = {.score = 0};
        while (next < ranked->count && ranked->ids[next] < id) {
            next++;
        }
        if (next < ranked->count && ranked->ids[next] == id) {
            continue;
        }
        status = look_at_row(store, question, rows, &scored.kind, why);
        if (status == STATUS_OK && scored.kind) {
            struct scored *grown =
                arena_grow(arena, best->rows, best->count, &capacity, sizeof *grown);
            scored.identifier = arena_str(arena, db_text(rows, 2));
            if (!grown || !scored.identifier.at) {
                status = fail_memory(why);
                break;
            }
            best->rows = grown;
            grown[best->count++] = scored;
        }
    }
    db_finalize(rows);
    return status != STATUS_OK || step == STEP_ERROR ? why->status : STATUS_OK;
}

static enum status copy_out(const struct best *best, struct fulltext_hit **hits,
                            struct failure *why)
{
    *hits = arena_array(best->arena, best->count + 1, sizeof **hits);
    for (size_t i = 0; *hits && i < best->count; i++) {
        const struct scored *row = &best->rows[i];
        (*hits)[i] =
            (struct fulltext_hit){row->kind, row->identifier, (double)row->score / SCORE_UNIT};
    }
    return *hits ? STATUS_OK : fail_memory(why);
}

enum status fulltext_search_broad(struct store *store, struct arena *arena,
                                  const struct fulltext_question *question, size_t limit,
                                  struct fulltext_hit **hits, struct failure *why)
{
    struct best best = {.arena = arena, .limit = limit};
    struct ranked ranked = {.count = 0};
    TRY(rank_strong(store, arena, question, &best, &ranked, why));
    settle(&best);
    TRY(add_rest(store, arena, question, &ranked, &best, why));
    return copy_out(&best, hits, why);
}

enum status fulltext_search(struct store *store, struct arena *arena,
                            const struct fulltext_question *question, size_t limit,
                            struct fulltext_hit **hits, unsigned long long *total,
                            struct failure *why)
{
    struct db_statement *rows = NULL;
    struct best best = {.arena = arena, .limit = limit};
    struct fulltext_question all_kinds = *question;
    enum status status = STATUS_OK;
    enum step step = STEP_DONE;
    all_kinds.kinds = NULL;
    *total = 0;
    if (!hits) {
        return fulltext_count(store, arena, question, NULL, total, why);
    }
    if (limit > 0 && is_of_words(question)) {
        TRY(fulltext_count(store, arena, &all_kinds, NULL, total, why));
        if (fulltext_is_broad(question, *total)) {
            TRY(fulltext_count(store, arena, question, NULL, total, why));
            return fulltext_search_broad(store, arena, question, limit, hits, why);
        }
        *total = 0;
    }
    TRY(prepare(store, arena, question, FRONT_SCORE, &rows, why));
    while (status == STATUS_OK && (step = db_step(rows, why)) == STEP_ITEM) {
        status = take_row(store, question, rows, &best, total, why);
    }
    db_finalize(rows);
    if (status != STATUS_OK || step == STEP_ERROR) {
        return why->status;
    }
    settle(&best);
    return copy_out(&best, hits, why);
}

/* ---- words of the index ---- */

static bool read_word(struct arena *arena, struct db_statement *row, void *item)
{
    struct fulltext_word *word = item;
    word->word = arena_str(arena, db_text(row, 0));
    word->documents = (unsigned long long)db_integer(row, 1);
    return word->word.at != NULL;
}

enum status fulltext_words(struct store *store, struct arena *arena, struct str prefix,
                           size_t limit, struct fulltext_word **words, size_t *count,
                           struct failure *why)
{
    struct db_statement *list = NULL;
    /* The highest character there is ends the range of words with this beginning. */
    char *end = arena_printf(arena, "%.*s\xF4\x8F\xBF\xBF", STR_ARGS(prefix));
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
    return db_rows_once(list, arena, read_word, sizeof **words, words, count, why);
}
