/* Making the tree of a record, value by value. Private to the writers of exports. */
#ifndef WRITE_EXPORT_BUILD_H
#define WRITE_EXPORT_BUILD_H

#include "write/export.h"

/* What making one tree passes around. */
struct building {
    struct arena *arena;
    const struct export_options *options;
    const struct export *export;
    const struct export_record *from;
    struct export_outcome *outcome;
    struct failure *why;
    struct xml_node *top;
    /* Its children while it is made; without a structure all are among the .foreign ones. */
    struct structure_lists lists;
    bool anew[STRUCTURE_CHILDREN]; /* the original's were no good: they come from the record */
    struct export_said said;       /* the tag at hand */
};

/* Counts what the format has no place for. */
void build_leave_out(struct building *b, const char *fault);

/* An attribute behind the others; one that is there already stays as it is. */
MUST_CHECK enum status build_attribute(struct building *b, struct xml_node *node, const char *name,
                                       struct str value);

/* The same with the attribute of another element. */
MUST_CHECK enum status build_copy(struct building *b, struct xml_node *node,
                                  const struct xml_attribute *attribute);

/* Puts @text at the place, from @element on; elements on the way are made when they are missing. */
MUST_CHECK enum status build_put(struct building *b, struct xml_node *element,
                                 const struct path *path, struct str text);

/* The constants, with what stands in braces replaced. */
MUST_CHECK enum status build_constants(struct building *b, struct xml_node *element,
                                       const struct export_constant *constants, size_t count);

/* An element for the end of @at, not yet in the tree; and puts it there. */
MUST_CHECK enum status build_element(struct building *b, const struct path *at,
                                     struct xml_node **element);
MUST_CHECK enum status build_attach(struct building *b, const struct path *at, int place,
                                    struct xml_node *element);

/* All values of the rule's field; what does not keep to the structure is left out. */
MUST_CHECK enum status build_rule(struct building *b, const struct export_rule *rule);

/* The tree as a reference in RIS or BibTeX (export_text.c). */
void export_write_ris(const struct xml_node *tree, struct buf *out);
void export_write_bibtex(const struct xml_node *tree, struct buf *out);

/* The field is not for everybody. */
bool build_hides(const struct building *b, const struct field *field);

#endif
