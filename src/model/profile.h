/*
 * Pages about a code, as a pack defines them (docs/formats.md, pack.yaml): a country with its
 * projects, its agreements and its figures; and corridors, which lead from one code to another.
 */
#ifndef MODEL_PROFILE_H
#define MODEL_PROFILE_H

#include "model/kind.h"

struct pack;

/* Records that each have one number: those whose texts and codes agree in all of .name, .by, .unit
 * and .below make a series, which is drawn along the time (write/multiples.h). */
struct profile_series {
    const struct field *value;     /* decimal or integer */
    const struct field *from, *to; /* dates of what the number is about; .to or NULL */
    const struct field *period;    /* the same in words; read where there is no date; or NULL */
    const struct field **name;     /* what names a series whose records differ in their titles */
    const struct field **by;       /* said below its name */
    const struct field *unit;      /* or NULL */
    const struct field **below;    /* said below its numbers */
    size_t name_count, by_count, below_count;
};

/* Records of a kind, or a table that is computed for the code alone. */
struct profile_part {
    const struct kind *kind; /* NULL: a table */
    const char *table;       /* NULL: records */
    /* By which its records belong to the code, where the part says so; or NULL. Of a link: it leads
     * to a record of .through, which has the code in .code_of. */
    const struct field *field, *code_of;
    const struct kind *through;
    bool chart;                /* of a table: its chart too */
    const struct field **show; /* what stands beside the title of a record */
    size_t show_count;
    const struct field *from, *to;       /* dates between which a record is drawn; or NULL */
    const struct profile_series *series; /* numbers that are drawn; or NULL */
    bool feeds;                          /* with the addresses of its feed and calendar */
    bool quote;                          /* each record with words of its own that gave it a tag */
    /* What is said where there are no records: "{0}" is how many values .none_of has in all records
     * of the kind, "{1}" are these. */
    struct label none;
    const struct field *none_of;
    const struct yaml_node *file; /* as it was read */
};

struct profile_section {
    struct label label;
    struct profile_part *parts;
    size_t part_count;
};

/* A code list whose codes have a page of their own: /countries/KE. */
struct profile {
    const char *path; /* "countries"; the plural of a kind when its records are about the codes */
    const struct codelist *list;
    struct label label;
    struct profile_section *sections; /* kinds that none of them names come last */
    size_t section_count;
};

/* Records that have the two ends of a corridor. */
struct corridor_part {
    struct profile_part shown;
    const struct field *origin, *destination; /* the same field: it has both, in no order */
    bool makes; /* its records make a corridor; else they are shown where there is one */
};

struct corridors {
    const struct codelist *list; /* of both ends */
    struct label label;
    struct corridor_part *parts;
    size_t part_count;
};

/* `profiles:` and `corridors:` of pack.yaml, when lists and kinds have been read. NULL @node: none.
 */
MUST_CHECK enum status profiles_read(struct pack *pack, const struct yaml_node *node,
                                     struct failure *why);
MUST_CHECK enum status corridors_read(struct pack *pack, const struct yaml_node *node,
                                      struct failure *why);

#endif
