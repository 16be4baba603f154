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
    struct word_walk walk;
    uint64_t head;       /* the first eight folded bytes of the word at hand */
    uint32_t word;       /* its number */
    const char *plain;   /* where it is when it is short and ASCII, and not folded yet; or NULL */
    char tail[TAIL * 2]; /* the last bytes of the text, and zeros */
    size_t tail_from;    /* where in the text they begin */
    match_function *found;
    void *context;
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

/*
 * Moves to the next word. Most are plain: ASCII, and together with what stands before them shorter
 * than sixteen bytes. Of these only the head is folded; the others are read step by step. False at
 * the end.
 */
static inline bool next_word(struct scan *scan)
{
    struct word_walk *walk = &scan->walk;
    const size_t at = walk->next;
    if (at >= walk->length) {
        return false;
    }
    const char *from =
        at + TAIL <= walk->length ? walk->text + at : scan->tail + (at - scan->tail_from);
    unsigned longs = 0;
    const unsigned letters = letters_at(from, &longs);
    const unsigned before = (unsigned)__builtin_ctz(letters | 1u << 16);
    const unsigned end = before + (unsigned)__builtin_ctz(~(letters >> before));
    if (end >= 16 || (longs & ((2u << end) - 1)) != 0) {
        scan->plain = NULL;
        const bool more = word_next(walk);
        scan->head = match_load(walk->folded) & match_mask(walk->folded_length);
        return more;
    }
    scan->plain = from + before;
    scan->head = fold_at(scan->plain) & match_mask(end - before);
    walk->start = at + before;
    walk->end = at + end;
    walk->next = walk->end;
    walk->folded_length = end - before;
    walk->soft = scan->run->now_count == 0 || (before == 1 && *from == ' ') ||
                 word_gap_is_soft((struct str){from, before});
    return true;
}

/* What the longest prefix satisfies that the word at hand begins with; false when there is none. */
static bool find_prefix(const struct scan *scan, uint32_t letters, uint64_t head,
                        struct match_set *set)
{
    const struct match_group *group = match_group_find(scan->matcher, letters);
    const struct match_prefix *prefix = &scan->matcher->prefixes[group->first];
    for (uint32_t i = 0; i < group->count; i++, prefix++) {
        if ((head & prefix->mask) == prefix->head && scan->walk.folded_length >= prefix->length &&
            match_rest(prefix->text, scan->walk.folded, prefix->length)) {
            *set = prefix->set;
            return true;
        }
    }
    return false;
}

/* What of the patterns the word at hand satisfies. */
static inline struct match_set find_set(struct scan *scan)
{
    struct match_set set = {0, 0};
    struct word_walk *walk = &scan->walk;
    const uint32_t letters = (uint32_t)scan->head;
    if (scan->plain && walk->folded_length > 8) {
        match_store(walk->folded, scan->head);
        match_store(walk->folded + 8, fold_at(scan->plain + 8));
    }
    const struct match_word *word =
        match_word_find(scan->matcher, scan->head, walk->folded, walk->folded_length);
    if (word->text) {
        return word->set;
    }
    if (!find_prefix(scan, letters, scan->head, &set) && scan->matcher->short_prefixes) {
        (void)find_prefix(scan, letters | MATCH_SHORT, scan->head, &set);
    }
    return set;
}

/* Reports the phrase that is complete at a node, and keeps the node if more may come. */
static inline bool reach(struct scan *scan, uint32_t number, uint32_t offset, uint32_t first_word)
{
    const struct match_node *node = &scan->matcher->nodes[number];
    if (node->more) {
        scan->run->then[scan->run->then_count++] = (struct active){number, offset, first_word};
    }
    if (node->phrase == MATCH_NONE) {
        return true;
    }
    const struct match match = {node->phrase, offset, (uint32_t)scan->walk.end - offset, first_word,
                                scan->word};
    return scan->found(scan->context, &match);
}

/* Moves what is under way on with one atom of the word at hand. */
static bool go_on(struct scan *scan, uint32_t atom)
{
    const struct match_run *run = scan->run;
    for (size_t i = 0; i < run->now_count; i++) {
        const struct match_edge *edge = match_edge_find(scan->matcher, run->now[i].node, atom);
        if (edge->child != MATCH_NONE &&
            !reach(scan, edge->child, run->now[i].offset, run->now[i].first_word)) {
            return false;
        }
    }
    return true;
}

/* Moves on with the word at hand, which satisfies @set. */
static bool take_word(struct scan *scan, struct match_set set)
{
    struct match_run *run = scan->run;
    run->then_count = 0;
    for (uint32_t i = 0; i < set.count; i++) {
        const struct match_atom *atom = &scan->matcher->satisfied[set.first + i];
        if (atom->inner && !go_on(scan, atom->atom)) {
            return false;
        }
        if (atom->node != MATCH_NONE &&
            !reach(scan, atom->node, (uint32_t)scan->walk.start, scan->word)) {
            return false;
        }
    }
    struct active *spare = run->now;
    run->now = run->then;
    run->now_count = run->then_count;
    run->then = spare;
    return true;
}

static void scan_init(struct scan *scan, struct str text)
{
    if (text.length > UINT32_MAX) {
        text.length = UINT32_MAX; /* offsets have 32 bits; readers refuse such text long before */
    }
    word_walk_init(&scan->walk, text);
    scan->tail_from = text.length > TAIL ? text.length - TAIL : 0;
    if (text.length > 0) {
        memcpy(scan->tail, text.at + scan->tail_from, text.length - scan->tail_from);
    }
}

void matcher_scan(const struct matcher *matcher, struct match_run *run, struct str text,
                  match_function *found, void *context)
{
    struct scan scan = {.matcher = matcher, .run = run, .found = found, .context = context};
    scan_init(&scan, text);
    run->now_count = 0;
    for (; next_word(&scan); scan.word++) {
        run->now_count = scan.walk.soft ? run->now_count : 0;
        const uint64_t *bitmap = run->now_count > 0 ? matcher->any_letters : matcher->first_letters;
        struct match_set set = {0, 0};
        if (match_bit(bitmap, match_letters((uint32_t)scan.head))) {
            set = find_set(&scan);
        }
        if (set.count == 0) {
            run->now_count = 0;
        } else if (!take_word(&scan, set)) {
            return;
        }
    }
}
