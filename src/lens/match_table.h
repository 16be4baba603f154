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
    uint32_t next; /* that hashes alike, or MATCH_NONE */
    bool prefix;
    bool inner;    /* stands behind the first place in some phrase */
    uint32_t node; /* of the phrases that begin with it, or MATCH_NONE */
};

struct phrase {
    uint32_t atoms[MATCH_PHRASE_MAX];
    uint32_t length;
    uint32_t next; /* that hashes alike, or MATCH_NONE */
};

/* A beginning that one or more phrases share. */
struct match_node {
    uint32_t phrase; /* that ends here, or MATCH_NONE */
    bool more;       /* some phrase goes on */
};

/* How a beginning goes on: from @node with @atom to @child; a free place has no child. */
struct match_edge {
    uint32_t node, atom, child;
};

/* What the scanner needs to know of an atom. */
struct match_atom {
    uint32_t atom, node;
    bool inner;
};

/* All atoms that a word satisfies: @count of them in matcher->satisfied. */
struct match_set {
    uint32_t first, count;
};

/* A whole word of some pattern, and what it satisfies: itself, and prefixes of it. */
struct match_word {
    uint64_t head;    /* the first eight bytes, zero where there are none */
    const char *text; /* NULL: a free place */
    uint32_t length;
    struct match_set set;
};

/* A prefix, and what words that begin with it satisfy: it, and shorter ones. */
struct match_prefix {
    uint64_t head, mask; /* as in a word; which of the bytes count */
    const char *text;
    uint32_t length;
    struct match_set set;
};

/* The prefixes that begin with the same letters, the longest first. */
struct match_group {
    uint32_t letters;
    uint32_t first, count;
};

#define MATCH_CHAINS 1024 /* of atoms, and of phrases, that hash alike */

struct matcher {
    struct arena *arena;
    struct atom *atoms;
    size_t atom_count, atom_capacity;
    struct phrase *phrases;
    size_t phrase_count, phrase_capacity;
    uint32_t atom_chains[MATCH_CHAINS], phrase_chains[MATCH_CHAINS];
    uint64_t first_letters[MATCH_BITMAP]; /* how words begin that a phrase may begin with, ... */
    uint64_t any_letters[MATCH_BITMAP];   /* ... and that any pattern has */
    struct match_atom *satisfied;         /* set by set */
    size_t satisfied_count, satisfied_capacity;
    struct match_word *words; /* a hash table */
    size_t word_mask;
    struct match_prefix *prefixes; /* group by group */
    size_t prefix_count;
    struct match_group *groups; /* a hash table */
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
    to[0] = (char)bytes;
    to[1] = (char)(bytes >> 8);
    to[2] = (char)(bytes >> 16);
    to[3] = (char)(bytes >> 24);
    to[4] = (char)(bytes >> 32);
    to[5] = (char)(bytes >> 40);
    to[6] = (char)(bytes >> 48);
    to[7] = (char)(bytes >> 56);
}

/* Which of the eight bytes belong to the first @length. */
static inline uint64_t match_mask(unsigned length)
{
    const unsigned least = length < 8 ? length : 8;
    return ~(UINT64_MAX << 4 * least << 4 * least); /* a shift by 64 is none */
}

static inline bool match_bit(const uint64_t *bitmap, unsigned bit)
{
    return (bitmap[bit / 64] >> (bit % 64)) & 1u;
}

static inline void match_set_bit(uint64_t *bitmap, unsigned bit)
{
    bitmap[bit / 64] |= (uint64_t)1 << (bit % 64);
}

/* True when @text goes on behind its head as @other does. */
static inline bool match_rest(const char *text, const char *other, uint32_t length)
{
    return length <= 8 || memcmp(text + 8, other + 8, length - 8) == 0;
}

/* The whole word of these letters, or the free place for it. */
static inline struct match_word *match_word_find(const struct matcher *matcher, uint64_t head,
                                                 const char *text, uint32_t length)
{
    size_t i = (size_t)(((head ^ length) * 0x9E3779B97F4A7C15u) >> 40) & matcher->word_mask;
    for (;; i = (i + 1) & matcher->word_mask) {
        struct match_word *word = &matcher->words[i];
        if (!word->text || (word->head == head && word->length == length &&
                            match_rest(word->text, text, length))) {
            return word;
        }
    }
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
    while (matcher->edges[i].child != MATCH_NONE &&
           (matcher->edges[i].node != node || matcher->edges[i].atom != atom)) {
        i = (i + 1) & matcher->edge_mask;
    }
    return &matcher->edges[i];
}

#endif
