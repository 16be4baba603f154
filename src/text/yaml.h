/*
 * YAML files of a pack as a tree with lines, read by libyaml.
 *
 * Refused, each with file, line and mend: anchors and aliases, tags, several documents, a key given
 * twice, nesting over 32, files over 4 MiB, bytes that are not UTF-8.
 */
#ifndef TEXT_YAML_H
#define TEXT_YAML_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

enum yaml_type { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
    enum yaml_type type;
    struct str text; /* of a scalar; ends in NUL. "~" or nothing, unquoted, is an empty text */
    bool quoted;     /* the scalar stood in quotes */
    const char *key; /* when it stands in a map */
    unsigned line, column; /* from 1 */
    const char *file;
    struct yaml_node *children; /* of a list or map, in the order of the file */
    struct yaml_node *next;
    size_t count; /* children */
};

/* Parses @bytes; @file is kept for messages and must outlive the tree. */
MUST_CHECK enum status yaml_parse(struct arena *arena, const char *file, struct str bytes,
                                  struct yaml_node **root, struct failure *why);

/* Reads and parses the file at @path. */
MUST_CHECK enum status yaml_load(struct arena *arena, const char *path, struct yaml_node **root,
                                 struct failure *why);

/* The bytes of a pack's file; more than 4 MiB of it are for yaml_parse() to refuse. */
MUST_CHECK enum status yaml_read_bytes(const char *path, struct buf *bytes, struct failure *why);

/* The child of a map under @key, or NULL (also when @map is no map, or NULL). */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);

/* Fails with "FILE:LINE: KEY: @format …" at the node; the sentence should end with the mend. */
__attribute__((format(printf, 4, 5), cold, warn_unused_result)) enum status
yaml_fail(struct failure *why, const struct yaml_node *node, enum status status, const char *format,
          ...);

/*
 * Fails, naming the nearest allowed key, when the map has a key that is not in @keys (a list that
 * ends with NULL), or when @map is no map.
 */
MUST_CHECK enum status yaml_only(const struct yaml_node *map, const char *const *keys,
                                 struct failure *why);

/* The scalar under @key, which must be there. */
MUST_CHECK enum status yaml_need(const struct yaml_node *map, const char *key,
                                 const struct yaml_node **node, struct failure *why);
MUST_CHECK enum status yaml_text(const struct yaml_node *map, const char *key, const char **text,
                                 struct failure *why);

/* The same when it may be missing: then the value stays as it is. */
MUST_CHECK enum status yaml_text_maybe(const struct yaml_node *map, const char *key,
                                       const char **text, struct failure *why);
MUST_CHECK enum status yaml_bool_maybe(const struct yaml_node *map, const char *key, bool *value,
                                       struct failure *why);
MUST_CHECK enum status yaml_integer_maybe(const struct yaml_node *map, const char *key,
                                          long long *value, struct failure *why);

/*
 * A scalar, or a list of scalars, as an array of texts: `is: "07"` and `is: ["07", "3c"]` are
 * alike. NULL @node gives none.
 */
MUST_CHECK enum status yaml_texts(struct arena *arena, const struct yaml_node *node,
                                  const char *const **texts, size_t *count, struct failure *why);

#endif
