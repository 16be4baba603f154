/*
 * Goal: "did you mean" finds the name a person meant, and keeps quiet when there is none.
 * Method: a table of mistyped words against one list of names.
 */
#include "base/near.h"
#include "base/status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static const char *const names[] = {"title", "description", "fields", "field", "is",
                                    "any",   "languages",   "",       NULL};

static const struct {
    const char *word, *expect; /* NULL: none */
} cases[] = {
    {"title", "title"},  /* itself */
    {"tilte", "title"},  /* two letters swapped count once */
    {"titel", "title"},  /* … at the end too */
    {"titl", "title"},   /* one missing */
    {"tittle", "title"}, /* one too many */
    {"tutle", "title"},  /* one replaced */
    {"descripiton", "description"},
    {"desc", NULL}, /* seven of eleven are missing */
    {"langauges", "languages"},
    {"fieldss", "fields"}, /* nearer to fields than to field */
    {"feild", "field"},
    {"xy", NULL},   /* two of two letters differ */
    {"it", NULL},   /* one of two is more than a third */
    {"ani", "any"}, /* one of three is just a third */
    {"", NULL},
    {"kind", NULL},
};

static void finds_the_nearest(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *found = near_name(cases[i].word, names);
        if (!cases[i].expect) {
            assert_null(found);
        } else {
            assert_non_null(found);
            assert_string_equal(found, cases[i].expect);
        }
    }
}

static void keeps_the_first_of_two_as_near(void **state)
{
    static const char *const twins[] = {"abcd1", "abcd2", NULL};
    (void)state;
    assert_string_equal(near_name("abcd3", twins), "abcd1");
}

static void gives_none_for_very_long_words_and_no_names(void **state)
{
    static const char *const none[] = {NULL};
    char word[300];
    const char *long_names[] = {word, NULL};
    (void)state;
    memset(word, 'a', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    assert_null(near_name(word, long_names));
    assert_null(near_name("aaaa", long_names));
    assert_null(near_name("title", none));
    word[127] = '\0'; /* the longest that is compared */
    assert_ptr_equal(near_name(word, long_names), word);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_nearest),
        cmocka_unit_test(keeps_the_first_of_two_as_near),
        cmocka_unit_test(gives_none_for_very_long_words_and_no_names),
    };
    return cmocka_run_group_tests_name("near", tests, NULL, NULL);
}
