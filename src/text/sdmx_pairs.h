/* What elements of SDMX-ML say of themselves, as names and values. Private to text/sdmx_xml.c. */
#ifndef TEXT_SDMX_PAIRS_H
#define TEXT_SDMX_PAIRS_H

#include "text/sdmx_rows.h"
#include "text/xml.h"

struct pair_list {
    struct sdmx_pair *at;
    size_t count, capacity;
};

/* The attributes of a structure-specific element; @data_set: it is one, with some of its own. */
MUST_CHECK enum status pairs_add_attributes(struct arena *arena, struct pair_list *list,
                                            const struct xml_node *node, bool data_set,
                                            struct failure *why);

/* The values in the child of that name of an element of a generic message. */
MUST_CHECK enum status pairs_add_values(struct arena *arena, struct pair_list *list,
                                        const struct xml_node *parent, const char *child,
                                        struct failure *why);

/* Everything a series, group or observation says of itself, in either form. */
MUST_CHECK enum status pairs_add_all(struct arena *arena, struct pair_list *list,
                                     const struct xml_node *node, struct failure *why);

/* Copies the names and values to @arena. */
MUST_CHECK enum status pairs_keep(struct arena *arena, struct pair_list *list, struct failure *why);

#endif
