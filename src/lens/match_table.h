/* The matcher from within: shared by building (matcher.c) and scanning (scan.c) only. */
#ifndef LENS_MATCH_TABLE_H
#define LENS_MATCH_TABLE_H

#include "lens/match.h"

#define MATCH_BITS 16 /* bitmaps of 2^16 hashes answer most questions with "no" */
#define MATCH_BITMAP ((1u << MATCH_BITS) / 64)

#define MATCH_NONE UINT32_MAX

/* A word or prefix of some phrase. */
struct atom {
    struct str text; /* folded */
    unsigned long long hash;
    bool prefix;
    bool inner;    /* stands behind the first place in some phrase */
    uint32_t node; /* of the phrases that begin with it, or MATCH_NONE */
};

struct phrase {
    uint32_t atoms[MATCH_PHRASE_MAX];
    uint32_t length;
};

/* A beginning that one or more phrases share. */
struct match_node {
    uint32_t phrase; /* that ends here, or MATCH_NONE */
    bool more;       /* some phrase goes on */
};

/* How a beginning goes on: from @node with @atom to @child. */
struct match_edge {
    uint32_t node, atom, child;
    bool used;
};

/* An atom as the word at hand is compared with it. */
struct match_candidate {
    uint64_t head, mask; /* the first eight bytes, zero where there are none; which of them count */
    const char *text;
    uint32_t length;
    uint32_t atom;
    bool prefix;
};

/* The candidates that begin with the same letters. */
struct match_group {
    uint32_t letters;
    uint32_t first, count;
};

struct matcher {
    struct arena *arena;
    struct atom *atoms;
    size_t atom_count, atom_capacity;
    struct phrase *phrases;
    size_t phrase_count, phrase_capacity;
    uint64_t first_letters[MATCH_BITMAP]; /* how words begin that a phrase may begin with, ... */
    uint64_t any_letters[MATCH_BITMAP];   /* ... and that any pattern has */
    struct match_candidate *candidates;   /* group by group */
    struct match_group *groups;           /* a hash table */
    size_t group_mask;
    bool short_prefixes; /* of three bytes: they stand in groups of their own */
    size_t steps;        /* words of all phrases together */
    struct match_node *nodes;
    size_t node_count;
    struct match_edge *edges; /* a hash table */
    size_t edge_mask;
};

/*
 * The first four bytes of a folded word, the first of them lowest. A prefix of three bytes has
 * MATCH_SHORT for the fourth, which no text has.
 */
#define MATCH_SHORT 0xFF000000u

/* The letters as a place in a bitmap. */
static inline unsigned match_letters(uint32_t letters)
{
    return (letters * 0x9E3779B1u) >> (32 - MATCH_BITS);
}

/* Eight bytes, the first of them lowest. */
static inline uint64_t match_load(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
           (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
           (uint64_t)b[7] << 56;
}

static inline void match_store(char *to, uint64_t bytes)
{
    for (unsigned i = 0; i < 8; i++) {
        to[i] = (char)(bytes >> (8 * i));
    }
}

/* Which of the eight bytes belong to the first @length. */
static inline uint64_t match_mask(size_t length)
{
    return length >= 8 ? UINT64_MAX : ((uint64_t)1 << (8 * length)) - 1;
}

static inline bool match_bit(const uint64_t *bitmap, unsigned bit)
{
    return (bitmap[bit / 64] >> (bit % 64)) & 1u;
}

static inline void match_set_bit(uint64_t *bitmap, unsigned bit)
{
    bitmap[bit / 64] |= (uint64_t)1 << (bit % 64);
}

/* The group of these letters, or the free place for it. */
static inline struct match_group *match_group_find(const struct matcher *matcher, uint32_t letters)
{
    size_t i = ((letters * 0x9E3779B1u) >> 8) & matcher->group_mask;
    while (matcher->groups[i].count > 0 && matcher->groups[i].letters != letters) {
        i = (i + 1) & matcher->group_mask;
    }
    return &matcher->groups[i];
}

/* Where the edge from @node with @atom is, or would be. */
static inline struct match_edge *match_edge_find(const struct matcher *matcher, uint32_t node,
                                                 uint32_t atom)
{
    const uint64_t key = ((uint64_t)node << 32 | atom) * 0x9E3779B97F4A7C15u;
    size_t i = (size_t)(key >> 32) & matcher->edge_mask;
    while (matcher->edges[i].used &&
           (matcher->edges[i].node != node || matcher->edges[i].atom != atom)) {
        i = (i + 1) & matcher->edge_mask;
    }
    return &matcher->edges[i];
}

/* ---- reading words step by step (walk.c) ---- */

/* Moves walk->next over what separates words and notes whether it is soft. False at the end. */
bool word_skip_gap(struct word_walk *walk);

/* Reads and folds the word that begins at walk->next, and moves behind it. */
void word_read(struct word_walk *walk);

/* Moves behind the word, or the rest of one, at walk->next. */
void word_pass(struct word_walk *walk);

#endif
