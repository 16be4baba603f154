/* The tree of elements that the paths of a mapping pass. */
#include "read/format.h"

/* 32-bit FNV-1a. */
static unsigned hash_name(const char *name)
{
    unsigned hash = 2166136261U;
    for (const char *at = name; *at; at++) {
        hash = (hash ^ (unsigned char)*at) * 16777619U;
    }
    return hash;
}

const struct element_map *element_map_find(const struct element_map *map, const char *name)
{
    if (!map->slots) {
        return NULL;
    }
    const unsigned hash = hash_name(name);
    for (unsigned i = hash & map->slot_mask; map->slots[i]; i = (i + 1) & map->slot_mask) {
        if (map->slots[i]->hash == hash && strcmp(map->slots[i]->name, name) == 0) {
            return map->slots[i];
        }
    }
    return NULL;
}

static struct element_map *new_map(struct arena *arena, const char *name)
{
    struct element_map *map = arena_alloc(arena, sizeof *map);
    if (map) {
        map->name = name;
        map->hash = hash_name(name);
    }
    return map;
}

/* The variant of @map for the condition of @step, made when there is none yet. */
static struct element_map *enter_variant(struct arena *arena, struct element_map *map,
                                         const struct path_step *step)
{
    struct element_map **at = &map->variants;
    while (*at && (strcmp((*at)->condition->attribute, step->attribute) != 0 ||
                   !str_equal((*at)->condition->value, step->value))) {
        at = &(*at)->next;
    }
    if (!*at) {
        struct path_step *condition = arena_alloc(arena, sizeof *condition);
        struct element_map *variant = new_map(arena, map->name);
        if (!variant || !condition) {
            return NULL;
        }
        *condition = *step;
        variant->condition = condition;
        *at = variant;
    }
    return *at;
}

struct element_map *element_map_enter(struct arena *arena, struct element_map *map,
                                      const struct path *path)
{
    for (size_t i = 0; map && i < path->count; i++) {
        const struct path_step *step = &path->steps[i];
        struct element_map **at = &map->children;
        while (*at && strcmp((*at)->name, step->name) != 0) {
            at = &(*at)->next;
        }
        if (!*at) {
            *at = new_map(arena, step->name);
            if (!*at) {
                return NULL;
            }
            map->child_count++;
        }
        map = *at;
        if (step->attribute) {
            map = enter_variant(arena, map, step);
        } else {
            map->plain = true;
        }
    }
    return map;
}

bool element_map_index(struct arena *arena, struct element_map *map)
{
    map->covers = map->kept || map->rules;
    for (struct element_map *variant = map->variants; variant; variant = variant->next) {
        if (!element_map_index(arena, variant)) {
            return false;
        }
    }
    if (map->child_count == 0) {
        return true;
    }
    unsigned size = 4;
    while (size < map->child_count * 2) {
        size *= 2;
    }
    map->slots = arena_array(arena, size, sizeof(struct element_map *));
    if (!map->slots) {
        return false;
    }
    map->slot_mask = size - 1;
    for (struct element_map *child = map->children; child; child = child->next) {
        unsigned i = child->hash & map->slot_mask;
        while (map->slots[i]) {
            i = (i + 1) & map->slot_mask;
        }
        map->slots[i] = child;
        if (!element_map_index(arena, child)) {
            return false;
        }
    }
    return true;
}
