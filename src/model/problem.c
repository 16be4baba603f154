#include "model/problem.h"

#include "model/conduct.h"
#include "model/pack.h"

#define VALUE_SHOWN 200 /* bytes of a value that a message shows */

bool problem_add(struct arena *arena, struct problem_list *list, const struct problem *problem)
{
    struct problem *copy = arena_alloc(arena, sizeof *copy);
    if (!copy) {
        return false;
    }
    struct str value = problem->value;
    if (value.length > VALUE_SHOWN) {
        value.length = VALUE_SHOWN;
        /* Do not cut a character in two. */
        while (value.length > 0 && ((unsigned char)value.at[value.length] & 0xC0) == 0x80) {
            value.length--;
        }
    }
    *copy = *problem;
    copy->record = arena_str(arena, problem->record);
    copy->field = arena_str(arena, problem->field);
    copy->value = arena_str(arena, value);
    copy->file = problem->file ? arena_copy(arena, str_of(problem->file)) : NULL;
    copy->mend = arena_copy(arena, str_of(problem->mend));
    copy->next = NULL;
    if (!copy->record.at || !copy->field.at || !copy->value.at || !copy->mend ||
        (problem->file && !copy->file)) {
        return false;
    }
    if (list->last) {
        list->last->next = copy;
    } else {
        list->first = copy;
    }
    list->last = copy;
    list->count++;
    return true;
}

const struct label *problem_mends(const struct pack *pack, const struct problem *problem)
{
    for (size_t k = 0; k < pack->kind_count; k++) {
        const struct conduct *conduct = pack->kinds[k].conduct;
        for (size_t i = 0; conduct && i < conduct->rule_count; i++) {
            const struct record_rule *rule = &conduct->rules[i];
            if (strcmp(rule->name, problem->rule) == 0 &&
                str_starts(str_of(problem->mend), label_in(&rule->mend, "en", ""))) {
                return &rule->mend;
            }
        }
    }
    return NULL;
}

const char *problem_mend(const struct problem *problem, const char *language)
{
    return problem->mends ? label_in(problem->mends, language, problem->mend) : problem->mend;
}
