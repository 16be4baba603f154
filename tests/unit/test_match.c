/*
 * Goal: the scanner finds every phrase where it stands, nothing else, with offsets of the original
 * bytes.
 * Method: tables of patterns and texts. (test_match_plain.c compares it with a plain matcher.)
 */
#include "base/buf.h"
#include "lens/match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM ((size_t)64 * 1024 * 1024)

static struct arena arena;
static struct failure why;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, ROOM);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* A matcher of the patterns in @list, which stand one after another with ";" between them. */
static struct matcher *matcher_of(const char *list)
{
    struct matcher *matcher = matcher_new(&arena);
    struct str rest = str_of(list), pattern;
    uint32_t phrase = 0;
    assert_non_null(matcher);
    while (str_split(&rest, ';', &pattern)) {
        if (matcher_add(matcher, pattern, &phrase, &why) != STATUS_OK) {
            fail_msg("%.*s: %s", STR_ARGS(pattern), why.text);
        }
    }
    assert_int_equal(matcher_finish(matcher, &why), STATUS_OK);
    return matcher;
}

struct found {
    struct str text;
    struct buf out;
    uint32_t last_word;
    size_t count, stop_after;
};

/* Writes "PHRASE:matched text@FIRST-LAST word" and sees to the order. */
static bool note(void *context, const struct match *match)
{
    struct found *found = context;
    assert_true((size_t)match->offset + match->length <= found->text.length);
    assert_true(match->length > 0);
    assert_true(match->last_word >= found->last_word);
    assert_true(match->first_word <= match->last_word);
    found->last_word = match->last_word;
    buf_printf(&found->out, "%s%u:%.*s@%u", found->count ? " | " : "", match->phrase,
               (int)match->length, found->text.at + match->offset, match->first_word);
    if (match->last_word > match->first_word) {
        buf_printf(&found->out, "-%u", match->last_word);
    }
    found->count++;
    return found->count != found->stop_after;
}

static void scan(const char *patterns, struct str text, struct found *found)
{
    struct matcher *matcher = matcher_of(patterns);
    struct match_run *run = match_run_new(&arena, matcher);
    assert_non_null(run);
    found->text = text;
    buf_init(&found->out, 1000000);
    buf_text(&found->out, "");
    matcher_scan(matcher, run, text, note, found);
}

#define NBSP "\xC2\xA0"
#define SHY "\xC2\xAD"
#define ACUTE "\xCC\x81"

static const struct {
    const char *patterns, *text, *expect;
} cases[] = {
    /* Whole words. */
    {"migrant", "A migrant.", "0:migrant@1"},
    {"migrant", "Migrants, immigrant MIGRANT", "0:MIGRANT@2"},
    {"migrant", "migrant_worker (migrant)", "0:migrant@0 | 0:migrant@2"},
    {"migrant", "migrant2 2migrant", ""},
    {"migrant", "", ""},
    {"migrant", " .,-", ""},
    {"migrant", "migran", ""},
    {"a", "a b A", "0:a@0 | 0:A@2"},
    {"of", "of off o of", "0:of@0 | 0:of@3"},
    {"42", "42 142 4 2", "0:42@0"},
    /* Prefixes: the evidence is the whole word. */
    {"migra*", "Migration, immigration, migra migr", "0:Migration@0 | 0:migra@2"},
    {"work*;worker*;workers", "workers", "0:workers@0 | 1:workers@0 | 2:workers@0"},
    {"wor*", "wo wor work", "0:wor@1 | 0:work@2"},
    {"migra* work*", "migratory workforce, migrant work",
     "0:migratory workforce@0-1 | "
     "0:migrant work@2-3"},
    {"migra*-work*", "migratory workforce", "0:migratory workforce@0-1"},
    /* Phrases: over white space, hyphens, dashes and apostrophes of many kinds ... */
    {"labour mobility", "labour mobility", "0:labour mobility@0-1"},
    {"labour mobility", "labour-mobility", "0:labour-mobility@0-1"},
    {"labour mobility", "labour \n\t mobility", "0:labour \n\t mobility@0-1"},
    {"labour mobility", "labour\r\nmobility", "0:labour\r\nmobility@0-1"},
    {"labour mobility", "labour\fmobility labour\vmobility",
     "0:labour\fmobility@0-1 | 0:labour\vmobility@2-3"},
    {"labour mobility", "labour" NBSP "mobility", "0:labour" NBSP "mobility@0-1"},
    {"labour mobility", "labour\xE2\x80\x93mobility", "0:labour\xE2\x80\x93mobility@0-1"},
    {"labour mobility", "labour \xE2\x80\x94 mobility", "0:labour \xE2\x80\x94 mobility@0-1"},
    {"labour mobility", "labour\xE2\x80\x91mobility", "0:labour\xE2\x80\x91mobility@0-1"},
    {"labour mobility", "labour\xE2\x80\xA8mobility", "0:labour\xE2\x80\xA8mobility@0-1"},
    {"labour mobility", "labour\xE3\x80\x80mobility", "0:labour\xE3\x80\x80mobility@0-1"},
    {"labour mobility", "labour\xEF\xBC\x8Dmobility", "0:labour\xEF\xBC\x8Dmobility@0-1"},
    {"labour mobility", "labour \xE2\x80\x8E mobility", "0:labour \xE2\x80\x8E mobility@0-1"},
    {"main d'oeuvre", "main-d'\xC5\x93uvre", "0:main-d'\xC5\x93uvre@0-2"},
    {"main-d'\xC5\x93uvre", "MAIN D\xE2\x80\x99OEUVRE", "0:MAIN D\xE2\x80\x99OEUVRE@0-2"},
    {"worker's", "worker's worker\xE2\x80\x98s", "0:worker's@0-1 | 0:worker\xE2\x80\x98s@2-3"},
    /* ... but over nothing else. */
    {"labour mobility", "labour. Mobility", ""},
    {"labour mobility", "labour, mobility", ""},
    {"labour mobility", "labour; mobility labour: mobility labour/mobility labour_mobility", ""},
    {"labour mobility", "labour (mobility) labour \"mobility\"", ""},
    {"labour mobility", "labour \xE2\x80\xA2 mobility", ""},
    {"labour mobility", "labour \xC2\xABmobility\xC2\xBB", ""},
    {"labour mobility", "labour\xE3\x80\x82mobility", ""},
    {"labour mobility", "labour\xFFmobility", ""},
    {"labour mobility", "labour and mobility", ""},
    {"labour mobility", "labour labour mobility mobility", "0:labour mobility@1-2"},
    {"a b c", "a b a b c", "0:a b c@2-4"},
    /* Accents, in pattern and text, composed or not. */
    {"r\xC3\xA9"
     "fugi*",
     "R\xC3\x89"
     "FUGI\xC3\x89S",
     "0:R\xC3\x89"
     "FUGI\xC3\x89S@0"},
    {"r\xC3\xA9"
     "fugi*",
     "refugies", "0:refugies@0"},
    {"refugi*", "Re" ACUTE "fugie" ACUTE "s", "0:Re" ACUTE "fugie" ACUTE "s@0"},
    {"re" ACUTE "fugies",
     "r\xC3\xA9"
     "fugi\xC3\xA9s.",
     "0:r\xC3\xA9"
     "fugi\xC3\xA9s@0"},
    {"refugie", "refugie" ACUTE, "0:refugie" ACUTE "@0"},
    {"strasse*",
     "Stra\xC3\x9F"
     "enbau",
     "0:Stra\xC3\x9F"
     "enbau@0"},
    {"stras*",
     "Stra\xC3\x9F"
     "e",
     "0:Stra\xC3\x9F"
     "e@0"}, /* the prefix ends inside the letter */
    {"\xCE\xBC\xCE\xB5\xCF\x84\xCE\xB1*", "\xCE\x9C\xCE\x95\xCE\xA4\xCE\x91\xCE\xBD",
     "0:\xCE\x9C\xCE\x95\xCE\xA4\xCE\x91\xCE\xBD@0"},
    {"\xD9\x85\xD9\x87", "\xD9\x85\xD9\x8F\xD9\x87\xD9\x8E",
     "0:\xD9\x85\xD9\x8F\xD9\x87\xD9\x8E@0"},
    {"\xE7\xA7\xBB\xE6\xB0\x91", "\xE7\xA7\xBB\xE6\xB0\x91", "0:\xE7\xA7\xBB\xE6\xB0\x91@0"},
    {"\xE7\xA7\xBB\xE6\xB0\x91", "\xE7\xA7\xBB\xE6\xB0\x91\xE5\xB7\xA5", ""},
    /* What cannot be seen inside a word. */
    {"migrant", "mi" SHY "grant", "0:mi" SHY "grant@0"},
    {"mi" SHY "grant", "migrant", "0:migrant@0"},
    {"migrant", "migrant" SHY " " SHY "migrant", "0:migrant@0 | 0:migrant@1"},
    {"migrant", "mig\xE2\x80\x8Brant mig\xEF\xBB\xBFrant",
     "0:mig\xE2\x80\x8Brant@0 | "
     "0:mig\xEF\xBB\xBFrant@1"},
    {"migrant", "mig\xE2\x80\x8Erant", "0:mig\xE2\x80\x8Erant@0"}, /* a left-to-right mark */
    {"a b", "a" SHY " " SHY "b", "0:a" SHY " " SHY "b@0-1"},
    /* Bytes that are no characters separate words, and offsets stay right. */
    {"migrant", "\xFF\xFEmigrant\xC3 migrant\xE2\x82", "0:migrant@0 | 0:migrant@1"},
    {"migrant", "\xE2\x82\xAC\xF0\x9F\x98\x80 migrant", "0:migrant@0"},
    {"migrant", "mi\xC3grant", ""},
    /* Phrases over one another. */
    {"a b;b a;a", "a b a b", "2:a@0 | 0:a b@0-1 | 1:b a@1-2 | 2:a@2 | 0:a b@2-3"},
    {"migrant;migrant work*;migrant workers union", "migrant workers union",
     "0:migrant@0 | 1:migrant workers@0-1 | 2:migrant workers union@0-2"},
    {"a a a", "a a a a", "0:a a a@0-2 | 0:a a a@1-3"},
    {"abc* abc abcd", "abc abcd abc abcd", "0:abcd abc abcd@1-3"},
};

static void phrases_are_found_where_they_stand(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        /* In memory of just this size, so that reading beyond is seen; and again behind a word. */
        const size_t length = strlen(cases[i].text);
        char *exact = malloc(length ? length : 1);
        struct found found = {.count = 0};
        assert_non_null(exact);
        memcpy(exact, cases[i].text, length);
        scan(cases[i].patterns, (struct str){exact, length}, &found);
        if (strcmp(found.out.at, cases[i].expect) != 0) {
            fail_msg("\"%s\" in \"%s\" gave %s, not %s", cases[i].patterns, cases[i].text,
                     found.out.at, cases[i].expect);
        }
        buf_release(&found.out);
        free(exact);
    }
}

static void a_text_of_none_has_no_match(void **state)
{
    struct found found = {.count = 0};
    (void)state;
    scan("a", (struct str){NULL, 0}, &found);
    assert_int_equal(found.count, 0);
    buf_release(&found.out);
    found = (struct found){.count = 0};
    scan("", str_of("a b"), &found); /* no pattern at all */
    assert_int_equal(found.count, 0);
    buf_release(&found.out);
}

static void scanning_stops_when_told(void **state)
{
    (void)state;
    for (size_t stop = 1; stop <= 4; stop++) {
        struct found found = {.stop_after = stop};
        scan("a;a b;b", str_of("a b a b"), &found);
        assert_int_equal(found.count, stop);
        buf_release(&found.out);
    }
}

/* A run may be used again, also after it was stopped in the middle of a phrase. */
static void a_run_starts_afresh(void **state)
{
    struct matcher *matcher = matcher_of("a;a b;b c");
    struct match_run *run = match_run_new(&arena, matcher);
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct found found = {.stop_after = i == 1 ? 1 : 0, .text = str_of("c b a")};
        buf_init(&found.out, 1000);
        matcher_scan(matcher, run, found.text, note, &found);
        assert_int_equal(found.count, 1);
        buf_clear(&found.out);
        found = (struct found){.out = found.out, .text = str_of("b x c")};
        matcher_scan(matcher, run, found.text, note, &found);
        assert_int_equal(found.count, 0);
        buf_release(&found.out);
    }
}

static void the_same_phrase_has_one_number(void **state)
{
    static const char *const same[] = {"Labour-Mobility", "labour  mobility",
                                       "LABOUR\xC2\xA0mobility", " labour mobility "};
    struct matcher *matcher = matcher_new(&arena);
    uint32_t first = 9, other = 9;
    (void)state;
    assert_int_equal(matcher_add(matcher, str_of("labour mobility"), &first, &why), STATUS_OK);
    for (size_t i = 0; i < COUNT_OF(same); i++) {
        assert_int_equal(matcher_add(matcher, str_of(same[i]), &other, &why), STATUS_OK);
        assert_int_equal(other, first);
    }
    assert_int_equal(matcher_phrase_count(matcher), 1);
    assert_int_equal(matcher_add(matcher, str_of("labour mobility*"), &other, &why), STATUS_OK);
    assert_int_not_equal(other, first);
    assert_int_equal(matcher_phrase_count(matcher), 2);
}

#define LETTERS_20 "abcdefghijklmnopqrst"

static const struct {
    const char *pattern, *says; /* NULL: fine */
} patterns[] = {
    {"", "no word"},
    {"  ", "no word"},
    {"-", "no word"},
    {"*", "no word"},
    {"...", "no word"},
    {"\xCC\x81", "no letter"}, /* a mark alone folds to nothing */
    {"a \xCC\x81", "no letter"},
    {"mig", NULL},
    {"mig*", NULL},
    {"mi*", "at least 3 letters"},
    {"a b*", "at least 3 letters"},
    {"*migra", "end of a word only"},
    {"mig*ra", "end of a word only"},
    {"mig*\xC3\xA9", "end of a word only"},
    {"migra**", "end of a word only"},
    {"migra *", "end of a word only"},
    {"* migra", "end of a word only"},
    {"migra* *", "end of a word only"},
    {"labour, mobility", "cannot stand between words"},
    {"labour/mobility", "cannot stand between words"},
    {"labour. mobility", "cannot stand between words"},
    {"labour_mobility", "cannot stand between words"},
    {"labour mobility.", "cannot stand between words"},
    {"(labour)", "cannot stand between words"},
    {"labour \xE2\x80\xA6 mobility", "stand between"},
    {"labour* \xE2\x80\xA6 mobility", "stand between"},
    {"\xC2\xABlabour", "stand between"},
    {"labour\xC2\xBB", "stand between"},
    {"labour-mobility", NULL},
    {"main-d'\xC5\x93uvre", NULL},
    {"main\xE2\x80\x93"
     "d\xE2\x80\x99oeuvre",
     NULL},
    {LETTERS_20 LETTERS_20 LETTERS_20 "abc", NULL}, /* 63 */
    {LETTERS_20 LETTERS_20 LETTERS_20 "abc*", NULL},
    {LETTERS_20 LETTERS_20 LETTERS_20 "abcd", "longer than 63"},
    {LETTERS_20 LETTERS_20 LETTERS_20 "abcd*", "longer than 63"},
    {"1 2 3 4 5 6 7 8 9 10 11 12", NULL},
    {"1 2 3 4 5 6 7 8 9 10 11 12 13", "at most 12 words"},
    {"\xE2\x84\xA2", "no word"}, /* a trade mark sign is no letter */
};

static void patterns_that_could_not_match_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(patterns); i++) {
        struct matcher *matcher = matcher_new(&arena);
        uint32_t phrase = 0;
        const enum status status = matcher_add(matcher, str_of(patterns[i].pattern), &phrase, &why);
        if (patterns[i].says ? status != STATUS_INPUT || !strstr(why.text, patterns[i].says)
                             : status != STATUS_OK) {
            fail_msg("\"%s\": status %d, %s", patterns[i].pattern, (int)status,
                     status == STATUS_OK ? "" : why.text);
        }
        assert_int_equal(matcher_phrase_count(matcher), patterns[i].says ? 0 : 1);
    }
}

/* A word that begins with very many prefixes satisfies them all. */
static void nested_prefixes_are_all_found(void **state)
{
    static const char word[] = LETTERS_20 LETTERS_20 LETTERS_20 "abc";
    struct buf list;
    struct found found = {.count = 0};
    (void)state;
    buf_init(&list, 10000);
    for (size_t length = 3; length < sizeof word; length++) {
        buf_printf(&list, "%.*s*;", (int)length, word);
    }
    buf_text(&list, word);
    scan(list.at, str_of(word), &found);
    assert_int_equal(found.count, 62); /* 61 prefixes and the word */
    buf_release(&found.out);
    buf_release(&list);
}

/* A word of the text longer than any pattern's is still found by its beginning. */
static void long_words_are_found_by_prefix(void **state)
{
    struct found found = {.count = 0};
    char text[5000];
    (void)state;
    memset(text, 'x', sizeof text);
    memcpy(text, "migra", 5);
    scan("migra*;migra;xxx*", (struct str){text, sizeof text}, &found);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.out.length, sizeof text + 4);
    buf_release(&found.out);
    /* Every length around those that are read eight by eight, with the word itself as a pattern. */
    for (size_t length = 5; length < 100; length++) {
        char word[120], both[150];
        memset(word, 'x', sizeof word);
        memcpy(word, "migra", 5);
        memcpy(word + length, " and some more text", 20);
        const bool fits = length <= MATCH_WORD_MAX;
        (void)snprintf(both, sizeof both, "migra*;%.*s", fits ? (int)length : 3, word);
        found = (struct found){.count = 0};
        scan(both, str_of(word), &found);
        assert_int_equal(found.count, fits ? 2 : 1);
        assert_string_equal(found.out.at + found.out.length - 2, "@0"); /* the first word */
        buf_release(&found.out);
    }
}

/* ---- ceilings ---- */

static void without_memory_it_says_so(void **state)
{
    bool done = false;
    (void)state;
    for (size_t limit = 0; !done; limit += 64) {
        struct arena small;
        uint32_t phrase = 0;
        struct failure how = {STATUS_OK, ""};
        arena_init(&small, limit);
        struct matcher *matcher = matcher_new(&small);
        enum status status = matcher ? STATUS_OK : STATUS_NOMEM;
        for (unsigned i = 0; status == STATUS_OK && i < 20; i++) {
            char pattern[40];
            (void)snprintf(pattern, sizeof pattern, "common word%u* x%u", i, i);
            status = matcher_add(matcher, str_of(pattern), &phrase, &how);
        }
        if (status == STATUS_OK) {
            status = matcher_finish(matcher, &how);
        }
        if (status == STATUS_OK) {
            done = match_run_new(&small, matcher) != NULL;
        } else {
            assert_int_equal(status, STATUS_NOMEM);
        }
        arena_release(&small);
        assert_true(limit < 1000000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(phrases_are_found_where_they_stand, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_text_of_none_has_no_match, set_up, tear_down),
        cmocka_unit_test_setup_teardown(scanning_stops_when_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_run_starts_afresh, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_phrase_has_one_number, set_up, tear_down),
        cmocka_unit_test_setup_teardown(patterns_that_could_not_match_are_refused, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(nested_prefixes_are_all_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_words_are_found_by_prefix, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_memory_it_says_so, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("match", tests, NULL, NULL);
}
