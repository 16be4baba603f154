/* Reading the structure of an export from the pack. */
#include "write/structure.h"

#define WORDS_LIMIT 128 /* of one entry */

/* What reading passes around. */
struct reading {
    struct arena *arena;
    const struct yaml_node *map;
    struct structure *all; /* one for each entry, in the order of the file */
    struct failure *why;
};

/* A word of an entry: @name:type?, #type, name:type*. */
struct word {
    struct str name, type; /* .type may be empty */
    char sign;             /* ? * + or NUL */
    bool attribute, text;
};

static struct word read_word(struct str text)
{
    struct word word = {.attribute = text.at[0] == '@', .text = text.at[0] == '#'};
    const char last = text.at[text.length - 1];
    if (word.attribute || word.text) {
        text.at++;
        text.length--;
    }
    if (text.length > 0 && (last == '?' || last == '*' || last == '+')) {
        word.sign = last;
        text.length--;
    }
    /* "xml:" belongs to the name. */
    const size_t from = str_starts(text, "xml:") ? 4 : 0;
    const char *colon = memchr(text.at + from, ':', text.length - from);
    word.name = text;
    if (colon) {
        word.name.length = (size_t)(colon - text.at);
        word.type = (struct str){colon + 1, text.length - word.name.length - 1};
    }
    return word;
}

static enum status refuse(struct reading *r, const struct yaml_node *node, struct str word,
                          const char *mend)
{
    return yaml_fail(r->why, node, STATUS_INPUT, "\"%.*s\" cannot be understood: %s",
                     word.length > 80 ? 80 : (int)word.length, word.at, mend);
}

static enum status add_attribute(struct reading *r, const struct yaml_node *node,
                                 const struct word *word, struct structure *structure)
{
    struct structure_attribute *made = &structure->attributes[structure->attribute_count++];
    *made = (struct structure_attribute){.name = arena_copy(r->arena, word->name),
                                         .required = word->sign == '\0'};
    if (!made->name) {
        return fail_memory(r->why);
    }
    if (word->type.length > 0 && !simple_type_find(word->type, &made->type)) {
        return refuse(r, node, word->type,
                      "an attribute is a string, date, datetime, decimal, integer, natural, "
                      "positive, boolean, uri, language or name.");
    }
    return word->sign == '\0' || word->sign == '?'
               ? STATUS_OK
               : refuse(r, node, word->name, "an attribute stands once, or with ? may be missing.");
}

static const struct structure *entry_named(const struct reading *r, struct str name)
{
    size_t i = 0;
    for (const struct yaml_node *n = r->map->children; n; n = n->next, i++) {
        if (str_is(name, n->key)) {
            return &r->all[i];
        }
    }
    return NULL;
}

static enum status add_child(struct reading *r, const struct yaml_node *node,
                             const struct word *word, struct structure *structure)
{
    const struct str type = word->type.length > 0 ? word->type : word->name;
    struct structure_child *made = &structure->children[structure->child_count++];
    *made = (struct structure_child){.name = arena_copy(r->arena, word->name),
                                     .is = entry_named(r, type),
                                     .required = word->sign == '\0' || word->sign == '+',
                                     .repeat = word->sign == '*' || word->sign == '+'};
    if (!made->name) {
        return fail_memory(r->why);
    }
    return made->is ? STATUS_OK
                    : refuse(r, node, type,
                             "the structure has no entry of that name. Add one, or name another "
                             "behind a colon.");
}

static enum status add_word(struct reading *r, const struct yaml_node *node, struct str text,
                            struct structure *structure)
{
    const struct word word = read_word(text);
    if (word.text) {
        structure->text = true;
        return simple_type_find(word.name, &structure->type)
                   ? STATUS_OK
                   : refuse(r, node, text, "text is a #string, #decimal, #uri or another type.");
    }
    if (word.name.length == 0) {
        return refuse(r, node, text, "a name is missing.");
    }
    if (word.attribute) {
        return add_attribute(r, node, &word, structure);
    }
    return structure->child_count < STRUCTURE_CHILDREN
               ? add_child(r, node, &word, structure)
               : yaml_fail(r->why, node, STATUS_LIMIT, "more than %d elements.",
                           STRUCTURE_CHILDREN);
}

static enum status read_entry(struct reading *r, const struct yaml_node *node,
                              struct structure *structure)
{
    struct str rest = node->text, part;
    size_t count = 0, room = 1;
    if (node->type != YAML_SCALAR) {
        return yaml_fail(r->why, node, STATUS_INPUT,
                         "expected words such as \"@code narrative*\".");
    }
    structure->name = node->key;
    for (size_t i = 0; i < node->text.length; i++) {
        room += node->text.at[i] == ' ';
    }
    structure->attributes = arena_array(r->arena, room, sizeof *structure->attributes);
    structure->children = arena_array(r->arena, room, sizeof *structure->children);
    if (!structure->attributes || !structure->children) {
        return fail_memory(r->why);
    }
    while (str_split(&rest, ' ', &part)) {
        if (part.length == 0) {
            continue;
        }
        if (++count > WORDS_LIMIT) {
            return yaml_fail(r->why, node, STATUS_LIMIT, "more than %d words.", WORDS_LIMIT);
        }
        TRY(add_word(r, node, part, structure));
    }
    return !structure->text || structure->child_count == 0
               ? STATUS_OK
               : yaml_fail(r->why, node, STATUS_INPUT,
                           "an element has text or elements, not both. Remove one.");
}

enum { FRESH, OPEN, CLOSED };

/* A structure that contains itself would have no end. As deep as the structure. */
static bool ends(const struct reading *r, const struct structure *structure, char *states)
{
    char *state = &states[structure - r->all];
    if (*state != FRESH) {
        return *state == CLOSED;
    }
    *state = OPEN;
    for (size_t i = 0; i < structure->child_count; i++) {
        if (!ends(r, structure->children[i].is, states)) {
            return false;
        }
    }
    *state = CLOSED;
    return true;
}

enum status structure_read(struct arena *arena, const struct yaml_node *map, const char *name,
                           const struct structure **root, struct failure *why)
{
    struct reading r = {.arena = arena, .map = map, .why = why};
    size_t i = 0;
    if (map->type != YAML_MAP || map->count > 500) {
        return yaml_fail(why, map, STATUS_INPUT, "expected a map of 1 to 500 elements.");
    }
    r.all = arena_array(arena, map->count, sizeof *r.all);
    char *states = arena_alloc(arena, map->count + 1);
    if (!r.all || !states) {
        return fail_memory(why);
    }
    for (const struct yaml_node *n = map->children; n; n = n->next) {
        TRY(read_entry(&r, n, &r.all[i++]));
    }
    *root = entry_named(&r, str_of(name));
    if (!*root) {
        return yaml_fail(why, map, STATUS_INPUT, "there is no entry for the record, \"%.60s\".",
                         name);
    }
    return ends(&r, *root, states)
               ? STATUS_OK
               : yaml_fail(why, map, STATUS_INPUT,
                           "an element would contain itself without an end. Look through the "
                           "names behind the colons.");
}
