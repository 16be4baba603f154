/* What lenses and people say of records. */
#include "store/db_rows.h"
#include "store/handle.h"

#include <stdlib.h>

static enum status tag_walker(struct store *store, struct failure *why)
{
    if (!store->tags.statement) {
        TRY(store_statement(store, SQL_TAG_WALK, &store->tags.statement, why));
    }
    return STATUS_OK;
}

/* ---- tags ---- */

enum { COLUMN_LENS = 1, COLUMN_THEME, COLUMN_VERSION, COLUMN_WEIGHT, COLUMN_EVIDENCE };

static bool read_tag(struct arena *arena, struct db_statement *row, struct stored_tag *tag)
{
    tag->lens = arena_copy(arena, db_text(row, COLUMN_LENS));
    tag->theme = arena_copy(arena, db_text(row, COLUMN_THEME));
    tag->version = db_integer(row, COLUMN_VERSION);
    tag->weight = arena_copy(arena, db_text(row, COLUMN_WEIGHT));
    tag->evidence = arena_str(arena, db_text(row, COLUMN_EVIDENCE));
    return tag->lens && tag->theme && tag->weight && tag->evidence.at;
}

enum status store_tags(struct store *store, struct arena *arena, long long record,
                       struct stored_tag **tags, size_t *count, struct failure *why)
{
    size_t capacity = 0;
    *tags = NULL;
    *count = 0;
    TRY(tag_walker(store, why));
    enum step step = walker_find(&store->tags, record, why);
    while (step == STEP_ITEM) {
        struct stored_tag *grown = arena_grow(arena, *tags, *count, &capacity, sizeof **tags);
        if (!grown || !read_tag(arena, store->tags.statement, &grown[*count])) {
            walker_park(&store->tags);
            return fail_memory(why);
        }
        *tags = grown;
        (*count)++;
        step = walker_next(&store->tags, record, why);
    }
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* What to do about a record's tags, found by comparing the new ones with those that are kept. */
struct changes {
    const struct stored_tag *tags;
    size_t count;
    bool *kept;              /* for each of @tags: it is there already, just so */
    struct stored_tag *drop; /* only .lens and .theme */
    size_t drop_count, drop_capacity;
};

static bool is_listed(struct str lens, const char *const *lenses)
{
    for (; *lenses; lenses++) {
        if (str_is(lens, *lenses)) {
            return true;
        }
    }
    return false;
}

/* Compares the row in hand with the new tags; false when memory ran out. */
static bool compare_row(struct arena *arena, struct db_statement *row, const char *const *lenses,
                        struct changes *changes)
{
    struct str lens = db_text(row, COLUMN_LENS);
    struct str theme = db_text(row, COLUMN_THEME);
    for (size_t i = 0; i < changes->count; i++) {
        const struct stored_tag *tag = &changes->tags[i];
        if (str_is(theme, tag->theme) && str_is(lens, tag->lens)) {
            changes->kept[i] = db_integer(row, COLUMN_VERSION) == tag->version &&
                               str_is(db_text(row, COLUMN_WEIGHT), tag->weight) &&
                               str_equal(db_text(row, COLUMN_EVIDENCE), tag->evidence);
            return true;
        }
    }
    if (!is_listed(lens, lenses)) {
        return true;
    }
    struct stored_tag *grown = arena_grow(arena, changes->drop, changes->drop_count,
                                          &changes->drop_capacity, sizeof *changes->drop);
    if (!grown) {
        return false;
    }
    changes->drop = grown;
    struct stored_tag *drop = &grown[changes->drop_count++];
    drop->lens = arena_copy(arena, lens);
    drop->theme = arena_copy(arena, theme);
    return drop->lens && drop->theme;
}

static enum status compare(struct store *store, long long record, const char *const *lenses,
                           struct changes *changes, struct failure *why)
{
    arena_clear(&store->scratch);
    changes->kept = arena_array(&store->scratch, changes->count + 1, sizeof *changes->kept);
    if (!changes->kept) {
        return fail_memory(why);
    }
    if (record == store->fresh) {
        store->fresh = 0;
        return STATUS_OK;
    }
    TRY(tag_walker(store, why));
    enum step step = walker_find(&store->tags, record, why);
    while (step == STEP_ITEM) {
        if (!compare_row(&store->scratch, store->tags.statement, lenses, changes)) {
            walker_park(&store->tags);
            return fail_memory(why);
        }
        step = walker_next(&store->tags, record, why);
    }
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

static enum status write_tag(struct store *store, long long record, const struct stored_tag *tag,
                             struct failure *why)
{
    struct db_statement *put = NULL;
    TRY(store_statement(store, SQL_TAG_PUT, &put, why));
    db_bind_integer(put, 1, record);
    db_bind_text(put, 2, str_of(tag->lens));
    db_bind_text(put, 3, str_of(tag->theme));
    db_bind_integer(put, 4, tag->version);
    db_bind_text(put, 5, str_of(tag->weight));
    db_bind_text_or_null(put, 6, tag->evidence);
    return db_run(put, why);
}

static enum status drop_tag(struct store *store, long long record, const struct stored_tag *tag,
                            struct failure *why)
{
    struct db_statement *drop = NULL;
    TRY(store_statement(store, SQL_TAG_DROP, &drop, why));
    db_bind_integer(drop, 1, record);
    db_bind_text(drop, 2, str_of(tag->lens));
    db_bind_text(drop, 3, str_of(tag->theme));
    return db_run(drop, why);
}

static enum status forget_digest(struct store *store, long long record, struct failure *why)
{
    struct db_statement *drop = NULL;
    TRY(store_statement(store, SQL_TAGGED_DROP, &drop, why));
    walker_wrote(&store->tagged, record);
    db_bind_integer(drop, 1, record);
    return db_run(drop, why);
}

static enum status apply(struct store *store, long long record, const struct changes *changes,
                         struct failure *why)
{
    walker_wrote(&store->tags, record);
    store->untidy = store->untidy || !store->has_tag_index;
    for (size_t i = 0; i < changes->drop_count; i++) {
        TRY(drop_tag(store, record, &changes->drop[i], why));
    }
    for (size_t i = 0; i < changes->count; i++) {
        if (!changes->kept[i]) {
            TRY(write_tag(store, record, &changes->tags[i], why));
        }
    }
    return STATUS_OK;
}

enum status store_put_tags(struct store *store, long long record, const char *const *lenses,
                           const struct stored_tag *tags, size_t count, bool *changed,
                           struct failure *why)
{
    struct changes changes = {.tags = tags, .count = count};
    const bool fresh = record == store->fresh;
    bool own = false;
    TRY(compare(store, record, lenses, &changes, why));
    *changed = changes.drop_count > 0;
    for (size_t i = 0; i < count; i++) {
        *changed = *changed || !changes.kept[i];
    }
    if (!*changed) {
        return STATUS_OK;
    }
    TRY(store_enter(store, &own, why));
    enum status status = fresh ? STATUS_OK : forget_digest(store, record, why);
    status = status == STATUS_OK ? apply(store, record, &changes, why) : status;
    return store_leave(store, own, status, why);
}

/* ---- digests of tags ---- */

enum status store_has_digest(struct store *store, long long record, uint64_t digest, bool *same,
                             struct failure *why)
{
    if (!store->tagged.statement) {
        TRY(store_statement(store, SQL_TAGGED_WALK, &store->tagged.statement, why));
    }
    const enum step step = walker_find(&store->tagged, record, why);
    *same = step == STEP_ITEM && (uint64_t)db_integer(store->tagged.statement, 1) == digest;
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

enum status store_keep_digest(struct store *store, long long record, uint64_t digest,
                              struct failure *why)
{
    struct db_statement *put = NULL;
    bool own = false;
    TRY(store_statement(store, SQL_TAGGED_PUT, &put, why));
    TRY(store_enter(store, &own, why));
    walker_wrote(&store->tagged, record);
    db_bind_integer(put, 1, record);
    db_bind_integer(put, 2, (long long)digest);
    return store_leave(store, own, db_run(put, why), why);
}

/* ---- decisions ---- */

static bool read_decision(struct arena *arena, struct db_statement *row, void *item)
{
    struct decision *decision = item;
    decision->lens = arena_copy(arena, db_text(row, 0));
    decision->theme = arena_copy(arena, db_text(row, 1));
    decision->verdict = arena_str(arena, db_text(row, 2));
    decision->weight = arena_str(arena, db_text(row, 3));
    decision->person = arena_str(arena, db_text(row, 4));
    decision->at = arena_str(arena, db_text(row, 5));
    decision->note = arena_str(arena, db_text(row, 6));
    return decision->lens && decision->theme && decision->verdict.at && decision->weight.at &&
           decision->person.at && decision->at.at && decision->note.at;
}

enum status store_decisions(struct store *store, struct arena *arena, long long record,
                            struct decision **decisions, size_t *count, struct failure *why)
{
    struct db_statement *list = NULL;
    TRY(store_statement(store, SQL_DECISIONS, &list, why));
    db_bind_integer(list, 1, record);
    return db_rows(list, arena, read_decision, sizeof **decisions, decisions, count, why);
}

enum status store_judged(struct store *store, const char *lens, const char *theme,
                         struct judged *judged, struct failure *why)
{
    struct db_statement *row = NULL;
    *judged = (struct judged){0};
    TRY(db_prepare(store->db,
                   "SELECT count(*) FILTER (WHERE d.verdict = 'confirmed'),"
                   " count(*) FILTER (WHERE d.verdict = 'rejected')"
                   " FROM decision d JOIN tag t ON t.record = d.record AND t.lens = d.lens"
                   " AND t.theme = d.theme WHERE d.lens = $1 AND d.theme = $2",
                   &row, why));
    db_bind_text(row, 1, str_of(lens));
    db_bind_text(row, 2, str_of(theme));
    const enum step step = db_step(row, why);
    if (step == STEP_ITEM) {
        judged->confirmed = (unsigned long long)db_integer(row, 0);
        judged->rejected = (unsigned long long)db_integer(row, 1);
    }
    db_finalize(row);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

/* ---- what counts ---- */

static const struct decision *decision_on(const struct decision *decisions, size_t count,
                                          const char *lens, const char *theme)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(decisions[i].lens, lens) == 0 && strcmp(decisions[i].theme, theme) == 0) {
            return &decisions[i];
        }
    }
    return NULL;
}

static bool says(const struct decision *decision, const char *verdict)
{
    return decision && str_is(decision->verdict, verdict);
}

/* What standing tags are found among: the row in hand of the tags, and all decisions. */
static bool stands(const struct decision *decisions, size_t count, struct standing_tag *tag)
{
    const struct decision *own = decision_on(decisions, count, tag->lens, tag->theme);
    const struct decision *whole = decision_on(decisions, count, tag->lens, "");
    const bool candidate = strcmp(tag->weight, "candidate") == 0;
    tag->decided = says(own, "confirmed");
    if (tag->decided && own->weight.length > 0) {
        tag->weight = own->weight.at;
    } else if (tag->decided && candidate) {
        tag->weight = "principal";
    }
    return tag->decided || (!candidate && !says(own, "rejected") && !says(whole, "rejected"));
}

static int by_name(const void *a, const void *b)
{
    const struct standing_tag *x = a, *y = b;
    const int lenses = strcmp(x->lens, y->lens);
    return lenses != 0 ? lenses : strcmp(x->theme, y->theme);
}

/* Those that people confirmed and no rule says. */
static void add_confirmed(const struct decision *decisions, size_t decision_count,
                          struct standing_tag *tags, size_t *count)
{
    for (size_t i = 0; i < decision_count; i++) {
        const struct decision *decision = &decisions[i];
        bool known = !says(decision, "confirmed");
        for (size_t k = 0; k < *count && !known; k++) {
            known = strcmp(tags[k].lens, decision->lens) == 0 &&
                    strcmp(tags[k].theme, decision->theme) == 0;
        }
        if (!known) {
            tags[(*count)++] = (struct standing_tag){
                decision->lens, decision->theme,
                decision->weight.length > 0 ? decision->weight.at : "principal", true};
        }
    }
}

enum status store_standing(struct store *store, struct arena *arena, long long record,
                           struct standing_tag **tags, size_t *count, struct failure *why)
{
    struct decision *decisions = NULL;
    size_t decision_count = 0, capacity = 0;
    *tags = NULL;
    *count = 0;
    TRY(store_decisions(store, arena, record, &decisions, &decision_count, why));
    TRY(tag_walker(store, why));
    enum step step = walker_find(&store->tags, record, why);
    while (step == STEP_ITEM) {
        struct db_statement *row = store->tags.statement;
        struct standing_tag *grown = arena_grow(arena, *tags, *count, &capacity, sizeof **tags);
        struct standing_tag tag = {.lens = arena_copy(arena, db_text(row, COLUMN_LENS)),
                                   .theme = arena_copy(arena, db_text(row, COLUMN_THEME)),
                                   .weight = arena_copy(arena, db_text(row, COLUMN_WEIGHT))};
        if (!grown || !tag.lens || !tag.theme || !tag.weight) {
            walker_park(&store->tags);
            return fail_memory(why);
        }
        *tags = grown;
        if (stands(decisions, decision_count, &tag)) {
            grown[(*count)++] = tag;
        }
        step = walker_next(&store->tags, record, why);
    }
    if (step == STEP_ERROR || decision_count == 0) {
        return step == STEP_ERROR ? why->status : STATUS_OK;
    }
    struct standing_tag *all = arena_array(arena, *count + decision_count, sizeof *all);
    if (!all) {
        return fail_memory(why);
    }
    if (*count > 0) {
        memcpy(all, *tags, *count * sizeof *all);
    }
    *tags = all;
    add_confirmed(decisions, decision_count, all, count);
    qsort(all, *count, sizeof *all, by_name);
    return STATUS_OK;
}
