/* Walking the tree of a record and the mapping side by side: see tree_side.h. */
#include "read/tree_side.h"

/* How the element is told of: with the attribute by which the mapping tells its like apart. */
static const char *describe(struct work *work, const struct xml_node *element)
{
    const struct element_map *map = &work->mapping->elements;
    const struct element_map *like =
        element->parent == work->record ? element_map_find(map, element->name) : NULL;
    const char *attribute = like && like->variants ? like->variants->condition->attribute : NULL;
    if (!attribute) {
        return element->name;
    }
    const struct str value = attribute_of(element, attribute);
    return arena_printf(work->making.arena, "%s[@%s=%.*s]", element->name, attribute,
                        value.length > 40 ? 40 : (int)value.length, value.at ? value.at : "");
}

/* Tells once a file of an element that no field holds and that is not meant to be kept only. */
static enum status report_unknown(struct work *work, const struct xml_node *element)
{
    struct tree_side *tree = &work->reader->tree;
    const char *words = describe(work, element);
    for (size_t i = 0; words && i < tree->unknown_count; i++) {
        if (strcmp(tree->unknown[i], words) == 0) {
            return STATUS_OK;
        }
    }
    if (words && tree->unknown_count == UNKNOWN_NAMES) {
        return STATUS_OK;
    }
    const char *name = words ? arena_copy(&work->reader->arena, str_of(words)) : NULL;
    if (!name) {
        return fail_memory(work->making.why);
    }
    tree->unknown[tree->unknown_count++] = name;
    const struct finding finding = {
        .rule = RULE_UNKNOWN_ELEMENT, .value = str_of(name), .line = element->line};
    return report(&work->making, &finding,
                  "No field holds the element <%.100s>; it stays in the original only. Map it, or "
                  "list it under kept:, in the format \"%s\".%s",
                  name, work->format->name,
                  tree->unknown_count == UNKNOWN_NAMES
                      ? " Further unknown elements of this file are not listed."
                      : "");
}

/* True when the element is mapped by some way of reading the paths, or stands in one that is. */
static bool is_mapped(const struct element_map *map, const struct xml_node *const *chain,
                      size_t count)
{
    if (map->covers || count == 0) {
        return true;
    }
    const struct element_map *found = element_map_find(map, chain[0]->name);
    if (found && found->plain && is_mapped(found, chain + 1, count - 1)) {
        return true;
    }
    for (const struct element_map *v = found ? found->variants : NULL; v; v = v->next) {
        if (step_holds(v->condition, chain[0]) && is_mapped(v, chain + 1, count - 1)) {
            return true;
        }
    }
    return false;
}

/* An element that one map does not know may be known to the map of another condition. */
static enum status meet_unknown(struct work *work, const struct xml_node *element)
{
    const struct xml_node *chain[PATH_STEPS + 2];
    size_t at = COUNT_OF(chain);
    const struct element_map *map = &work->mapping->elements;
    for (const struct xml_node *n = element; n != work->record && at > 0; n = n->parent) {
        chain[--at] = n;
    }
    return is_mapped(map, chain + at, COUNT_OF(chain) - at) ? STATUS_OK
                                                            : report_unknown(work, element);
}

/* Goes as deep as the mapping's tree: PATH_STEPS elements at most. What lenses say in an export of
 * ours is no data and is passed over. */
static enum status walk(struct work *work, const struct xml_node *element,
                        const struct element_map *map)
{
    for (const struct field_rule *rule = map->rules; rule; rule = rule->next) {
        TRY(apply_rule(work, rule, element));
    }
    if (map->covers && map->child_count == 0) {
        return STATUS_OK;
    }
    for (const struct xml_node *child = element->children; child; child = child->next) {
        if (!same_space(child, work->record) ||
            (work->reader->tree.ours != NOT_OURS && own_attribute(child, "said").at)) {
            continue;
        }
        const struct element_map *found = element_map_find(map, child->name);
        bool met = found && found->plain;
        if (met) {
            TRY(walk(work, child, found));
        }
        for (const struct element_map *v = found ? found->variants : NULL; v; v = v->next) {
            if (step_holds(v->condition, child)) {
                met = true;
                TRY(walk(work, child, v));
            }
        }
        if (!met && !map->covers) {
            TRY(meet_unknown(work, child));
        }
    }
    return STATUS_OK;
}

enum status tree_walk(struct work *work)
{
    return walk(work, work->record, &work->mapping->elements);
}
