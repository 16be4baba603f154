#include "lens/match_table.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* A phrase, or several that begin alike, under way. */
struct active {
    uint32_t node; /* found so far */
    uint32_t offset;
    uint32_t first_word;
};

struct match_run {
    struct active *now, *then; /* under way before and after the word at hand */
    size_t now_count, then_count;
    uint64_t now_more, then_more; /* how words begin that move any of them on */
};

struct match_run *match_run_new(struct arena *arena, const struct matcher *matcher)
{
    struct match_run *run = arena_alloc(arena, sizeof *run);
    /* No node is twice under way: how many words it has says where it began. */
    struct active *actives = arena_array(arena, (matcher->node_count + 1) * 2, sizeof *actives);
    if (!run || !actives) {
        return NULL;
    }
    run->now = actives;
    run->then = actives + matcher->node_count + 1;
    return run;
}

#define TAIL 32 /* so many bytes are looked at from the end of a word on */

/* One scan: what its steps share. */
struct scan {
    const struct matcher *matcher;
    struct match_run *run;
    struct word_walk walk; /* stands on the word at hand when that is not plain */
    char tail[TAIL * 2];   /* the last bytes of the text, and zeros */
    size_t tail_from;      /* where in the text they begin */
    match_function *found;
    void *context;
};

/* The word at hand; apart from the scan, so that the processor need not look for it in memory. */
struct word {
    uint64_t head;     /* the first eight folded bytes */
    const char *plain; /* where it is when it is short and ASCII, and not folded; or NULL */
    size_t start, end; /* bytes of the text */
    unsigned length;   /* when folded */
    uint32_t number;
    bool soft; /* as in struct word_walk; true also when no phrase is under way */
};

typedef unsigned char bytes16 __attribute__((vector_size(16)));

/* One bit for each byte that is not less than 0x80. */
static inline unsigned high_bits(bytes16 bytes)
{
#ifdef __SSE2__ /* every x86-64 has it */
    return (unsigned)_mm_movemask_epi8((__m128i)bytes);
#else
    unsigned bits = 0;
    for (unsigned i = 0; i < 16; i++) {
        bits |= (unsigned)(bytes[i] >> 7) << i;
    }
    return bits;
#endif
}

/*
 * Which of the sixteen bytes at @at are ASCII letters and digits, and which are no ASCII, all at
 * once: a word of text is too short for a loop over its bytes to be foreseen by the processor.
 */
static inline unsigned letters_at(const char *at, unsigned *longs)
{
    bytes16 bytes;
    memcpy(&bytes, at, sizeof bytes);
    const bytes16 letters = (bytes16)((bytes | 0x20) - 'a' < 26);
    const bytes16 digits = (bytes16)(bytes - '0' < 10);
    *longs = high_bits(bytes);
    return high_bits(letters | digits);
}

/* Eight bytes folded, if all are letters and digits. */
static inline uint64_t fold_at(const char *at)
{
    return match_load(at) | 0x2020202020202020u; /* leaves digits as they are */
}

/* The word behind @at; *@more is false when there is none. */
static struct word next_long_word(struct word_walk *walk, size_t at, uint32_t number, bool *more)
{
    walk->next = at;
    *more = word_next(walk);
    return (struct word){.head = match_load(walk->folded) & match_mask(walk->folded_length),
                         .start = walk->start,
                         .end = walk->end,
                         .length = walk->folded_length,
                         .number = number,
                         .soft = walk->soft};
}

/*
 * Moves to the next word. Most are plain: ASCII, and together with what stands before them shorter
 * than sixteen bytes. Of these only the head is folded; the others are read step by step. False at
 * the end.
 */
static inline bool next_word(struct scan *scan, struct word *word)
{
    const size_t at = word->end, length = scan->walk.length;
    if (at >= length) {
        return false;
    }
    const char *from =
        at + TAIL <= length ? scan->walk.text + at : scan->tail + (at - scan->tail_from);
    unsigned longs = 0;
    const unsigned letters = letters_at(from, &longs);
    const unsigned before = (unsigned)__builtin_ctz(letters | 1u << 16);
    const unsigned end = before + (unsigned)__builtin_ctz(~(letters >> before));
    if (end >= 16 || (longs & ((2u << end) - 1)) != 0) {
        bool more = false;
        *word = next_long_word(&scan->walk, at, word->number, &more);
        return more;
    }
    word->plain = from + before;
    word->length = end - before;
    word->head = fold_at(word->plain) & match_mask(word->length);
    word->start = at + before;
    word->end = at + end;
    word->soft = scan->run->now_count == 0 || (before == 1 && *from == ' ') ||
                 word_gap_is_soft((struct str){from, before});
    return true;
}

/* What a word does that begins with the longest prefix that the word at hand begins with, of those
 * under @letters; NULL when there is none. */
static inline const struct match_set *find_prefix(const struct scan *scan, uint32_t letters,
                                                  struct match_key key, unsigned length)
{
    const struct match_group *group = match_group_find(scan->matcher, letters);
    const struct match_prefix *prefix = &scan->matcher->prefixes[group->first];
    for (uint32_t i = 0; i < group->count; i++, prefix++) {
        if ((key.head & prefix->mask.head) == prefix->key.head &&
            (key.tail & prefix->mask.tail) == prefix->key.tail && length >= prefix->length &&
            match_rest(prefix->text, scan->walk.folded, prefix->length)) {
            return &prefix->set;
        }
    }
    return NULL;
}

/* What the word at hand does; NULL: nothing. */
static inline const struct match_set *find_set(const struct scan *scan, const struct word *word)
{
    const char *folded = scan->walk.folded; /* when it is not plain, and so may be long */
    const uint32_t letters = (uint32_t)word->head;
    const unsigned length = word->length;
    const uint64_t tail = word->plain ? fold_at(word->plain + 8) : match_load(folded + 8);
    const struct match_key key = {word->head, tail & match_mask(length > 8 ? length - 8 : 0)};
    const struct match_word *whole = match_word_find(scan->matcher, key, folded, length);
    if (whole->text) {
        return &whole->set;
    }
    const struct match_set *set = find_prefix(scan, letters, key, length);
    return set || !scan->matcher->short_prefixes
               ? set
               : find_prefix(scan, letters | MATCH_SHORT, key, length);
}

/* Reports the phrase that is complete at a node, and keeps the node if more may come. */
static inline bool reach(struct scan *scan, const struct word *word, uint32_t number,
                         const struct active *from)
{
    const struct match_node *node = &scan->matcher->nodes[number];
    struct match_run *run = scan->run;
    if (node->more != 0) {
        run->then_more |= node->more;
        run->then[run->then_count++] = (struct active){number, from->offset, from->first_word};
    }
    if (node->phrase == MATCH_NONE) {
        return true;
    }
    const struct match match = {node->phrase, from->offset, (uint32_t)word->end - from->offset,
                                from->first_word, word->number};
    return scan->found(scan->context, &match);
}

/* Moves what is under way on with one atom of the word at hand. */
static inline bool go_on(struct scan *scan, const struct word *word, uint32_t atom)
{
    const struct match_run *run = scan->run;
    for (size_t i = 0; i < run->now_count; i++) {
        const struct match_edge *edge = match_edge_find(scan->matcher, run->now[i].node, atom);
        if (edge->child != MATCH_NONE && !reach(scan, word, edge->child, &run->now[i])) {
            return false;
        }
    }
    return true;
}

/* Does what the word at hand does. */
static bool take_word(struct scan *scan, struct word word, const struct match_set *set)
{
    struct match_run *run = scan->run;
    const uint32_t *action = &scan->matcher->actions[set->first];
    const uint32_t *inner = action + set->whole + set->begun;
    const uint32_t start = (uint32_t)word.start;
    run->then_count = 0;
    run->then_more = set->more;
    if ((run->now_more & match_more((uint32_t)word.head)) != 0) {
        for (uint32_t i = 0; i < set->inner; i++) {
            if (!go_on(scan, &word, inner[i])) {
                return false;
            }
        }
    }
    for (uint32_t i = 0; i < set->whole; i++) {
        const struct match match = {*action++, start, (uint32_t)word.end - start, word.number,
                                    word.number};
        if (!scan->found(scan->context, &match)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < set->begun; i++) {
        run->then[run->then_count++] = (struct active){*action++, start, word.number};
    }
    struct active *spare = run->now;
    run->now = run->then;
    run->now_count = run->then_count;
    run->now_more = run->then_more;
    run->then = spare;
    return true;
}

static void scan_init(struct scan *scan, struct str text)
{
    if (text.length > UINT32_MAX) {
        text.length = UINT32_MAX; /* offsets have 32 bits; readers refuse such text long before */
    }
    word_walk_init(&scan->walk, text);
    if (text.length >= TAIL) {
        scan->tail_from = text.length - TAIL;
        memcpy(scan->tail, text.at + scan->tail_from, TAIL);
    } else if (text.length > 0) {
        memcpy(scan->tail, text.at, text.length);
    }
}

static inline void forget(struct match_run *run)
{
    run->now_count = 0;
    run->now_more = 0;
}

void matcher_scan(const struct matcher *matcher, struct match_run *run, struct str text,
                  match_function *found, void *context)
{
    struct scan scan = {.matcher = matcher, .run = run, .found = found, .context = context};
    scan_init(&scan, text);
    struct word word = {.number = 0};
    forget(run);
    for (; next_word(&scan, &word); word.number++) {
        const uint32_t letters = (uint32_t)word.head;
        const struct match_set *set = NULL;
        if (!word.soft) {
            forget(run);
        }
        if (match_bit(matcher->first_letters, match_letters(letters)) ||
            (run->now_more & match_more(letters)) != 0) {
            set = find_set(&scan, &word);
        }
        if (!set) {
            forget(run);
        } else if (!take_word(&scan, word, set)) {
            return;
        }
    }
}
