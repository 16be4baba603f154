#include "base/utf8.h"
#include "lens/match_table.h"

/* What a byte means to the scanner. Above 0x7F a character has to be decoded first. */
enum { BYTE_HARD, BYTE_SOFT, BYTE_WORD, BYTE_LONG };

static inline unsigned byte_class(unsigned char byte)
{
    static const unsigned char classes[128] = {
        ['\t'] = BYTE_SOFT, ['\n'] = BYTE_SOFT, ['\r'] = BYTE_SOFT, [' '] = BYTE_SOFT,
        ['-'] = BYTE_SOFT,  ['\''] = BYTE_SOFT, ['0'] = BYTE_WORD,  ['1'] = BYTE_WORD,
        ['2'] = BYTE_WORD,  ['3'] = BYTE_WORD,  ['4'] = BYTE_WORD,  ['5'] = BYTE_WORD,
        ['6'] = BYTE_WORD,  ['7'] = BYTE_WORD,  ['8'] = BYTE_WORD,  ['9'] = BYTE_WORD,
        ['A'] = BYTE_WORD,  ['B'] = BYTE_WORD,  ['C'] = BYTE_WORD,  ['D'] = BYTE_WORD,
        ['E'] = BYTE_WORD,  ['F'] = BYTE_WORD,  ['G'] = BYTE_WORD,  ['H'] = BYTE_WORD,
        ['I'] = BYTE_WORD,  ['J'] = BYTE_WORD,  ['K'] = BYTE_WORD,  ['L'] = BYTE_WORD,
        ['M'] = BYTE_WORD,  ['N'] = BYTE_WORD,  ['O'] = BYTE_WORD,  ['P'] = BYTE_WORD,
        ['Q'] = BYTE_WORD,  ['R'] = BYTE_WORD,  ['S'] = BYTE_WORD,  ['T'] = BYTE_WORD,
        ['U'] = BYTE_WORD,  ['V'] = BYTE_WORD,  ['W'] = BYTE_WORD,  ['X'] = BYTE_WORD,
        ['Y'] = BYTE_WORD,  ['Z'] = BYTE_WORD,  ['a'] = BYTE_WORD,  ['b'] = BYTE_WORD,
        ['c'] = BYTE_WORD,  ['d'] = BYTE_WORD,  ['e'] = BYTE_WORD,  ['f'] = BYTE_WORD,
        ['g'] = BYTE_WORD,  ['h'] = BYTE_WORD,  ['i'] = BYTE_WORD,  ['j'] = BYTE_WORD,
        ['k'] = BYTE_WORD,  ['l'] = BYTE_WORD,  ['m'] = BYTE_WORD,  ['n'] = BYTE_WORD,
        ['o'] = BYTE_WORD,  ['p'] = BYTE_WORD,  ['q'] = BYTE_WORD,  ['r'] = BYTE_WORD,
        ['s'] = BYTE_WORD,  ['t'] = BYTE_WORD,  ['u'] = BYTE_WORD,  ['v'] = BYTE_WORD,
        ['w'] = BYTE_WORD,  ['x'] = BYTE_WORD,  ['y'] = BYTE_WORD,  ['z'] = BYTE_WORD,
    };
    return byte >= 0x80 ? BYTE_LONG : classes[byte];
}

/* Spaces, hyphens, dashes and apostrophes outside ASCII. */
static bool is_soft(uint32_t code)
{
    return code == 0xA0 || (code >= 0x2000 && code <= 0x200A) ||
           (code >= 0x2010 && code <= 0x2015) || code == 0x2018 || code == 0x2019 ||
           code == 0x202F || code == 0x2212 || code == 0x3000;
}

/* Characters that may stand inside a word without being seen: soft hyphen, zero-width joiners. */
static bool is_unseen(uint32_t code)
{
    return code == 0xAD || (code >= 0x200B && code <= 0x200D) || code == 0x2060 || code == 0xFEFF;
}

void word_walk_init(struct word_walk *walk, struct str text)
{
    walk->text = text.at;
    walk->length = text.length;
    walk->next = 0;
    walk->end = 0;
    walk->soft = false;
}

/* Takes one folded byte into the word; notes a prefix that ends here. */
static inline void take_byte(struct word_walk *walk, const struct matcher *matcher,
                             unsigned char byte)
{
    walk->hash = (walk->hash ^ byte) * MATCH_HASH_PRIME;
    unsigned length = walk->folded_length++;
    if (length < MATCH_WORD_MAX) {
        walk->folded[length] = (char)byte;
    }
    length++;
    if (!matcher || length > MATCH_WORD_MAX || !((matcher->prefix_lengths >> length) & 1u) ||
        !match_table_maybe(&matcher->prefixes, walk->hash)) {
        return;
    }
    const struct match_slot *slot = match_table_find(&matcher->prefixes, walk->hash);
    if (slot && walk->prefix_count < MATCH_ATOMS_MAX - 1 &&
        str_equal(matcher->atoms[slot->atom].text, (struct str){walk->folded, length})) {
        walk->prefixes[walk->prefix_count++] = slot->atom;
    }
}

/* Moves over what separates words. False at the end of the text. */
static bool skip_gap(struct word_walk *walk)
{
    while (walk->next < walk->length) {
        unsigned char byte = (unsigned char)walk->text[walk->next];
        unsigned class = byte_class(byte);
        if (class == BYTE_WORD) {
            return true;
        }
        unsigned size = 1;
        if (class == BYTE_LONG) {
            uint32_t code = utf8_decode(walk->text + walk->next, walk->length - walk->next, &size);
            if (code != UTF8_BAD && utf8_is_word(code)) {
                return true;
            }
            class = code != UTF8_BAD && (is_soft(code) || is_unseen(code)) ? BYTE_SOFT : BYTE_HARD;
        }
        walk->soft = walk->soft && class == BYTE_SOFT;
        walk->next += size;
    }
    return false;
}

bool word_next(struct word_walk *walk, const struct matcher *matcher)
{
    walk->soft = true;
    if (!skip_gap(walk)) {
        return false;
    }
    walk->start = walk->next;
    walk->hash = MATCH_HASH_START;
    walk->folded_length = 0;
    walk->prefix_count = 0;
    size_t at = walk->next;
    while (at < walk->length) {
        unsigned char byte = (unsigned char)walk->text[at];
        unsigned class = byte_class(byte);
        if (class == BYTE_WORD) {
            take_byte(walk, matcher, byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
            at++;
            walk->end = at;
            continue;
        }
        if (class != BYTE_LONG) {
            break;
        }
        unsigned size = 0;
        uint32_t code = utf8_decode(walk->text + at, walk->length - at, &size);
        if (code == UTF8_BAD || !(utf8_is_word(code) || is_unseen(code))) {
            break;
        }
        char folded[UTF8_FOLD_MAX];
        unsigned count = is_unseen(code) ? 0 : utf8_fold_char(code, folded);
        for (unsigned i = 0; i < count; i++) {
            take_byte(walk, matcher, (unsigned char)folded[i]);
        }
        at += size;
        walk->end = is_unseen(code) ? walk->end : at;
    }
    walk->next = at;
    return true;
}

/* A phrase under way. */
struct active {
    uint32_t phrase;
    uint32_t step; /* atoms found so far */
    uint32_t offset;
    uint32_t first_word;
};

struct match_run {
    struct active *now, *then; /* phrases under way before and after the word at hand */
    size_t now_count, then_count;
};

struct match_run *match_run_new(struct arena *arena, const struct matcher *matcher)
{
    struct match_run *run = arena_alloc(arena, sizeof *run);
    struct active *actives = arena_array(arena, (matcher->steps + 1) * 2, sizeof *actives);
    if (!run || !actives) {
        return NULL;
    }
    run->now = actives;
    run->then = actives + matcher->steps + 1;
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

static unsigned collect_atoms(const struct scan *scan, uint32_t atoms[MATCH_ATOMS_MAX])
{
    const struct word_walk *walk = &scan->walk;
    unsigned count = walk->prefix_count;
    for (unsigned i = 0; i < count; i++) {
        atoms[i] = walk->prefixes[i];
    }
    if (walk->folded_length <= MATCH_WORD_MAX &&
        match_table_maybe(&scan->matcher->words, walk->hash)) {
        const struct match_slot *slot = match_table_find(&scan->matcher->words, walk->hash);
        struct str word = {walk->folded, walk->folded_length};
        if (slot && str_equal(scan->matcher->atoms[slot->atom].text, word)) {
            atoms[count++] = slot->atom;
        }
    }
    return count;
}

/* Moves a phrase one atom on: reports it when it is complete, else keeps it for the next word. */
static bool advance(struct scan *scan, struct active active)
{
    const struct phrase *phrase = &scan->matcher->phrases[active.phrase];
    active.step++;
    if (active.step < phrase->length) {
        scan->run->then[scan->run->then_count++] = active;
        return true;
    }
    struct match match = {active.phrase, active.offset, (uint32_t)scan->walk.end - active.offset,
                          active.first_word, scan->word};
    return scan->found(scan->context, &match);
}

static bool take_word(struct scan *scan, const uint32_t *atoms, unsigned atom_count)
{
    struct match_run *run = scan->run;
    bool go_on = true;
    run->then_count = 0;
    for (size_t i = 0; go_on && scan->walk.soft && i < run->now_count; i++) {
        const struct phrase *phrase = &scan->matcher->phrases[run->now[i].phrase];
        for (unsigned a = 0; go_on && a < atom_count; a++) {
            if (phrase->atoms[run->now[i].step] == atoms[a]) {
                go_on = advance(scan, run->now[i]);
            }
        }
    }
    for (unsigned a = 0; go_on && a < atom_count; a++) {
        const struct atom *atom = &scan->matcher->atoms[atoms[a]];
        for (size_t p = 0; go_on && p < atom->phrase_count; p++) {
            go_on = advance(
                scan, (struct active){atom->phrases[p], 0, (uint32_t)scan->walk.start, scan->word});
        }
    }
    struct active *spare = run->now;
    run->now = run->then;
    run->now_count = run->then_count;
    run->then = spare;
    return go_on;
}

void matcher_scan(const struct matcher *matcher, struct match_run *run, struct str text,
                  match_function *found, void *context)
{
    struct scan scan = {.matcher = matcher, .run = run, .found = found, .context = context};
    uint32_t atoms[MATCH_ATOMS_MAX];
    if (text.length > UINT32_MAX) {
        text.length = UINT32_MAX; /* offsets have 32 bits; readers refuse such text long before */
    }
    word_walk_init(&scan.walk, text);
    run->now_count = 0;
    while (word_next(&scan.walk, matcher)) {
        unsigned count = collect_atoms(&scan, atoms);
        if (count == 0) {
            run->now_count = 0;
        } else if (!take_word(&scan, atoms, count)) {
            return;
        }
        scan.word++;
    }
}
