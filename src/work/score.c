#include "work/score.h"

#include "text/csv.h"

struct scoring {
    struct workspace *work;
    const struct lens *lens;
    struct lens_question question;
    struct lens_run *run;
    struct arena *arena;
    struct score_result *result;
    size_t capacity; /* of disagreements */
    const char *gold;
};

/* One line of the gold file. */
struct judgement {
    struct str identifier, relevance, themes;
    unsigned line;
};

static bool lists_theme(struct str themes, const char *theme)
{
    struct str part;
    while (str_split(&themes, ';', &part)) {
        if (str_is(str_trim(part), theme)) {
            return true;
        }
    }
    return false;
}

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

static enum status check_themes(const struct scoring *s, const struct judgement *j,
                                struct failure *why)
{
    struct str themes = j->themes, part;
    while (str_split(&themes, ';', &part)) {
        bool known = false;
        for (size_t i = 0; i < s->lens->theme_count; i++) {
            known = known || str_is(str_trim(part), s->lens->themes[i].name);
        }
        if (!known) {
            return fail(why, STATUS_INPUT,
                        "%s:%u: theme \"%.*s\" is none of the lens \"%s\". Use its theme codes.",
                        s->gold, j->line, STR_ARGS(part), s->lens->name);
        }
    }
    return STATUS_OK;
}

static enum status score_record(struct scoring *s, const struct judgement *j,
                                const struct record *record, struct failure *why)
{
    struct tag *tags = NULL;
    size_t count = 0;
    bool relevant = str_is(j->relevance, "1") || str_is(j->relevance, "2");
    if (!relevant && !str_is(j->relevance, "0")) {
        return fail(why, STATUS_INPUT, "%s:%u: relevance \"%.*s\" is none of 0, 1 and 2.", s->gold,
                    j->line, STR_ARGS(j->relevance));
    }
    TRY(check_themes(s, j, why));
    TRY(lens_classify(s->run, record, &s->question, s->arena, &tags, &count, why));
    s->result->judged++;
    const struct tag *whole = find_tag(tags, count, "");
    TRY(count_answer(s, &s->result->relevance, relevant, whole, record, "", why));
    for (size_t i = 0; i < s->lens->theme_count; i++) {
        struct theme_score *theme = &s->result->themes[i];
        const struct tag *tag = whole ? find_tag(tags, count, theme->theme) : NULL;
        bool wanted = relevant && lists_theme(j->themes, theme->theme);
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

/* The place of a column of that name in the heading, or -1. */
static int column(const struct csv_row *row, const char *name)
{
    for (size_t i = 0; i < row->count; i++) {
        if (str_is(str_trim(row->cells[i]), name)) {
            return (int)i;
        }
    }
    return -1;
}

static enum status score_rows(struct scoring *s, struct csv_reader *reader, struct failure *why)
{
    struct csv_row row;
    enum step step = csv_next(reader, &row, why);
    if (step != STEP_ITEM) {
        return step == STEP_ERROR ? why->status
                                  : fail(why, STATUS_INPUT, "%s: the file is empty.", s->gold);
    }
    int id = column(&row, "iati_identifier");
    id = id < 0 ? column(&row, "identifier") : id;
    int relevance = column(&row, "relevance"), themes = column(&row, "themes");
    if (id < 0 || relevance < 0 || themes < 0) {
        return fail(why, STATUS_INPUT,
                    "%s:1: the columns iati_identifier, relevance and themes are needed.", s->gold);
    }
    while ((step = csv_next(reader, &row, why)) == STEP_ITEM) {
        struct record *record = NULL;
        struct failure missing;
        if (row.count <= (size_t)id || row.count <= (size_t)relevance ||
            row.count <= (size_t)themes) {
            return fail(why, STATUS_INPUT, "%s:%u: a cell is missing.", s->gold, row.line);
        }
        struct judgement j = {str_trim(row.cells[id]), str_trim(row.cells[relevance]),
                              row.cells[themes], row.line};
        enum status status =
            store_get(s->work->store, s->arena, NULL, j.identifier, &record, &missing);
        if (status == STATUS_NOT_FOUND) {
            s->result->missing++;
            continue;
        }
        if (status != STATUS_OK) {
            *why = missing;
            return status;
        }
        TRY(score_record(s, &j, record, why));
    }
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

static enum status score_file(struct scoring *s, struct failure *why)
{
    struct source *source = NULL;
    struct csv_reader *reader = NULL;
    TRY(source_open(s->gold, &source, why));
    enum status status = csv_open(source, &reader, why);
    if (status == STATUS_OK) {
        status = score_rows(s, reader, why);
    }
    csv_close(reader);
    source_close(source);
    return status;
}

enum status work_score(struct workspace *work, const struct lens *lens, const char *gold,
                       bool text_only, struct arena *arena, struct score_result *result,
                       struct failure *why)
{
    struct scoring s = {.work = work,
                        .lens = lens,
                        .question = {.only = lens, .text_only = text_only},
                        .arena = arena,
                        .result = result,
                        .gold = gold};
    *result = (struct score_result){.theme_count = lens->theme_count};
    result->themes = arena_array(arena, lens->theme_count, sizeof *result->themes);
    if (!result->themes) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < lens->theme_count; i++) {
        result->themes[i].theme = lens->themes[i].name;
    }
    TRY(lens_run_open(work->lenses, &s.run, why));
    enum status status = score_file(&s, why);
    lens_run_close(s.run);
    finish_all(result);
    return status;
}
