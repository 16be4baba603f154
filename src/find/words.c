#include "find/words.h"

#include "base/utf8.h"

/* Characters of scripts that put no spaces between words. */
static bool is_unspaced(uint32_t code)
{
    static const struct {
        uint32_t first, last;
    } scripts[] = {
        {0x0E00, 0x0EFF},                                       /* Thai, Lao */
        {0x1000, 0x109F},                                       /* Myanmar */
        {0x1780, 0x17FF},                                       /* Khmer */
        {0x2E80, 0x2FDF},                                       /* radicals */
        {0x3005, 0x3007}, {0x3021, 0x3029},   {0x3040, 0x30FF}, /* Hiragana, Katakana */
        {0x31F0, 0x31FF}, {0x3400, 0x4DBF},   {0x4E00, 0x9FFF}, /* Han */
        {0xF900, 0xFAFF}, {0x20000, 0x2FFFF},
    };
    for (size_t i = 0; i < COUNT_OF(scripts); i++) {
        if (code >= scripts[i].first && code <= scripts[i].last) {
            return true;
        }
    }
    return false;
}

/* Whether the bytes may hold such a character: all of them begin with one of these bytes. */
static bool may_be_unspaced(const char *at, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const unsigned char byte = (unsigned char)at[i];
        if (byte == 0xE0 || byte == 0xE1 || (byte >= 0xE2 && byte <= 0xE9) || byte == 0xEF ||
            byte == 0xF0) {
            return true;
        }
    }
    return false;
}

/*
 * Keeps of @length folded bytes what a word is made of, and no half character at the end: a few
 * compatibility forms such as ⑴ fold to ASCII signs, which the index would take for spaces.
 */
static struct str clean(char *folded, size_t length)
{
    size_t kept = 0;
    if (length > MATCH_WORD_MAX) {
        length = MATCH_WORD_MAX;
        while (length > 0 && ((unsigned char)folded[length] & 0xC0) == 0x80) {
            length--;
        }
    }
    for (size_t i = 0; i < length; i++) {
        const char c = folded[i];
        if ((unsigned char)c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')) {
            folded[kept++] = c;
        }
    }
    return (struct str){folded, kept};
}

void find_walk_init(struct find_walk *walk, struct str text)
{
    *walk = (struct find_walk){.inner = 0};
    word_walk_init(&walk->walk, text);
}

/*
 * The next piece of a word that is taken apart: a character without spaces around it, or a run of
 * others. Marks that fold to nothing go with what stands before them.
 */
static void next_inner(struct find_walk *walk, struct find_word *word)
{
    size_t length = 0;
    size_t at = walk->inner;
    bool single = false;
    word->start = at;
    while (at < walk->inner_end) {
        char folded[UTF8_FOLD_MAX];
        unsigned size = 0;
        const uint32_t code = utf8_decode(walk->walk.text + at, walk->inner_end - at, &size);
        const unsigned count = code == UTF8_BAD ? 0 : utf8_fold_char(code, folded);
        const bool unspaced = code != UTF8_BAD && is_unspaced(code);
        if (count > 0 && length > 0 && (single || unspaced)) {
            break;
        }
        for (unsigned i = 0; i < count; i++, length++) {
            if (length < sizeof walk->folded) {
                walk->folded[length] = folded[i];
            }
        }
        single = single || (unspaced && count > 0);
        at += size;
    }
    walk->inner = at;
    word->end = at;
    word->folded = clean(walk->folded, length);
}

bool find_walk_next(struct find_walk *walk, struct find_word *word)
{
    do {
        if (walk->inner < walk->inner_end) {
            next_inner(walk, word);
            continue;
        }
        if (!word_next(&walk->walk)) {
            return false;
        }
        word->start = walk->walk.start;
        word->end = walk->walk.end;
        if (may_be_unspaced(walk->walk.text + word->start, word->end - word->start)) {
            walk->inner = word->start;
            walk->inner_end = word->end;
            next_inner(walk, word);
        } else {
            word->folded = clean(walk->walk.folded, walk->walk.folded_length);
        }
    } while (word->folded.length == 0);
    return true;
}

enum status find_words(struct arena *arena, struct str text, struct find_word **words,
                       size_t *count, struct failure *why)
{
    struct find_walk walk;
    struct find_word word;
    size_t capacity = 0;
    *words = NULL;
    *count = 0;
    find_walk_init(&walk, text);
    while (find_walk_next(&walk, &word)) {
        struct find_word *grown = arena_grow(arena, *words, *count, &capacity, sizeof *grown);
        word.folded = arena_str(arena, word.folded);
        if (!grown || !word.folded.at) {
            return fail_memory(why);
        }
        *words = grown;
        (*words)[(*count)++] = word;
    }
    return STATUS_OK;
}

bool find_phrase_at(const struct fulltext_phrase *phrase, const struct find_word *words,
                    size_t count, size_t at)
{
    if (phrase->count > count - at) {
        return false;
    }
    for (size_t i = 0; i < phrase->count; i++) {
        struct str word = words[at + i].folded;
        if (phrase->prefix && i + 1 == phrase->count && word.length > phrase->words[i].length) {
            word.length = phrase->words[i].length;
        }
        if (!str_equal(word, phrase->words[i])) {
            return false;
        }
    }
    return true;
}
