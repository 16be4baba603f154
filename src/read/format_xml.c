/* Compiling a mapping of type xml: see format.h for what comes out. */
#include "read/format.h"

/* ---- one entry of fields: ---- */

/* The rule for @field, made when there is none yet; there is room for all sub-fields. */
static struct sub_rule *sub_rule_of(struct field_rule *rule, const struct field *field)
{
    for (size_t i = 0; i < rule->sub_count; i++) {
        if (rule->subs[i].field == field) {
            return &rule->subs[i];
        }
    }
    rule->subs[rule->sub_count].field = field;
    return &rule->subs[rule->sub_count++];
}

static enum status need_map(struct compiling *compiling, const struct yaml_node *node)
{
    if (node && node->type != YAML_MAP) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "expected sub-fields by name. Write {sub_field: …}.");
    }
    return STATUS_OK;
}

/* Paths, or `{each: dimension, text: "{@name}={@value}", join: "; "}`. */
static enum status read_sub(struct compiling *compiling, const struct yaml_node *node,
                            struct sub_rule *sub)
{
    static const char *const keys[] = {"each", "text", "join", NULL};
    const struct yaml_node *text = NULL;
    if (node->type != YAML_MAP) {
        return path_list_read(compiling->arena, node, &sub->take, compiling->why);
    }
    TRY(yaml_only(node, keys, compiling->why));
    TRY(yaml_text(node, "each", &sub->each, compiling->why));
    TRY(format_check_element(compiling, yaml_get(node, "each"), sub->each));
    TRY(yaml_text(node, "join", &sub->join, compiling->why));
    TRY(yaml_need(node, "text", &text, compiling->why));
    return path_list_read(compiling->arena, text, &sub->take, compiling->why);
}

static enum status read_subs(struct compiling *compiling, const struct yaml_node *entry,
                             struct field_rule *rule)
{
    const struct yaml_node *with = yaml_get(entry, "with"), *defaults = yaml_get(entry, "defaults");
    const struct field *field = NULL;
    TRY(need_map(compiling, with));
    TRY(need_map(compiling, defaults));
    rule->subs = arena_array(compiling->arena, rule->field->with_count, sizeof *rule->subs);
    if (!rule->subs) {
        return fail_memory(compiling->why);
    }
    for (const struct yaml_node *n = with ? with->children : NULL; n; n = n->next) {
        TRY(format_sub_field(compiling, n, rule->field, &field));
        TRY(read_sub(compiling, n, sub_rule_of(rule, field)));
    }
    for (const struct yaml_node *n = defaults ? defaults->children : NULL; n; n = n->next) {
        TRY(format_sub_field(compiling, n, rule->field, &field));
        TRY(format_check_constant(compiling, n, field));
        sub_rule_of(rule, field)->otherwise = n->text;
    }
    return STATUS_OK;
}

static enum status read_unchecked(struct compiling *compiling, const struct yaml_node *node,
                                  struct field_rule *rule)
{
    const struct field *field = NULL;
    if (!node) {
        return STATUS_OK;
    }
    if (rule->field->type != FIELD_CODE || !rule->field->list) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "the field \"%s\" has no code list to be checked against. Remove the key.",
                         rule->field->name);
    }
    if (node->type != YAML_MAP || node->count != 1) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "expected one sub-field and its values. Write {vocabulary: [\"1\"]}.");
    }
    TRY(format_sub_field(compiling, node->children, rule->field, &field));
    TRY(yaml_texts(compiling->arena, node->children, &rule->checked_values, &rule->checked_count,
                   compiling->why));
    for (size_t i = 0; i < rule->sub_count; i++) {
        if (rule->subs[i].field == field) {
            rule->checked_by = &rule->subs[i];
            return STATUS_OK;
        }
    }
    return yaml_fail(compiling->why, node->children, STATUS_INPUT,
                     "nothing says where the sub-field \"%s\" is found. Add it under with:.",
                     field->name);
}

static enum status read_money(struct compiling *compiling, const struct yaml_node *entry,
                              struct field_rule *rule)
{
    const struct yaml_node *currency = yaml_get(entry, "currency"), *date = yaml_get(entry, "date");
    if (rule->field->type != FIELD_MONEY && (currency || date)) {
        return yaml_fail(compiling->why, currency ? currency : date, STATUS_INPUT,
                         "\"%s\" is no money, which alone has a currency and a date. Remove the "
                         "key, or give the sub-field under with:.",
                         rule->field->name);
    }
    if (rule->field->type == FIELD_MONEY && !currency && !compiling->format->xml->currency) {
        return yaml_fail(compiling->why, entry, STATUS_INPUT,
                         "nothing says in which currency \"%s\" is. Add currency: here, or "
                         "currency: \"@attribute\" for the whole format.",
                         rule->field->name);
    }
    TRY(path_list_read(compiling->arena, currency, &rule->currency, compiling->why));
    return path_list_read(compiling->arena, date, &rule->date, compiling->why);
}

static enum status read_text(struct compiling *compiling, const struct yaml_node *entry,
                             struct field_rule *rule)
{
    struct path path;
    TRY(yaml_text_maybe(entry, "text", &rule->text, compiling->why));
    if (!rule->text) {
        return STATUS_OK;
    }
    const struct yaml_node *node = yaml_get(entry, "text");
    if (rule->field->type != FIELD_TEXT || yaml_get(entry, "take") || rule->take.count > 0) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         rule->field->type != FIELD_TEXT
                             ? "\"%s\" is no field of type text. Use take:."
                             : "\"%s\" is given text: and a path of its own. Keep one of them.",
                         rule->field->name);
    }
    TRY(path_parse(compiling->arena, node, rule->text, &path, compiling->why));
    if (!path_is_name(&path)) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "\"%.100s\" is more than the name of a child element. Write one name.",
                         rule->text);
    }
    return STATUS_OK;
}

/* `at` finds the element; an attribute at its end is what is taken from it. */
static enum status read_place(struct compiling *compiling, const struct yaml_node *entry,
                              struct field_rule *rule, struct path *at)
{
    const struct yaml_node *node = NULL;
    const char *text = NULL;
    TRY(yaml_text(entry, "at", &text, compiling->why));
    TRY(yaml_need(entry, "at", &node, compiling->why));
    TRY(path_parse(compiling->arena, node, text, at, compiling->why));
    TRY(path_list_read(compiling->arena, yaml_get(entry, "take"), &rule->take, compiling->why));
    bool without = false;
    for (size_t i = 0; i < at->count; i++) {
        without = without || at->steps[i].without;
    }
    if (without) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "[!child] has no place in at:. Use when:, or write it in take: or with:.");
    }
    if (at->up > 0) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "at: finds elements inside the record. Write \"..\" in take: or with:.");
    }
    if ((at->attribute || at->part) && rule->take.count > 0) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "\"%.100s\" is %s already. Remove take:, or end the path at the element.",
                         text, at->attribute ? "an attribute" : "a value");
    }
    if (at->attribute || at->part) {
        struct path_place *take = arena_alloc(compiling->arena, sizeof *take);
        if (!take) {
            return fail_memory(compiling->why);
        }
        take->path = *at;
        take->path.count = 0;
        rule->take = (struct path_list){.places = take, .count = 1};
    }
    return STATUS_OK;
}

/* Without take: and text: it is the element's own text. */
static enum status default_take(struct compiling *compiling, struct field_rule *rule)
{
    if (rule->take.count > 0 || rule->text || rule->shape.set.length > 0) {
        return STATUS_OK;
    }
    const struct path_place *own = arena_alloc(compiling->arena, sizeof *own);
    rule->take = (struct path_list){.places = own, .count = 1};
    return own ? STATUS_OK : fail_memory(compiling->why);
}

static void note_says(struct compiling *compiling, const struct field_rule *rule,
                      const struct path *at)
{
    enum says *says = &compiling->format->xml->says[rule->field->index];
    const bool constant =
        rule->shape.set.length > 0 && rule->when.count == 0 && at->count == 0 && !at->attribute;
    *says = *says == SAYS_VALUE || !constant ? SAYS_VALUE : SAYS_CONSTANT;
}

static enum status read_entry(struct compiling *compiling, const struct yaml_node *entry, bool like)
{
    static const char *const keys[] = {"field",
                                       "at",
                                       "take",
                                       "text",
                                       "when",
                                       "with",
                                       "defaults",
                                       "currency",
                                       "date",
                                       "each",
                                       "join",
                                       "trim",
                                       "split",
                                       "every",
                                       "none",
                                       "dates",
                                       "set",
                                       "once_a_language",
                                       "unchecked_unless",
                                       NULL};
    const struct yaml_node *name = NULL;
    struct path at;
    struct field_rule *rule = arena_alloc(compiling->arena, sizeof *rule);
    if (!rule) {
        return fail_memory(compiling->why);
    }
    TRY(yaml_only(entry, keys, compiling->why));
    TRY(yaml_need(entry, "field", &name, compiling->why));
    TRY(format_field(compiling, name, &rule->field));
    TRY(read_place(compiling, entry, rule, &at));
    TRY(read_text(compiling, entry, rule));
    TRY(format_read_shape(compiling, entry, rule));
    TRY(default_take(compiling, rule));
    TRY(format_read_when(compiling, yaml_get(entry, "when"), &rule->when));
    TRY(read_subs(compiling, entry, rule));
    TRY(read_unchecked(compiling, yaml_get(entry, "unchecked_unless"), rule));
    TRY(read_money(compiling, entry, rule));
    note_says(compiling, rule, &at);
    TRY(like ? format_prefix(compiling, yaml_get(entry, "at"), &at) : STATUS_OK);
    struct element_map *map =
        element_map_enter(compiling->arena, &compiling->format->xml->elements, &at);
    if (!map) {
        return fail_memory(compiling->why);
    }
    if (map->last_rule) {
        map->last_rule->next = rule;
    } else {
        map->rules = rule;
    }
    map->last_rule = rule;
    return STATUS_OK;
}

/* ---- the whole ---- */

static bool gives(const struct element_map *map, const struct field *field)
{
    for (const struct field_rule *rule = map->rules; rule; rule = rule->next) {
        if (rule->field == field) {
            return true;
        }
    }
    for (const struct element_map *child = map->variants; child; child = child->next) {
        if (gives(child, field)) {
            return true;
        }
    }
    for (const struct element_map *child = map->children; child; child = child->next) {
        if (gives(child, field)) { /* at most PATH_STEPS deep */
            return true;
        }
    }
    return false;
}

static enum status read_fields(struct compiling *compiling, const struct yaml_node *root, bool like)
{
    const struct yaml_node *fields = NULL;
    TRY(yaml_need(root, "fields", &fields, compiling->why));
    if (fields->type != YAML_LIST) {
        return yaml_fail(compiling->why, fields, STATUS_INPUT,
                         "expected a list. Write one \"- {field: …, at: …}\" a line.");
    }
    for (const struct yaml_node *entry = fields->children; entry; entry = entry->next) {
        TRY(read_entry(compiling, entry, like));
    }
    return STATUS_OK;
}

static enum status check_fields(struct compiling *compiling)
{
    const struct kind *kind = compiling->format->kind;
    for (size_t i = 0; i < kind->field_count; i++) {
        if (kind->fields[i].required && &kind->fields[i] != compiling->format->link &&
            !gives(&compiling->format->xml->elements, &kind->fields[i])) {
            return yaml_fail(compiling->why, yaml_get(compiling->root, "fields"), STATUS_INPUT,
                             "the kind \"%s\" requires \"%s\" and nothing here gives it. Add an "
                             "entry for it.",
                             kind->name, kind->fields[i].name);
        }
    }
    return STATUS_OK;
}

static enum status read_kept_one(struct compiling *compiling, const struct yaml_node *node,
                                 bool like)
{
    struct path path;
    if (node->type != YAML_SCALAR) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "expected the name of an element in kept:.");
    }
    TRY(path_parse(compiling->arena, node, node->text.at, &path, compiling->why));
    if (path.count == 0 || path.attribute || path.part || path.up > 0) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         "\"%.100s\" under kept: is no element. Attributes need no entry.",
                         node->text.at);
    }
    TRY(like ? format_prefix(compiling, node, &path) : STATUS_OK);
    struct element_map *map =
        element_map_enter(compiling->arena, &compiling->format->xml->elements, &path);
    if (!map) {
        return fail_memory(compiling->why);
    }
    if (map->kept || map->rules) {
        return yaml_fail(compiling->why, node, STATUS_INPUT,
                         map->kept ? "\"%.100s\" is listed twice under kept:. Remove one."
                                   : "\"%.100s\" is kept: although a field takes its value. "
                                     "Remove it from kept:.",
                         node->text.at);
    }
    map->kept = true;
    return STATUS_OK;
}

static enum status read_kept(struct compiling *compiling, const struct yaml_node *root, bool like)
{
    const struct yaml_node *kept = yaml_get(root, "kept");
    if (!kept) {
        return STATUS_OK;
    }
    if (kept->type != YAML_LIST) {
        return yaml_fail(compiling->why, kept, STATUS_INPUT,
                         "expected a list of elements. Write kept: [name, name].");
    }
    for (const struct yaml_node *node = kept->children; node; node = node->next) {
        TRY(read_kept_one(compiling, node, like));
    }
    return STATUS_OK;
}

/*
 * What the paths of a list reach from @from is not unknown. @from itself is not covered by having
 * an attribute that is taken. An element that a condition tells apart is one thing with all in it.
 */
static enum status keep_places(struct compiling *compiling, struct element_map *from,
                               const struct path_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct path_place *place = &list->places[i];
        for (size_t k = 0; k < place->hole_count || k == 0; k++) {
            struct path path = place->hole_count > 0 ? place->holes[k].path : place->path;
            if (path.up > 0) {
                continue; /* what stands around is for kept: to name */
            }
            for (size_t step = 0; step < path.count; step++) {
                path.count = path.steps[step].attribute ? step + 1 : path.count;
            }
            struct element_map *map = element_map_enter(compiling->arena, from, &path);
            if (!map) {
                return fail_memory(compiling->why);
            }
            map->kept = map->kept || map != from;
        }
    }
    return STATUS_OK;
}

/* What the rules of a record, or of the element with another format's fields, take from below. */
static enum status keep_takes(struct compiling *compiling, struct element_map *from)
{
    for (const struct field_rule *rule = from->rules; rule; rule = rule->next) {
        TRY(keep_places(compiling, from, &rule->take));
        for (size_t i = 0; i < rule->sub_count; i++) {
            TRY(keep_places(compiling, from, &rule->subs[i].take));
        }
    }
    return STATUS_OK;
}

static enum status read_identifier(struct compiling *compiling)
{
    struct xml_mapping *xml = compiling->format->xml;
    const struct yaml_node *node = NULL;
    if (!compiling->format->part_of) {
        TRY(yaml_need(compiling->root, "identifier", &node, compiling->why));
    }
    TRY(path_list_read(compiling->arena, node, &xml->identifier, compiling->why));
    TRY(keep_places(compiling, &xml->elements, &xml->identifier));
    return xml->languages ? keep_places(compiling, &xml->elements, &xml->languages->from)
                          : STATUS_OK;
}

/* True when a path of the mapping passes an element that has the name of the record. */
static bool has_own_name(const struct element_map *map, const char *record)
{
    for (const struct element_map *child = map->children; child; child = child->next) {
        if (strcmp(child->name, record) == 0 || has_own_name(child, record)) {
            return true;
        }
    }
    return false;
}

/* What only XML has, and what only carriers with a choice of records let the mapping say. */
static enum status check_carrier(struct compiling *compiling)
{
    static const char *const keys[] = {"root", "versions", "has", "namespaces", "answer"};
    const struct tree_carrier *carrier = compiling->format->carrier;
    for (size_t i = 0; i < COUNT_OF(keys) && carrier != &xml_carrier; i++) {
        const struct yaml_node *node = yaml_get(compiling->root, keys[i]);
        if (node) {
            return yaml_fail(compiling->why, node, STATUS_INPUT,
                             "%s has nothing of the kind. Remove the key.", carrier->called);
        }
    }
    return STATUS_OK;
}

static enum status read_all(struct compiling *compiling)
{
    if (compiling->like) {
        TRY(read_fields(compiling, compiling->like, true));
    }
    TRY(read_fields(compiling, compiling->root, false));
    TRY(check_fields(compiling));
    if (compiling->like) {
        TRY(read_kept(compiling, compiling->like, true));
    }
    TRY(read_kept(compiling, compiling->root, false));
    return read_identifier(compiling);
}

enum status format_compile_xml(struct compiling *compiling)
{
    static const char *const keys[] = {
        "format",    "label",      "type",       "kind",     "root",    "record",       "versions",
        "fields",    "kept",       "language",   "currency", "has",     "deleted_when", "answer",
        "languages", "namespaces", "identifier", "like",     "part_of", "each",         "link",
        "gone",      "as_of",      "by_name",    "own",      NULL};
    struct xml_mapping *xml = arena_alloc(compiling->arena, sizeof *xml);
    if (!xml) {
        return fail_memory(compiling->why);
    }
    compiling->format->xml = xml;
    xml->says =
        arena_array(compiling->arena, compiling->format->kind->field_count, sizeof *xml->says);
    if (!xml->says) {
        return fail_memory(compiling->why);
    }
    TRY(yaml_only(compiling->root, keys, compiling->why));
    TRY(check_carrier(compiling));
    TRY(format_read_file_keys(compiling));
    TRY(read_all(compiling));
    struct element_map *home =
        element_map_enter(compiling->arena, &xml->elements, &compiling->prefix);
    if (!home) {
        return fail_memory(compiling->why);
    }
    TRY(keep_takes(compiling, &xml->elements));
    TRY(home != &xml->elements ? keep_takes(compiling, home) : STATUS_OK);
    if (!element_map_index(compiling->arena, &xml->elements)) {
        return fail_memory(compiling->why);
    }
    xml->elements.covers = home->covers = false;
    xml->nested = has_own_name(&xml->elements, xml->record);
    return STATUS_OK;
}
