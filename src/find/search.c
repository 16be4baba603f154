#include "find/search.h"

#include "find/question.h"

#define RECORD_LIMIT ((size_t)256 * 1024 * 1024)

/* ---- from terms to a question ---- */

/* A question under construction: its parts have room for all terms. */
struct building {
    struct searching *search;
    struct fulltext_any all[ASK_TERMS];
    struct fulltext_filter filters[ASK_TERMS];
    const struct kind *kinds[1];
    struct fulltext_question question;
};

/* The phrases of the terms from @first to before @end, limited to their columns. */
static enum status gather_phrases(const struct searching *search, const struct ask_term *terms,
                                  size_t count, struct fulltext_any *any, struct failure *why)
{
    size_t room = any->count;
    for (size_t i = 0; i < count; i++) {
        room += terms[i].phrase_count;
    }
    struct fulltext_phrase *phrases = arena_array(search->arena, room + 1, sizeof *phrases);
    if (!phrases) {
        return fail_memory(why);
    }
    if (any->count > 0) {
        memcpy(phrases, any->phrases, any->count * sizeof *phrases);
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < terms[i].phrase_count; k++) {
            struct fulltext_phrase *to = &phrases[any->count++];
            *to = terms[i].phrases[k];
            to->columns = terms[i].columns;
        }
    }
    any->phrases = phrases;
    return STATUS_OK;
}

/* Alternatives of conditions: the questions of all of them. */
static enum status gather_queries(const struct searching *search, const struct ask_term *terms,
                                  size_t count, struct fulltext_filter *filter, struct failure *why)
{
    size_t room = 0;
    for (size_t i = 0; i < count; i++) {
        room += terms[i].filter.count;
    }
    struct query *queries = arena_array(search->arena, room + 1, sizeof *queries);
    if (!queries) {
        return fail_memory(why);
    }
    *filter = (struct fulltext_filter){queries, 0, terms->excluded};
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < terms[i].filter.count; k++) {
            queries[filter->count++] = terms[i].filter.queries[k];
        }
    }
    return STATUS_OK;
}

/* Adds one group of terms. What is excluded approximately is left to the last look. */
static enum status add_group(struct building *build, const struct ask_term *terms, size_t count,
                             struct failure *why)
{
    struct fulltext_question *question = &build->question;
    if (terms->phrase_count == 0) {
        return gather_queries(build->search, terms, count,
                              &build->filters[question->filter_count++], why);
    }
    if (!terms->excluded) {
        return gather_phrases(build->search, terms, count, &build->all[question->all_count++], why);
    }
    return terms->approximate ? STATUS_OK
                              : gather_phrases(build->search, terms, count, &question->none, why);
}

/* What the kind alone says of a term that names a field. */
enum verdict { VERDICT_NO, VERDICT_YES, VERDICT_LOOK };

/* The index has found the words in the columns of the term: is that its field? */
static enum verdict judge_kind(const struct kind *kind, const struct ask_term *term)
{
    const struct field *field = kind_field(kind, str_of(term->field));
    if (!field || !find_is_searched(field)) {
        return VERDICT_NO;
    }
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *other = &kind->fields[i];
        if (other != field && find_is_searched(other) &&
            (term->columns >> find_column(other) & 1U) != 0) {
            return VERDICT_LOOK;
        }
    }
    return VERDICT_YES;
}

/* Whether the record may be taken by its kind alone, which saves reading it. */
static enum verdict judge(const struct ask *ask, const struct kind *kind)
{
    enum verdict all = VERDICT_YES;
    for (size_t i = 0; i < ask->count; i++) {
        const struct ask_term *term = &ask->terms[i];
        bool alone = (i == 0 || term[-1].group != term->group) &&
                     (i + 1 == ask->count || term[1].group != term->group);
        if (!term->approximate) {
            continue;
        }
        enum verdict one = alone && !term->excluded ? judge_kind(kind, term) : VERDICT_LOOK;
        if (one == VERDICT_NO) {
            return one;
        }
        all = one == VERDICT_LOOK ? one : all;
    }
    return all;
}

static enum step look_again(void *context, const struct kind *kind, struct str identifier,
                            struct failure *why)
{
    struct searching *search = context;
    struct record *record = NULL;
    bool fits = false;
    enum verdict verdict = judge(search->ask, kind);
    if (verdict != VERDICT_LOOK) {
        return verdict == VERDICT_YES ? STEP_ITEM : STEP_DONE;
    }
    arena_clear(&search->record);
    enum status status = store_get(search->store, &search->record, kind, identifier, &record, why);
    if (status == STATUS_OK) {
        status = find_fits(&search->record, search->ask, record, &fits, why);
    }
    return status != STATUS_OK ? STEP_ERROR : fits ? STEP_ITEM : STEP_DONE;
}

static enum status build(struct building *build, struct failure *why)
{
    const struct searching *search = build->search;
    const struct ask *ask = search->ask;
    struct fulltext_question *question = &build->question;
    *question = (struct fulltext_question){.all = build->all, .filters = build->filters};
    for (size_t i = 0, count = 0; i < ask->count; i += count) {
        for (count = 1; i + count < ask->count; count++) {
            if (ask->terms[i + count].group != ask->terms[i].group) {
                break;
            }
        }
        TRY(add_group(build, &ask->terms[i], count, why));
    }
    for (size_t i = 0; i < ask->count; i++) {
        if (ask->terms[i].approximate) {
            question->accept = look_again;
            question->context = build->search;
        }
    }
    if (search->kind) {
        build->kinds[0] = search->kind;
        question->kinds = build->kinds;
        question->kind_count = 1;
    }
    return STATUS_OK;
}

enum status searching_run(struct searching *search, size_t limit, struct fulltext_answer *answer,
                          struct failure *why)
{
    struct building *building = arena_alloc(search->arena, sizeof *building);
    if (!building) {
        return fail_memory(why);
    }
    building->search = search;
    TRY(build(building, why));
    arena_init(&search->record, RECORD_LIMIT);
    const enum status status =
        fulltext_search(search->store, search->arena, &building->question, limit, answer, why);
    arena_release(&search->record);
    return status;
}

enum status searching_count(struct searching *search, unsigned long long *count,
                            struct failure *why)
{
    struct building *building = arena_alloc(search->arena, sizeof *building);
    if (!building) {
        return fail_memory(why);
    }
    building->search = search;
    TRY(build(building, why));
    arena_init(&search->record, RECORD_LIMIT);
    const enum status status = fulltext_count(search->store, &building->question, count, why);
    arena_release(&search->record);
    return status;
}

/* Of another kind than the one that was asked for. */
static bool any_found(const struct pack *pack, const struct find_options *options)
{
    bool any = false;
    for (size_t i = 0; options->by_kind && i < pack->kind_count; i++) {
        any = any || options->by_kind[i] > 0;
    }
    return any;
}

enum status find_search(struct store *store, struct arena *arena, struct str text,
                        const struct find_options *options, struct find_result *result,
                        struct failure *why)
{
    struct searching search = {
        .store = store, .arena = arena, .ask = &result->ask, .kind = options->kind};
    struct fulltext_answer answer = {.by_kind = options->by_kind};
    *result = (struct find_result){.kind = options->kind};
    TRY(ask_parse(arena, store_pack(store), text, &result->ask, why));
    TRY(find_widen(store, arena, &result->ask, why));
    TRY(searching_run(&search, options->limit, &answer, why));
    result->hits = answer.hits;
    result->count = answer.count;
    result->total = answer.total;
    return result->total > 0 || any_found(store_pack(store), options)
               ? STATUS_OK
               : find_suggest(store, arena, result, why);
}
