#include "work/why.h"

/* The names of the rules in the evidence, each once: "recruitment, skills". */
static const char *join_rules(struct arena *arena, const struct evidence *evidence, size_t count)
{
    const char *joined = "";
    for (size_t i = 0; i < count && joined; i++) {
        bool before = false;
        for (size_t k = 0; k < i; k++) {
            before = before || strcmp(evidence[k].rule, evidence[i].rule) == 0;
        }
        if (!before) {
            joined = arena_printf(arena, "%s%s%s", joined, *joined ? ", " : "", evidence[i].rule);
        }
    }
    return joined;
}

static const struct decision *find_decision(const struct decision *decisions, size_t count,
                                            const char *lens, const char *theme)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(decisions[i].lens, lens) == 0 && strcmp(decisions[i].theme, theme) == 0) {
            return &decisions[i];
        }
    }
    return NULL;
}

static enum status fill_tag(struct arena *arena, const struct stored_tag *stored,
                            const struct record *record, struct why_tag *tag, struct failure *why)
{
    *tag = (struct why_tag){.lens = stored->lens,
                            .version = stored->version,
                            .theme = stored->theme,
                            .weight = stored->weight};
    TRY(evidence_parse(arena, stored->evidence, record, &tag->evidence, &tag->evidence_count, why));
    tag->rule = join_rules(arena, tag->evidence, tag->evidence_count);
    return tag->rule ? STATUS_OK : fail_memory(why);
}

static bool has_tag(const struct why_record *result, const struct decision *decision)
{
    for (size_t i = 0; i < result->count; i++) {
        if (result->tags[i].decision == decision) {
            return true;
        }
    }
    return false;
}

enum status work_why(struct workspace *work, struct str identifier, struct arena *arena,
                     struct why_record *result, struct failure *why)
{
    struct record *record = NULL;
    TRY(store_get(work->store, arena, NULL, identifier, &record, why));
    return why_of_record(work->store, arena, record, result, why);
}

enum status why_of_record(struct store *store, struct arena *arena, struct record *record,
                          struct why_record *result, struct failure *why)
{
    struct stored_tag *stored = NULL;
    struct decision *decisions = NULL;
    size_t stored_count = 0, decision_count = 0;
    *result = (struct why_record){.record = record};
    TRY(store_tags(store, arena, record->id, &stored, &stored_count, why));
    TRY(store_decisions(store, arena, record->id, &decisions, &decision_count, why));
    result->tags = arena_array(arena, stored_count + decision_count, sizeof *result->tags);
    if (!result->tags) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < stored_count; i++) {
        struct why_tag *tag = &result->tags[result->count++];
        TRY(fill_tag(arena, &stored[i], result->record, tag, why));
        tag->decision = find_decision(decisions, decision_count, tag->lens, tag->theme);
        if (tag->decision && tag->decision->weight.length > 0) {
            tag->weight = arena_copy(arena, tag->decision->weight);
        }
    }
    /* What people decided and no rule says. */
    for (size_t i = 0; i < decision_count; i++) {
        if (!has_tag(result, &decisions[i])) {
            const char *weight = decisions[i].weight.length > 0
                                     ? arena_copy(arena, decisions[i].weight)
                                     : "principal";
            result->tags[result->count++] = (struct why_tag){.lens = decisions[i].lens,
                                                             .theme = decisions[i].theme,
                                                             .rule = "",
                                                             .weight = weight,
                                                             .decision = &decisions[i]};
        }
    }
    return STATUS_OK;
}
