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
    uint64_t more;   /* how the words begin with which a phrase goes on: bits of match_more() */
};

/* How a beginning goes on: from @node with @atom to @child; a free place has no child. */
struct match_edge {
    uint32_t node, atom, child;
};

/*
 * What a word does that satisfies some atoms: in matcher->actions from .first on stand the phrases
 * that it is all of, the nodes of those that it begins, and the atoms by which it moves phrases on.
 */
struct match_set {
    uint32_t first;
    uint16_t whole, begun, inner; /* how many of each */
    uint64_t more;                /* of the nodes begun */
};

/* Up to sixteen bytes of a word, zero where there are none; what is longer is told by its text. */
struct match_key {
    uint64_t head, tail;
};

/* A whole word of some pattern, and what it does. */
struct match_word {
    struct match_key key;
    const char *text; /* NULL: a free place */
    uint32_t length;
    struct match_set set;
};

/* A prefix, and what words that begin with it do. */
struct match_prefix {
    struct match_key key, mask; /* as in a word; which of the bytes count */
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
    uint64_t first_letters[MATCH_BITMAP]; /* how words begin that a phrase may begin with */
    uint32_t *actions;                    /* set by set */
    size_t action_count, action_capacity;
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

/* The first three letters as one of 64 bits. */
static inline uint64_t match_more(uint32_t letters)
{
    return (uint64_t)1 << (((letters & 0xFFFFFFu) * 0x9E3779B1u) >> 26);
}

/* Eight bytes, the first of them lowest. */
static inline uint64_t match_load(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
           (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
           (uint64_t)b[7] << 56;
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

/* Which bytes of a key belong to the first @length. */
static inline struct match_key match_key_mask(unsigned length)
{
    return (struct match_key){match_mask(length), match_mask(length > 8 ? length - 8 : 0)};
}

/* The key of a word that stands in a buffer of sixteen bytes or more. */
static inline struct match_key match_key(const char *text, unsigned length)
{
    const struct match_key mask = match_key_mask(length);
    return (struct match_key){match_load(text) & mask.head, match_load(text + 8) & mask.tail};
}

/* True when @text goes on behind its key as @other does. */
static inline bool match_rest(const char *text, const char *other, uint32_t length)
{
    return length <= 16 || memcmp(text + 16, other + 16, length - 16) == 0;
}

/* The whole word of this key and length, or the free place for it; @text is of use beyond the key.
 */
static inline struct match_word *match_word_find(const struct matcher *matcher,
                                                 struct match_key key, const char *text,
                                                 uint32_t length)
{
    size_t i = (size_t)(((key.head ^ length) * 0x9E3779B97F4A7C15u) >> 40) & matcher->word_mask;
    for (;; i = (i + 1) & matcher->word_mask) {
        struct match_word *word = &matcher->words[i];
        if (!word->text || (word->key.head == key.head && word->key.tail == key.tail &&
                            word->length == length && match_rest(word->text, text, length))) {
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
