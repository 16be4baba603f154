/*
 * Links between records: what a record leads to, what leads to it, and links that lead nowhere or
 * to a record that a rule of the kind does not allow.
 */
#ifndef WORK_LINKS_H
#define WORK_LINKS_H

#include "work/workspace.h"

struct link {
    const struct field *field; /* that holds it, in the record at its beginning */
    const struct value *value; /* outgoing: the link with its sub-fields; NULL when incoming */
    struct str target;         /* outgoing: "KIND:IDENTIFIER"; empty when incoming */
    struct record *other;      /* the record at the other end; NULL: there is none */
};

struct link_list {
    struct link *items;
    size_t count;
    bool more; /* there are further ones */
};

#define LINKS_SHOWN 500 /* incoming links of one record that are listed */

/* The links that stand in the record, in the order of its fields. */
MUST_CHECK enum status links_out(struct store *store, struct arena *arena,
                                 const struct record *record, struct link_list *list,
                                 struct failure *why);

/* The links that other records have to this one, by kind, field and identifier. */
MUST_CHECK enum status links_in(struct store *store, struct arena *arena,
                                const struct record *record, struct link_list *list,
                                struct failure *why);

/* One link that is wrong. */
struct bad_link {
    const struct record *record; /* while @each runs */
    const struct field *field;
    struct str target;
    const struct record_rule *rule; /* that it breaks; NULL: it leads nowhere */
};

/* Goes through all links of the store and gives each that is wrong to @each. */
MUST_CHECK enum status links_check(struct workspace *work,
                                   void (*each)(void *context, const struct bad_link *bad),
                                   void *context, struct failure *why);

#endif
