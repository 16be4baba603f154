#include "lens/match_table.h"

struct matcher *matcher_new(struct arena *arena)
{
    struct matcher *matcher = arena_alloc(arena, sizeof *matcher);
    if (matcher) {
        matcher->arena = arena;
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
    struct str text = {walk->folded, walk->folded_length};
    for (size_t i = 0; i < matcher->atom_count; i++) {
        const struct atom *atom = &matcher->atoms[i];
        if (atom->prefix == prefix && atom->hash == walk->hash && str_equal(atom->text, text)) {
            *index = (uint32_t)i;
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
    atoms[matcher->atom_count++] =
        (struct atom){.text = copy, .hash = walk->hash, .prefix = prefix};
    return STATUS_OK;
}

/* What stands between two words of a pattern, or before the first and after the last. */
static enum status check_gap(struct str pattern, size_t from, size_t to, bool *star,
                             struct failure *why)
{
    *star = from > 0 && from < to && pattern.at[from] == '*';
    for (size_t i = from + (*star ? 1 : 0); i < to; i++) {
        unsigned char c = (unsigned char)pattern.at[i];
        if (c == '*') {
            return fail(why, STATUS_INPUT, "a `*` stands at the end of a word only, as in migra*.");
        }
        if (c < 0x80 && !strchr(" \t\r\n-'", c)) {
            return fail(
                why, STATUS_INPUT,
                "\"%c\" cannot stand between words, for text with it would never match. Use "
                "a space, or two patterns.",
                c);
        }
    }
    return STATUS_OK;
}

static enum status check_word(const struct word_walk *walk, bool star, struct failure *why)
{
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
    bool more = word_next(&walk, NULL);
    bool star = false;
    if (!more) {
        return fail(why, STATUS_INPUT, "there is no word in it.");
    }
    TRY(check_gap(pattern, 0, walk.start, &star, why));
    while (more) {
        struct word_walk here = walk;
        more = word_next(&walk, NULL);
        TRY(check_gap(pattern, here.end, more ? walk.start : pattern.length, &star, why));
        TRY(check_word(&here, star, why));
        if (more && !walk.soft && !star) {
            return fail(why, STATUS_INPUT,
                        "only spaces, hyphens and apostrophes can stand between the words of a "
                        "phrase. Use two patterns.");
        }
        if (phrase->length == MATCH_PHRASE_MAX) {
            return fail(why, STATUS_INPUT, "a phrase has at most %d words.", MATCH_PHRASE_MAX);
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
    for (size_t i = 0; i < matcher->phrase_count; i++) {
        const struct phrase *other = &matcher->phrases[i];
        if (other->length == phrase.length &&
            memcmp(other->atoms, phrase.atoms, phrase.length * sizeof phrase.atoms[0]) == 0) {
            *index = (uint32_t)i;
            return STATUS_OK;
        }
    }
    struct phrase *phrases = arena_grow(matcher->arena, matcher->phrases, matcher->phrase_count,
                                        &matcher->phrase_capacity, sizeof *phrases);
    if (!phrases) {
        return fail_memory(why);
    }
    matcher->phrases = phrases;
    struct atom *first = &matcher->atoms[phrase.atoms[0]];
    uint32_t *starts = arena_grow(matcher->arena, first->phrases, first->phrase_count,
                                  &first->phrase_capacity, sizeof *starts);
    if (!starts) {
        return fail_memory(why);
    }
    *index = (uint32_t)matcher->phrase_count;
    first->phrases = starts;
    first->phrases[first->phrase_count++] = *index;
    phrases[matcher->phrase_count++] = phrase;
    matcher->steps += phrase.length;
    return STATUS_OK;
}

static enum status build_table(struct matcher *matcher, struct match_table *table, bool prefix,
                               struct failure *why)
{
    size_t size = 64;
    while (size < matcher->atom_count * 4) {
        size *= 2;
    }
    table->slots = arena_array(matcher->arena, size, sizeof *table->slots);
    if (!table->slots) {
        return fail_memory(why);
    }
    table->mask = size - 1;
    for (size_t i = 0; i < matcher->atom_count; i++) {
        const struct atom *atom = &matcher->atoms[i];
        if (atom->prefix != prefix) {
            continue;
        }
        size_t slot = (size_t)(atom->hash >> 7) & table->mask;
        while (table->slots[slot].used) {
            slot = (slot + 1) & table->mask;
        }
        table->slots[slot] = (struct match_slot){atom->hash, (uint32_t)i, true};
        unsigned bit = (unsigned)(atom->hash >> (64 - MATCH_BITS));
        table->bits[bit / 32] |= 1u << (bit % 32);
        if (prefix) {
            matcher->prefix_lengths |= 1ULL << atom->text.length;
        }
    }
    return STATUS_OK;
}

enum status matcher_finish(struct matcher *matcher, struct failure *why)
{
    TRY(build_table(matcher, &matcher->words, false, why));
    return build_table(matcher, &matcher->prefixes, true, why);
}
