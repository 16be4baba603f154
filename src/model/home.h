/*
 * The first page of the site, as a pack defines it (docs/formats.md, pack.yaml): the figures that
 * people look for first, and all kinds of records in groups that have a name.
 */
#ifndef MODEL_HOME_H
#define MODEL_HOME_H

#include "model/kind.h"

struct pack;

/* The total of a table's column, drawn along the years that are the table's rows. */
struct home_figure {
    const char *table, *column;
    struct label label;           /* what is counted: "projects" */
    struct label note;            /* how, in a sentence */
    const struct yaml_node *file; /* as it was read */
};

struct home_group {
    struct label label;
    const struct kind **kinds; /* each in one group at most */
    size_t kind_count;
};

struct home {
    struct home_figure *figures;
    size_t figure_count;
    struct home_group *groups; /* kinds that none of them names come last */
    size_t group_count;
    const char *const *searches; /* examples of what can be asked */
    size_t search_count;
};

/* `home:` of pack.yaml, when kinds have been read. NULL @node: pack->home stays NULL. The tables
 * are looked for when they have been read (work/workspace.h). */
MUST_CHECK enum status home_read(struct pack *pack, const struct yaml_node *node,
                                 struct failure *why);

#endif
