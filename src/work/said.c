#include "work/said.h"

static const struct decision *decision_of(const struct decision *decisions, size_t count,
                                          const char *lens, const char *theme)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(decisions[i].lens, lens) == 0 && strcmp(decisions[i].theme, theme) == 0) {
            return &decisions[i];
        }
    }
    return NULL;
}

static bool is_verdict(const struct decision *decision, const char *verdict)
{
    return decision && str_is(decision->verdict, verdict);
}

static const char *label_of(const struct lens_set *lenses, const char *lens, const char *theme)
{
    struct failure words;
    const struct lens *found = NULL;
    if (lens_set_find(lenses, lens, &found, &words) != STATUS_OK) {
        return lens;
    }
    for (size_t i = 0; theme[0] && i < found->theme_count; i++) {
        if (strcmp(found->themes[i].name, theme) == 0) {
            return label_in(&found->themes[i].label, "en", theme);
        }
    }
    return theme[0] ? theme : label_in(&found->label, "en", lens);
}

static void add(const struct lens_set *lenses, struct export_said *said, size_t *count,
                const char *lens, const char *theme)
{
    said[(*count)++] = (struct export_said){lens, theme, label_of(lenses, lens, theme)};
}

enum status said_of_record(struct store *store, const struct lens_set *lenses, struct arena *arena,
                           const struct record *record, const struct export_said **said,
                           size_t *count, struct failure *why)
{
    struct stored_tag *tags = NULL;
    struct decision *decisions = NULL;
    size_t tag_count = 0, decision_count = 0;
    *count = 0;
    TRY(store_tags(store, arena, record->id, &tags, &tag_count, why));
    TRY(store_decisions(store, arena, record->id, &decisions, &decision_count, why));
    struct export_said *made = arena_array(arena, tag_count + decision_count + 1, sizeof *made);
    if (!made) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < tag_count; i++) {
        const struct stored_tag *t = &tags[i];
        const struct decision *own = decision_of(decisions, decision_count, t->lens, t->theme);
        const struct decision *whole = decision_of(decisions, decision_count, t->lens, "");
        if (!own && strcmp(t->weight, "candidate") != 0 && !is_verdict(whole, "rejected")) {
            add(lenses, made, count, t->lens, t->theme);
        }
    }
    for (size_t i = 0; i < decision_count; i++) {
        if (is_verdict(&decisions[i], "confirmed")) {
            add(lenses, made, count, decisions[i].lens, decisions[i].theme);
        }
    }
    *said = made;
    return STATUS_OK;
}
