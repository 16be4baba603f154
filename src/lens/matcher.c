#include "lens/match_table.h"

#include <stdlib.h>

struct matcher *matcher_new(struct arena *arena)
{
    struct matcher *matcher = arena_alloc(arena, sizeof *matcher);
    if (matcher) {
        matcher->arena = arena;
        memset(matcher->atom_chains, 0xFF, sizeof matcher->atom_chains); /* MATCH_NONE */
        memset(matcher->phrase_chains, 0xFF, sizeof matcher->phrase_chains);
    }
    return matcher;
}

size_t matcher_phrase_count(const struct matcher *matcher)
{
    return matcher->phrase_count;
}

/* Finds or adds the atom for the word the walk stands on. */
static enum status add_atom(struct matcher *matcher, const struct word_walk *walk, bool prefix,
                            uint32_t *index, struct failure *why)
{
    const struct str text = {walk->folded, walk->folded_length};
    const unsigned long long hash = str_hash(text);
    uint32_t *chain = &matcher->atom_chains[hash % MATCH_CHAINS];
    for (uint32_t i = *chain; i != MATCH_NONE; i = matcher->atoms[i].next) {
        const struct atom *atom = &matcher->atoms[i];
        if (atom->prefix == prefix && atom->hash == hash && str_equal(atom->text, text)) {
            *index = i;
            return STATUS_OK;
        }
    }
    struct atom *atoms = arena_grow(matcher->arena, matcher->atoms, matcher->atom_count,
                                    &matcher->atom_capacity, sizeof *atoms);
    struct str copy = arena_str(matcher->arena, text);
    if (!atoms || !copy.at) {
        return fail_memory(why);
    }
    matcher->atoms = atoms;
    *index = (uint32_t)matcher->atom_count;
    atoms[matcher->atom_count++] = (struct atom){
        .text = copy, .hash = hash, .next = *chain, .prefix = prefix, .node = MATCH_NONE};
    *chain = *index;
    return STATUS_OK;
}

/* What stands between two words of a pattern, or before the first and after the last. */
static enum status check_gap(struct str pattern, size_t from, size_t to, bool *star,
                             struct failure *why)
{
    *star = from > 0 && from < to && pattern.at[from] == '*';
    from += *star ? 1 : 0;
    const struct str gap = {pattern.at + from, to - from};
    if (memchr(gap.at, '*', gap.length) || (*star && gap.length == 0 && to < pattern.length)) {
        return fail(why, STATUS_INPUT, "a `*` stands at the end of a word only, as in migra*.");
    }
    for (size_t i = 0; i < gap.length; i++) {
        if ((unsigned char)gap.at[i] < 0x80 && !strchr(" \t\r\n-'", gap.at[i])) {
            return fail(
                why, STATUS_INPUT,
                "\"%c\" cannot stand between words, for text with it would never match. Use "
                "a space, or two patterns.",
                gap.at[i]);
        }
    }
    if (!word_gap_is_soft(gap)) {
        return fail(why, STATUS_INPUT,
                    "only spaces, hyphens and apostrophes can stand between the words of a "
                    "phrase. Use two patterns.");
    }
    return STATUS_OK;
}

static enum status check_word(const struct word_walk *walk, bool star, struct failure *why)
{
    if (walk->folded_length == 0) {
        return fail(why, STATUS_INPUT, "a word has no letter, only marks. Write its letters.");
    }
    if (walk->folded_length > MATCH_WORD_MAX) {
        return fail(why, STATUS_INPUT, "a word is longer than %d letters. Shorten it.",
                    MATCH_WORD_MAX);
    }
    if (star && walk->folded_length < MATCH_PREFIX_MIN) {
        return fail(why, STATUS_INPUT,
                    "a `*` needs at least %d letters before it. Write the words out.",
                    MATCH_PREFIX_MIN);
    }
    return STATUS_OK;
}

static enum status parse_phrase(struct matcher *matcher, struct str pattern, struct phrase *phrase,
                                struct failure *why)
{
    struct word_walk walk;
    word_walk_init(&walk, pattern);
    bool more = word_next(&walk);
    bool star = false;
    if (!more) {
        return fail(why, STATUS_INPUT, "there is no word in it. Write one, or take it out.");
    }
    TRY(check_gap(pattern, 0, walk.start, &star, why));
    while (more) {
        const struct word_walk here = walk;
        more = word_next(&walk);
        TRY(check_gap(pattern, here.end, more ? walk.start : pattern.length, &star, why));
        TRY(check_word(&here, star, why));
        if (phrase->length == MATCH_PHRASE_MAX) {
            return fail(why, STATUS_INPUT, "a phrase has at most %d words. Shorten it.",
                        MATCH_PHRASE_MAX);
        }
        TRY(add_atom(matcher, &here, star, &phrase->atoms[phrase->length], why));
        phrase->length++;
    }
    return STATUS_OK;
}

enum status matcher_add(struct matcher *matcher, struct str pattern, uint32_t *index,
                        struct failure *why)
{
    struct phrase phrase = {.length = 0};
    TRY(parse_phrase(matcher, str_trim(pattern), &phrase, why));
    const struct str bytes = {(const char *)phrase.atoms, phrase.length * sizeof phrase.atoms[0]};
    uint32_t *chain = &matcher->phrase_chains[str_hash(bytes) % MATCH_CHAINS];
    for (uint32_t i = *chain; i != MATCH_NONE; i = matcher->phrases[i].next) {
        const struct phrase *other = &matcher->phrases[i];
        if (other->length == phrase.length && memcmp(other->atoms, bytes.at, bytes.length) == 0) {
            *index = i;
            return STATUS_OK;
        }
    }
    struct phrase *phrases = arena_grow(matcher->arena, matcher->phrases, matcher->phrase_count,
                                        &matcher->phrase_capacity, sizeof *phrases);
    if (!phrases) {
        return fail_memory(why);
    }
    matcher->phrases = phrases;
    *index = (uint32_t)matcher->phrase_count;
    phrase.next = *chain;
    *chain = *index;
    phrases[matcher->phrase_count++] = phrase;
    matcher->steps += phrase.length;
    return STATUS_OK;
}

/* The letters under which an atom is looked for. */
static uint32_t letters_of(const struct atom *atom)
{
    uint32_t letters = 0;
    for (size_t i = 0; i < 4 && i < atom->text.length; i++) {
        letters |= (uint32_t)(unsigned char)atom->text.at[i] << (8 * i);
    }
    return atom->prefix && atom->text.length == 3 ? letters | MATCH_SHORT : letters;
}

static int by_number(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static int by_length_down(const void *a, const void *b)
{
    const struct match_prefix *x = a, *y = b;
    return (x->length < y->length) - (x->length > y->length);
}

static struct match_key key_of(const struct atom *atom)
{
    const unsigned length = (unsigned)atom->text.length;
    char text[16] = {0};
    memcpy(text, atom->text.at, length < sizeof text ? length : sizeof text);
    return match_key(text, length);
}

/* True when words that satisfy @atom, in that they are it or begin with it, satisfy @other too. */
static bool implies(const struct atom *atom, const struct atom *other)
{
    return other == atom || (other->prefix && other->text.length <= atom->text.length &&
                             memcmp(other->text.at, atom->text.at, other->text.length) == 0);
}

/* The atoms in the order of their letters, and within these as they were added. */
struct ordered {
    uint64_t *atoms; /* letters, and number in the lower half */
    size_t count;
    size_t shorts;     /* where the prefixes of three bytes begin; they are the last */
    uint32_t *implied; /* room for the atoms that one implies */
};

static bool add_action(struct matcher *matcher, uint32_t number, uint16_t *count)
{
    uint32_t *grown = arena_grow(matcher->arena, matcher->actions, matcher->action_count,
                                 &matcher->action_capacity, sizeof *grown);
    if (!grown || *count == UINT16_MAX) {
        return false;
    }
    matcher->actions = grown;
    grown[matcher->action_count++] = number;
    (*count)++;
    return true;
}

/* What a word does that satisfies all @atoms. */
static bool add_set(struct matcher *matcher, const uint32_t *atoms, size_t count,
                    struct match_set *set)
{
    *set = (struct match_set){.first = (uint32_t)matcher->action_count};
    bool room = true;
    for (size_t i = 0; i < count; i++) {
        const uint32_t node = matcher->atoms[atoms[i]].node;
        if (node != MATCH_NONE && matcher->nodes[node].phrase != MATCH_NONE) {
            room = room && add_action(matcher, matcher->nodes[node].phrase, &set->whole);
        }
    }
    for (size_t i = 0; i < count; i++) {
        const uint32_t node = matcher->atoms[atoms[i]].node;
        if (node != MATCH_NONE && matcher->nodes[node].more != 0) {
            set->more |= matcher->nodes[node].more;
            room = room && add_action(matcher, node, &set->begun);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (matcher->atoms[atoms[i]].inner) {
            room = room && add_action(matcher, atoms[i], &set->inner);
        }
    }
    return room;
}

/* Adds those atoms from @from to @to that @atom implies to the list @implied. */
static void add_implied(const struct matcher *matcher, const struct ordered *order, size_t from,
                        size_t to, const struct atom *atom, size_t *count)
{
    for (size_t i = from; i < to; i++) {
        const uint32_t number = (uint32_t)order->atoms[i];
        if (implies(atom, &matcher->atoms[number])) {
            order->implied[(*count)++] = number;
        }
    }
}

/* Enters an atom with all that it implies; @from and @to: the atoms with the same letters. */
static bool enter_atom(struct matcher *matcher, const struct ordered *order, size_t from, size_t to,
                       const struct atom *atom)
{
    const uint32_t length = (uint32_t)atom->text.length;
    const struct match_key key = key_of(atom);
    struct match_set set;
    size_t count = 0;
    add_implied(matcher, order, from, to, atom, &count);
    if (from < order->shorts) {
        add_implied(matcher, order, order->shorts, order->count, atom, &count);
    }
    if (!add_set(matcher, order->implied, count, &set)) {
        return false;
    }
    if (atom->prefix) {
        matcher->prefixes[matcher->prefix_count++] =
            (struct match_prefix){key, match_key_mask(length), atom->text.at, length, set};
    } else {
        *match_word_find(matcher, key, atom->text.at, length) =
            (struct match_word){key, atom->text.at, length, set};
    }
    return true;
}

/* Enters the atoms that begin with the same letters. */
static bool enter_group(struct matcher *matcher, const struct ordered *order, size_t from,
                        size_t to)
{
    const uint32_t first = (uint32_t)matcher->prefix_count;
    const uint32_t letters = (uint32_t)(order->atoms[from] >> 32);
    for (size_t i = from; i < to; i++) {
        const struct atom *atom = &matcher->atoms[(uint32_t)order->atoms[i]];
        if (!enter_atom(matcher, order, from, to, atom)) {
            return false;
        }
    }
    const uint32_t count = (uint32_t)matcher->prefix_count - first;
    if (count > 0) {
        *match_group_find(matcher, letters) = (struct match_group){letters, first, count};
        qsort(&matcher->prefixes[first], count, sizeof *matcher->prefixes, by_length_down);
    }
    return true;
}

static bool order_atoms(const struct matcher *matcher, struct ordered *order)
{
    order->count = matcher->atom_count;
    order->atoms = arena_array(matcher->arena, order->count + 1, sizeof *order->atoms);
    order->implied = arena_array(matcher->arena, order->count + 1, sizeof *order->implied);
    if (!order->atoms || !order->implied) {
        return false;
    }
    for (size_t i = 0; i < order->count; i++) {
        const uint32_t letters = letters_of(&matcher->atoms[i]);
        order->atoms[i] = (uint64_t)letters << 32 | i;
        order->shorts += letters < MATCH_SHORT ? 1 : 0;
    }
    qsort(order->atoms, order->count, sizeof *order->atoms, by_number);
    return true;
}

/* Makes the tables in which the scanner looks words up. */
static enum status build_words(struct matcher *matcher, struct failure *why)
{
    struct ordered order = {.shorts = 0};
    size_t size = 64;
    while (size < matcher->atom_count * 2) {
        size *= 2;
    }
    matcher->words = arena_array(matcher->arena, size, sizeof *matcher->words);
    matcher->groups = arena_array(matcher->arena, size, sizeof *matcher->groups);
    matcher->prefixes =
        arena_array(matcher->arena, matcher->atom_count + 1, sizeof *matcher->prefixes);
    if (!matcher->words || !matcher->groups || !matcher->prefixes ||
        !order_atoms(matcher, &order)) {
        return fail_memory(why);
    }
    matcher->word_mask = size - 1;
    matcher->group_mask = size - 1;
    matcher->short_prefixes = order.shorts < order.count;
    for (size_t from = 0, to = 0; from < order.count; from = to) {
        while (to < order.count && order.atoms[to] >> 32 == order.atoms[from] >> 32) {
            to++;
        }
        if (!enter_group(matcher, &order, from, to)) {
            return fail_memory(why);
        }
    }
    return STATUS_OK;
}

static uint32_t add_node(struct matcher *matcher)
{
    const uint32_t node = (uint32_t)matcher->node_count++;
    matcher->nodes[node].phrase = MATCH_NONE;
    return node;
}

/* Makes one tree of all phrases: those that begin alike share its first nodes. */
static enum status build_tree(struct matcher *matcher, struct failure *why)
{
    size_t size = 64;
    while (size <
           (matcher->steps - matcher->phrase_count) * 2) { /* there is no edge to the first */
        size *= 2;
    }
    matcher->nodes = arena_array(matcher->arena, matcher->steps + 1, sizeof *matcher->nodes);
    matcher->edges = arena_array(matcher->arena, size, sizeof *matcher->edges);
    if (!matcher->nodes || !matcher->edges) {
        return fail_memory(why);
    }
    matcher->edge_mask = size - 1;
    for (size_t i = 0; i < size; i++) {
        matcher->edges[i].child = MATCH_NONE;
    }
    for (size_t p = 0; p < matcher->phrase_count; p++) {
        const struct phrase *phrase = &matcher->phrases[p];
        struct atom *first = &matcher->atoms[phrase->atoms[0]];
        first->node = first->node == MATCH_NONE ? add_node(matcher) : first->node;
        uint32_t node = first->node;
        for (uint32_t i = 1; i < phrase->length; i++) {
            struct match_edge *edge = match_edge_find(matcher, node, phrase->atoms[i]);
            if (edge->child == MATCH_NONE) {
                *edge = (struct match_edge){node, phrase->atoms[i], add_node(matcher)};
            }
            matcher->nodes[node].more |= match_more(letters_of(&matcher->atoms[phrase->atoms[i]]));
            matcher->atoms[phrase->atoms[i]].inner = true;
            node = edge->child;
        }
        matcher->nodes[node].phrase = (uint32_t)p;
    }
    return STATUS_OK;
}

/* Enters how the words that an atom stands for begin. */
static void enter_letters(uint64_t *bitmap, const struct atom *atom)
{
    const uint32_t letters = letters_of(atom);
    if (letters < MATCH_SHORT) {
        match_set_bit(bitmap, match_letters(letters));
        return;
    }
    for (uint32_t fourth = 0; fourth < 256; fourth++) {
        match_set_bit(bitmap, match_letters((letters & ~MATCH_SHORT) | fourth << 24));
    }
}

enum status matcher_finish(struct matcher *matcher, struct failure *why)
{
    TRY(build_tree(matcher, why));
    for (size_t i = 0; i < matcher->atom_count; i++) {
        const struct atom *atom = &matcher->atoms[i];
        if (atom->node != MATCH_NONE) {
            enter_letters(matcher->first_letters, atom);
        }
    }
    return build_words(matcher, why);
}
