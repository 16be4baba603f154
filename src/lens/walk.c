/* Reading a text word by word: what a word is, what separates words, and how words fold. */
#include "base/utf8.h"
#include "lens/match.h"

/* What a byte means: one of these, or else the folded letter or digit. */
enum { BYTE_HARD, BYTE_SOFT, BYTE_LONG }; /* BYTE_LONG: a character that has to be decoded */

/* clang-format off */
static const unsigned char ascii_folds[128] = {
    ['\t'] = BYTE_SOFT, ['\n'] = BYTE_SOFT, ['\v'] = BYTE_SOFT, ['\f'] = BYTE_SOFT,
    ['\r'] = BYTE_SOFT, [' '] = BYTE_SOFT, ['\''] = BYTE_SOFT, ['-'] = BYTE_SOFT,
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4',
    ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
    ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g',
    ['H'] = 'h', ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n',
    ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u',
    ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z', ['a'] = 'a', ['b'] = 'b',
    ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i',
    ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p',
    ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w',
    ['x'] = 'x', ['y'] = 'y', ['z'] = 'z',
};
/* clang-format on */

static inline unsigned char byte_fold(const char *text, size_t at)
{
    const unsigned char byte = (unsigned char)text[at];
    return byte < 0x80 ? ascii_folds[byte] : BYTE_LONG;
}

/* White space, hyphens, dashes and apostrophes outside ASCII. */
static bool is_soft(uint32_t code)
{
    static const uint32_t others[] = {0x85,   0xA0,   0x1680, 0x2018, 0x2019,
                                      0x201B, 0x2028, 0x2029, 0x202F, 0x205F,
                                      0x2212, 0x3000, 0xFE63, 0xFF07, 0xFF0D};
    if ((code >= 0x2000 && code <= 0x200A) || (code >= 0x2010 && code <= 0x2015)) {
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        if (others[i] == code) {
            return true;
        }
    }
    return false;
}

/*
 * Characters that may stand anywhere without being seen: soft hyphens, zero-width joiners, marks of
 * direction. They fold to nothing, and are no words.
 */
static bool is_unseen(uint32_t code)
{
    char folded[UTF8_FOLD_MAX];
    return code >= 0x80 && utf8_fold_char(code, folded) == 0;
}

void word_walk_init(struct word_walk *walk, struct str text)
{
    *walk = (struct word_walk){.text = text.at, .length = text.length};
}

/* Moves walk->next over what separates words and notes whether it is soft. False at the end. */
static bool skip_gap(struct word_walk *walk)
{
    size_t at = walk->next;
    bool soft = true;
    for (; at < walk->length; at++) {
        const unsigned char fold = byte_fold(walk->text, at);
        if (fold == BYTE_SOFT) {
            continue;
        }
        if (fold > BYTE_LONG) {
            break;
        }
        if (fold == BYTE_LONG) {
            unsigned size = 0;
            const uint32_t code = utf8_decode(walk->text + at, walk->length - at, &size);
            if (code != UTF8_BAD && utf8_is_word(code)) {
                break;
            }
            soft = soft && code != UTF8_BAD && (is_soft(code) || is_unseen(code));
            at += size - 1;
        } else {
            soft = false;
        }
    }
    walk->next = at;
    walk->soft = soft;
    return at < walk->length;
}

bool word_gap_is_soft(struct str gap)
{
    struct word_walk walk;
    word_walk_init(&walk, gap);
    return !skip_gap(&walk) && walk.soft;
}

/* A character that is no single byte. */
struct long_char {
    char folded[UTF8_FOLD_MAX];
    unsigned count; /* bytes in .folded */
    unsigned size;  /* in the text; 0 when no word goes on with it */
    bool seen;
};

static struct long_char read_long(const struct word_walk *walk, size_t at)
{
    struct long_char c = {.count = 0};
    unsigned size = 0;
    const uint32_t code = utf8_decode(walk->text + at, walk->length - at, &size);
    if (code != UTF8_BAD) {
        c.count = utf8_fold_char(code, c.folded);
        c.seen = utf8_is_word(code);
        c.size = c.seen || c.count == 0 ? size : 0;
    }
    return c;
}

/* Reads and folds the word that begins at walk->next, and moves behind it. */
static void read_word(struct word_walk *walk)
{
    size_t at = walk->next, end = at;
    unsigned length = 0;
    walk->start = at;
    while (at < walk->length) {
        const unsigned char fold = byte_fold(walk->text, at);
        if (fold > BYTE_LONG) {
            if (length < sizeof walk->folded) {
                walk->folded[length] = (char)fold;
            }
            length++;
            end = ++at;
            continue;
        }
        if (fold != BYTE_LONG) {
            break;
        }
        const struct long_char c = read_long(walk, at);
        if (c.size == 0) {
            break;
        }
        for (unsigned i = 0; i < c.count; i++, length++) {
            if (length < sizeof walk->folded) {
                walk->folded[length] = c.folded[i];
            }
        }
        at += c.size;
        end = c.seen ? at : end;
    }
    walk->next = at;
    walk->end = end;
    walk->folded_length = length;
}

bool word_next(struct word_walk *walk)
{
    if (!skip_gap(walk)) {
        return false;
    }
    read_word(walk);
    return true;
}
