/* Following paths from an element. */
#include "read/path.h"

#define FOUND_LIMIT ((size_t)100000) /* values that one place of one element may give */

struct str attribute_of(const struct xml_node *node, const char *name)
{
    for (const struct xml_attribute *a = node->attributes; a; a = a->next) {
        if (same_name(a->name, name)) {
            return a->value;
        }
    }
    return (struct str){0};
}

/* The end of the first @count characters of @text, which is UTF-8. */
static size_t characters(struct str text, size_t count)
{
    size_t i = 0;
    while (i < text.length && count > 0) {
        i++;
        while (i < text.length && ((unsigned char)text.at[i] & 0xC0) == 0x80) {
            i++;
        }
        count--;
    }
    return i;
}

/* The value at the end of @path, where @node stands. */
static struct str value_at(const struct path *path, const struct xml_node *node)
{
    struct str value = path->attribute ? attribute_of(node, path->attribute) : node->text;
    if (path->part && value.length > 0) {
        const size_t from = characters(value, path->first);
        const size_t to = characters(value, path->last + 1);
        value = (struct str){value.at + from, to - from};
    }
    return str_trim(value);
}

/* Descends by at most PATH_STEPS elements. */
static struct str follow(const struct path *path, size_t step, const struct xml_node *node)
{
    if (step == path->count) {
        return value_at(path, node);
    }
    for (const struct xml_node *child = node->children; child; child = child->next) {
        if (!same_name(child->name, path->steps[step].name) || !same_space(child, node) ||
            !step_holds(&path->steps[step], child)) {
            continue;
        }
        struct str value = follow(path, step + 1, child);
        if (value.length > 0) {
            return value;
        }
    }
    return (struct str){0};
}

/* The element from which the steps of @path go down, or NULL. */
static const struct xml_node *begin_of(const struct path *path, const struct xml_node *node)
{
    for (unsigned i = 0; i < path->up && node; i++) {
        node = node->parent;
    }
    return node;
}

struct str path_value(const struct path *path, const struct xml_node *node)
{
    node = begin_of(path, node);
    return node ? follow(path, 0, node) : (struct str){0};
}

/* ---- places ---- */

/* The template filled in; empty when a hole has no value. */
static enum status fill(struct arena *arena, const struct path_place *place,
                        const struct xml_node *node, struct str *value, struct failure *why)
{
    size_t length = place->after.length;
    for (size_t i = 0; i < place->hole_count; i++) {
        const struct str part = path_value(&place->holes[i].path, node);
        if (part.length == 0) {
            return STATUS_OK;
        }
        length += place->holes[i].before.length + part.length;
    }
    char *to = arena_alloc(arena, length + 1);
    if (!to) {
        return fail_memory(why);
    }
    *value = (struct str){to, length};
    for (size_t i = 0; i < place->hole_count; i++) {
        const struct str before = place->holes[i].before;
        const struct str part = path_value(&place->holes[i].path, node);
        memcpy(to, before.at, before.length);
        memcpy(to + before.length, part.at, part.length);
        to += before.length + part.length;
    }
    memcpy(to, place->after.at, place->after.length);
    return STATUS_OK;
}

enum status path_list_value(struct arena *arena, const struct path_list *list,
                            const struct xml_node *node, struct str *value, struct failure *why)
{
    *value = (struct str){0};
    for (size_t i = 0; i < list->count && value->length == 0; i++) {
        const struct path_place *place = &list->places[i];
        if (place->hole_count > 0) {
            TRY(fill(arena, place, node, value, why));
        } else {
            *value = path_value(&place->path, node);
        }
    }
    return STATUS_OK;
}

/* ---- all values ---- */

/* What gathering needs to pass around: the places [from, to) are looked for. */
struct gathering {
    struct arena *arena;
    const struct path_list *list;
    const struct xml_node *top;
    size_t from, to;
    struct path_found *found;
    size_t count, capacity;
    bool failed;
};

/* True when @node, @depth below the top, is reached by the steps of @path. */
static bool is_reached(const struct gathering *g, const struct path *path,
                       const struct xml_node *node, size_t depth)
{
    bool reached = path->count == depth;
    for (size_t i = depth; reached && i > 0; i--, node = node->parent) {
        reached = same_name(node->name, path->steps[i - 1].name) && same_space(node, g->top) &&
                  step_holds(&path->steps[i - 1], node);
    }
    return reached;
}

static void keep(struct gathering *g, const struct xml_node *node, struct str value)
{
    struct path_found *found = g->count < FOUND_LIMIT ? arena_grow(g->arena, g->found, g->count,
                                                                   &g->capacity, sizeof *found)
                                                      : NULL;
    if (!found) {
        g->failed = true;
        return;
    }
    g->found = found;
    found[g->count++] = (struct path_found){value, node};
}

/* Goes PATH_STEPS elements deep at most. */
static void gather(struct gathering *g, const struct xml_node *node, size_t depth)
{
    for (size_t i = g->from; i < g->to && !g->failed; i++) {
        const struct path_place *place = &g->list->places[i];
        if (place->hole_count == 0 && is_reached(g, &place->path, node, depth)) {
            const struct str value = value_at(&place->path, node);
            if (value.length > 0) {
                keep(g, node, value);
            }
        }
    }
    for (const struct xml_node *child = depth < PATH_STEPS ? node->children : NULL;
         child && !g->failed; child = child->next) {
        gather(g, child, depth + 1);
    }
}

enum status path_list_values(struct arena *arena, const struct path_list *list,
                             const struct xml_node *node, struct path_values *values,
                             struct failure *why)
{
    const bool every_place = values->every_place;
    struct gathering g = {.arena = arena, .list = list};
    for (size_t i = 0; i < list->count && g.count == 0; i++) {
        g.from = every_place ? 0 : i;
        g.to = every_place ? list->count : i + 1;
        g.top = begin_of(&list->places[i].path, node);
        if (g.top) {
            gather(&g, g.top, 0);
        }
        if (every_place) {
            break;
        }
    }
    values->found = g.found;
    values->count = g.count;
    return g.failed ? fail_memory(why) : STATUS_OK;
}
