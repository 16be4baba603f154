/*
 * Code lists: regions, countries, sectors, outcomes. A value from a source finds its code by the
 * code itself or by any label or alias, whatever its case and accents: "Inter American Region",
 * "Americas" and "Latin America and the Caribbean" are one region.
 */
#ifndef MODEL_CODELIST_H
#define MODEL_CODELIST_H

#include "base/arena.h"
#include "model/label.h"

struct code {
    const char *code;
    struct label label;
    const char *parent;             /* the broader code (in the list's parent_list), or NULL */
    const char *const *equivalents; /* codes of the same list that mean the same elsewhere */
    size_t equivalent_count;
    size_t order;    /* place in the list, from 0 */
    int first, last; /* the years it stands for; 0: none */
};

struct codelist {
    const char *name;
    struct label label;
    const char *source;      /* where the list comes from */
    const char *parent_list; /* the list its parents are in, or NULL: this one */
    bool open;               /* values that are not in the list are fine */
    bool on_map;             /* `map: world`: the codes are those of write/map.h */
    struct code *codes;
    size_t count;
    const struct codelist_slot *slots; /* folded code, label or alias -> code */
    size_t slot_mask;
    const struct yaml_node *file; /* as it was read: for messages that name a line */
};

/* Reads the tree of codelists/NAME.yaml (docs/formats.md). An alias that leads to two codes is an
 * error. */
MUST_CHECK enum status codelist_load(struct arena *arena, struct yaml_node *root,
                                     struct codelist *list, struct failure *why);

/* The code for a value as a source writes it; NULL when the list has none. */
const struct code *codelist_find(const struct codelist *list, struct str value);

/* The first code that stands for @year; NULL when the list has none. */
const struct code *codelist_of_year(const struct codelist *list, int year);

/* True when @a and @b are the same code or either names the other as equivalent. */
bool codelist_equivalent(const struct codelist *list, const char *a, const char *b);

#endif
