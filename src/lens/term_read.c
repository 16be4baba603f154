#include "lens/term_read.h"

/* Adds an empty term list and gives its number. */
enum status term_add(struct lens_set *set, const char *name, size_t *index, struct failure *why)
{
    struct term *terms =
        arena_grow(set->arena, set->terms, set->term_count, &set->term_capacity, sizeof *terms);
    unsigned long long *fields = arena_array(set->arena, set->pack->kind_count + 1, sizeof *fields);
    if (!terms || !fields) {
        return fail_memory(why);
    }
    set->terms = terms;
    *index = set->term_count++;
    terms[*index] = (struct term){.name = name, .fields = fields, .except = NO_TERM};
    return STATUS_OK;
}

/* The number of a phrase; the matcher's words about it get the file and line. */
static enum status number_phrase(struct lens_set *set, const struct yaml_node *node,
                                 struct str text, uint32_t *phrase, struct failure *why)
{
    struct failure inner;
    enum status status = matcher_add(set->matcher, text, phrase, &inner);
    return status == STATUS_OK
               ? STATUS_OK
               : yaml_fail(why, node, status, "pattern \"%.*s\": %s", STR_ARGS(text), inner.text);
}

static enum status append_phrase(struct lens_set *set, size_t index, uint32_t phrase,
                                 struct failure *why)
{
    struct term *term = &set->terms[index];
    uint32_t *phrases =
        arena_grow(set->arena, term->phrases, term->count, &term->capacity, sizeof *phrases);
    if (!phrases) {
        return fail_memory(why);
    }
    term->phrases = phrases;
    phrases[term->count++] = phrase;
    return STATUS_OK;
}

static enum status append_near(struct lens_set *set, size_t index, const struct near *near,
                               struct failure *why)
{
    struct term *term = &set->terms[index];
    struct near *nears =
        arena_grow(set->arena, term->nears, term->near_count, &term->near_capacity, sizeof *nears);
    if (!nears) {
        return fail_memory(why);
    }
    term->nears = nears;
    nears[term->near_count++] = *near;
    return STATUS_OK;
}

/* The list without a name for a phrase that is a side of a NEAR; all NEARs of a lens share it,
 * but the two sides of one are never the same: it is not @other. */
static enum status phrase_list(struct lens_set *set, const struct term_scope *scope,
                               uint32_t phrase, size_t other, size_t *index, struct failure *why)
{
    for (size_t i = scope->first; i < set->term_count; i++) {
        const struct term *term = &set->terms[i];
        if (term->name[0] == '\0' && !term->masks && i != other && term->count == 1 &&
            term->phrases[0] == phrase) {
            *index = i;
            return STATUS_OK;
        }
    }
    TRY(term_add(set, "", index, why));
    return append_phrase(set, *index, phrase, why);
}

/*
 * One side of a NEAR: a list named in <angle brackets>, or a phrase of its own. *@index is the list
 * that uses it, and becomes the number of the one that is used; @other: that of the other side.
 */
static enum status read_operand(struct lens_set *set, const struct term_scope *scope,
                                const struct yaml_node *node, struct str text, size_t other,
                                size_t *index, struct failure *why)
{
    const size_t user = *index;
    text = str_trim(text);
    if (text.length < 2 || text.at[0] != '<' || text.at[text.length - 1] != '>') {
        uint32_t phrase = 0;
        TRY(number_phrase(set, node, text, &phrase, why));
        return phrase_list(set, scope, phrase, other, index, why);
    }
    struct str name = {text.at + 1, text.length - 2};
    TRY(term_find(set, scope, node, name, index, why));
    if (set->terms[*index].near_count > 0 || *index == user) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "<%.*s> itself has a NEAR; a list used in a NEAR may not. Split the list.",
                         STR_ARGS(name));
    }
    if (set->terms[*index].count == 0) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "<%.*s> stands further down. Move it above the lists that use it.",
                         STR_ARGS(name));
    }
    return STATUS_OK;
}

/* The place of the word NEAR in the pattern, or NULL. */
static const char *find_near(struct str text)
{
    static const char word[] = "NEAR";
    const size_t length = sizeof word - 1;
    for (size_t i = 0; i + length <= text.length; i++) {
        const char before = i > 0 ? text.at[i - 1] : ' ';
        const char after = i + length < text.length ? text.at[i + length] : ' ';
        if (memcmp(text.at + i, word, length) == 0 && before == ' ' &&
            (after == ' ' || after == '/')) {
            return text.at + i;
        }
    }
    return NULL;
}

static enum status read_near(struct lens_set *set, const struct term_scope *scope, size_t index,
                             const struct yaml_node *node, const char *near, struct failure *why)
{
    struct near pair = {.left = index, .right = index};
    struct str left = {node->text.at, (size_t)(near - node->text.at)};
    const char *end = node->text.at + node->text.length;
    const char *number = near + strlen("NEAR");
    uint32_t distance = 0;
    if (number < end && *number == '/') {
        number++;
    }
    while (number < end && *number >= '0' && *number <= '9' && distance < 1000) {
        distance = distance * 10 + (uint32_t)(*number - '0');
        number++;
    }
    struct str right = {number, (size_t)(end - number)};
    if (distance < 1 || distance > NEAR_DISTANCE_MAX || right.length < 2 || right.at[0] != ' ' ||
        find_near(right)) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "\"%s\": write one NEAR with a distance from 1 to %d words: a NEAR/6 b.",
                         node->text.at, NEAR_DISTANCE_MAX);
    }
    pair.distance = distance;
    TRY(read_operand(set, scope, node, left, NO_TERM, &pair.left, why));
    TRY(read_operand(set, scope, node, right, pair.left, &pair.right, why));
    return append_near(set, index, &pair, why);
}

enum status term_read_patterns(struct lens_set *set, const struct term_scope *scope, size_t index,
                               const struct yaml_node *list, struct failure *why)
{
    if (list->type == YAML_MAP) {
        return yaml_fail(why, list, STATUS_INPUT, "expected patterns. Write [\"…\", \"…\"].");
    }
    if (list->type == YAML_LIST && list->count == 0) {
        return yaml_fail(why, list, STATUS_INPUT,
                         "there is no pattern in it. Add one, or remove it.");
    }
    const struct yaml_node *node = list->type == YAML_LIST ? list->children : list;
    for (; node; node = list->type == YAML_LIST ? node->next : NULL) {
        if (node->type != YAML_SCALAR) {
            return yaml_fail(why, node, STATUS_INPUT, "a pattern is one text. Put it in quotes.");
        }
        const char *near = find_near(node->text);
        uint32_t phrase = 0;
        if (near) {
            TRY(read_near(set, scope, index, node, near, why));
        } else {
            TRY(number_phrase(set, node, node->text, &phrase, why));
            TRY(append_phrase(set, index, phrase, why));
        }
    }
    return STATUS_OK;
}

/* One named list: patterns by language, and what masks them. */
static enum status read_term(struct lens_set *set, const struct term_scope *scope,
                             const struct yaml_node *node, size_t index, struct failure *why)
{
    if (node->type != YAML_MAP) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "expected patterns by language. Write {en: [\"…\"], fr: [\"…\"]}.");
    }
    for (const struct yaml_node *child = node->children; child; child = child->next) {
        size_t target = index;
        if (strcmp(child->key, "except") == 0) {
            TRY(term_add(set, "", &target, why));
            set->terms[index].except = target;
            set->terms[target].masks = true;
        } else if (strcmp(child->key, "any") != 0 && strlen(child->key) > 3) {
            return yaml_fail(
                why, child, STATUS_INPUT,
                "a key is a language (en, fr, es, …), `any` or `except`. Write one of them.");
        }
        TRY(term_read_patterns(set, scope, target, child, why));
    }
    if (set->terms[index].count + set->terms[index].near_count == 0) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "there is no pattern in it. Add one or remove it.");
    }
    return STATUS_OK;
}

enum status term_read_all(struct lens_set *set, const struct yaml_node *terms,
                          struct term_scope *scope, struct failure *why)
{
    *scope = (struct term_scope){set->term_count, 0};
    if (!terms) {
        return STATUS_OK;
    }
    if (terms->type != YAML_MAP) {
        return yaml_fail(why, terms, STATUS_INPUT, "expected lists by name. See docs/lenses.md.");
    }
    /* The names first, so that a list may name one further up; unnamed operands come behind. */
    for (const struct yaml_node *node = terms->children; node; node = node->next) {
        size_t index = 0;
        if (!str_is_name(str_of(node->key))) {
            return yaml_fail(why, node, STATUS_INPUT,
                             "\"%s\" is no name. Use lower-case letters, digits, - and _.",
                             node->key);
        }
        TRY(term_add(set, node->key, &index, why));
        scope->count++;
    }
    size_t index = scope->first;
    for (const struct yaml_node *node = terms->children; node; node = node->next) {
        TRY(read_term(set, scope, node, index++, why));
    }
    return STATUS_OK;
}

enum status term_find(const struct lens_set *set, const struct term_scope *scope,
                      const struct yaml_node *node, struct str name, size_t *index,
                      struct failure *why)
{
    for (size_t i = scope->first; i < scope->first + scope->count; i++) {
        if (str_is(name, set->terms[i].name)) {
            *index = i;
            return STATUS_OK;
        }
    }
    return yaml_fail(why, node, STATUS_INPUT,
                     "there is no term list \"%.*s\" in this lens. Add it under `terms`.",
                     STR_ARGS(name));
}
