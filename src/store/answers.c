#include "store/answers.h"

#include "store/select.h"

#include <sodium.h>
#include <stdlib.h>

struct answer {
    struct asked_for asked_for;
    const struct group *groups;
    size_t count;
};

void answers_init(struct answers *answers)
{
    *answers = (struct answers){.slots = NULL};
    arena_init(&answers->arena, ANSWERS_MEMORY);
}

void answers_release(struct answers *answers)
{
    arena_release(&answers->arena);
    free(answers->slots);
    answers->slots = NULL;
}

static void forget(struct answers *answers)
{
    arena_clear(&answers->arena);
    answers->count = 0;
    if (answers->slots) {
        memset(answers->slots, 0, ANSWERS_SLOTS * sizeof *answers->slots);
    }
}

/* ---- the question ---- */

static void add_bytes(crypto_generichash_state *state, const void *bytes, size_t length)
{
    (void)crypto_generichash_update(state, bytes, length);
}

static void hash(const struct sql *sql, struct asked_for *asked_for)
{
    crypto_generichash_state state;
    (void)crypto_generichash_init(&state, NULL, 0, sizeof asked_for->hash);
    add_bytes(&state, sql->text.at ? sql->text.at : "", sql->text.length);
    for (size_t i = 0; i < sql->count; i++) {
        const struct parameter *parameter = &sql->parameters[i];
        const bool text = parameter->type == PARAMETER_TEXT;
        const int64_t head[] = {parameter->type,
                                text ? (int64_t)parameter->text.length : parameter->number};
        add_bytes(&state, head, sizeof head);
        add_bytes(&state, text ? parameter->text.at : "", text ? parameter->text.length : 0);
    }
    (void)crypto_generichash_final(&state, asked_for->hash, sizeof asked_for->hash);
}

/* ---- the answers ---- */

/* Where the answer is, or would be. */
static struct answer **slot_of(struct answers *answers, const struct asked_for *asked_for)
{
    uint64_t at;
    memcpy(&at, asked_for->hash, sizeof at);
    at %= ANSWERS_SLOTS;
    while (answers->slots[at] &&
           memcmp(&answers->slots[at]->asked_for, asked_for, sizeof *asked_for) != 0) {
        at = (at + 1) % ANSWERS_SLOTS;
    }
    return &answers->slots[at];
}

static struct group *copy_groups(struct arena *arena, const struct group *groups, size_t count)
{
    struct group *copy = arena_array(arena, count + 1, sizeof *copy);
    for (size_t i = 0; copy && i < count; i++) {
        copy[i] = groups[i];
        for (size_t k = 0; k < groups[i].key_count && copy; k++) {
            copy[i].keys[k] = arena_str(arena, groups[i].keys[k]);
            copy = copy[i].keys[k].at ? copy : NULL;
        }
        if (copy && groups[i].text.at) {
            copy[i].text = arena_str(arena, groups[i].text);
            copy = copy[i].text.at ? copy : NULL;
        }
    }
    return copy;
}

bool answers_find(struct sql *sql, struct asked_for *asked_for, struct arena *arena,
                  struct group **groups, size_t *count)
{
    struct answers *answers = &sql->store->answers;
    struct failure ignored;
    long long revision = 0;
    hash(sql, asked_for);
    if (db_in_transaction(sql->store->db) || sql->no_room ||
        store_revision(sql->store, &revision, &ignored) != STATUS_OK) {
        return false;
    }
    if (revision != answers->revision) {
        forget(answers);
        answers->revision = revision;
    }
    const struct answer *answer = answers->slots ? *slot_of(answers, asked_for) : NULL;
    struct group *copy = answer ? copy_groups(arena, answer->groups, answer->count) : NULL;
    if (!copy) {
        return false;
    }
    *groups = copy;
    *count = answer->count;
    return true;
}

static bool has_slots(struct answers *answers)
{
    if (!answers->slots) {
        answers->slots = calloc(ANSWERS_SLOTS, sizeof(struct answer *));
    }
    return answers->slots;
}

void answers_keep(struct store *store, const struct asked_for *asked_for,
                  const struct group *groups, size_t count)
{
    struct answers *answers = &store->answers;
    if (db_in_transaction(store->db) || count > ANSWERS_GROUPS || !has_slots(answers)) {
        return;
    }
    for (int attempt = 0; attempt < 2; attempt++) {
        struct answer *answer = arena_alloc(&answers->arena, sizeof *answer);
        const struct group *copy = copy_groups(&answers->arena, groups, count);
        if (answer && copy && answers->count < ANSWERS_SLOTS / 2) {
            *answer = (struct answer){*asked_for, copy, count};
            *slot_of(answers, asked_for) = answer;
            answers->count++;
            return;
        }
        forget(answers);
    }
}
