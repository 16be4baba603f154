/*
 * Goal: every word of the pages is found in French and Spanish. Method: the table that it is looked
 * up in is in the order of strcmp(), by which the search goes, whatever signs the words have.
 */
#include "serve/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void words_are_in_order(void **state)
{
    (void)state;
    for (unsigned long i = 1; i < word_entry_count; i++) {
        assert_true(strcmp(word_entries[i - 1].en, word_entries[i].en) < 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(words_are_in_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
