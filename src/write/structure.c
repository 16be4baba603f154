#include "write/structure.h"

#include <stdio.h>

/* ---- asking ---- */

const struct structure_attribute *structure_attribute(const struct structure *structure,
                                                      const char *name)
{
    for (size_t i = 0; i < structure->attribute_count; i++) {
        if (strcmp(structure->attributes[i].name, name) == 0) {
            return &structure->attributes[i];
        }
    }
    return NULL;
}

int structure_find(const struct structure *structure, const char *name, int near)
{
    const int count = (int)structure->child_count;
    for (int i = 0; i < count; i++) {
        const int place = near + i < count ? near + i : near + i - count;
        const char *other = structure->children[place].name;
        if (other[0] == name[0] && strcmp(other, name) == 0) {
            return place;
        }
    }
    return -1;
}

/* ---- order ---- */

void structure_list_add(struct structure_lists *lists, int place, struct xml_node *node)
{
    struct xml_node **first = place < 0 ? &lists->foreign : &lists->first[place];
    struct xml_node **last = place < 0 ? &lists->last_foreign : &lists->last[place];
    node->next = NULL;
    if (*last) {
        (*last)->next = node;
    } else {
        *first = node;
    }
    *last = node;
}

void structure_join(const struct structure *structure, const struct structure_lists *lists,
                    struct xml_node *node)
{
    struct xml_node **end = &node->children;
    *end = NULL;
    for (size_t i = 0; i < structure->child_count; i++) {
        if (lists->first[i]) {
            *end = lists->first[i];
            end = &lists->last[i]->next;
        }
    }
    *end = lists->foreign;
}

static bool same_space(const struct xml_node *a, const struct xml_node *b)
{
    return a->space == b->space || strcmp(a->space, b->space) == 0;
}

/* False when a child has no place: it comes last. */
static bool divide(const struct structure *structure, struct xml_node *node,
                   struct structure_lists *lists, char fault[STRUCTURE_FAULT])
{
    bool fits = true;
    int near = 0;
    for (struct xml_node *child = node->children, *next; child; child = next) {
        next = child->next;
        int place = -1;
        if (same_space(child, node)) {
            place = structure_find(structure, child->name, near);
            if (place < 0 && fits) {
                (void)snprintf(fault, STRUCTURE_FAULT, "%.60s may have no %.60s", node->name,
                               child->name);
            }
            fits = fits && place >= 0;
            near = place < 0 ? near : place;
        }
        structure_list_add(lists, place, child);
    }
    return fits;
}

/* ---- checking ---- */

/* Attributes of other namespaces are nobody's business, and those of xml: must be named. */
static bool is_foreign(const struct xml_attribute *attribute)
{
    return attribute->space && attribute->space[0];
}

static bool check_attributes(const struct structure *structure, const struct xml_node *node,
                             char fault[STRUCTURE_FAULT])
{
    for (const struct xml_attribute *a = node->attributes; a; a = a->next) {
        if (is_foreign(a)) {
            continue;
        }
        const struct structure_attribute *rule = structure_attribute(structure, a->name);
        if (!rule || !simple_type_fits(rule->type, a->value)) {
            (void)snprintf(fault, STRUCTURE_FAULT,
                           rule ? "%.60s has a bad @%.60s" : "%.60s may have no @%.60s", node->name,
                           a->name);
            return false;
        }
    }
    for (size_t i = 0; i < structure->attribute_count; i++) {
        const struct structure_attribute *rule = &structure->attributes[i];
        if (rule->required && !xml_attribute(node, rule->name).at) {
            (void)snprintf(fault, STRUCTURE_FAULT, "%.60s has no @%.60s", node->name, rule->name);
            return false;
        }
    }
    return true;
}

static bool check_text(const struct structure *structure, const struct xml_node *node,
                       char fault[STRUCTURE_FAULT])
{
    const bool fits = structure->text ? simple_type_fits(structure->type, node->text)
                                      : str_trim(node->text).length == 0;
    if (!fits) {
        (void)snprintf(fault, STRUCTURE_FAULT,
                       structure->text ? "%.60s has a bad value" : "%.60s may have no text",
                       node->name);
    }
    return fits;
}

bool structure_counts(const struct structure *structure, const struct structure_lists *lists,
                      const struct xml_node *node, char fault[STRUCTURE_FAULT])
{
    for (size_t i = 0; i < structure->child_count; i++) {
        const struct structure_child *child = &structure->children[i];
        const bool missing = child->required && !lists->first[i];
        if (missing || (!child->repeat && lists->first[i] != lists->last[i])) {
            (void)snprintf(fault, STRUCTURE_FAULT,
                           missing ? "%.60s has no %.60s" : "%.60s has more than one %.60s",
                           node->name, child->name);
            return false;
        }
    }
    return check_attributes(structure, node, fault);
}

bool structure_settle(const struct structure *structure, struct xml_node *node,
                      char fault[STRUCTURE_FAULT])
{
    struct structure_lists lists;
    if (!check_text(structure, node, fault)) {
        return false;
    }
    if (!node->children && structure->child_count == 0) {
        return check_attributes(structure, node, fault);
    }
    if (structure->text) {
        (void)snprintf(fault, STRUCTURE_FAULT, "%.60s may have no elements in it", node->name);
        return false;
    }
    memset(lists.first, 0, structure->child_count * sizeof lists.first[0]);
    memset(lists.last, 0, structure->child_count * sizeof lists.last[0]);
    lists.foreign = lists.last_foreign = NULL;
    const bool divided = divide(structure, node, &lists, fault);
    structure_join(structure, &lists, node);
    if (!divided || !structure_counts(structure, &lists, node, fault)) {
        return false;
    }
    for (size_t i = 0; i < structure->child_count; i++) {
        const struct xml_node *end = lists.last[i] ? lists.last[i]->next : NULL;
        for (struct xml_node *child = lists.first[i]; child && child != end; child = child->next) {
            if (!structure_settle(structure->children[i].is, child, fault)) {
                return false;
            }
        }
    }
    return true;
}

/* ---- wrapping ---- */

/* The child that holds the text of an element in newer versions; NULL when there is none. */
static const struct structure_child *text_child(const struct structure *structure)
{
    const bool one = structure->child_count == 1 && structure->children[0].is->text;
    return one ? &structure->children[0] : NULL;
}

static bool wrap_text(struct arena *arena, const char *name, struct xml_node *node)
{
    struct xml_node *made = arena_alloc(arena, sizeof *made);
    if (!made) {
        return false;
    }
    *made = (struct xml_node){
        .name = name, .space = node->space, .text = node->text, .line = node->line, .parent = node};
    node->text = (struct str){NULL, 0};
    node->children = made;
    return true;
}

enum status structure_wrap(struct arena *arena, const struct structure *structure,
                           struct xml_node *node, struct failure *why)
{
    const struct structure_child *child = text_child(structure);
    if (child && !node->children && str_trim(node->text).length > 0) {
        return wrap_text(arena, child->name, node) ? STATUS_OK : fail_memory(why);
    }
    for (struct xml_node *inner = node->children; inner; inner = inner->next) {
        const int place = same_space(inner, node) ? structure_find(structure, inner->name, 0) : -1;
        if (place >= 0) {
            TRY(structure_wrap(arena, structure->children[place].is, inner, why));
        }
    }
    return STATUS_OK;
}
