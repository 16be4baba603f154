/* Computes claims and gives each its verdict. */
#include "table/claim.h"

#include "base/decimal.h"

#define ABOUT ((int64_t)2 * DECIMAL_ONE)
#define JUST_UNDER ((int64_t)5 * DECIMAL_ONE)

#define VERDICT_TEXT(name, text) text,
static const char *const verdict_names[] = {VERDICT_LIST(VERDICT_TEXT)};
#undef VERDICT_TEXT

const char *verdict_name(enum verdict verdict)
{
    return verdict_names[verdict];
}

/* What computing one claim needs to pass around. */
struct judging {
    struct expr_world world;
    const struct claim *claim;
    struct claim_result *result;
};

/* ---- words ---- */

static enum status set_text(const char **to, const char *text, struct failure *why)
{
    *to = text;
    return text ? STATUS_OK : fail_memory(why);
}

/* "a" and "b" as "a; b"; NULL @before or an empty one is nothing. */
static enum status append(struct judging *judging, const char **text, const char *more,
                          struct failure *why)
{
    bool some = *text && (*text)[0] != '\0';
    return set_text(
        text,
        arena_printf(judging->world.arena, "%s%s%s", some ? *text : "", some ? "; " : "", more),
        why);
}

/* Adds what the data could not answer to the note. */
static enum status add_reason(struct judging *judging, const char *reason, struct failure *why)
{
    const char **note = &judging->result->note;
    bool some = (*note)[0] != '\0';
    return set_text(note,
                    arena_printf(judging->world.arena, "%s%sNothing to compare: %s.", *note,
                                 some ? " " : "", reason),
                    why);
}

/* ---- comparing ---- */

static bool is_within(int64_t a, int64_t b, int64_t distance)
{
    int64_t difference = 0;
    return !__builtin_sub_overflow(a, b, &difference) && difference <= distance &&
           difference >= -distance;
}

static enum verdict judge_number(const struct claim *claim, int64_t computed)
{
    int64_t printed = claim->printed.number;
    bool near = false;
    switch (claim->tolerance) {
    case TOLERANCE_EXACT:
        break;
    case TOLERANCE_DEFAULT:
    case TOLERANCE_ROUNDED:
        near = decimal_round(computed, claim->printed.places) == printed;
        break;
    case TOLERANCE_ABOUT:
        near = is_within(computed, printed, ABOUT);
        break;
    case TOLERANCE_JUST_UNDER: /* what is equal is not just under */
        return computed < printed && is_within(computed, printed, JUST_UNDER)
                   ? VERDICT_MATCH_ROUNDED
                   : VERDICT_MISMATCH;
    case TOLERANCE_NUMBER:
        near = is_within(computed, printed, claim->within);
        break;
    }
    if (computed == printed) {
        return VERDICT_MATCH;
    }
    return near ? VERDICT_MATCH_ROUNDED : VERDICT_MISMATCH;
}

/* Of a value that is there. */
static enum verdict judge(const struct claim *claim, const struct expr_value *value)
{
    if (value->outcome == EXPR_NUMBER) {
        return judge_number(claim, value->number);
    }
    return str_is(value->text, claim->printed.text) ? VERDICT_MATCH : VERDICT_MISMATCH;
}

static bool agree(const struct printed *a, const struct printed *b)
{
    return a->is_number && b->is_number ? a->number == b->number : strcmp(a->text, b->text) == 0;
}

/* ---- showing ---- */

/*
 * A number with the decimals of the printed one, and up to two more when it has them, so that a
 * reader sees what was rounded; with all when the shown number would have another verdict.
 */
static void print_number(int64_t number, const struct claim *claim, enum verdict verdict,
                         char text[48])
{
    const struct printed *printed = &claim->printed;
    unsigned places = printed->places + 2 > 4 ? 4 : printed->places + 2;
    int64_t shown = decimal_round(number, places);
    char exact[24];
    if (judge_number(claim, shown) != verdict) {
        shown = number;
    }
    decimal_print(shown, exact);
    const char *point = strchr(exact, '.');
    size_t length = strlen(exact);
    size_t has = point ? (size_t)(exact + length - point - 1) : 0;
    memcpy(text, exact, length + 1);
    if (has < printed->places && !point) {
        text[length++] = '.';
    }
    for (; has < printed->places; has++) {
        text[length++] = '0';
    }
    text[length] = '\0';
}

static const char *value_text(struct judging *judging, const struct expr_value *value,
                              enum verdict verdict)
{
    char number[48];
    if (value->outcome == EXPR_TEXT) {
        return arena_copy(judging->world.arena, value->text);
    }
    print_number(value->number, judging->claim, verdict, number);
    return arena_copy(judging->world.arena, str_of(number));
}

/* ---- the ways of testing ---- */

static enum status judge_expect(struct judging *judging, struct failure *why)
{
    struct claim_result *result = judging->result;
    struct expr_value value;
    TRY(expr_eval(&judging->world, judging->claim->expr, &value, why));
    if (value.outcome == EXPR_NOTHING) {
        result->verdict = VERDICT_UNTESTABLE;
        return add_reason(judging, value.reason, why);
    }
    result->verdict = judge(judging->claim, &value);
    result->is_number = value.outcome == EXPR_NUMBER;
    return set_text(&result->computed, value_text(judging, &value, result->verdict), why);
}

/* How many readings match, exactly or not, and how many the data cannot answer. */
struct tally {
    size_t exact, rounded, nothing;
};

static enum status judge_reading(struct judging *judging, const struct claim_part *reading,
                                 struct tally *tally, struct failure *why)
{
    struct expr_value value;
    const char *text = "no data";
    TRY(expr_eval(&judging->world, reading->expr, &value, why));
    if (value.outcome == EXPR_NOTHING) {
        tally->nothing++;
    } else {
        enum verdict verdict = judge(judging->claim, &value);
        tally->exact += verdict == VERDICT_MATCH;
        tally->rounded += verdict == VERDICT_MATCH_ROUNDED;
        TRY(set_text(&text, value_text(judging, &value, verdict), why));
    }
    TRY(set_text(&text, arena_printf(judging->world.arena, "%s (%s)", text, reading->name), why));
    return append(judging, &judging->result->computed, text, why);
}

static enum status judge_readings(struct judging *judging, struct failure *why)
{
    const struct claim *claim = judging->claim;
    struct claim_result *result = judging->result;
    struct tally tally = {0};
    for (size_t i = 0; i < claim->reading_count; i++) {
        TRY(judge_reading(judging, &claim->readings[i], &tally, why));
    }
    size_t matching = tally.exact + tally.rounded;
    if (tally.nothing == claim->reading_count) {
        result->verdict = VERDICT_UNTESTABLE;
    } else if (matching == 0) {
        result->verdict = VERDICT_MISMATCH;
    } else if (matching < claim->reading_count) {
        result->verdict = VERDICT_AMBIGUOUS;
    } else {
        result->verdict = tally.rounded > 0 ? VERDICT_MATCH_ROUNDED : VERDICT_MATCH;
    }
    return STATUS_OK;
}

static enum status judge_statements(struct judging *judging, struct failure *why)
{
    const struct claim *claim = judging->claim;
    struct claim_result *result = judging->result;
    bool own_where = claim->where[0] == '\0';
    result->verdict = VERDICT_MATCH;
    result->printed = NULL;
    for (size_t i = 0; i < claim->statement_count; i++) {
        const struct claim_part *statement = &claim->statements[i];
        TRY(append(judging, &result->printed, statement->printed.text, why));
        if (own_where) {
            TRY(append(judging, &result->where, statement->name, why));
        }
        if (!agree(&statement->printed, &claim->statements[0].printed)) {
            result->verdict = VERDICT_CONFLICT;
        }
    }
    return STATUS_OK;
}

static enum status judge_refers(struct judging *judging, struct failure *why)
{
    struct claim_result *result = judging->result;
    struct expr_value value;
    char number[24];
    TRY(expr_eval(&judging->world, judging->claim->refers, &value, why));
    if (value.outcome != EXPR_NUMBER) {
        result->verdict = VERDICT_UNTESTABLE;
        return add_reason(judging, value.reason, why);
    }
    result->verdict = value.number == 0 ? VERDICT_DANGLING : VERDICT_MATCH;
    decimal_print(value.number, number);
    return set_text(&result->computed, arena_copy(judging->world.arena, str_of(number)), why);
}

static enum status judge_external(struct judging *judging, struct failure *why)
{
    const struct claim *claim = judging->claim;
    struct claim_result *result = judging->result;
    bool same = agree(&claim->printed, &claim->external);
    result->verdict = same ? VERDICT_MATCH : VERDICT_EXTERNAL;
    result->computed = claim->external.text;
    result->is_number = claim->printed.is_number && claim->external.is_number;
    return claim->source[0] == '\0' ? STATUS_OK
                                    : append(judging, &result->note, claim->source, why);
}

/* False in *@testable when what the claim needs is not in the store. */
static enum status check_needs(struct judging *judging, bool *testable, struct failure *why)
{
    struct expr_value value = {.outcome = EXPR_NUMBER, .number = 1};
    if (judging->claim->needs) {
        TRY(expr_eval(&judging->world, judging->claim->needs, &value, why));
    }
    *testable = value.outcome == EXPR_NUMBER && value.number != 0;
    return STATUS_OK;
}

static enum status compute(struct judging *judging, struct failure *why)
{
    const struct claim *claim = judging->claim;
    bool testable = false;
    *judging->result = (struct claim_result){.claim = claim,
                                             .verdict = VERDICT_UNTESTABLE,
                                             .printed = claim->printed.text,
                                             .is_number = claim->printed.is_number,
                                             .where = claim->where,
                                             .what = claim->what,
                                             .note = claim->note};
    TRY(check_needs(judging, &testable, why));
    if (claim->statements) {
        TRY(judge_statements(judging, why));
    }
    if (!testable) {
        judging->result->verdict = VERDICT_UNTESTABLE;
        return STATUS_OK;
    }
    if (claim->expr) {
        return judge_expect(judging, why);
    }
    if (claim->readings) {
        return judge_readings(judging, why);
    }
    if (claim->refers) {
        return judge_refers(judging, why);
    }
    return claim->external.text ? judge_external(judging, why) : STATUS_OK;
}

enum status claim_compute(struct expr_world *world, const struct claim *claim,
                          struct claim_result *result, struct failure *why)
{
    struct judging judging = {.world = *world, .claim = claim, .result = result};
    struct failure reason;
    const enum status status = compute(&judging, &reason);
    return status == STATUS_OK ? STATUS_OK
                               : fail(why, status, "%s:%u: %s: %s", claim->file, claim->line,
                                      claim->id, reason.text);
}

enum status claims_compute(struct store *store, const struct claim_set *set, struct arena *arena,
                           struct claim_result **results, size_t *count, struct failure *why)
{
    struct expr_world world;
    *count = 0;
    *results = arena_array(arena, set->count + 1, sizeof **results);
    if (!*results) {
        return fail_memory(why);
    }
    TRY(expr_world_make(arena, store, set->tables, &world, why));
    for (size_t f = 0; f < set->file_count; f++) {
        for (size_t i = 0; i < set->files[f].count; i++) {
            TRY(claim_compute(&world, &set->files[f].claims[i], &(*results)[(*count)++], why));
        }
    }
    return STATUS_OK;
}
