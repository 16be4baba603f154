#include "lens/match_table.h"

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

/* One scan: what its steps share. */
struct scan {
    const struct matcher *matcher;
    struct match_run *run;
    struct word_walk walk;
    uint32_t word; /* number of the word at hand */
    match_function *found;
    void *context;
};

/*
 * How many of the eight bytes at @at are ASCII letters and digits before another comes, all at
 * once: a word of text is too short for a loop over its bytes to be foreseen by the processor.
 * Gives the bytes folded.
 */
static inline unsigned letters_at(const char *at, uint64_t *folded)
{
    const uint64_t each = 0x0101010101010101u, high = each * 0x80;
    const uint64_t bytes = match_load(at);
    const uint64_t low = bytes & ~high;
    const uint64_t lower = low | each * 0x20; /* leaves digits as they are */
    const uint64_t letter = (lower + each * (0x80 - 'a')) & ~(lower + each * (0x7F - 'z'));
    const uint64_t digit = (low + each * (0x80 - '0')) & ~(low + each * (0x7F - '9'));
    const uint64_t other = ~((letter | digit) & ~bytes) & high;
    *folded = lower;
    return other == 0 ? 8 : (unsigned)__builtin_ctzll(other) / 8;
}

/*
 * Moves to the next word. Gives how many bytes it has when it has fewer than eight and all are
 * ASCII, 8 when it begins with as many, and 0 when neither can be said.
 */
static inline bool next_word(struct word_walk *walk, unsigned *letters, uint64_t *folded)
{
    size_t at = walk->next;
    *letters = 0;
    walk->soft = true;
    if (at + 9 <= walk->length && walk->text[at] == ' ') {
        *letters = letters_at(walk->text + at + 1, folded);
        walk->next += *letters > 0 ? 1 : 0;
    }
    if (*letters == 0) {
        if (!word_skip_gap(walk)) {
            return false;
        }
        if (walk->next + 8 <= walk->length) {
            *letters = letters_at(walk->text + walk->next, folded);
        }
    }
    return true;
}

/* True when the bytes that letters_at() gave are a whole word. */
static inline bool is_whole(const struct word_walk *walk, unsigned letters)
{
    return letters > 0 && letters < 8 && (unsigned char)walk->text[walk->next + letters] < 0x80;
}

/* Moves behind the word at walk->next, of which the first @letters are known. */
static inline void pass_word(struct word_walk *walk, unsigned letters)
{
    uint64_t folded;
    walk->next += letters;
    while (letters == 8 && walk->next + 8 <= walk->length) {
        letters = letters_at(walk->text + walk->next, &folded);
        walk->next += letters;
    }
    if (letters == 8 || (unsigned char)walk->text[walk->next] >= 0x80) {
        word_pass(walk);
    }
}

/* Reads the word at walk->next, of which eight letters are known: eight by eight while it can. */
static inline void read_long_word(struct word_walk *walk, uint64_t folded)
{
    unsigned letters = 8, length = 0;
    size_t at = walk->next;
    while (letters == 8 && length + 16 <= sizeof walk->folded && at + 16 <= walk->length) {
        match_store(walk->folded + length, folded);
        length += 8;
        at += 8;
        letters = letters_at(walk->text + at, &folded);
    }
    if (letters == 8 || (unsigned char)walk->text[at + letters] >= 0x80) {
        word_read(walk);
        return;
    }
    match_store(walk->folded + length, folded);
    walk->start = walk->next;
    walk->next = at + letters;
    walk->end = walk->next;
    walk->folded_length = length + letters;
}

/*
 * Moves behind the word at walk->next and gives its first eight folded bytes; or 0 when it begins
 * as no word in the bitmap does.
 */
static inline uint64_t take_head(struct word_walk *walk, const uint64_t *bitmap, unsigned letters,
                                 uint64_t folded)
{
    const bool whole = is_whole(walk, letters);
    folded &= match_mask(letters);
    if ((whole || letters >= 4) && !match_bit(bitmap, match_letters((uint32_t)folded))) {
        pass_word(walk, letters);
        return 0;
    }
    if (whole) {
        walk->start = walk->next;
        walk->next += letters;
        walk->end = walk->next;
        walk->folded_length = letters;
        return folded;
    }
    if (letters == 8) {
        read_long_word(walk, folded);
    } else {
        word_read(walk);
    }
    return match_load(walk->folded) & match_mask(walk->folded_length);
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

/* What of the patterns the word at hand, which begins with @head, satisfies. */
static inline struct match_set find_set(const struct scan *scan, uint64_t head)
{
    struct match_set set = {0, 0};
    const uint32_t letters = (uint32_t)head;
    const struct match_word *word =
        match_word_find(scan->matcher, head, scan->walk.folded, scan->walk.folded_length);
    if (word->text) {
        return word->set;
    }
    if (!find_prefix(scan, letters, head, &set) && scan->matcher->short_prefixes) {
        (void)find_prefix(scan, letters | MATCH_SHORT, head, &set);
    }
    return set;
}

/* Reports the phrase that is complete at a node, and keeps the node if more may come. */
static bool reach(struct scan *scan, struct active active)
{
    const struct match_node *node = &scan->matcher->nodes[active.node];
    if (node->more) {
        scan->run->then[scan->run->then_count++] = active;
    }
    if (node->phrase == MATCH_NONE) {
        return true;
    }
    const struct match match = {node->phrase, active.offset,
                                (uint32_t)scan->walk.end - active.offset, active.first_word,
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
            !reach(scan,
                   (struct active){edge->child, run->now[i].offset, run->now[i].first_word})) {
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
        if (atom->inner && scan->walk.soft && !go_on(scan, atom->atom)) {
            return false;
        }
        if (atom->node != MATCH_NONE &&
            !reach(scan, (struct active){atom->node, (uint32_t)scan->walk.start, scan->word})) {
            return false;
        }
    }
    struct active *spare = run->now;
    run->now = run->then;
    run->now_count = run->then_count;
    run->then = spare;
    return true;
}

void matcher_scan(const struct matcher *matcher, struct match_run *run, struct str text,
                  match_function *found, void *context)
{
    struct scan scan = {.matcher = matcher, .run = run, .found = found, .context = context};
    if (text.length > UINT32_MAX) {
        text.length = UINT32_MAX; /* offsets have 32 bits; readers refuse such text long before */
    }
    word_walk_init(&scan.walk, text);
    run->now_count = 0;
    unsigned letters = 0;
    uint64_t folded = 0;
    for (; next_word(&scan.walk, &letters, &folded); scan.word++) {
        const uint64_t *bitmap = run->now_count > 0 ? matcher->any_letters : matcher->first_letters;
        const uint64_t head = take_head(&scan.walk, bitmap, letters, folded);
        const struct match_set set = head != 0 ? find_set(&scan, head) : (struct match_set){0, 0};
        if (set.count == 0) {
            run->now_count = 0;
        } else if (!take_word(&scan, set)) {
            return;
        }
    }
}
