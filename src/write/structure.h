/*
 * What may stand where in an XML file of some standard, and in which order: the `structure:` of a
 * pack's exports (docs/formats.md). It is what XML Schema says of sequences, attributes and simple
 * types, as far as exchange standards use it; elements of other namespaces may follow in any
 * element.
 */
#ifndef WRITE_STRUCTURE_H
#define WRITE_STRUCTURE_H

#include "text/xml.h"
#include "text/yaml.h"

#define STRUCTURE_CHILDREN 64 /* different elements in one element */

/* Simple types, after XML Schema part 2. */
enum simple_type {
    SIMPLE_STRING,
    SIMPLE_DATE,
    SIMPLE_DATETIME,
    SIMPLE_DECIMAL,
    SIMPLE_INTEGER,  /* of 32 bits */
    SIMPLE_NATURAL,  /* 0 or more */
    SIMPLE_POSITIVE, /* 1 or more */
    SIMPLE_BOOLEAN,
    SIMPLE_URI,
    SIMPLE_LANGUAGE, /* or empty, as xml:lang may be */
    SIMPLE_NAME,     /* NMTOKEN */
    SIMPLE_COUNT
};

bool simple_type_find(struct str name, enum simple_type *type);

/* Whether @text is a value of the type; white space around it does not matter. */
bool simple_type_fits(enum simple_type type, struct str text);

struct structure_attribute {
    const char *name;
    enum simple_type type;
    bool required;
};

struct structure_child {
    const char *name;
    const struct structure *is;
    bool required, repeat;
};

struct structure {
    const char *name;
    struct structure_attribute *attributes;
    size_t attribute_count;
    struct structure_child *children;
    size_t child_count;
    bool text; /* there is text, of .type, instead of elements */
    enum simple_type type;
};

/* Reads the map of entries; *@root is that of @name. Each name an entry uses must have one. */
MUST_CHECK enum status structure_read(struct arena *arena, const struct yaml_node *map,
                                      const char *name, const struct structure **root,
                                      struct failure *why);

const struct structure_attribute *structure_attribute(const struct structure *structure,
                                                      const char *name);

/* The place of the child of that name, looked for from @near on; -1 when there is none. */
int structure_find(const struct structure *structure, const char *name, int near);

/* The children of an element by their places in its structure, each list in document order. */
struct structure_lists {
    struct xml_node *first[STRUCTURE_CHILDREN], *last[STRUCTURE_CHILDREN];
    struct xml_node *foreign, *last_foreign; /* of other namespaces */
};

void structure_list_add(struct structure_lists *lists, int place, struct xml_node *node);

/* Makes the lists the children of @node, in the order of the structure. */
void structure_join(const struct structure *structure, const struct structure_lists *lists,
                    struct xml_node *node);

#define STRUCTURE_FAULT 200 /* bytes of words about what is wrong */

/*
 * Puts the children of @node, and theirs, in order, and says whether it then keeps to the
 * structure; if not, @fault has the first reason: "value has no @value-date". As deep as the
 * structure.
 */
bool structure_settle(const struct structure *structure, struct xml_node *node,
                      char fault[STRUCTURE_FAULT]);

/* The same of the node's own attributes and of how often each child stands in it. */
bool structure_counts(const struct structure *structure, const struct structure_lists *lists,
                      const struct xml_node *node, char fault[STRUCTURE_FAULT]);

/*
 * Where @node has text and the structure wants elements of one name that hold text, puts it into
 * one: <title>…</title> becomes <title><narrative>…</narrative></title>. So older versions of
 * standards are brought forward. STATUS_NOMEM. As deep as the structure.
 */
MUST_CHECK enum status structure_wrap(struct arena *arena, const struct structure *structure,
                                      struct xml_node *node, struct failure *why);

#endif
