/*
 * Paths of the mapping language: `value/@currency`, `narrative`, `@code`, `.`. They are checked and
 * cut into steps when a format is loaded, and followed from an element when a record is read.
 */
#ifndef READ_PATH_H
#define READ_PATH_H

#include "text/xml.h"
#include "text/yaml.h"

#define PATH_STEPS 8 /* elements a path may pass: also how deep the reader ever descends */

struct path {
    const char *steps[PATH_STEPS]; /* element names */
    size_t count;
    const char *attribute; /* at the end; NULL: the element's own text */
};

/* Alternatives: the first that has a value counts. */
struct path_list {
    const struct path *paths;
    size_t count;
};

/* Cuts @text into @path. A path that is not well formed fails at @node with its mend. */
MUST_CHECK enum status path_parse(struct arena *arena, const struct yaml_node *node,
                                  const char *text, struct path *path, struct failure *why);

/* Reads one path or a list of paths from @node; a NULL @node gives an empty list. */
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

/* The same for alternatives. */
struct str path_list_value(const struct path_list *list, const struct xml_node *node);

/* The value of an attribute as it stands there; empty when there is none. */
struct str attribute_of(const struct xml_node *node, const char *name);

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
