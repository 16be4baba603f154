#include "base/date.h"
#include "base/decimal.h"
#include "lens/term_read.h"

/* What reading one lens passes around. */
struct loading {
    struct lens_set *set;
    struct lens *lens;
    struct term_scope scope;
    const char *const *fields; /* the text fields that conditions look at by default */
    size_t field_count;
};

static enum status read_rule(struct loading *load, const struct yaml_node *node, unsigned depth,
                             struct rule *rule, struct failure *why);

static bool is_text_key(const char *key)
{
    return strcmp(key, "terms") == 0 || strcmp(key, "words") == 0;
}

static bool applies(const struct lens *lens, const struct kind *kind)
{
    return lens_applies(lens, kind);
}

/* The bits of the text fields named in @names, for each kind the lens applies to. */
static enum status text_masks(struct loading *load, const struct yaml_node *node,
                              const char *const *names, size_t count, struct rule *rule,
                              struct failure *why)
{
    const struct pack *pack = load->set->pack;
    rule->masks = arena_array(load->set->arena, pack->kind_count, sizeof *rule->masks);
    if (!rule->masks) {
        return fail_memory(why);
    }
    for (size_t n = 0; n < count; n++) {
        bool known = false;
        for (size_t k = 0; k < pack->kind_count; k++) {
            const struct kind *kind = &pack->kinds[k];
            const struct field *field = kind_field(kind, str_of(names[n]));
            if (!field || field->parent || field->type != FIELD_TEXT ||
                !applies(load->lens, kind)) {
                continue;
            }
            known = true;
            rule->masks[k] |= 1ULL << field->index;
            load->set->scanned[k] |= 1ULL << field->index;
            load->set->read[k] |= 1ULL << field->index;
        }
        if (!known) {
            return yaml_fail(why, node, STATUS_INPUT,
                             "no kind in applies_to has a text field \"%s\".", names[n]);
        }
    }
    return STATUS_OK;
}

static enum status text_fields(struct loading *load, const struct yaml_node *map, struct rule *rule,
                               struct failure *why)
{
    const struct yaml_node *node = yaml_get(map, "fields");
    node = node ? node : yaml_get(map, "field");
    const char *const *names = load->fields;
    size_t count = load->field_count;
    if (node) {
        TRY(yaml_texts(load->set->arena, node, &names, &count, why));
    }
    return text_masks(load, node ? node : map, names, count, rule, why);
}

static enum status read_text_rule(struct loading *load, const struct yaml_node *map,
                                  const struct yaml_node *node, struct rule *rule,
                                  struct failure *why)
{
    rule->type = RULE_TEXT;
    rule->at_least = 1;
    TRY(yaml_integer_maybe(map, "at_least", &rule->at_least, why));
    if (rule->at_least < 1) {
        return yaml_fail(why, yaml_get(map, "at_least"), STATUS_INPUT, "must be 1 or more.");
    }
    TRY(yaml_texts(load->set->arena, yaml_get(map, "languages"), &rule->languages,
                   &rule->language_count, why));
    TRY(text_fields(load, map, rule, why));
    if (strcmp(node->key, "words") == 0) {
        rule->term_count = 1;
        rule->terms = arena_alloc(load->set->arena, sizeof *rule->terms);
        if (!rule->terms) {
            return fail_memory(why);
        }
        TRY(term_add(load->set, "words", rule->terms, why));
        return term_read_patterns(load->set, &load->scope, rule->terms[0], node, why);
    }
    const char *const *names = NULL;
    TRY(yaml_texts(load->set->arena, node, &names, &rule->term_count, why));
    rule->terms = arena_array(load->set->arena, rule->term_count, sizeof *rule->terms);
    if (!rule->terms) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < rule->term_count; i++) {
        TRY(term_find(load->set, &load->scope, node, str_of(names[i]), &rule->terms[i], why));
    }
    return STATUS_OK;
}

/* The coded field for each kind; at least one kind must have it. */
static enum status coded_field(struct loading *load, const struct yaml_node *node,
                               struct rule *rule, struct failure *why)
{
    const struct pack *pack = load->set->pack;
    bool known = false;
    rule->label = node->text.at;
    rule->fields = arena_array(load->set->arena, pack->kind_count, sizeof *rule->fields);
    if (!rule->fields) {
        return fail_memory(why);
    }
    for (size_t k = 0; k < pack->kind_count; k++) {
        const struct field *field =
            applies(load->lens, &pack->kinds[k]) ? kind_field(&pack->kinds[k], node->text) : NULL;
        if (field) {
            const struct field *top = field->parent ? field->parent : field;
            known = true;
            rule->fields[k] = field;
            load->set->read[k] |= 1ULL << top->index;
        }
    }
    return known ? STATUS_OK
                 : yaml_fail(why, node, STATUS_INPUT, "no kind in applies_to has a field \"%s\".",
                             node->text.at);
}

/* Replaces what the author wrote by the canonical codes, so that evaluation compares bytes. */
static enum status canonical_codes(struct loading *load, const struct yaml_node *node,
                                   struct rule *rule, struct failure *why)
{
    const char *const *written = NULL;
    TRY(yaml_texts(load->set->arena, node, &written, &rule->code_count, why));
    const char **codes = arena_array(load->set->arena, rule->code_count, sizeof *codes);
    if (!codes) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < rule->code_count; i++) {
        codes[i] = written[i];
        for (size_t k = 0; k < load->set->pack->kind_count; k++) {
            const struct field *field = rule->fields[k];
            if (!field || field->type != FIELD_CODE || !field->list) {
                continue;
            }
            const struct code *code = codelist_find(field->list, str_of(written[i]));
            if (!code && !field->list->open) {
                return yaml_fail(why, node, STATUS_INPUT, "\"%s\" is not in the code list \"%s\".",
                                 written[i], field->list->name);
            }
            codes[i] = code ? code->code : codes[i];
        }
    }
    rule->codes = codes;
    return STATUS_OK;
}

/* `vocabulary: "1"` beside the field, or `when: {vocabulary: "1", …}`. */
static enum status read_when(struct loading *load, const struct yaml_node *map, struct rule *rule,
                             struct failure *why)
{
    const struct yaml_node *vocabulary = yaml_get(map, "vocabulary");
    const struct yaml_node *when = yaml_get(map, "when");
    size_t most = (vocabulary ? 1 : 0) + (when ? when->count : 0);
    struct sub_condition *conditions = arena_array(load->set->arena, most, sizeof *conditions);
    if (!conditions) {
        return fail_memory(why);
    }
    if (when && when->type != YAML_MAP) {
        return yaml_fail(why, when, STATUS_INPUT,
                         "expected sub-fields. Write {vocabulary: \"1\"}.");
    }
    const struct yaml_node *node = vocabulary ? vocabulary : when ? when->children : NULL;
    for (; node; node = node == vocabulary ? (when ? when->children : NULL) : node->next) {
        struct sub_condition *sub = &conditions[rule->when_count++];
        bool known = false;
        sub->name = node->key;
        TRY(yaml_texts(load->set->arena, node, &sub->values, &sub->count, why));
        for (size_t k = 0; k < load->set->pack->kind_count; k++) {
            const struct field *field = rule->fields[k];
            for (size_t s = 0; field && s < field->with_count; s++) {
                known = known || strcmp(field->with[s].name, sub->name) == 0;
            }
        }
        if (!known) {
            return yaml_fail(why, node, STATUS_INPUT, "\"%s\" has no sub-field \"%s\".",
                             rule->label, sub->name);
        }
    }
    rule->when = conditions;
    return STATUS_OK;
}

static enum status read_bound(const struct yaml_node *map, const char *key, const char **text,
                              long long *number, struct failure *why)
{
    TRY(yaml_text_maybe(map, key, text, why));
    int64_t value = 0;
    struct date date;
    if (!*text) {
        return STATUS_OK;
    }
    if (!decimal_parse(str_of(*text), &value) && !date_parse(str_of(*text), &date)) {
        return yaml_fail(why, yaml_get(map, key), STATUS_INPUT, "\"%s\" is no date and no number.",
                         *text);
    }
    *number = value;
    return STATUS_OK;
}

static enum status read_coded_rule(struct loading *load, const struct yaml_node *map,
                                   struct rule *rule, struct failure *why)
{
    const struct yaml_node *field = yaml_get(map, "field");
    const struct yaml_node *is = yaml_get(map, "is");
    const struct yaml_node *present = yaml_get(map, "present");
    bool ranged = yaml_get(map, "from") || yaml_get(map, "to");
    if (field->type != YAML_SCALAR || (is ? 1 : 0) + (present ? 1 : 0) + (ranged ? 1 : 0) != 1) {
        return yaml_fail(why, field, STATUS_INPUT,
                         "a condition on a field says one of `is`, `from`/`to`, `present` (or has "
                         "`terms` or `words`). See docs/lenses.md.");
    }
    TRY(coded_field(load, field, rule, why));
    TRY(read_when(load, map, rule, why));
    if (is) {
        rule->type = RULE_CODE;
        TRY(yaml_bool_maybe(map, "with_equivalents", &rule->with_equivalents, why));
        return canonical_codes(load, is, rule, why);
    }
    if (present) {
        bool wanted = true;
        rule->type = RULE_PRESENT;
        TRY(yaml_bool_maybe(map, "present", &wanted, why));
        rule->absent = !wanted;
        return STATUS_OK;
    }
    rule->type = RULE_RANGE;
    TRY(read_bound(map, "from", &rule->from, &rule->from_number, why));
    return read_bound(map, "to", &rule->to, &rule->to_number, why);
}

static enum status read_theme_rule(struct loading *load, const struct yaml_node *node,
                                   struct rule *rule, struct failure *why)
{
    rule->type = RULE_THEME;
    for (size_t i = 0; i < load->lens->theme_count; i++) {
        if (node->type == YAML_SCALAR && str_is(node->text, load->lens->themes[i].name)) {
            rule->theme = i;
            return STATUS_OK;
        }
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
        return read_coded_rule(load, map, rule, why);
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
    static const char *const keys[] = {"any",
                                       "all",
                                       "not",
                                       "terms",
                                       "words",
                                       "theme",
                                       "field",
                                       "fields",
                                       "languages",
                                       "is",
                                       "from",
                                       "to",
                                       "present",
                                       "when",
                                       "at_least",
                                       "vocabulary",
                                       "weight",
                                       "label",
                                       "with_equivalents",
                                       NULL};
    if (depth > LENS_DEPTH_MAX) {
        return yaml_fail(why, node, STATUS_LIMIT, "conditions stand more than %d deep.",
                         LENS_DEPTH_MAX);
    }
    TRY(yaml_only(node, keys, why));
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
            TRY(read_part(load, node, key, depth, &children[done++], why));
        }
    }
    *rule = children[0];
    if (parts > 1) {
        *rule = (struct rule){.type = RULE_ALL, .children = children, .child_count = parts};
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
        return read_children(load, node, 0, made, why);
    }
    return read_rule(load, node, 0, made, why);
}

static enum status read_kinds(struct loading *load, const struct yaml_node *node,
                              struct failure *why)
{
    const char *const *names = NULL;
    size_t count = 0;
    struct lens *lens = load->lens;
    TRY(yaml_texts(load->set->arena, node, &names, &count, why));
    lens->kinds = arena_array(load->set->arena, count, sizeof *lens->kinds);
    if (!lens->kinds) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < count; i++) {
        const struct kind *kind = pack_kind(load->set->pack, str_of(names[i]));
        if (!kind) {
            return yaml_fail(why, node, STATUS_INPUT, "there is no kind \"%s\" in the pack.",
                             names[i]);
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
        return yaml_fail(why, themes, STATUS_INPUT, "expected themes by name.");
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
        node = node->next;
    }
    load->lens->themes = made;
    load->lens->theme_count = count;
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
        TRY(read_top(load, node, &rules->themes[i], why));
        node = node->next;
    }
    return STATUS_OK;
}

enum status rules_load(struct lens_set *set, const char *path, struct lens *lens,
                       struct failure *why)
{
    static const char *const keys[] = {"lens",       "version", "label", "description",
                                       "applies_to", "fields",  "terms", "include",
                                       "unless",     "themes",  NULL};
    struct loading load = {.set = set, .lens = lens};
    struct yaml_node *root = NULL;
    const struct yaml_node *node = NULL;
    struct lens_rules *rules = arena_alloc(set->arena, sizeof *rules);
    if (!rules) {
        return fail_memory(why);
    }
    lens->rules = rules;
    TRY(yaml_load(set->arena, path, &root, why));
    TRY(yaml_only(root, keys, why));
    TRY(yaml_text(root, "lens", &lens->name, why));
    TRY(yaml_need(root, "version", &node, why));
    TRY(yaml_integer_maybe(root, "version", &lens->version, why));
    if (!str_is_name(str_of(lens->name)) || lens->version < 1) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "a lens has a name (lower-case letters, digits, -) and a version from 1.");
    }
    TRY(label_read(yaml_get(root, "label"), &lens->label, why));
    TRY(label_read(yaml_get(root, "description"), &lens->description, why));
    TRY(yaml_need(root, "applies_to", &node, why));
    TRY(read_kinds(&load, node, why));
    TRY(yaml_texts(set->arena, yaml_get(root, "fields"), &load.fields, &load.field_count, why));
    TRY(term_read_all(set, yaml_get(root, "terms"), &load.scope, why));
    return read_conditions(&load, root, rules, why);
}
