#include "model/kind.h"

#include "model/conduct.h"

static const char *const type_names[] = {"text",    "code",    "date", "money", "decimal",
                                         "integer", "boolean", "link", NULL};
static const char *const access_names[] = {"public", "internal", "restricted", "confidential",
                                           NULL};

/* Names that the store uses for its own columns (docs/storage.md). */
static const char *const reserved[] = {"id",        "identifier", "import", "line",
                                       "hash",      "record",     "seq",    "tag",
                                       "candidate", "changed",    NULL};

const char *field_type_name(enum field_type type)
{
    return type_names[type];
}

/* What reading a kind's fields needs to pass around. */
struct loading {
    struct arena *arena;
    const struct codelist *lists;
    size_t list_count;
};

static int name_index(const char *const *names, const char *name)
{
    for (int i = 0; names[i]; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    return -1;
}

static enum status read_choice(const struct yaml_node *map, const char *key,
                               const char *const *names, int *choice, struct failure *why)
{
    const char *text = NULL;
    TRY(yaml_text_maybe(map, key, &text, why));
    if (!text) {
        return STATUS_OK;
    }
    *choice = name_index(names, text);
    if (*choice < 0) {
        return yaml_fail(why, yaml_get(map, key), STATUS_INPUT,
                         "\"%s\" is none of %s, %s, %s, %s …. See docs/formats.md.", text, names[0],
                         names[1], names[2], names[3]);
    }
    return STATUS_OK;
}

static enum status check_name(const struct yaml_node *node, const char *name, struct failure *why)
{
    if (!str_is_name(str_of(name)) || strchr(name, '-')) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "\"%s\" is no field name. Use lower-case letters, digits and _.", name);
    }
    if (name_index(reserved, name) >= 0) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "\"%s\" is a name the program uses itself. Choose another.", name);
    }
    return STATUS_OK;
}

static enum status find_list(const struct loading *load, const struct yaml_node *node,
                             struct field *field, struct failure *why)
{
    const char *name = NULL;
    TRY(yaml_text_maybe(node, "list", &name, why));
    if (!name) {
        return STATUS_OK;
    }
    for (size_t i = 0; i < load->list_count; i++) {
        if (strcmp(load->lists[i].name, name) == 0) {
            field->list = &load->lists[i];
        }
    }
    if (!field->list || field->type != FIELD_CODE) {
        return yaml_fail(why, yaml_get(node, "list"), STATUS_INPUT,
                         field->list
                             ? "only a field of type code has a list. Remove \"%s\", or say "
                               "type: code."
                             : "there is no code list \"%s\". Add codelists/NAME.yaml.",
                         name);
    }
    return STATUS_OK;
}

static enum status read_with(const struct loading *load, const struct yaml_node *with,
                             struct field *field, struct failure *why);

/* Reads one field, or a sub-field when @field->parent is set. @node may be the short form: its
 * type. */
static enum status read_field(const struct loading *load, const struct yaml_node *node,
                              struct field *field, struct failure *why)
{
    static const char *const keys[] = {"name",      "type",     "list",   "repeat",
                                       "languages", "required", "access", "search",
                                       "label",     "with",     "to",     NULL};
    static const char *const sub_keys[] = {"type", "list", "label", "access", "to", NULL};
    int type = FIELD_TEXT, access = ACCESS_PUBLIC;
    const char *search = NULL;
    if (node->type == YAML_SCALAR && field->parent) {
        type = name_index(type_names, node->text.at);
        field->type = (enum field_type)(type < 0 ? 0 : type);
        return type >= 0 ? STATUS_OK
                         : yaml_fail(why, node, STATUS_INPUT,
                                     "\"%s\" is no type. Use text, code, "
                                     "date, money, decimal, integer, boolean or link.",
                                     node->text.at);
    }
    TRY(yaml_only(node, field->parent ? sub_keys : keys, why));
    field->file = node;
    TRY(read_choice(node, "type", type_names, &type, why));
    TRY(read_choice(node, "access", access_names, &access, why));
    TRY(yaml_bool_maybe(node, "repeat", &field->repeat, why));
    TRY(yaml_bool_maybe(node, "languages", &field->languages, why));
    TRY(yaml_bool_maybe(node, "required", &field->required, why));
    TRY(yaml_text_maybe(node, "search", &search, why));
    TRY(label_read(yaml_get(node, "label"), &field->label, why));
    field->type = (enum field_type)type;
    field->access = (enum access)access;
    if (search && (strlen(search) != 1 || search[0] < 'A' || search[0] > 'D')) {
        return yaml_fail(why, yaml_get(node, "search"), STATUS_INPUT,
                         "the weight in search is A, B, C or D.");
    }
    field->search = search ? search[0] : '\0';
    if (field->languages && field->type != FIELD_TEXT) {
        return yaml_fail(why, yaml_get(node, "languages"), STATUS_INPUT,
                         "only a text has languages. Remove the key, or say type: text.");
    }
    if (yaml_get(node, "to") && field->type != FIELD_LINK) {
        return yaml_fail(why, yaml_get(node, "to"), STATUS_INPUT,
                         "only a link leads to other kinds. Remove the key, or say type: link.");
    }
    TRY(find_list(load, node, field, why));
    return read_with(load, yaml_get(node, "with"), field, why);
}

static enum status read_with(const struct loading *load, const struct yaml_node *with,
                             struct field *field, struct failure *why)
{
    if (!with) {
        return STATUS_OK;
    }
    if (with->type != YAML_MAP) {
        return yaml_fail(why, with, STATUS_INPUT,
                         "expected sub-fields by name. Write with: {percentage: decimal}.");
    }
    field->with = arena_array(load->arena, with->count, sizeof *field->with);
    if (!field->with) {
        return fail_memory(why);
    }
    for (const struct yaml_node *node = with->children; node; node = node->next) {
        struct field *sub = &field->with[field->with_count];
        *sub = (struct field){.name = node->key, .parent = field, .index = field->with_count};
        TRY(check_name(node, node->key, why));
        TRY(read_field(load, node, sub, why));
        if (sub->type == FIELD_MONEY) {
            return yaml_fail(why, node, STATUS_INPUT,
                             "a sub-field cannot be money. Use a field of its own.");
        }
        if (sub->access < field->access) {
            sub->access = field->access;
        }
        field->with_count++;
    }
    return STATUS_OK;
}

static enum status read_fields(const struct loading *load, const struct yaml_node *fields,
                               struct kind *kind, struct failure *why)
{
    if (fields->type != YAML_LIST) {
        return yaml_fail(why, fields, STATUS_INPUT,
                         "expected a list. Write one \"- {name: …, type: …}\" a line.");
    }
    kind->fields = arena_array(load->arena, fields->count, sizeof *kind->fields);
    if (!kind->fields) {
        return fail_memory(why);
    }
    for (const struct yaml_node *node = fields->children; node; node = node->next) {
        struct field *field = &kind->fields[kind->field_count];
        const char *name = NULL;
        TRY(yaml_text(node, "name", &name, why));
        TRY(check_name(node, name, why));
        if (kind_field(kind, str_of(name))) {
            return yaml_fail(why, node, STATUS_INPUT,
                             "there are two fields \"%s\". Rename or remove one.", name);
        }
        *field = (struct field){.name = name, .index = kind->field_count};
        TRY(read_field(load, node, field, why));
        kind->field_count++;
    }
    return STATUS_OK;
}

bool kind_sorts_by(const struct field *field)
{
    return !field->parent && !field->repeat && field->type != FIELD_LINK &&
           field->type != FIELD_BOOLEAN;
}

/* `order: start`, or `order: -start` with the greatest first. */
static enum status read_order(const struct yaml_node *root, struct kind *kind, struct failure *why)
{
    const struct yaml_node *node = yaml_get(root, "order");
    const char *order = NULL;
    TRY(yaml_text_maybe(root, "order", &order, why));
    if (!order) {
        return STATUS_OK;
    }
    kind->order_falls = order[0] == '-';
    const char *name = order + (kind->order_falls ? 1 : 0);
    kind->order = kind_field(kind, str_of(name));
    if (!kind->order) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "there is no field \"%s\". Name one of the fields below.", name);
    }
    if (!kind_sorts_by(kind->order) || kind->order->access != ACCESS_PUBLIC) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "records cannot be sorted by \"%s\". Name a public text, code, date, "
                         "money, decimal or integer that does not repeat.",
                         name);
    }
    return STATUS_OK;
}

enum status kind_load(struct arena *arena, struct yaml_node *root, const struct codelist *lists,
                      size_t list_count, struct kind *kind, struct failure *why)
{
    static const char *const keys[] = {"kind",        "plural", "label",     "labels", "title",
                                       "description", "order",  "fields",    "derive", "rules",
                                       "due",         "same",   "leave_out", NULL};
    struct loading load = {arena, lists, list_count};
    const struct yaml_node *fields = NULL;
    size_t index = kind->index;
    *kind = (struct kind){.index = index};
    TRY(yaml_only(root, keys, why));
    kind->file = root;
    TRY(yaml_text(root, "kind", &kind->name, why));
    TRY(yaml_text(root, "plural", &kind->plural, why));
    TRY(label_read(yaml_get(root, "label"), &kind->label, why));
    TRY(label_read(yaml_get(root, "labels"), &kind->labels, why));
    TRY(label_read(yaml_get(root, "description"), &kind->description, why));
    TRY(yaml_text_maybe(root, "title", &kind->title, why));
    if (!str_is_name(str_of(kind->name)) || !str_is_name(str_of(kind->plural))) {
        return yaml_fail(why, root, STATUS_INPUT,
                         "kind and plural are names: lower-case letters, digits, - and _.");
    }
    TRY(yaml_need(root, "fields", &fields, why));
    TRY(read_fields(&load, fields, kind, why));
    if (kind->title && !kind_field(kind, str_of(kind->title))) {
        return yaml_fail(why, yaml_get(root, "title"), STATUS_INPUT,
                         "there is no field \"%s\". Name one of the fields below.", kind->title);
    }
    return read_order(root, kind, why);
}

/* ---- links ---- */

static const struct kind *find_kind(const struct kind *kinds, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            return &kinds[i];
        }
    }
    return NULL;
}

/* The kinds named under `to`; without it, all. */
static enum status find_targets(struct arena *arena, const struct kind *kinds, size_t count,
                                struct field *field, struct failure *why)
{
    const struct yaml_node *to = field->file ? yaml_get(field->file, "to") : NULL;
    const char *const *names = NULL;
    size_t named = 0;
    TRY(yaml_texts(arena, to, &names, &named, why));
    const struct kind **targets = arena_array(arena, to ? named : count, sizeof *targets);
    if (!targets) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < (to ? named : count); i++) {
        targets[i] = to ? find_kind(kinds, count, names[i]) : &kinds[i];
        if (!targets[i]) {
            return yaml_fail(why, to, STATUS_INPUT,
                             "the pack has no kind \"%s\". Correct the name, or add kinds/%s.yaml.",
                             names[i], names[i]);
        }
    }
    field->targets = targets;
    field->target_count = to ? named : count;
    return STATUS_OK;
}

static enum status link_fields(struct arena *arena, const struct kind *kinds, size_t count,
                               struct kind *kind, struct failure *why)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        struct field *field = &kind->fields[i];
        if (field->type == FIELD_LINK) {
            TRY(find_targets(arena, kinds, count, field, why));
        }
        for (size_t k = 0; k < field->with_count; k++) {
            if (field->with[k].type == FIELD_LINK) {
                TRY(find_targets(arena, kinds, count, &field->with[k], why));
            }
        }
    }
    return STATUS_OK;
}

enum status kind_complete(struct arena *arena, struct kind *kinds, size_t count, size_t index,
                          struct failure *why)
{
    TRY(link_fields(arena, kinds, count, &kinds[index], why));
    return conduct_read(arena, &kinds[index], why);
}

/* ---- looking up ---- */

static const struct field *find_field(const struct field *fields, size_t count, struct str name)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(name, fields[i].name)) {
            return &fields[i];
        }
    }
    return NULL;
}

const struct field *kind_field(const struct kind *kind, struct str name)
{
    struct str first, rest = name;
    if (!str_split(&rest, '.', &first)) {
        return NULL;
    }
    const struct field *field = find_field(kind->fields, kind->field_count, first);
    if (!field || !rest.at) {
        return field;
    }
    return find_field(field->with, field->with_count, rest);
}

const struct field *kind_field_about(const struct kind *kind, struct str name)
{
    struct str top, rest = name;
    const struct field *field = kind_field(kind, name);
    return field || !str_split(&rest, '.', &top) ? field : kind_field(kind, top);
}
