/*
 * What a rule needs: in most records most rules can be answered with "no" at once, because none of
 * their words is there. Evaluating such a rule would change nothing.
 */
#include "lens/rules.h"

/* Makes room for needs that cover those of @other too. */
static void widen(struct needs *needs, uint32_t first, uint32_t count)
{
    const uint32_t end = needs->first + needs->count;
    if (needs->count == 0) {
        *needs = (struct needs){NULL, first, count};
        return;
    }
    needs->first = first < needs->first ? first : needs->first;
    needs->count = (first + count > end ? first + count : end) - needs->first;
}

static enum status needs_of_terms(struct arena *arena, struct rule *rule, struct failure *why)
{
    struct needs *needs = &rule->needs;
    for (size_t i = 0; i < rule->term_count; i++) {
        widen(needs, (uint32_t)(rule->terms[i] / 64), 1);
    }
    uint64_t *bits = arena_array(arena, needs->count, sizeof *bits);
    if (!bits) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < rule->term_count; i++) {
        bits[rule->terms[i] / 64 - needs->first] |= (uint64_t)1 << (rule->terms[i] % 64);
    }
    needs->bits = bits;
    return STATUS_OK;
}

/* One of the children has to hold: all that any of them needs, if each needs something. */
static enum status needs_of_any(struct arena *arena, struct rule *rule, struct failure *why)
{
    struct needs *needs = &rule->needs;
    for (size_t i = 0; i < rule->child_count; i++) {
        const struct needs *child = &rule->children[i].needs;
        if (child->count == 0) {
            *needs = (struct needs){NULL, 0, 0};
            return STATUS_OK;
        }
        widen(needs, child->first, child->count);
    }
    uint64_t *bits = arena_array(arena, needs->count, sizeof *bits);
    if (!bits) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < rule->child_count; i++) {
        const struct needs *child = &rule->children[i].needs;
        for (uint32_t k = 0; k < child->count; k++) {
            bits[child->first - needs->first + k] |= child->bits[k];
        }
    }
    needs->bits = bits;
    return STATUS_OK;
}

enum status rule_find_needs(struct arena *arena, struct rule *rule, struct failure *why)
{
    rule->needs = (struct needs){NULL, 0, 0};
    switch (rule->type) {
    case RULE_TEXT:
        return needs_of_terms(arena, rule, why);
    case RULE_ANY:
        return needs_of_any(arena, rule, why);
    case RULE_ALL: /* the first child is looked at first, and nothing else when it does not hold */
        rule->needs = rule->children[0].needs;
        return STATUS_OK;
    case RULE_NOT:
    case RULE_THEME:
    case RULE_CODE:
    case RULE_RANGE:
    case RULE_PRESENT:
        break;
    }
    return STATUS_OK;
}
