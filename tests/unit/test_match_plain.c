/*
 * Goal: the scanner, which takes many short cuts, finds just what the plain way finds.
 * Method: over random patterns and texts made of a small vocabulary and much punctuation,
 * comparison with a matcher that tries every phrase at every word.
 */
#include "base/utf8.h"
#include "lens/match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NBSP "\xC2\xA0"
#define SHY "\xC2\xAD"
#define ACUTE "\xCC\x81"

static struct arena arena;
static struct failure why;

static uint64_t seed;

static unsigned pick(unsigned below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)((seed >> 20) % below);
}

struct token {
    size_t start, end;
    bool soft;         /* since the token before */
    char folded[1000]; /* more than a random text has */
};

enum { TOKENS = 200 };

/* Words in the plain way, from the definition in docs/lenses.md. */
static size_t tokens_of(struct str text, struct token *tokens)
{
    static const char soft_ascii[] = " \t\r\n\v\f-'";
    size_t count = 0;
    bool inside = false, soft = true;
    for (size_t i = 0; i < text.length;) {
        unsigned size = 0;
        char folded[UTF8_FOLD_MAX + 1] = "";
        const uint32_t code = utf8_decode(text.at + i, text.length - i, &size);
        const bool unseen = code == 0xAD || code == 0x200B;
        if (code != UTF8_BAD && utf8_is_word(code)) {
            if (!inside) {
                tokens[count++] = (struct token){.start = i, .soft = soft};
                soft = true;
                inside = true;
            }
            folded[utf8_fold_char(code, folded)] = '\0';
            (void)strncat(tokens[count - 1].folded, folded, UTF8_FOLD_MAX);
            tokens[count - 1].end = i + size;
        } else if (!unseen) {
            inside = false;
            soft = soft && ((code < 0x80 && code && strchr(soft_ascii, (int)code)) ||
                            code == 0xA0 || code == 0x2019 || code == 0x2013);
        }
        i += size;
    }
    return count;
}

static const char *const vocabulary[] = {
    "a",
    "A",
    "of",
    "la",
    "lab",
    "labour",
    "Labour",
    "labourer",
    "lab0",
    "work",
    "worker",
    "w\xC3\xB6rk",
    "wo" SHY "rk",
    "\xC3\xA9t\xC3\xA9",
    "ete",
    "E" ACUTE "te",
    "\xC5\x93uvre",
    "oeuvre",
    "Stra\xC3\x9F"
    "e",
    "strasse",
    "\xD0\x9C\xD0\xB8\xD1\x80",
    "\xE7\xA7\xBB\xE6\xB0\x91",
    "12",
    "of" ACUTE,
    "aaa",
    "aaaa",
};
static const char *const gaps[] = {" ",
                                   " ",
                                   " ",
                                   " ",
                                   "-",
                                   "'",
                                   NBSP,
                                   "\n",
                                   "\xE2\x80\x93",
                                   "\xE2\x80\x99",
                                   " - ",
                                   ". ",
                                   ", ",
                                   "/",
                                   "\xFF",
                                   "(",
                                   "\xE2\x82\xAC",
                                   "",
                                   SHY,
                                   " " SHY " ",
                                   "\xC3",
                                   "_",
                                   "\xE2\x80\x8B"};

static struct str random_text(struct buf *out)
{
    const unsigned words = pick(60);
    buf_clear(out);
    for (unsigned i = 0; i < words; i++) {
        buf_text(out, vocabulary[pick(COUNT_OF(vocabulary))]);
        buf_text(out, gaps[pick(pick(3) ? 6 : COUNT_OF(gaps))]);
    }
    return buf_view(out);
}

struct simple_pattern {
    char text[200];
    uint32_t number;
    size_t length;
    struct {
        struct token token;
        bool prefix;
    } words[4];
};

static void random_pattern(struct simple_pattern *pattern)
{
    *pattern = (struct simple_pattern){.length = 1 + pick(pick(2) ? 4 : 2)};
    for (size_t i = 0; i < pattern->length; i++) {
        const char *word = vocabulary[pick(COUNT_OF(vocabulary))];
        struct token *token = &pattern->words[i].token;
        assert_int_equal(tokens_of(str_of(word), token), 1);
        pattern->words[i].prefix = strlen(token->folded) >= 3 && pick(3) == 0;
        (void)snprintf(pattern->text + strlen(pattern->text), 60, "%s%s%s",
                       i == 0    ? ""
                       : pick(2) ? " "
                                 : "-",
                       word, pattern->words[i].prefix ? "*" : "");
    }
}

static bool holds_at(const struct simple_pattern *pattern, const struct token *tokens, size_t at,
                     size_t count)
{
    for (size_t i = 0; i < pattern->length; i++) {
        if (at + i >= count || (i > 0 && !tokens[at + i].soft)) {
            return false;
        }
        const char *want = pattern->words[i].token.folded, *have = tokens[at + i].folded;
        if (pattern->words[i].prefix ? strncmp(want, have, strlen(want)) != 0
                                     : strcmp(want, have) != 0) {
            return false;
        }
    }
    return true;
}

enum { HITS = 20000 };

struct hits {
    struct match list[HITS];
    size_t count;
};

static bool collect(void *context, const struct match *match)
{
    struct hits *hits = context;
    assert_true(hits->count < HITS);
    hits->list[hits->count++] = *match;
    return true;
}

static int by_place(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct match)); /* any order will do, if it is the same for both */
}

/* Every phrase at every word. */
static void plain_way(const struct simple_pattern *list, size_t patterns_count, struct str text,
                      struct hits *hits)
{
    static struct token tokens[TOKENS];
    const size_t count = tokens_of(text, tokens);
    hits->count = 0;
    for (size_t p = 0; p < patterns_count; p++) {
        bool again = false;
        for (size_t k = 0; k < p; k++) {
            again = again || list[k].number == list[p].number;
        }
        for (size_t at = 0; !again && at < count; at++) {
            if (holds_at(&list[p], tokens, at, count)) {
                const size_t last = at + list[p].length - 1;
                const struct match match = {list[p].number, (uint32_t)tokens[at].start,
                                            (uint32_t)(tokens[last].end - tokens[at].start),
                                            (uint32_t)at, (uint32_t)last};
                (void)collect(hits, &match);
            }
        }
    }
}

static void agrees_with_the_plain_way(void **state)
{
    static struct hits fast, plain;
    static struct simple_pattern list[40];
    struct buf text;
    size_t total = 0;
    (void)state;
    seed = 0x2545F4914F6CDD1Du;
    buf_init(&text, 100000);
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    for (unsigned round = 0; round < 400; round++) {
        const size_t count = 1 + pick(COUNT_OF(list));
        struct matcher *matcher = matcher_new(&arena);
        for (size_t i = 0; i < count; i++) {
            random_pattern(&list[i]);
            assert_int_equal(matcher_add(matcher, str_of(list[i].text), &list[i].number, &why),
                             STATUS_OK);
        }
        assert_int_equal(matcher_finish(matcher, &why), STATUS_OK);
        struct match_run *run = match_run_new(&arena, matcher);
        for (unsigned texts = 0; texts < 25; texts++) {
            const struct str view = random_text(&text);
            fast.count = 0;
            matcher_scan(matcher, run, view, collect, &fast);
            plain_way(list, count, view, &plain);
            total += plain.count;
            qsort(fast.list, fast.count, sizeof fast.list[0], by_place);
            qsort(plain.list, plain.count, sizeof plain.list[0], by_place);
            if (fast.count != plain.count ||
                memcmp(fast.list, plain.list, fast.count * sizeof fast.list[0]) != 0) {
                fail_msg("round %u, text %u: %zu and %zu hits in \"%.*s\"", round, texts,
                         fast.count, plain.count, STR_ARGS(view));
            }
        }
        arena_clear(&arena);
    }
    assert_true(total > 20000); /* the comparison was about something */
    buf_release(&text);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(agrees_with_the_plain_way)};
    return cmocka_run_group_tests_name("match_plain", tests, NULL, NULL);
}
