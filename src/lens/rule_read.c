#include "lens/rule_read.h"

static enum status read_rule(struct loading *load, const struct yaml_node *node, unsigned depth,
                             struct rule *rule, struct failure *why);

static bool is_text_key(const char *key)
{
    return strcmp(key, "terms") == 0 || strcmp(key, "words") == 0;
}

enum status texts_some(struct loading *load, const struct yaml_node *node,
                       const char *const **texts, size_t *count, struct failure *why)
{
    TRY(yaml_texts(load->set->arena, node, texts, count, why));
    if (node && *count == 0) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "the list is empty, so this would never hold. Name one or more.");
    }
    return STATUS_OK;
}

/* What a condition on @field of @kind looks at in a bare document. */
static void mask_document(struct lens_set *set, const struct kind *kind, const struct field *field,
                          struct rule *rule)
{
    const struct kind *document = set->document;
    const bool title = kind->title && strcmp(kind->title, field->name) == 0;
    const unsigned long long bit = 1ULL << (title ? DOCUMENT_TITLE : DOCUMENT_TEXT);
    rule->masks[document->index] |= bit;
    set->scanned[document->index] |= bit;
}

/* The bits of the text fields named in @names, for each kind the lens applies to. */
static enum status text_masks(struct loading *load, const struct yaml_node *node,
                              const char *const *names, size_t count, struct rule *rule,
                              struct failure *why)
{
    const struct pack *pack = load->set->pack;
    rule->masks = arena_array(load->set->arena, pack->kind_count + 1, sizeof *rule->masks);
    if (!rule->masks) {
        return fail_memory(why);
    }
    for (size_t n = 0; n < count; n++) {
        bool known = false;
        for (size_t k = 0; k < pack->kind_count; k++) {
            const struct kind *kind = &pack->kinds[k];
            const struct field *field = kind_field(kind, str_of(names[n]));
            if (!field || field->parent || field->type != FIELD_TEXT ||
                !lens_applies(load->lens, kind)) {
                continue;
            }
            known = true;
            rule->masks[k] |= 1ULL << field->index;
            load->set->scanned[k] |= 1ULL << field->index;
            load->set->read[k] |= 1ULL << field->index;
            mask_document(load->set, kind, field, rule);
        }
        if (!known) {
            return yaml_fail(why, node, STATUS_INPUT,
                             "no kind in applies_to has a text field \"%s\". Name one that has it.",
                             names[n]);
        }
    }
    return STATUS_OK;
}

static enum status text_fields(struct loading *load, const struct yaml_node *map, struct rule *rule,
                               struct failure *why)
{
    const struct yaml_node *fields = yaml_get(map, "fields");
    const struct yaml_node *node = fields ? fields : yaml_get(map, "field");
    const char *const *names = load->fields;
    size_t count = load->field_count;
    if (fields && yaml_get(map, "field")) {
        return yaml_fail(why, fields, STATUS_INPUT,
                         "stands beside `field`, which says the same. Keep one of the two.");
    }
    TRY(node ? texts_some(load, node, &names, &count, why) : STATUS_OK);
    if (count == 0) {
        return yaml_fail(why, map, STATUS_INPUT,
                         "nothing says in which fields to look. Add fields: [title, …] here or to "
                         "the lens.");
    }
    if (!node && load->masks) { /* the same for all that say nothing else */
        rule->masks = load->masks;
        return STATUS_OK;
    }
    TRY(text_masks(load, node ? node : map, names, count, rule, why));
    load->masks = node ? load->masks : rule->masks;
    return STATUS_OK;
}

/* Notes with its lists where the rule looks for them. */
static void note_fields(struct lens_set *set, const struct rule *rule)
{
    for (size_t t = 0; t < rule->term_count; t++) {
        for (size_t k = 0; k <= set->pack->kind_count; k++) {
            set->terms[rule->terms[t]].fields[k] |= rule->masks[k];
        }
    }
}

static enum status read_text_rule(struct loading *load, const struct yaml_node *map,
                                  const struct yaml_node *node, struct rule *rule,
                                  struct failure *why)
{
    rule->type = RULE_TEXT;
    rule->at_least = 1;
    TRY(yaml_integer_maybe(map, "at_least", &rule->at_least, why));
    if (rule->at_least < 1) {
        return yaml_fail(why, yaml_get(map, "at_least"), STATUS_INPUT,
                         "must be 1 or more. Write a larger number.");
    }
    TRY(texts_some(load, yaml_get(map, "languages"), &rule->languages, &rule->language_count, why));
    TRY(text_fields(load, map, rule, why));
    if (strcmp(node->key, "words") == 0) {
        rule->term_count = 1;
        rule->terms = arena_alloc(load->set->arena, sizeof *rule->terms);
        if (!rule->terms) {
            return fail_memory(why);
        }
        TRY(term_add(load->set, "words", rule->terms, why));
        note_fields(load->set, rule);
        return term_read_patterns(load->set, &load->scope, rule->terms[0], node, why);
    }
    const char *const *names = NULL;
    TRY(texts_some(load, node, &names, &rule->term_count, why));
    rule->terms = arena_array(load->set->arena, rule->term_count, sizeof *rule->terms);
    if (!rule->terms) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < rule->term_count; i++) {
        TRY(term_find(load->set, &load->scope, node, str_of(names[i]), &rule->terms[i], why));
    }
    note_fields(load->set, rule);
    return STATUS_OK;
}

static enum status read_theme_rule(struct loading *load, const struct yaml_node *node,
                                   struct rule *rule, struct failure *why)
{
    rule->type = RULE_THEME;
    for (size_t i = 0; i < load->lens->theme_count; i++) {
        if (node->type != YAML_SCALAR || !str_is(node->text, load->lens->themes[i].name)) {
            continue;
        }
        rule->theme = i;
        if (load->theme != NO_THEME) {
            struct theme_use *use = arena_alloc(load->set->arena, sizeof *use);
            if (!use) {
                return fail_memory(why);
            }
            *use = (struct theme_use){load->theme, i, node, load->uses};
            load->uses = use;
        }
        return STATUS_OK;
    }
    return yaml_fail(why, node, STATUS_INPUT, "there is no such theme. Name one under `themes`.");
}

static enum status read_children(struct loading *load, const struct yaml_node *node, unsigned depth,
                                 struct rule *rule, struct failure *why)
{
    static const char *const names[] = {"any", "all", "not", NULL};
    static const enum rule_type types[] = {RULE_ANY, RULE_ALL, RULE_NOT};
    for (size_t i = 0; names[i]; i++) {
        rule->type = strcmp(node->key, names[i]) == 0 ? types[i] : rule->type;
    }
    bool is_list = node->type == YAML_LIST;
    size_t count = is_list ? node->count : 1;
    if (count == 0 || node->type == YAML_SCALAR || (rule->type == RULE_NOT && count != 1)) {
        return yaml_fail(why, node, STATUS_INPUT,
                         rule->type == RULE_NOT
                             ? "expected one condition. Write not: {any: […]}."
                             : "expected a list of conditions. Write [{…}, {…}].");
    }
    struct rule *children = arena_array(load->set->arena, count, sizeof *children);
    if (!children) {
        return fail_memory(why);
    }
    const struct yaml_node *child = is_list ? node->children : node;
    for (size_t i = 0; i < count; i++) {
        TRY(read_rule(load, child, depth + 1, &children[i], why));
        child = child->next;
    }
    rule->children = children;
    rule->child_count = count;
    return STATUS_OK;
}

/* Reads the condition that the key @node of @map begins. */
static enum status read_part(struct loading *load, const struct yaml_node *map,
                             const struct yaml_node *node, unsigned depth, struct rule *rule,
                             struct failure *why)
{
    if (is_text_key(node->key)) {
        return read_text_rule(load, map, node, rule, why);
    }
    if (strcmp(node->key, "theme") == 0) {
        return read_theme_rule(load, node, rule, why);
    }
    if (strcmp(node->key, "field") == 0) {
        return coded_read(load, map, rule, why);
    }
    return read_children(load, node, depth, rule, why);
}

/* True for the keys that begin a condition; the others say more about one. */
static bool begins(const struct yaml_node *map, const char *key)
{
    static const char *const first[] = {"any", "all", "not", "terms", "words", "theme", NULL};
    for (size_t i = 0; first[i]; i++) {
        if (strcmp(key, first[i]) == 0) {
            return true;
        }
    }
    return strcmp(key, "field") == 0 && !yaml_get(map, "terms") && !yaml_get(map, "words");
}

/* Keys that only say more about another one are no use without it. */
static enum status check_company(const struct yaml_node *map, struct failure *why)
{
    static const char *const of_text[] = {"fields", "languages", "at_least", NULL};
    static const char *const of_field[] = {
        "is", "from", "to", "present", "when", "vocabulary", "with_equivalents", NULL};
    const bool text = yaml_get(map, "terms") || yaml_get(map, "words");
    const bool field = !text && yaml_get(map, "field");
    for (size_t i = 0; of_text[i]; i++) {
        if (!text && yaml_get(map, of_text[i])) {
            return yaml_fail(why, yaml_get(map, of_text[i]), STATUS_INPUT,
                             "says more about `terms` or `words`, which are not beside it. Move it "
                             "to them.");
        }
    }
    for (size_t i = 0; of_field[i]; i++) {
        if (!field && yaml_get(map, of_field[i])) {
            return yaml_fail(why, yaml_get(map, of_field[i]), STATUS_INPUT,
                             "says more about a coded `field`. Write both in a mapping of their "
                             "own, {field: …, %s: …}.",
                             of_field[i]);
        }
    }
    return STATUS_OK;
}

static enum status read_weight(const struct yaml_node *map, struct rule *rule, struct failure *why)
{
    const char *name = NULL;
    TRY(yaml_text_maybe(map, "weight", &name, why));
    rule->weight = name ? weight_of_name(str_of(name)) : WEIGHT_NONE;
    if (name && rule->weight == WEIGHT_NONE) {
        return yaml_fail(why, yaml_get(map, "weight"), STATUS_INPUT,
                         "\"%s\" is no weight. Use principal, significant or candidate.", name);
    }
    return STATUS_OK;
}

/* One mapping is one condition; with several conditions in it, all must hold. */
static enum status read_rule(struct loading *load, const struct yaml_node *node, unsigned depth,
                             struct rule *rule, struct failure *why)
{
    static const char *const keys[] = {"any",       "all",   "not",         "terms",
                                       "words",     "theme", "field",       "fields",
                                       "languages", "is",    "from",        "to",
                                       "present",   "when",  "at_least",    "vocabulary",
                                       "weight",    "label", "description", "with_equivalents",
                                       NULL};
    if (depth > LENS_DEPTH_MAX) {
        return yaml_fail(why, node, STATUS_LIMIT,
                         "conditions stand more than %d deep. Give the inner ones a theme's name.",
                         LENS_DEPTH_MAX);
    }
    TRY(yaml_only(node, keys, why));
    TRY(check_company(node, why));
    size_t parts = 0;
    for (const struct yaml_node *key = node->children; key; key = key->next) {
        parts += begins(node, key->key) ? 1 : 0;
    }
    if (parts == 0) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "there is no condition here. Write any, all, not, terms, words, theme or "
                         "field with `is`.");
    }
    struct rule *children = arena_array(load->set->arena, parts, sizeof *children);
    if (!children) {
        return fail_memory(why);
    }
    size_t done = 0;
    for (const struct yaml_node *key = node->children; key; key = key->next) {
        if (begins(node, key->key)) {
            TRY(read_part(load, node, key, depth, &children[done], why));
            TRY(rule_find_needs(load->set->arena, &children[done++], why));
        }
    }
    *rule = children[0];
    if (parts > 1) {
        *rule = (struct rule){.type = RULE_ALL, .children = children, .child_count = parts};
        TRY(rule_find_needs(load->set->arena, rule, why));
    }
    return read_weight(node, rule, why);
}

/* A condition, or a list of conditions of which any may hold, on the heap of the set. */
static enum status read_top(struct loading *load, const struct yaml_node *node,
                            const struct rule **rule, struct failure *why)
{
    struct rule *made = arena_alloc(load->set->arena, sizeof *made);
    if (!made) {
        return fail_memory(why);
    }
    *rule = made;
    if (node->type == YAML_LIST) {
        TRY(read_children(load, node, 0, made, why));
        return rule_find_needs(load->set->arena, made, why);
    }
    return read_rule(load, node, 0, made, why);
}

static enum status read_kinds(struct loading *load, const struct yaml_node *node,
                              struct failure *why)
{
    const char *const *names = NULL;
    size_t count = 0;
    struct lens *lens = load->lens;
    TRY(texts_some(load, node, &names, &count, why));
    lens->kinds = arena_array(load->set->arena, count, sizeof *lens->kinds);
    if (!lens->kinds) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < count; i++) {
        const struct kind *kind = pack_kind(load->set->pack, str_of(names[i]));
        if (!kind) {
            return yaml_fail(why, node, STATUS_INPUT,
                             "there is no kind \"%s\" in the pack. Name one of kinds/.", names[i]);
        }
        lens->kinds[lens->kind_count++] = kind;
    }
    return STATUS_OK;
}

/* The names and labels come first, so that themes may refer to one another. */
static enum status read_theme_names(struct loading *load, const struct yaml_node *themes,
                                    struct failure *why)
{
    size_t count = themes ? themes->count : 0;
    struct lens_theme *made = arena_array(load->set->arena, count, sizeof *made);
    if (!made) {
        return fail_memory(why);
    }
    if (themes && themes->type != YAML_MAP) {
        return yaml_fail(why, themes, STATUS_INPUT,
                         "expected themes by name. Write {name: {any: […]}}.");
    }
    const struct yaml_node *node = themes ? themes->children : NULL;
    for (size_t i = 0; i < count; i++) {
        if (!str_is_name(str_of(node->key))) {
            return yaml_fail(why, node, STATUS_INPUT,
                             "\"%s\" is no name. Use lower-case letters, digits, - and _.",
                             node->key);
        }
        made[i].name = node->key;
        TRY(label_read(yaml_get(node, "label"), &made[i].label, why));
        TRY(label_read(yaml_get(node, "description"), &made[i].description, why));
        node = node->next;
    }
    load->lens->themes = made;
    load->lens->theme_count = count;
    return STATUS_OK;
}

/*
 * Themes may name themes, but not in a circle: whether one holds would depend on which is asked
 * first.
 */
static enum status check_themes(struct loading *load, struct failure *why)
{
    unsigned *depths = arena_array(load->set->arena, load->lens->theme_count, sizeof *depths);
    bool changed = true;
    if (!depths) {
        return fail_memory(why);
    }
    while (changed) {
        changed = false;
        for (const struct theme_use *use = load->uses; use; use = use->next) {
            if (depths[use->user] > depths[use->used]) {
                continue;
            }
            depths[use->user] = depths[use->used] + 1;
            changed = true;
            if (depths[use->user] > LENS_DEPTH_MAX) {
                return yaml_fail(why, use->node, STATUS_INPUT,
                                 "themes name one another in a circle, or more than %d deep. Take "
                                 "one of the `theme:` out.",
                                 LENS_DEPTH_MAX);
            }
        }
    }
    return STATUS_OK;
}

static enum status read_conditions(struct loading *load, const struct yaml_node *root,
                                   struct lens_rules *rules, struct failure *why)
{
    const struct yaml_node *include = NULL;
    const struct yaml_node *themes = yaml_get(root, "themes");
    const struct yaml_node *unless = yaml_get(root, "unless");
    TRY(read_theme_names(load, themes, why));
    TRY(yaml_need(root, "include", &include, why));
    TRY(read_top(load, include, &rules->include, why));
    if (unless) {
        TRY(read_top(load, unless, &rules->unless, why));
    }
    rules->themes = arena_array(load->set->arena, load->lens->theme_count, sizeof *rules->themes);
    if (!rules->themes) {
        return fail_memory(why);
    }
    const struct yaml_node *node = themes ? themes->children : NULL;
    for (size_t i = 0; i < load->lens->theme_count; i++) {
        load->theme = i;
        TRY(read_top(load, node, &rules->themes[i], why));
        node = node->next;
    }
    return check_themes(load, why);
}

/* How people judge what the lens says: `review: {twice: 20}`. */
static enum status read_review(const struct yaml_node *review, long long *twice,
                               struct failure *why)
{
    static const char *const keys[] = {"twice", NULL};
    if (!review) {
        return STATUS_OK;
    }
    TRY(yaml_only(review, keys, why));
    TRY(yaml_integer_maybe(review, "twice", twice, why));
    if (*twice < 0 || *twice > 100) {
        return yaml_fail(why, yaml_get(review, "twice"), STATUS_INPUT,
                         "of 100 tags, 0 to 100 are judged by two people. Write such a number.");
    }
    return STATUS_OK;
}

enum status rules_load(struct lens_set *set, struct yaml_node *root, struct lens *lens,
                       struct failure *why)
{
    static const char *const keys[] = {"lens",       "version", "label",  "description",
                                       "applies_to", "fields",  "terms",  "include",
                                       "unless",     "themes",  "review", NULL};
    struct loading load = {.set = set, .lens = lens, .theme = NO_THEME};
    const struct yaml_node *node = NULL;
    struct lens_rules *rules = arena_alloc(set->arena, sizeof *rules);
    if (!rules) {
        return fail_memory(why);
    }
    lens->rules = rules;
    rules->first_term = set->term_count;
    TRY(yaml_only(root, keys, why));
    TRY(yaml_text(root, "lens", &lens->name, why));
    TRY(yaml_need(root, "version", &node, why));
    TRY(yaml_integer_maybe(root, "version", &lens->version, why));
    if (!str_is_name(str_of(lens->name)) || lens->version < 1) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "a lens has a name (lower-case letters, digits, -) and a version from 1.");
    }
    for (size_t i = 0; i < set->count; i++) {
        if (strcmp(set->lenses[i].name, lens->name) == 0) {
            return yaml_fail(why, yaml_get(root, "lens"), STATUS_INPUT,
                             "there is already a lens \"%s\". Rename one.", lens->name);
        }
    }
    TRY(label_read(yaml_get(root, "label"), &lens->label, why));
    TRY(label_read(yaml_get(root, "description"), &lens->description, why));
    TRY(read_review(yaml_get(root, "review"), &lens->twice, why));
    TRY(yaml_need(root, "applies_to", &node, why));
    TRY(read_kinds(&load, node, why));
    TRY(texts_some(&load, yaml_get(root, "fields"), &load.fields, &load.field_count, why));
    TRY(term_read_all(set, yaml_get(root, "terms"), &load.scope, why));
    TRY(read_conditions(&load, root, rules, why));
    rules->end_term = set->term_count;
    return STATUS_OK;
}
