/*
 * Goal: differences read as a person would mark them, and lead exactly from one text to the other.
 * Method: a table of pairs; and random texts, whose runs are put together again (the seed is
 * printed).
 */
#include "text/difference.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

#include "base/buf.h"

static void print(const char *before, const char *after, struct buf *out)
{
    static const char *const marks[] = {[RUN_SAME] = "=", [RUN_GONE] = "-", [RUN_NEW] = "+"};
    struct arena arena;
    struct run *runs = NULL;
    size_t count = 0;
    struct failure why;
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    assert_int_equal(difference_words(&arena, str_of(before), str_of(after), &runs, &count, &why),
                     STATUS_OK);
    for (size_t i = 0; i < count; i++) {
        buf_printf(out, "%s[%.*s]", marks[runs[i].type], STR_ARGS(runs[i].text));
    }
    arena_release(&arena);
}

static void test_pairs(void **state)
{
    static const struct {
        const char *before, *after, *runs;
    } cases[] = {
        {"", "", ""},
        {"same", "same", "=[same]"},
        {"", "new", "+[new]"},
        {"gone", "", "-[gone]"},
        {"one two three", "one 2 three", "=[one ]-[two]+[2]=[ three]"},
        {"one two", "one two three", "=[one two]+[ three]"},
        {"one two three four", "one 2 3 four", "=[one ]-[two three]+[2 3]=[ four]"},
        {"a b c d", "x b y d", "-[a]+[x]=[ b ]-[c]+[y]=[ d]"},
        {"travail à l'étranger", "travail au pays", NULL},
        {"migración", "migracion", "-[migración]+[migracion]"},
        {"a, b", "a; b", "=[a]-[,]+[;]=[ b]"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf out;
        buf_init(&out, 10000);
        buf_text(&out, "");
        print(cases[i].before, cases[i].after, &out);
        if (cases[i].runs && strcmp(out.at ? out.at : "", cases[i].runs) != 0) {
            fail_msg("\"%s\" to \"%s\": %s", cases[i].before, cases[i].after, out.at);
        }
        buf_release(&out);
    }
}

static unsigned next_random(unsigned long long *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (unsigned)(*state >> 40);
}

static void random_text(unsigned long long *seed, struct buf *out, unsigned most)
{
    static const char *const words[] = {"a", "bc", "é", " ", "  ", ",", "\n", "\xff", "中", "d-e"};
    for (unsigned i = next_random(seed) % (most + 1); i > 0; i--) {
        buf_text(out, words[next_random(seed) % COUNT_OF(words)]);
    }
}

static void check_pair(struct str a, struct str b)
{
    struct arena arena;
    struct run *runs = NULL;
    size_t count = 0;
    struct failure why;
    struct buf before, after;
    buf_init(&before, 1000000);
    buf_init(&after, 1000000);
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    assert_int_equal(difference_words(&arena, a, b, &runs, &count, &why), STATUS_OK);
    for (size_t i = 0; i < count; i++) {
        if (runs[i].type != RUN_NEW) {
            buf_str(&before, runs[i].text);
        }
        if (runs[i].type != RUN_GONE) {
            buf_str(&after, runs[i].text);
        }
    }
    assert_true(str_equal(buf_view(&before), a));
    assert_true(str_equal(buf_view(&after), b));
    buf_release(&before);
    buf_release(&after);
    arena_release(&arena);
}

static void test_random(void **state)
{
    unsigned long long seed = (unsigned long long)time(NULL);
    (void)state;
    print_message("seed %llu\n", seed);
    for (unsigned i = 0; i < 3000; i++) {
        struct buf a, b;
        const unsigned most = i % 100 == 0 ? 3000 : 30;
        buf_init(&a, 100000);
        buf_init(&b, 100000);
        random_text(&seed, &a, most);
        random_text(&seed, &b, most);
        check_pair(buf_view(&a), buf_view(&b));
        buf_release(&a);
        buf_release(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_pairs), cmocka_unit_test(test_random)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
