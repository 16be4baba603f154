/* The matcher from within: shared by building (matcher.c) and scanning (scan.c) only. */
#ifndef LENS_MATCH_TABLE_H
#define LENS_MATCH_TABLE_H

#include "lens/match.h"

#define MATCH_BITS 16 /* a bitmap of 2^16 hashes answers most questions with "no" */

struct atom {
    struct str text; /* folded */
    unsigned long long hash;
    bool prefix;
    uint32_t *phrases; /* those that begin with it */
    size_t phrase_count, phrase_capacity;
};

struct phrase {
    uint32_t atoms[MATCH_PHRASE_MAX];
    uint32_t length;
};

struct match_slot {
    unsigned long long hash;
    uint32_t atom;
    bool used;
};

struct match_table {
    struct match_slot *slots;
    size_t mask;
    uint32_t bits[(1u << MATCH_BITS) / 32];
};

struct matcher {
    struct arena *arena;
    struct atom *atoms;
    size_t atom_count, atom_capacity;
    struct phrase *phrases;
    size_t phrase_count, phrase_capacity;
    struct match_table words, prefixes;
    unsigned long long prefix_lengths; /* bit n: some prefix has n bytes */
    size_t steps;                      /* words of all phrases together */
};

static inline bool match_table_maybe(const struct match_table *table, unsigned long long hash)
{
    unsigned bit = (unsigned)(hash >> (64 - MATCH_BITS));
    return (table->bits[bit / 32] >> (bit % 32)) & 1u;
}

/* The atom with this hash and text, or NULL. Several prefixes or words never share text. */
static inline const struct match_slot *match_table_find(const struct match_table *table,
                                                        unsigned long long hash)
{
    for (size_t i = (size_t)(hash >> 7) & table->mask; table->slots[i].used;
         i = (i + 1) & table->mask) {
        if (table->slots[i].hash == hash) {
            return &table->slots[i];
        }
    }
    return NULL;
}

#define MATCH_HASH_START 14695981039346656037ULL
#define MATCH_HASH_PRIME 1099511628211ULL

#endif
