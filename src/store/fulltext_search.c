/* Asking the full-text index, in SQLite's FTS5: see fulltext.h. */
#include "store/fulltext.h"

#include "store/db_rows.h"
#include "store/fulltext_documents.h"

#include <stdlib.h>

#define EXPRESSION_LIMIT ((size_t)256 * 1024)
#define SEARCH_LIMIT ((size_t)1024 * 1024 * 1024)
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

static void add_any(struct buf *out, const struct fulltext_any *any, bool ranked)
{
    buf_char(out, '(');
    for (size_t i = 0; i < any->count; i++) {
        buf_text(out, i > 0 ? " OR " : "");
        add_phrase(out, &any->phrases[i]);
        if (ranked && any->phrases[i].twice) {
            buf_text(out, " OR ");
            add_phrase(out, &any->phrases[i]);
        }
    }
    buf_char(out, ')');
}

/* "(a AND b) NOT c"; or, without words to find, only what must not be there. */
static void add_expression(struct buf *out, const struct fulltext_question *question, bool ranked)
{
    if (question->all_count > 0) {
        buf_char(out, '(');
        for (size_t i = 0; i < question->all_count; i++) {
            buf_text(out, i > 0 ? " AND " : "");
            add_any(out, &question->all[i], ranked);
        }
        buf_char(out, ')');
    }
    if (question->none.count > 0) {
        buf_text(out, question->all_count > 0 ? " NOT " : "");
        add_any(out, &question->none, false);
    }
}

/* ---- which documents ---- */

/* One search. */
struct pass {
    struct store *store;
    const struct fulltext_question *question;
    const struct fulltext_documents *documents;
    struct arena arena;              /* for as long as the search */
    unsigned char *found;            /* by document: 1 when it is an answer, 2 when it is ranked */
    struct db_statement *identifier; /* of a document */
    unsigned long long of_any_kind;  /* answers */
    unsigned long long total;        /* answers of the kinds that are asked for */
};

static bool takes_kind(const struct fulltext_question *question, const struct kind *kind)
{
    for (size_t i = 0; i < question->kind_count; i++) {
        if (question->kinds[i] == kind) {
            return true;
        }
    }
    return !question->kinds;
}

static const struct kind *kind_of(const struct pass *pass, size_t document)
{
    return &pass->store->pack->kinds[pass->documents->kind[document] - 1];
}

/* Prepares @sql, of which $1 is what the index is to match; @ranked: by score. */
static enum status prepare(struct pass *pass, const struct fulltext_question *question, bool ranked,
                           const char *sql, struct db_statement **rows, struct failure *why)
{
    struct buf match;
    buf_init(&match, EXPRESSION_LIMIT);
    add_expression(&match, question, ranked);
    enum status status = buf_status(&match, why);
    if (status == STATUS_OK) {
        status = db_prepare(pass->store->db, sql, rows, why);
    }
    if (status == STATUS_OK) {
        db_bind_copy(*rows, 1, buf_view(&match));
    }
    buf_release(&match);
    return status;
}

/* Of the documents found so far, those stay that have the words, or do not have those of none. */
static enum status look_for_words(struct pass *pass, struct failure *why)
{
    struct db_statement *rows = NULL;
    enum step step = STEP_DONE;
    const bool positive = pass->question->all_count > 0;
    const size_t count = pass->documents->count;
    if (!positive && pass->question->none.count == 0) {
        return STATUS_OK;
    }
    TRY(prepare(pass, pass->question, false, "SELECT rowid FROM fulltext WHERE fulltext MATCH $1",
                &rows, why));
    while ((step = db_step(rows, why)) == STEP_ITEM) {
        const long long id = db_integer(rows, 0);
        if (id >= 0 && (size_t)id < count) {
            pass->found[id] = pass->found[id] != 0 && positive ? 2 : 0;
        }
    }
    db_finalize(rows);
    for (size_t i = 0; i < count && positive; i++) {
        pass->found[i] >>= 1;
    }
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* *@identifier is empty when the record has changed since; good until the next call. */
static enum status identify(struct pass *pass, size_t document, struct str *identifier,
                            struct failure *why)
{
    if (!pass->identifier) {
        TRY(db_prepare(pass->store->db, "SELECT identifier FROM fulltext_document WHERE id = $1",
                       &pass->identifier, why));
    }
    db_reset(pass->identifier);
    db_bind_integer(pass->identifier, 1, (long long)document);
    const enum step step = db_step(pass->identifier, why);
    *identifier = step == STEP_ITEM ? db_text(pass->identifier, 0) : (struct str){NULL, 0};
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

static enum status look_at_each(struct pass *pass, struct failure *why)
{
    const struct fulltext_question *question = pass->question;
    for (size_t i = 0; question->accept && i < pass->documents->count; i++) {
        struct str identifier;
        if (pass->found[i] == 0) {
            continue;
        }
        TRY(identify(pass, i, &identifier, why));
        const enum step step =
            question->accept(question->context, kind_of(pass, i), identifier, why);
        if (step == STEP_ERROR) {
            return why->status;
        }
        pass->found[i] = step == STEP_ITEM;
    }
    return STATUS_OK;
}

/* Counts them; then only those of the kinds that are asked for stay. */
static void count_found(struct pass *pass, unsigned long long *by_kind)
{
    for (size_t i = 0; i < pass->documents->count; i++) {
        if (pass->found[i] == 0) {
            continue;
        }
        const struct kind *kind = kind_of(pass, i);
        pass->of_any_kind++;
        if (by_kind) {
            by_kind[kind->index]++;
        }
        pass->found[i] = takes_kind(pass->question, kind);
        pass->total += pass->found[i];
    }
}

static enum status find_all(struct pass *pass, unsigned long long *by_kind, struct failure *why)
{
    TRY(fulltext_documents(pass->store, &pass->documents, why));
    TRY(fulltext_choose(pass->store, &pass->arena, pass->question, pass->documents, &pass->found,
                        why));
    TRY(look_for_words(pass, why));
    if (memchr(pass->found, 1, pass->documents->count)) {
        TRY(fulltext_pass_filters(pass->store, &pass->arena, pass->question, pass->documents,
                                  pass->found, why));
    }
    TRY(look_at_each(pass, why));
    count_found(pass, by_kind);
    return STATUS_OK;
}

static void begin(struct pass *pass, struct store *store, const struct fulltext_question *question)
{
    *pass = (struct pass){.store = store, .question = question};
    arena_init(&pass->arena, SEARCH_LIMIT);
}

static void end(struct pass *pass)
{
    db_finalize(pass->identifier);
    arena_release(&pass->arena);
}

enum status fulltext_count(struct store *store, const struct fulltext_question *question,
                           unsigned long long *total, struct failure *why)
{
    struct pass pass;
    begin(&pass, store, question);
    const enum status status = find_all(&pass, NULL, why);
    *total = pass.total;
    end(&pass);
    return status;
}

/* ---- the best of many ---- */

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

static enum status append(struct best *best, struct scored row, struct failure *why)
{
    struct scored *grown =
        arena_grow(best->arena, best->rows, best->count, &best->capacity, sizeof *grown);
    row.identifier = arena_str(best->arena, row.identifier);
    if (!grown || !row.identifier.at) {
        return fail_memory(why);
    }
    best->rows = grown;
    best->rows[best->count++] = row;
    return STATUS_OK;
}

static enum status keep(struct best *best, struct scored row, struct failure *why)
{
    if (!row.identifier.at || (best->full && compare(&row, &best->rows[best->limit - 1]) > 0)) {
        return STATUS_OK;
    }
    TRY(append(best, row, why));
    if (best->limit > 0 && best->count >= best->limit * 2) {
        settle(best);
    }
    return STATUS_OK;
}

/* Reading the identifiers of all documents costs less than looking up one in so many. */
#define FEW 16

/* Without words to rank by: by identifier. */
static enum status list_few(struct pass *pass, struct best *best, struct failure *why)
{
    for (size_t i = 0; i < pass->documents->count; i++) {
        struct scored row = {.score = 0};
        if (pass->found[i] != 0) {
            TRY(identify(pass, i, &row.identifier, why));
            row.kind = kind_of(pass, i);
            TRY(keep(best, row, why));
        }
    }
    return STATUS_OK;
}

static enum status list_many(struct pass *pass, struct best *best, struct failure *why)
{
    struct db_statement *rows = NULL;
    enum status status = STATUS_OK;
    enum step step = STEP_DONE;
    TRY(db_prepare(pass->store->db, "SELECT id, identifier FROM fulltext_document", &rows, why));
    while (status == STATUS_OK && (step = db_step(rows, why)) == STEP_ITEM) {
        const long long id = db_integer(rows, 0);
        if (id >= 0 && (size_t)id < pass->documents->count && pass->found[id] != 0) {
            status =
                keep(best, (struct scored){0, kind_of(pass, (size_t)id), db_text(rows, 1)}, why);
        }
    }
    db_finalize(rows);
    return status != STATUS_OK || step == STEP_ERROR ? why->status : STATUS_OK;
}

/*
 * Ranks what has the words of @question and was found, the first @most in the order of the index. A
 * score is worked out only for rows that the second condition leaves.
 */
static enum status rank(struct pass *pass, const struct fulltext_question *question, size_t most,
                        struct best *best, struct failure *why)
{
    struct db_statement *rows = NULL;
    enum status status = STATUS_OK;
    enum step step = STEP_DONE;
    TRY(prepare(pass, question, true,
                "SELECT rowid, CAST(rank * -1e12 AS INTEGER) FROM fulltext"
                " WHERE fulltext MATCH $1 AND substr($2, rowid + 1, 1) = x'01'",
                &rows, why));
    db_bind_blob(rows, 2, pass->found, pass->documents->count);
    for (size_t i = 0; i < most && status == STATUS_OK; i++) {
        if ((step = db_step(rows, why)) != STEP_ITEM) {
            break;
        }
        const size_t document = (size_t)db_integer(rows, 0);
        struct scored row = {.score = db_integer(rows, 1), .kind = kind_of(pass, document)};
        pass->found[document] = 2; /* its row is behind us */
        if (!best->full || row.score >= best->rows[best->limit - 1].score) {
            status = identify(pass, document, &row.identifier, why);
            status = status == STATUS_OK ? keep(best, row, why) : status;
        }
    }
    db_finalize(rows);
    return status != STATUS_OK || step == STEP_ERROR ? why->status : STATUS_OK;
}

/* ---- broad searches ---- */

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

/* Adds what has not been ranked, in the order of the index, until there are enough. */
static enum status add_rest(struct pass *pass, struct best *best, struct failure *why)
{
    for (size_t i = 0; i < pass->documents->count && best->count < best->limit; i++) {
        struct scored row = {.score = 0};
        if (pass->found[i] == 1) {
            TRY(identify(pass, i, &row.identifier, why));
            row.kind = kind_of(pass, i);
            TRY(row.identifier.at ? append(best, row, why) : STATUS_OK);
        }
    }
    return STATUS_OK;
}

static enum status rank_broad(struct pass *pass, struct best *best, struct failure *why)
{
    struct fulltext_question strong;
    bool any = false;
    TRY(strengthen(&pass->arena, pass->question, &strong, &any, why));
    if (any) {
        TRY(rank(pass, &strong, FULLTEXT_RANKED, best, why));
        settle(best);
    }
    return add_rest(pass, best, why);
}

/* ---- all of it ---- */

static enum status copy_out(const struct best *best, struct arena *arena,
                            struct fulltext_answer *answer, struct failure *why)
{
    answer->hits = arena_array(arena, best->count + 1, sizeof *answer->hits);
    for (size_t i = 0; answer->hits && i < best->count; i++) {
        const struct scored *row = &best->rows[i];
        const struct str identifier = arena_str(arena, row->identifier);
        if (!identifier.at) {
            return fail_memory(why);
        }
        answer->hits[i] =
            (struct fulltext_hit){row->kind, identifier, (double)row->score / SCORE_UNIT};
    }
    answer->count = best->count;
    return answer->hits ? STATUS_OK : fail_memory(why);
}

static enum status choose_best(struct pass *pass, struct best *best, struct failure *why)
{
    const struct fulltext_question *question = pass->question;
    if (pass->total == 0) {
        return STATUS_OK;
    }
    if (question->all_count > 0 && best->limit > 0 && !question->accept &&
        pass->of_any_kind > FULLTEXT_BROAD) {
        return rank_broad(pass, best, why);
    }
    if (question->all_count > 0) {
        TRY(rank(pass, question, SIZE_MAX, best, why));
    } else if (pass->total < pass->documents->count / FEW) {
        TRY(list_few(pass, best, why));
    } else {
        TRY(list_many(pass, best, why));
    }
    settle(best);
    return STATUS_OK;
}

enum status fulltext_search(struct store *store, struct arena *arena,
                            const struct fulltext_question *question, size_t limit,
                            struct fulltext_answer *answer, struct failure *why)
{
    struct pass pass;
    begin(&pass, store, question);
    struct best best = {.arena = &pass.arena, .limit = limit};
    enum status status = find_all(&pass, answer->by_kind, why);
    if (status == STATUS_OK) {
        status = choose_best(&pass, &best, why);
    }
    if (status == STATUS_OK) {
        status = copy_out(&best, arena, answer, why);
    }
    answer->total = pass.total;
    end(&pass);
    return status;
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
