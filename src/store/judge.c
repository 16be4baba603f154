/* Taking a judgement, and making the decision follow (review.h). */
#include "store/handle.h"
#include "store/review.h"

/* ---- what follows from what people say ---- */

static bool says(const struct judgement *judgement, const char *verdict)
{
    return str_is(judgement->verdict, verdict);
}

static bool decides(const struct judgement *judgement)
{
    return says(judgement, VERDICT_YES) || says(judgement, VERDICT_NO);
}

/* Adds what one of those who agree said. The weight counts when all give the same. */
static enum status join(struct arena *arena, const struct judgement *one, struct decision *decision,
                        struct failure *why)
{
    if (decision->person.length == 0) {
        decision->person = one->person;
        decision->weight = one->weight;
    } else {
        const char *both =
            arena_printf(arena, "%.*s, %.*s", STR_ARGS(decision->person), STR_ARGS(one->person));
        if (!both) {
            return fail_memory(why);
        }
        decision->person = str_of(both);
        if (!str_equal(decision->weight, one->weight)) {
            decision->weight = (struct str){NULL, 0};
        }
    }
    decision->lens = one->lens;
    decision->theme = one->theme;
    decision->verdict = one->verdict;
    decision->at = one->at;
    decision->note = one->note.length > 0 ? one->note : decision->note;
    return STATUS_OK;
}

static const struct judgement *last_settling(const struct judgement *current, size_t count)
{
    for (size_t i = count; i > 0; i--) {
        if (current[i - 1].settles && decides(&current[i - 1])) {
            return &current[i - 1];
        }
    }
    return NULL;
}

enum status judgements_stand(struct arena *arena, const struct judgement *current, size_t count,
                             unsigned judges, enum standing *standing, struct decision *decision,
                             struct failure *why)
{
    const struct judgement *settling = last_settling(current, count);
    size_t yes = 0, no = 0, help = 0;
    *decision = (struct decision){0};
    if (settling) {
        *standing = STANDING_DECIDED;
        return join(arena, settling, decision, why);
    }
    for (size_t i = 0; i < count; i++) {
        yes += !current[i].settles && says(&current[i], VERDICT_YES);
        no += !current[i].settles && says(&current[i], VERDICT_NO);
        help += !current[i].settles && says(&current[i], VERDICT_HELP);
    }
    if (help > 0 || (yes > 0 && no > 0)) {
        *standing = STANDING_DISPUTED;
        return STATUS_OK;
    }
    if (yes + no == 0 || yes + no < judges) {
        *standing = STANDING_OPEN;
        return STATUS_OK;
    }
    *standing = STANDING_DECIDED;
    for (size_t i = 0; i < count; i++) {
        if (!current[i].settles && decides(&current[i])) {
            TRY(join(arena, &current[i], decision, why));
        }
    }
    return STATUS_OK;
}

/* ---- what may be said ---- */

static enum status check_words(const struct judgement *j, struct failure *why)
{
    static const char *const verdicts[] = {VERDICT_YES, VERDICT_NO, VERDICT_HELP, VERDICT_SKIP,
                                           VERDICT_NONE};
    bool known = false;
    for (size_t i = 0; i < COUNT_OF(verdicts); i++) {
        known = known || says(j, verdicts[i]);
    }
    if (!known) {
        return fail(why, STATUS_USAGE,
                    "\"%.*s\" is no decision. A tag is either confirmed or rejected.",
                    STR_ARGS(j->verdict));
    }
    if (j->weight.length > 0 && !str_is(j->weight, "principal") &&
        !str_is(j->weight, "significant")) {
        return fail(why, STATUS_USAGE,
                    "\"%.*s\" is no weight of a decision. Write principal or significant, or leave "
                    "it empty.",
                    STR_ARGS(j->weight));
    }
    if (j->person.length == 0) {
        return fail(why, STATUS_USAGE, "No person is given. A decision is somebody's.");
    }
    if (j->note.length > JUDGEMENT_NOTE_MAX) {
        return fail(why, STATUS_USAGE, "The note has %zu bytes; %d at most. Shorten it.",
                    j->note.length, JUDGEMENT_NOTE_MAX);
    }
    return STATUS_OK;
}

static enum status check_record(struct store *store, long long record, struct failure *why)
{
    struct db_statement *kind = NULL;
    TRY(store_statement(store, SQL_RECORD_KIND, &kind, why));
    db_bind_integer(kind, 1, record);
    enum step step = db_step(kind, why);
    db_reset(kind);
    if (step == STEP_DONE) {
        return fail(why, STATUS_NOT_FOUND, "There is no record with the number %lld.", record);
    }
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* ---- writing ---- */

static enum status run_and_end(struct db_statement *statement, struct failure *why)
{
    enum status status = db_run(statement, why);
    db_finalize(statement);
    return status;
}

static enum status add_judgement(struct store *store, const struct judgement *j, long long *id,
                                 struct failure *why)
{
    struct db_statement *add = NULL;
    TRY(db_prepare(store->db,
                   "INSERT INTO judgement (record, lens, theme, person, verdict, weight, note, at,"
                   " request, settles) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
                   " RETURNING id",
                   &add, why));
    db_bind_integer(add, 1, j->record);
    db_bind_text(add, 2, str_of(j->lens));
    db_bind_text(add, 3, str_of(j->theme));
    db_bind_text(add, 4, j->person);
    db_bind_text(add, 5, j->verdict);
    db_bind_text_or_null(add, 6, j->weight);
    db_bind_text_or_null(add, 7, j->note);
    db_bind_text(add, 8, j->at);
    db_bind_text_or_null(add, 9, j->request);
    db_bind_integer(add, 10, j->settles);
    enum step step = db_step(add, why);
    *id = step == STEP_ITEM ? db_integer(add, 0) : 0;
    if (step == STEP_ITEM) {
        step = db_step(add, why); /* to its end */
    }
    db_finalize(add);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

static enum status supersede(struct store *store, const struct judgement *j, long long by,
                             struct failure *why)
{
    struct db_statement *update = NULL;
    TRY(db_prepare(store->db,
                   "UPDATE judgement SET superseded = $1 WHERE record = $2 AND lens = $3"
                   " AND theme = $4 AND person = $5 AND settles = $6 AND superseded IS NULL"
                   " AND id <> $1",
                   &update, why));
    db_bind_integer(update, 1, by);
    db_bind_integer(update, 2, j->record);
    db_bind_text(update, 3, str_of(j->lens));
    db_bind_text(update, 4, str_of(j->theme));
    db_bind_text(update, 5, j->person);
    db_bind_integer(update, 6, j->settles);
    return run_and_end(update, why);
}

/* The decision that was in force, if there was one, goes to history. */
static enum status keep_decision(struct store *store, const struct judgement *j,
                                 struct failure *why)
{
    struct db_statement *keep = NULL;
    TRY(store_statement(store, SQL_DECISION_KEEP, &keep, why));
    db_bind_text(keep, 1, j->at);
    db_bind_integer(keep, 2, j->record);
    db_bind_text(keep, 3, str_of(j->lens));
    db_bind_text(keep, 4, str_of(j->theme));
    return db_run(keep, why);
}

static enum status drop_decision(struct store *store, const struct judgement *j,
                                 struct failure *why)
{
    struct db_statement *drop = NULL;
    TRY(keep_decision(store, j, why));
    TRY(db_prepare(store->db, "DELETE FROM decision WHERE record = $1 AND lens = $2 AND theme = $3",
                   &drop, why));
    db_bind_integer(drop, 1, j->record);
    db_bind_text(drop, 2, str_of(j->lens));
    db_bind_text(drop, 3, str_of(j->theme));
    return run_and_end(drop, why);
}

static enum status put_decision(struct store *store, const struct judgement *j,
                                const struct decision *decision, struct failure *why)
{
    struct db_statement *put = NULL;
    TRY(keep_decision(store, j, why));
    TRY(store_statement(store, SQL_DECISION_PUT, &put, why));
    db_bind_integer(put, 1, j->record);
    db_bind_text(put, 2, str_of(j->lens));
    db_bind_text(put, 3, str_of(j->theme));
    db_bind_text(put, 4, decision->verdict);
    db_bind_text_or_null(put, 5, decision->weight);
    db_bind_text(put, 6, decision->person);
    db_bind_text(put, 7, decision->at);
    db_bind_text_or_null(put, 8, decision->note);
    return db_run(put, why);
}

/* The decision that is kept of the tag; false in *@has when there is none. */
static enum status kept_decision(struct store *store, const struct judgement *j,
                                 struct decision *kept, bool *has, struct failure *why)
{
    struct decision *all = NULL;
    size_t count = 0;
    *has = false;
    TRY(store_decisions(store, &store->scratch, j->record, &all, &count, why));
    for (size_t i = 0; i < count; i++) {
        if (strcmp(all[i].lens, j->lens) == 0 && strcmp(all[i].theme, j->theme) == 0) {
            *kept = all[i];
            *has = true;
        }
    }
    return STATUS_OK;
}

static bool same_decision(const struct decision *a, const struct decision *b)
{
    return str_equal(a->verdict, b->verdict) && str_equal(a->weight, b->weight) &&
           str_equal(a->person, b->person) && str_equal(a->at, b->at) &&
           str_equal(a->note, b->note);
}

/* Makes the decision what the judgements say; *@standing is what they say. */
static enum status follow(struct store *store, const struct judgement *j, unsigned judges,
                          bool write, enum standing *standing, struct failure *why)
{
    struct arena *arena = &store->scratch;
    struct judgement *all = NULL;
    struct decision decision, kept = {0};
    size_t count = 0, current = 0;
    bool has = false;
    TRY(store_judgements(store, arena, j->record, j->lens, j->theme, &all, &count, why));
    for (size_t i = 0; i < count; i++) {
        if (!all[i].superseded) {
            all[current++] = all[i];
        }
    }
    TRY(judgements_stand(arena, all, current, judges, standing, &decision, why));
    if (!write) {
        return STATUS_OK;
    }
    TRY(kept_decision(store, j, &kept, &has, why));
    if (*standing != STANDING_DECIDED) {
        return has ? drop_decision(store, j, why) : STATUS_OK;
    }
    return has && same_decision(&kept, &decision) ? STATUS_OK
                                                  : put_decision(store, j, &decision, why);
}

/* True in *@is when the person has sent the same request before. */
static enum status is_repeated(struct store *store, const struct judgement *j, bool *is,
                               struct failure *why)
{
    struct db_statement *look = NULL;
    *is = false;
    if (j->request.length == 0) {
        return STATUS_OK;
    }
    TRY(db_prepare(store->db, "SELECT 1 FROM judgement WHERE person = $1 AND request = $2", &look,
                   why));
    db_bind_text(look, 1, j->person);
    db_bind_text(look, 2, j->request);
    const enum step step = db_step(look, why);
    *is = step == STEP_ITEM;
    db_finalize(look);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

static enum status judge(struct store *store, const struct judgement *j, unsigned judges,
                         struct judge_outcome *outcome, struct failure *why)
{
    long long id = 0;
    arena_clear(&store->scratch);
    TRY(is_repeated(store, j, &outcome->repeated, why));
    if (!outcome->repeated) {
        /* What the register says changes with the decision, and so does its revision; not with
         * what one person says. */
        const long long before = db_written(store->db);
        TRY(add_judgement(store, j, &id, why));
        TRY(supersede(store, j, id, why));
        store->written += db_written(store->db) - before;
    }
    return follow(store, j, judges, !outcome->repeated, &outcome->standing, why);
}

enum status store_judge(struct store *store, const struct judgement *judgement, unsigned judges,
                        struct judge_outcome *outcome, struct failure *why)
{
    bool own = false;
    *outcome = (struct judge_outcome){STANDING_OPEN, false};
    TRY(check_words(judgement, why));
    TRY(check_record(store, judgement->record, why));
    TRY(store_enter(store, &own, why));
    return store_leave(store, own, judge(store, judgement, judges, outcome, why), why);
}

enum status store_decide(struct store *store, long long record, const struct decision *decision,
                         struct failure *why)
{
    struct judge_outcome outcome;
    const struct judgement judgement = {.record = record,
                                        .lens = decision->lens,
                                        .theme = decision->theme,
                                        .person = decision->person,
                                        .verdict = decision->verdict,
                                        .weight = decision->weight,
                                        .note = decision->note,
                                        .at = decision->at,
                                        .settles = true};
    if (!decides(&judgement)) {
        return fail(why, STATUS_USAGE,
                    "\"%.*s\" is no decision. A tag is either confirmed or rejected.",
                    STR_ARGS(decision->verdict));
    }
    return store_judge(store, &judgement, 1, &outcome, why);
}
