#include "work/score.h"

#include "work/gold.h"

struct scoring {
    struct workspace *work;
    const struct lens *lens;
    struct lens_question question;
    struct lens_run *run;
    struct arena *arena;
    struct score_result *result;
    size_t capacity; /* of disagreements */
};

static enum status disagree(struct scoring *s, const struct record *record, const char *theme,
                            const struct tag *tag, struct failure *why)
{
    struct score_result *result = s->result;
    struct disagreement *list = arena_grow(s->arena, result->disagreements,
                                           result->disagreement_count, &s->capacity, sizeof *list);
    if (!list) {
        return fail_memory(why);
    }
    result->disagreements = list;
    struct disagreement *d = &list[result->disagreement_count++];
    *d = (struct disagreement){.identifier = arena_copy(s->arena, record->identifier),
                               .title = arena_copy(s->arena, record_title(record)),
                               .theme = theme,
                               .miss = tag == NULL};
    if (!d->identifier || !d->title) {
        return fail_memory(why);
    }
    if (tag) {
        d->evidence = arena_array(s->arena, tag->evidence_count, sizeof *d->evidence);
        if (!d->evidence) {
            return fail_memory(why);
        }
        memcpy(d->evidence, tag->evidence, tag->evidence_count * sizeof *d->evidence);
        d->evidence_count = tag->evidence_count;
    }
    return STATUS_OK;
}

/* Counts one question about one record. */
static enum status count_answer(struct scoring *s, struct score *score, bool wanted,
                                const struct tag *tag, const struct record *record,
                                const char *theme, struct failure *why)
{
    if (wanted && tag) {
        score->both++;
        return STATUS_OK;
    }
    if (!wanted && !tag) {
        return STATUS_OK;
    }
    score->only_gold += wanted ? 1 : 0;
    score->only_lens += tag ? 1 : 0;
    return disagree(s, record, theme, tag, why);
}

/* The tag for @theme; a mere candidate is a question to a person, not an answer. */
static const struct tag *find_tag(const struct tag *tags, size_t count, const char *theme)
{
    for (size_t i = 0; i < count; i++) {
        if (tags[i].weight != WEIGHT_CANDIDATE && strcmp(tags[i].theme, theme) == 0) {
            return &tags[i];
        }
    }
    return NULL;
}

static enum status score_record(struct scoring *s, const struct gold_row *row,
                                const struct record *record, struct failure *why)
{
    struct tag *tags = NULL;
    size_t count = 0;
    TRY(lens_classify(s->run, record, &s->question, s->arena, &tags, &count, why));
    s->result->judged++;
    const struct tag *whole = find_tag(tags, count, "");
    TRY(count_answer(s, &s->result->relevance, row->relevant, whole, record, "", why));
    for (size_t i = 0; i < s->lens->theme_count; i++) {
        struct theme_score *theme = &s->result->themes[i];
        const struct tag *tag = whole ? find_tag(tags, count, theme->theme) : NULL;
        bool wanted = row->relevant && gold_has_theme(row, theme->theme);
        TRY(count_answer(s, &theme->score, wanted, tag, record, theme->theme, why));
    }
    return STATUS_OK;
}

static void finish(struct score *score)
{
    double both = (double)score->both;
    double taken = both + (double)score->only_lens;
    double gold = both + (double)score->only_gold;
    score->precision = taken > 0 ? both / taken : 0;
    score->recall = gold > 0 ? both / gold : 0;
    score->f1 = taken + gold > 0 ? 2 * both / (taken + gold) : 0;
}

static void finish_all(struct score_result *result)
{
    double sum = 0;
    finish(&result->relevance);
    for (size_t i = 0; i < result->theme_count; i++) {
        struct score *score = &result->themes[i].score;
        finish(score);
        if (score->both + score->only_gold >= SCORE_SUPPORT_MIN) {
            sum += score->f1;
            result->macro_themes++;
        }
    }
    result->macro_f1 = result->macro_themes > 0 ? sum / (double)result->macro_themes : 0;
}

static enum status score_row(void *context, const struct gold_row *row, struct failure *why)
{
    struct scoring *s = context;
    struct record *record = NULL;
    struct failure missing;
    const enum status status =
        store_get(s->work->store, s->arena, NULL, row->identifier, &record, &missing);
    if (status == STATUS_NOT_FOUND) {
        s->result->missing++;
        return STATUS_OK;
    }
    if (status != STATUS_OK) {
        *why = missing;
        return status;
    }
    return score_record(s, row, record, why);
}

enum status work_score(struct workspace *work, const struct lens *lens, const char *gold,
                       bool text_only, struct arena *arena, struct score_result *result,
                       struct failure *why)
{
    struct scoring s = {.work = work,
                        .lens = lens,
                        .question = {.only = lens, .text_only = text_only},
                        .arena = arena,
                        .result = result};
    *result = (struct score_result){.theme_count = lens->theme_count};
    result->themes = arena_array(arena, lens->theme_count, sizeof *result->themes);
    if (!result->themes) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < lens->theme_count; i++) {
        result->themes[i].theme = lens->themes[i].name;
    }
    TRY(lens_run_open(work->lenses, &s.run, why));
    const enum status status = gold_read(gold, lens, score_row, &s, why);
    lens_run_close(s.run);
    finish_all(result);
    return status;
}
