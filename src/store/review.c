/* What is asked about judgements: of one tag, of one person, for a queue, for the numbers. */
#include "store/review.h"

#include "store/db_rows.h"
#include "store/handle.h"

/* ---- judgements ---- */

#define JUDGEMENT_COLUMNS                                                                          \
    "SELECT id, record, lens, theme, person, verdict, weight, note, at, request, settles,"         \
    " superseded FROM judgement AS said"

/* Not of a record that somebody deleted, or whose import was taken back: no page can show it. */
#define IS_THERE                                                                                   \
    " AND EXISTS (SELECT 1 FROM original o WHERE o.record = said.record)"                          \
    " AND NOT EXISTS (SELECT 1 FROM deleted x WHERE x.record = said.record)"

static bool read_judgement(struct arena *arena, struct db_statement *row, void *item)
{
    struct judgement *j = item;
    *j = (struct judgement){.id = db_integer(row, 0),
                            .record = db_integer(row, 1),
                            .lens = arena_copy(arena, db_text(row, 2)),
                            .theme = arena_copy(arena, db_text(row, 3)),
                            .person = arena_str(arena, db_text(row, 4)),
                            .verdict = arena_str(arena, db_text(row, 5)),
                            .weight = arena_str(arena, db_text(row, 6)),
                            .note = arena_str(arena, db_text(row, 7)),
                            .at = arena_str(arena, db_text(row, 8)),
                            .request = arena_str(arena, db_text(row, 9)),
                            .settles = db_integer(row, 10) != 0,
                            .superseded = !db_is_null(row, 11)};
    return j->lens && j->theme && j->person.at && j->verdict.at && j->weight.at && j->note.at &&
           j->at.at && j->request.at;
}

enum status store_judgements(struct store *store, struct arena *arena, long long record,
                             const char *lens, const char *theme, struct judgement **judgements,
                             size_t *count, struct failure *why)
{
    struct db_statement *rows = NULL;
    TRY(db_prepare(store->db,
                   JUDGEMENT_COLUMNS " WHERE record = $1 AND lens = $2 AND theme = $3 ORDER BY id",
                   &rows, why));
    db_bind_integer(rows, 1, record);
    db_bind_text(rows, 2, str_of(lens));
    db_bind_text(rows, 3, str_of(theme));
    return db_rows_once(rows, arena, read_judgement, sizeof **judgements, judgements, count, why);
}

static bool read_number(struct arena *arena, struct db_statement *row, void *item)
{
    (void)arena;
    *(long long *)item = db_integer(row, 0);
    return true;
}

enum status store_decided(struct store *store, struct arena *arena, const struct judgement *like,
                          long long except, size_t limit, long long **records, size_t *count,
                          struct failure *why)
{
    struct db_statement *rows = NULL;
    TRY(db_prepare(store->db,
                   "SELECT said.record FROM decision AS said"
                   " WHERE said.lens = $1 AND said.theme = $2 AND said.verdict = $3"
                   " AND said.record <> $4" IS_THERE
                   " AND NOT EXISTS (SELECT 1 FROM gold g WHERE g.record = said.record"
                   " AND g.lens = said.lens AND g.theme = said.theme)"
                   " ORDER BY said.at DESC, said.record LIMIT $5",
                   &rows, why));
    db_bind_text(rows, 1, str_of(like->lens));
    db_bind_text(rows, 2, str_of(like->theme));
    db_bind_text(rows, 3, like->verdict);
    db_bind_integer(rows, 4, except);
    db_bind_integer(rows, 5, (long long)limit);
    return db_rows_once(rows, arena, read_number, sizeof **records, records, count, why);
}

enum status store_judgements_of(struct store *store, struct arena *arena, struct str person,
                                const char *lens, size_t limit, struct judgement **judgements,
                                size_t *count, struct failure *why)
{
    struct db_statement *rows = NULL;
    TRY(db_prepare(store->db,
                   JUDGEMENT_COLUMNS
                   " WHERE person = $1 AND ($2 = '' OR lens = $2) AND superseded IS NULL"
                   " AND verdict IN ('confirmed', 'rejected', 'flagged')" IS_THERE
                   " ORDER BY id DESC LIMIT $3",
                   &rows, why));
    db_bind_text(rows, 1, person);
    db_bind_text(rows, 2, str_of(lens ? lens : ""));
    db_bind_integer(rows, 3, (long long)limit);
    return db_rows_once(rows, arena, read_judgement, sizeof **judgements, judgements, count, why);
}

/* ---- the queue ---- */

/* What people have said of the tags of a lens ($2): others than the person ($1), and the person. */
#define SAID                                                                                       \
    "(SELECT record, theme,"                                                                       \
    " SUM(CASE WHEN person <> $1 AND verdict = 'confirmed' THEN 1 ELSE 0 END) AS yes,"             \
    " SUM(CASE WHEN person <> $1 AND verdict = 'rejected' THEN 1 ELSE 0 END) AS no,"               \
    " SUM(CASE WHEN verdict = 'flagged' THEN 1 ELSE 0 END) AS help,"                               \
    " SUM(CASE WHEN person = $1 AND verdict IN ('confirmed', 'rejected', 'flagged')"               \
    " THEN 1 ELSE 0 END) AS own,"                                                                  \
    " SUM(CASE WHEN person = $1 AND verdict = 'skipped' THEN 1 ELSE 0 END) AS skipped"             \
    " FROM judgement WHERE lens = $2 AND superseded IS NULL AND settles = 0"                       \
    " GROUP BY record, theme)"

static const char items_sql[] =
    "SELECT t.record, t.theme, t.weight, t.evidence, j.yes + j.no, j.skipped FROM tag AS t"
    " LEFT JOIN " SAID " AS j ON j.record = t.record AND j.theme = t.theme"
    " WHERE t.lens = $2 AND ($3 = '*' OR t.theme = $3)"
    " AND (j.record IS NULL OR (j.own = 0 AND j.help = 0 AND (j.yes = 0 OR j.no = 0)))"
    " AND NOT EXISTS (SELECT 1 FROM decision AS d WHERE d.record = t.record AND d.lens = t.lens"
    " AND d.theme = t.theme)"
    " AND NOT EXISTS (SELECT 1 FROM decision AS d WHERE d.record = t.record AND d.lens = t.lens"
    " AND d.theme = '' AND d.verdict = 'rejected')";

static const char gold_sql[] =
    "SELECT said.record, said.theme, t.weight, t.evidence, j.yes + j.no, j.skipped"
    " FROM gold AS said"
    " LEFT JOIN tag AS t ON t.record = said.record AND t.lens = said.lens AND t.theme = said.theme"
    " LEFT JOIN " SAID " AS j ON j.record = said.record AND j.theme = said.theme"
    " WHERE said.lens = $2 AND ($3 = '*' OR said.theme = $3)"
    " AND (j.record IS NULL OR (j.own = 0 AND j.skipped = 0))" IS_THERE;

/* Evidence has a line for each place, the last of them without an end. */
static unsigned count_places(struct str evidence)
{
    unsigned lines = evidence.length > 0 && evidence.at[evidence.length - 1] != '\n';
    for (size_t i = 0; i < evidence.length; i++) {
        lines += evidence.at[i] == '\n';
    }
    return lines;
}

static bool read_item(struct arena *arena, struct db_statement *row, void *to)
{
    struct review_item *item = to;
    *item = (struct review_item){.record = db_integer(row, 0),
                                 .theme = arena_copy(arena, db_text(row, 1)),
                                 .weight = arena_copy(arena, db_text(row, 2)),
                                 .evidence = count_places(db_text(row, 3)),
                                 .others = (unsigned)db_integer(row, 4),
                                 .skipped = db_integer(row, 5) > 0};
    return item->theme && item->weight;
}

static void bind_question(struct db_statement *rows, const struct review_question *question)
{
    db_bind_text(rows, 1, question->person);
    db_bind_text(rows, 2, str_of(question->lens));
    db_bind_text(rows, 3, str_of(question->theme ? question->theme : "*"));
}

static enum status read_items(struct store *store, struct arena *arena, const char *sql,
                              const struct review_question *question, struct review_item **items,
                              size_t *count, struct failure *why)
{
    struct db_statement *rows = NULL;
    TRY(db_prepare(store->db, sql, &rows, why));
    bind_question(rows, question);
    return db_rows_once(rows, arena, read_item, sizeof **items, items, count, why);
}

enum status store_review_items(struct store *store, struct arena *arena,
                               const struct review_question *question, struct review_item **items,
                               size_t *count, struct failure *why)
{
    indexes_make(store);
    return read_items(store, arena, items_sql, question, items, count, why);
}

enum status store_gold_items(struct store *store, struct arena *arena,
                             const struct review_question *question, struct review_item **items,
                             size_t *count, struct failure *why)
{
    return read_items(store, arena, gold_sql, question, items, count, why);
}

enum status store_put_gold(struct store *store, long long record, const char *lens,
                           const char *theme, bool yes, struct failure *why)
{
    struct db_statement *put = NULL;
    TRY(db_prepare(store->db,
                   "INSERT INTO gold (record, lens, theme, verdict) VALUES ($1, $2, $3, $4)"
                   " ON CONFLICT (lens, theme, record) DO UPDATE SET verdict = excluded.verdict",
                   &put, why));
    db_bind_integer(put, 1, record);
    db_bind_text(put, 2, str_of(lens));
    db_bind_text(put, 3, str_of(theme));
    db_bind_text(put, 4, str_of(yes ? VERDICT_YES : VERDICT_NO));
    const enum status status = db_run(put, why);
    db_finalize(put);
    return status;
}

enum status store_review_done(struct store *store, const struct review_question *question,
                              const char *day, struct review_done *done, struct failure *why)
{
    struct db_statement *rows = NULL;
    TRY(db_prepare(
        store->db,
        "SELECT COUNT(*), SUM(CASE WHEN at >= $1 AND verdict <> 'skipped' THEN 1 ELSE 0"
        " END) FROM judgement WHERE person = $2 AND lens = $3 AND ($4 = '*' OR theme = $4)"
        " AND superseded IS NULL AND settles = 0 AND verdict <> 'withdrawn'",
        &rows, why));
    db_bind_text(rows, 1, str_of(day));
    db_bind_text(rows, 2, question->person);
    db_bind_text(rows, 3, str_of(question->lens));
    db_bind_text(rows, 4, str_of(question->theme ? question->theme : "*"));
    const enum step step = db_step(rows, why);
    *done = (struct review_done){0};
    if (step == STEP_ITEM) {
        done->all = (unsigned long long)db_integer(rows, 0);
        done->today = (unsigned long long)db_integer(rows, 1);
    }
    db_finalize(rows);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* ---- disagreements ---- */

static bool read_dispute(struct arena *arena, struct db_statement *row, void *to)
{
    struct dispute *dispute = to;
    *dispute = (struct dispute){.record = db_integer(row, 0),
                                .lens = arena_copy(arena, db_text(row, 1)),
                                .theme = arena_copy(arena, db_text(row, 2)),
                                .yes = (unsigned)db_integer(row, 3),
                                .no = (unsigned)db_integer(row, 4),
                                .help = (unsigned)db_integer(row, 5)};
    return dispute->lens && dispute->theme;
}

enum status store_disputes(struct store *store, struct arena *arena, struct dispute **disputes,
                           size_t *count, struct failure *why)
{
    struct db_statement *rows = NULL;
    TRY(db_prepare(
        store->db,
        "SELECT record, lens, theme,"
        " SUM(CASE WHEN settles = 0 AND verdict = 'confirmed' THEN 1 ELSE 0 END) AS yes,"
        " SUM(CASE WHEN settles = 0 AND verdict = 'rejected' THEN 1 ELSE 0 END) AS no,"
        " SUM(CASE WHEN settles = 0 AND verdict = 'flagged' THEN 1 ELSE 0 END) AS help"
        " FROM judgement AS said WHERE superseded IS NULL" IS_THERE " GROUP BY lens, theme, record"
        " HAVING ((SUM(CASE WHEN settles = 0 AND verdict = 'confirmed' THEN 1 ELSE 0 END) > 0"
        " AND SUM(CASE WHEN settles = 0 AND verdict = 'rejected' THEN 1 ELSE 0 END) > 0)"
        " OR SUM(CASE WHEN settles = 0 AND verdict = 'flagged' THEN 1 ELSE 0 END) > 0)"
        " AND SUM(CASE WHEN settles = 1 AND verdict IN ('confirmed', 'rejected') THEN 1 ELSE 0"
        " END) = 0 ORDER BY MAX(id)",
        &rows, why));
    return db_rows_once(rows, arena, read_dispute, sizeof **disputes, disputes, count, why);
}

/* ---- numbers ---- */

static bool read_pair(struct arena *arena, struct db_statement *row, void *to)
{
    struct review_pair *pair = to;
    *pair = (struct review_pair){.theme = arena_copy(arena, db_text(row, 0)),
                                 .first = arena_str(arena, db_text(row, 1)),
                                 .second = arena_str(arena, db_text(row, 2)),
                                 .both_yes = (unsigned long long)db_integer(row, 3),
                                 .only_first = (unsigned long long)db_integer(row, 4),
                                 .only_second = (unsigned long long)db_integer(row, 5),
                                 .both_no = (unsigned long long)db_integer(row, 6)};
    return pair->theme && pair->first.at && pair->second.at;
}

/* Each pair of people on what both have judged: yes and yes, yes and no, no and yes, no and no. */
static const char pairs_sql[] =
    "SELECT a.theme, a.person, b.person,"
    " SUM(CASE WHEN a.verdict = 'confirmed' AND b.verdict = 'confirmed' THEN 1 ELSE 0 END),"
    " SUM(CASE WHEN a.verdict = 'confirmed' AND b.verdict = 'rejected' THEN 1 ELSE 0 END),"
    " SUM(CASE WHEN a.verdict = 'rejected' AND b.verdict = 'confirmed' THEN 1 ELSE 0 END),"
    " SUM(CASE WHEN a.verdict = 'rejected' AND b.verdict = 'rejected' THEN 1 ELSE 0 END)"
    " FROM judgement AS a JOIN judgement AS b ON b.lens = a.lens AND b.theme = a.theme"
    " AND b.record = a.record AND a.person < b.person"
    " WHERE a.lens = $1 AND a.superseded IS NULL AND b.superseded IS NULL"
    " AND a.settles = 0 AND b.settles = 0 AND a.verdict IN ('confirmed', 'rejected')"
    " AND b.verdict IN ('confirmed', 'rejected')"
    " GROUP BY a.theme, a.person, b.person ORDER BY a.theme, a.person, b.person";

enum status store_review_pairs(struct store *store, struct arena *arena, const char *lens,
                               struct review_pair **pairs, size_t *count, struct failure *why)
{
    struct db_statement *rows = NULL;
    TRY(db_prepare(store->db, pairs_sql, &rows, why));
    db_bind_text(rows, 1, str_of(lens));
    return db_rows_once(rows, arena, read_pair, sizeof **pairs, pairs, count, why);
}

static bool read_known(struct arena *arena, struct db_statement *row, void *to)
{
    struct review_known *known = to;
    *known = (struct review_known){.person = arena_str(arena, db_text(row, 0)),
                                   .judged = (unsigned long long)db_integer(row, 1),
                                   .right = (unsigned long long)db_integer(row, 2)};
    return known->person.at != NULL;
}

enum status store_review_known(struct store *store, struct arena *arena, const char *lens,
                               struct review_known **known, size_t *count, struct failure *why)
{
    struct db_statement *rows = NULL;
    TRY(db_prepare(store->db,
                   "SELECT j.person, COUNT(*),"
                   " SUM(CASE WHEN j.verdict = g.verdict THEN 1 ELSE 0 END)"
                   " FROM gold AS g JOIN judgement AS j ON j.lens = g.lens AND j.theme = g.theme"
                   " AND j.record = g.record WHERE g.lens = $1 AND j.superseded IS NULL"
                   " AND j.settles = 0 AND j.verdict IN ('confirmed', 'rejected')"
                   " GROUP BY j.person ORDER BY j.person",
                   &rows, why));
    db_bind_text(rows, 1, str_of(lens));
    return db_rows_once(rows, arena, read_known, sizeof **known, known, count, why);
}

static bool read_theme(struct arena *arena, struct db_statement *row, void *to)
{
    struct review_theme *theme = to;
    *theme = (struct review_theme){.theme = arena_copy(arena, db_text(row, 0)),
                                   .tags = (unsigned long long)db_integer(row, 1),
                                   .candidates = (unsigned long long)db_integer(row, 2),
                                   .confirmed = (unsigned long long)db_integer(row, 3),
                                   .rejected = (unsigned long long)db_integer(row, 4)};
    return theme->theme != NULL;
}

enum status store_review_themes(struct store *store, struct arena *arena, const char *lens,
                                struct review_theme **themes, size_t *count, struct failure *why)
{
    struct db_statement *rows = NULL;
    indexes_make(store);
    TRY(db_prepare(
        store->db,
        "SELECT theme, SUM(tags), SUM(candidates), SUM(yes), SUM(no) FROM ("
        " SELECT theme, 1 AS tags, CASE WHEN weight = 'candidate' THEN 1 ELSE 0 END AS"
        " candidates, 0 AS yes, 0 AS no FROM tag WHERE lens = $1"
        " UNION ALL SELECT theme, 0, 0, CASE WHEN verdict = 'confirmed' THEN 1 ELSE 0 END,"
        " CASE WHEN verdict = 'rejected' THEN 1 ELSE 0 END FROM decision WHERE lens = $1)"
        " AS x GROUP BY theme ORDER BY theme",
        &rows, why));
    db_bind_text(rows, 1, str_of(lens));
    return db_rows_once(rows, arena, read_theme, sizeof **themes, themes, count, why);
}

/* ---- a record by its number ---- */

static enum status kind_of_number(struct store *store, long long number, const struct kind **kind,
                                  struct failure *why)
{
    struct db_statement *look = NULL;
    *kind = NULL;
    TRY(store_statement(store, SQL_RECORD_KIND, &look, why));
    db_bind_integer(look, 1, number);
    const enum step step = db_step(look, why);
    if (step == STEP_ITEM) {
        *kind = pack_kind(store->pack, db_text(look, 0));
    }
    db_reset(look);
    if (step == STEP_ERROR) {
        return why->status;
    }
    return *kind ? STATUS_OK
                 : fail(why, STATUS_NOT_FOUND, "There is no record with the number %lld.", number);
}

enum status store_get_number(struct store *store, struct arena *arena, long long number,
                             struct record **record, struct failure *why)
{
    const struct kind *kind = NULL;
    struct db_statement *rows = NULL;
    struct str identifier = {NULL, 0};
    struct buf sql;
    TRY(kind_of_number(store, number, &kind, why));
    buf_init(&sql, 1024);
    buf_text(&sql, "SELECT identifier FROM ");
    layout_quote(&sql, layout_of(&store->layout, kind)->main.name);
    buf_text(&sql, " WHERE id = $1");
    enum status status = buf_status(&sql, why);
    status = status == STATUS_OK ? db_prepare(store->db, sql.at, &rows, why) : status;
    buf_release(&sql);
    if (status != STATUS_OK) {
        return status;
    }
    db_bind_integer(rows, 1, number);
    const enum step step = db_step(rows, why);
    if (step == STEP_ITEM) {
        identifier = arena_str(arena, db_text(rows, 0));
    }
    db_finalize(rows);
    if (step == STEP_ERROR) {
        return why->status;
    }
    return store_get(store, arena, kind, identifier, record, why);
}
