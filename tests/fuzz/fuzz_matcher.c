/*
 * Patterns, a line each, then an empty line, then a text: matches lie inside the text and on the
 * borders of its characters, and the matched words alone match again.
 */
#include "base/utf8.h"
#include "lens/match.h"

#include <assert.h>
#include <stdint.h>

#define ROOM ((size_t)64 * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct look {
    const struct matcher *matcher;
    struct match_run *again;
    struct str text;
    const unsigned char *borders; /* for each byte: a character begins here */
    size_t left;
    uint32_t last_word;
};

/* What is looked for in the words that matched. */
struct wanted {
    uint32_t phrase;
    size_t length;
    bool found;
};

static bool is_wanted(void *context, const struct match *match)
{
    struct wanted *wanted = context;
    wanted->found = wanted->found || (match->phrase == wanted->phrase && match->offset == 0 &&
                                      match->length == wanted->length);
    return !wanted->found;
}

static bool check(void *context, const struct match *match)
{
    struct look *look = context;
    struct wanted wanted = {match->phrase, match->length, false};
    assert(match->length > 0 && match->phrase < matcher_phrase_count(look->matcher));
    assert((size_t)match->offset + match->length <= look->text.length);
    assert(look->borders[match->offset] && look->borders[match->offset + match->length]);
    assert(match->first_word <= match->last_word && match->last_word >= look->last_word);
    look->last_word = match->last_word;
    matcher_scan(look->matcher, look->again,
                 (struct str){look->text.at + match->offset, match->length}, is_wanted, &wanted);
    assert(wanted.found);
    return look->left-- > 1;
}

static void scan(struct arena *arena, const struct matcher *matcher, struct str text)
{
    unsigned char *borders = arena_alloc(arena, text.length + 1);
    struct match_run *run = match_run_new(arena, matcher);
    struct look look = {matcher, match_run_new(arena, matcher), text, borders, 1000, 0};
    assert(borders && run && look.again);
    for (size_t i = 0; i < text.length;) {
        unsigned length = 0;
        (void)utf8_decode(text.at + i, text.length - i, &length);
        borders[i] = 1;
        i += length;
    }
    borders[text.length] = 1;
    matcher_scan(matcher, run, text, check, &look);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = {(const char *)data, size}, pattern;
    struct arena arena;
    struct failure why;
    uint32_t phrase = 0;
    arena_init(&arena, ROOM);
    struct matcher *matcher = matcher_new(&arena);
    assert(matcher);
    for (unsigned i = 0; i < 200 && str_split(&rest, '\n', &pattern) && pattern.length > 0; i++) {
        if (matcher_add(matcher, pattern, &phrase, &why) != STATUS_OK) {
            assert(why.status == STATUS_INPUT && why.text[0] != '\0');
        }
    }
    const enum status finished = matcher_finish(matcher, &why);
    assert(finished == STATUS_OK);
    scan(&arena, matcher, rest);
    arena_release(&arena);
    return 0;
}
