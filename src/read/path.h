/*
 * Paths of the mapping language: `value/@currency`, `narrative`, `@code`, `.`, `../@measure`,
 * `datafield[@tag=245]/subfield[@code=a]`, `controlfield[@tag=008][35-37]`,
 * `target[!dimension]/@value`. They are checked and cut into steps when a format is loaded, and
 * followed from an element when a record is read.
 *
 * A place is where a value is found: a path, or a template of several, `{year}-{month}`.
 */
#ifndef READ_PATH_H
#define READ_PATH_H

#include "text/xml.h"
#include "text/yaml.h"

#define PATH_STEPS 8 /* elements a path may pass: also how deep the reader ever descends */

/* An element of that name; with a condition, one whose attribute has that value. */
struct path_step {
    const char *name;
    const char *attribute; /* of the condition, or NULL */
    struct str value;      /* empty: the attribute is missing or empty */
    const char *without;   /* the name of a child that the element may not have, or NULL */
};

struct path {
    unsigned up; /* so many elements up before the first step: "../" */
    struct path_step steps[PATH_STEPS];
    size_t count;
    const char *attribute; /* at the end; NULL: the element's own text */
    bool part;             /* only the characters first to last of the value, from 0 */
    size_t first, last;
};

/* A hole of a template, and the text before it. */
struct path_hole {
    struct str before;
    struct path path;
};

struct path_place {
    struct path path;              /* when there are no holes */
    const struct path_hole *holes; /* each must have a value, or the template has none */
    size_t hole_count;
    struct str after; /* the text behind the last hole */
};

/* Alternatives: the first that has a value counts. */
struct path_list {
    const struct path_place *places;
    size_t count;
    bool templates; /* some place is a template */
};

/* A value and the element in which it was found. */
struct path_found {
    struct str value;
    const struct xml_node *node;
};

struct path_values {
    bool every_place; /* set by the caller */
    struct path_found *found;
    size_t count;
};

/* Cuts @text into @path. A path that is not well formed fails at @node with its mend. */
MUST_CHECK enum status path_parse(struct arena *arena, const struct yaml_node *node,
                                  const char *text, struct path *path, struct failure *why);

/* Reads one place or a list of places from @node; a NULL @node gives an empty list. */
MUST_CHECK enum status path_list_read(struct arena *arena, const struct yaml_node *node,
                                      struct path_list *list, struct failure *why);

/* Reads `@name`, an attribute and nothing else; a NULL @node gives NULL. */
MUST_CHECK enum status path_attribute(struct arena *arena, const struct yaml_node *node,
                                      const char **name, struct failure *why);

/*
 * The first value, in document order, that is found by following @path from @node, trimmed at both
 * ends. Empty when there is none. Elements of another namespace than @node's are passed over.
 */
struct str path_value(const struct path *path, const struct xml_node *node);

/* The same for alternatives; a template's text is made in @arena. */
MUST_CHECK enum status path_list_value(struct arena *arena, const struct path_list *list,
                                       const struct xml_node *node, struct str *value,
                                       struct failure *why);

/*
 * All values: of the first place that has any, or with values->every_place of all places, in
 * document order. Templates give none.
 */
MUST_CHECK enum status path_list_values(struct arena *arena, const struct path_list *list,
                                        const struct xml_node *node, struct path_values *values,
                                        struct failure *why);

/* The value of an attribute as it stands there; empty when there is none. */
struct str attribute_of(const struct xml_node *node, const char *name);

/* True when @node fits the condition of @step (its name is not looked at). */
static inline bool step_holds(const struct path_step *step, const struct xml_node *node)
{
    return (!step->attribute || str_equal(attribute_of(node, step->attribute), step->value)) &&
           (!step->without || !xml_child(node, step->without));
}

/* True for the name of an element and nothing else. */
static inline bool path_is_name(const struct path *path)
{
    return path->count == 1 && path->up == 0 && !path->attribute && !path->part &&
           !path->steps[0].attribute;
}

/* For the hot path: most names differ in their first byte, which saves the call. */
static inline bool same_name(const char *a, const char *b)
{
    return a[0] == b[0] && strcmp(a, b) == 0;
}

/* True when both elements are in one namespace. */
static inline bool same_space(const struct xml_node *a, const struct xml_node *b)
{
    return a->space == b->space || same_name(a->space, b->space);
}

#endif
