#include "read/path.h"

/* ---- loading ---- */

static bool is_name_byte(char c, bool first)
{
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                        ((unsigned char)c & 0x80) != 0;
    return letter || (!first && ((c >= '0' && c <= '9') || c == '-' || c == '.'));
}

/* True for an XML name; an attribute may have one prefix ("xml:lang"). */
static bool is_xml_name(struct str name, bool attribute)
{
    bool first = true, prefixed = false;
    for (size_t i = 0; i < name.length; i++) {
        if (name.at[i] == ':' && attribute && !prefixed && !first) {
            prefixed = first = true;
        } else if (is_name_byte(name.at[i], first)) {
            first = false;
        } else {
            return false;
        }
    }
    return !first;
}

static enum status refuse(const struct yaml_node *node, const char *text, const char *mend,
                          struct failure *why)
{
    return yaml_fail(why, node, STATUS_INPUT, "\"%.100s\" is no path: %s", text, mend);
}

/* Takes one part of a path, between two strokes. @last: no part follows. */
static enum status take_part(struct arena *arena, struct str part, bool last, struct path *path,
                             const char **mend)
{
    const bool attribute = part.length > 0 && part.at[0] == '@';
    struct str name = attribute ? (struct str){part.at + 1, part.length - 1} : part;
    if (attribute && !last) {
        *mend = "an @attribute stands at its end only.";
    } else if (str_is(part, ".")) {
        *mend = "\".\" stands alone, for the element's own text. Leave it out.";
    } else if (!is_xml_name(name, attribute)) {
        *mend = "write element names joined by one \"/\", with an @attribute at the end or not.";
    } else if (!attribute && path->count == PATH_STEPS) {
        *mend = "it passes more than 8 elements. Shorten it.";
    }
    if (*mend) {
        return STATUS_OK;
    }
    char *copy = arena_copy(arena, name);
    if (!copy) {
        return STATUS_NOMEM;
    }
    if (attribute) {
        path->attribute = copy;
    } else {
        path->steps[path->count++] = copy;
    }
    return STATUS_OK;
}

enum status path_parse(struct arena *arena, const struct yaml_node *node, const char *text,
                       struct path *path, struct failure *why)
{
    *path = (struct path){0};
    if (text[0] == '\0') {
        return refuse(node, text, "it is empty. Write \".\" for the element's own text.", why);
    }
    if (strcmp(text, ".") == 0) {
        return STATUS_OK;
    }
    for (const char *at = text; at;) {
        const char *stroke = strchr(at, '/');
        const char *mend = NULL;
        struct str part = {at, stroke ? (size_t)(stroke - at) : strlen(at)};
        if (take_part(arena, part, !stroke, path, &mend) != STATUS_OK) {
            return fail_memory(why);
        }
        if (mend) {
            return refuse(node, text, mend, why);
        }
        at = stroke ? stroke + 1 : NULL;
    }
    return STATUS_OK;
}

enum status path_list_read(struct arena *arena, const struct yaml_node *node,
                           struct path_list *list, struct failure *why)
{
    const char *const *texts = NULL;
    size_t count = 0;
    *list = (struct path_list){0};
    if (!node) {
        return STATUS_OK;
    }
    TRY(yaml_texts(arena, node, &texts, &count, why));
    if (count == 0) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "the list is empty. Name at least one path, or leave the key out.");
    }
    struct path *paths = arena_array(arena, count, sizeof *paths);
    if (!paths) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < count; i++) {
        TRY(path_parse(arena, node, texts[i], &paths[i], why));
    }
    *list = (struct path_list){paths, count};
    return STATUS_OK;
}

enum status path_attribute(struct arena *arena, const struct yaml_node *node, const char **name,
                           struct failure *why)
{
    struct path_list list;
    *name = NULL;
    TRY(path_list_read(arena, node, &list, why));
    if (list.count == 0) {
        return STATUS_OK;
    }
    if (list.count > 1 || list.paths[0].count > 0 || !list.paths[0].attribute) {
        return yaml_fail(why, node, STATUS_INPUT,
                         "expected the name of one attribute. Write \"@name\", in quotes.");
    }
    *name = list.paths[0].attribute;
    return STATUS_OK;
}

/* ---- following ---- */

struct str attribute_of(const struct xml_node *node, const char *name)
{
    for (const struct xml_attribute *a = node->attributes; a; a = a->next) {
        if (same_name(a->name, name)) {
            return a->value;
        }
    }
    return (struct str){0};
}

/* Descends by at most PATH_STEPS elements. */
static struct str follow(const struct path *path, size_t step, const struct xml_node *node)
{
    if (step == path->count) {
        return str_trim(path->attribute ? attribute_of(node, path->attribute) : node->text);
    }
    for (const struct xml_node *child = node->children; child; child = child->next) {
        if (!same_name(child->name, path->steps[step]) || !same_space(child, node)) {
            continue;
        }
        struct str value = follow(path, step + 1, child);
        if (value.length > 0) {
            return value;
        }
    }
    return (struct str){0};
}

struct str path_value(const struct path *path, const struct xml_node *node)
{
    return follow(path, 0, node);
}

struct str path_list_value(const struct path_list *list, const struct xml_node *node)
{
    for (size_t i = 0; i < list->count; i++) {
        struct str value = follow(&list->paths[i], 0, node);
        if (value.length > 0) {
            return value;
        }
    }
    return (struct str){0};
}
