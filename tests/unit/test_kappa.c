/*
 * Goal: the agreement that is shown is Cohen's kappa. Method: tables worked out by hand (in the
 * comments), the cases without meaning, and properties that hold for any table.
 */
#include "work/kappa.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static struct review_pair pair(unsigned long long both_yes, unsigned long long only_first,
                               unsigned long long only_second, unsigned long long both_no)
{
    return (struct review_pair){.theme = "t",
                                .both_yes = both_yes,
                                .only_first = only_first,
                                .only_second = only_second,
                                .both_no = both_no};
}

static void test_by_hand(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        unsigned long long a, b, c, d; /* both yes, only first, only second, both no */
        bool defined;
        long long value;
    } cases[] = {
        /* p = 35/50 = 0.7; e = 25/50*30/50 + 25/50*20/50 = 0.5; (0.7-0.5)/0.5 = 0.4 */
        {"grants", 20, 5, 10, 15, true, 400},
        /* p = 0.6; e = 0.6*0.7+0.4*0.3 = 0.54; 0.06/0.46 = 0.130434… */
        {"same share, more by chance", 45, 15, 25, 15, true, 130},
        /* p = 0.6; e = 0.6*0.3+0.4*0.7 = 0.46; 0.14/0.54 = 0.259259… */
        {"same share, less by chance", 25, 35, 5, 35, true, 259},
        {"always agree", 7, 0, 0, 3, true, 1000},
        /* p = 0; e = 0.5; -0.5/0.5 */
        {"never agree", 0, 4, 4, 0, true, -1000},
        /* n = 4: p = 1/2; e = (2*2+2*2)/16 = 1/2 */
        {"as by chance", 1, 1, 1, 1, true, 0},
        /* n = 3: p = 2/3; e = (1*2+2*1)/9 = 4/9; (6-4)/(9-4) = 0.4 */
        {"three", 1, 0, 1, 1, true, 400},
        /* n = 8: (8*5 - (6*5+2*3)) / (64-36) = 4/28 = 0.142857… */
        {"rounded up", 4, 2, 1, 1, true, 143},
        /* n = 8: 8*3 - (4*5+4*3) = -8; 64-32 = 32 */
        {"worse than chance", 2, 2, 3, 1, true, -250},
        {"one class: both only say yes", 9, 0, 0, 0, false, 0},
        {"one class: both only say no", 0, 0, 0, 5, false, 0},
        /* One says only yes: p = 2/3, e = 2/3: no better than chance. */
        {"one class for one of them", 2, 1, 0, 0, true, 0},
        {"nothing in common", 0, 0, 0, 0, false, 0},
        {"a million", 500000, 0, 0, 500000, true, 1000},
        {"more than a million", 1500000, 0, 0, 1500000, true, 1000},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct review_pair one = pair(cases[i].a, cases[i].b, cases[i].c, cases[i].d);
        const struct kappa kappa = kappa_of(&one, 1);
        if (kappa.defined != cases[i].defined || kappa.value != cases[i].value ||
            kappa.judged != cases[i].a + cases[i].b + cases[i].c + cases[i].d ||
            kappa.agreed != cases[i].a + cases[i].d) {
            fail_msg("%s: %d %lld", cases[i].name, kappa.defined, kappa.value);
        }
    }
    assert_false(kappa_of(NULL, 0).defined);
}

static void test_pooled(void **state)
{
    (void)state;
    /* above: (50*35-1250)/50 = 10 and (8*3-32)/8 = -1; below: (2500-1250)/50 = 25 and 32/8 = 4.
     * 9/29 = 0.310344… */
    const struct review_pair two[] = {pair(20, 5, 10, 15), pair(2, 2, 3, 1)};
    assert_int_equal(kappa_of(two, 2).value, 310);
    assert_int_equal(kappa_of(two, 2).judged, 58);
    /* A pair without meaning of its own takes nothing away from another's. */
    const struct review_pair with_one_class[] = {pair(20, 5, 10, 15), pair(9, 0, 0, 0)};
    assert_int_equal(kappa_of(with_one_class, 2).value, 400);
    const struct review_pair none[] = {pair(9, 0, 0, 0), pair(0, 0, 0, 0)};
    assert_false(kappa_of(none, 2).defined);
}

static void test_properties(void **state)
{
    (void)state;
    srand(5);
    for (int i = 0; i < 20000; i++) {
        const unsigned long long a = (unsigned)rand() % 30, b = (unsigned)rand() % 30;
        const unsigned long long c = (unsigned)rand() % 30, d = (unsigned)rand() % 30;
        const struct review_pair one = pair(a, b, c, d);
        const struct review_pair turned = pair(a, c, b, d);   /* the other one first */
        const struct review_pair reversed = pair(d, c, b, a); /* yes for no */
        const struct review_pair three[] = {one, one, one};
        const struct kappa kappa = kappa_of(&one, 1);
        assert_int_equal(kappa.value, kappa_of(&turned, 1).value);
        assert_int_equal(kappa.value, kappa_of(&reversed, 1).value);
        assert_true(llabs(kappa.value - kappa_of(three, 3).value) <= 1);
        assert_true(kappa.value <= KAPPA_ONE && kappa.value >= -KAPPA_ONE);
        if (kappa.defined && kappa.value == KAPPA_ONE) {
            assert_int_equal(b + c, 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_pooled),
        cmocka_unit_test(test_properties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
