/*
 * Goal: the order of a person's queue is the written one: every tag once, the useful ones first,
 * one in ten at random, one in twenty known, and the same again whenever it is asked. Method:
 * random pools, of which the whole order is checked.
 */
#include "work/queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MOST = 300 };

struct pool {
    struct arena arena;
    struct queue_item items[MOST];
    struct queue_pool pool;
};

/* @known of ten items are known, and of those half do not wait. */
static void make_pool(struct pool *p, size_t count, int known)
{
    arena_init(&p->arena, (size_t)16 * 1024 * 1024);
    for (size_t i = 0; i < count; i++) {
        const bool is_known = rand() % 10 < known;
        p->items[i] = (struct queue_item){
            .tag = {.record = (long long)i, .theme = rand() % 2 ? "a" : "", .weight = "principal"},
            .points = (unsigned)rand() % 20,
            .waits = !is_known || rand() % 2,
            .known = is_known};
        p->items[i].tag.skipped = p->items[i].waits && rand() % 10 == 0;
    }
    p->pool = (struct queue_pool){.lens = "l",
                                  .person = str_of("Ada"),
                                  .items = p->items,
                                  .count = count,
                                  .done = (unsigned long long)(rand() % 50)};
}

static struct queue_item *order(struct pool *p, size_t limit, size_t *count)
{
    struct queue_item *items = NULL;
    struct failure why;
    assert_int_equal(queue_order(&p->arena, &p->pool, limit, &items, count, &why), STATUS_OK);
    return items;
}

static void check_slot(const struct pool *p, const struct queue_item *items, size_t i)
{
    const unsigned long long slot = p->pool.done + i;
    if (items[i].reason == QUEUE_KNOWN) {
        assert_true(items[i].known);
        assert_int_equal(slot % QUEUE_KNOWN_EVERY, 4);
        return;
    }
    assert_true(items[i].waits);
    assert_int_equal(items[i].reason == QUEUE_RANDOM, slot % QUEUE_RANDOM_EVERY == 9);
}

static void test_whole_order(void **state)
{
    (void)state;
    srand(11);
    for (int round = 0; round < 200; round++) {
        struct pool p;
        size_t count = 0, waiting = 0, taken = 0;
        bool seen[MOST] = {false};
        make_pool(&p, (size_t)(rand() % MOST), round % 4);
        const struct queue_item *items = order(&p, 0, &count);
        const struct queue_item *before = NULL; /* the last one that came for its points */
        for (size_t i = 0; i < count; i++) {
            check_slot(&p, items, i);
            assert_false(seen[items[i].tag.record]);
            seen[items[i].tag.record] = true;
            taken += items[i].waits;
            if (items[i].reason != QUEUE_USEFUL) {
                continue;
            }
            if (before) {
                assert_true(before->tag.skipped <= items[i].tag.skipped);
                assert_true(before->tag.skipped < items[i].tag.skipped ||
                            before->points >= items[i].points);
            }
            before = &items[i];
        }
        for (size_t i = 0; i < p.pool.count; i++) {
            waiting += p.items[i].waits;
        }
        assert_int_equal(taken, waiting); /* nothing that waits is left out */
        /* What is asked for in part is the beginning of it. */
        for (size_t limit = 1; limit < 20; limit += 3) {
            size_t few = 0;
            const struct queue_item *part = order(&p, limit, &few);
            assert_int_equal(few, count < limit ? count : limit);
            for (size_t i = 0; i < few; i++) {
                assert_int_equal(part[i].tag.record, items[i].tag.record);
            }
        }
        arena_release(&p.arena);
    }
}

/* What is asked for in part is the beginning of the whole, and going on from there is its rest. */
static void test_parts(void **state)
{
    (void)state;
    srand(13);
    struct pool p;
    size_t all = 0, few = 0, again = 0;
    make_pool(&p, 200, 2);
    const struct queue_item *whole = order(&p, 0, &all);
    const struct queue_item *part = order(&p, 7, &few);
    assert_int_equal(few, 7);
    for (size_t i = 0; i < few; i++) {
        assert_int_equal(part[i].tag.record, whole[i].tag.record);
    }
    /* The first is answered: the second is now the first. */
    for (size_t i = 0; i < p.pool.count; i++) {
        if (p.items[i].tag.record == whole[0].tag.record) {
            p.items[i] = p.items[--p.pool.count];
        }
    }
    p.pool.done++;
    assert_int_equal(order(&p, 1, &again)[0].tag.record, whole[1].tag.record);
    arena_release(&p.arena);
}

/* Two people begin with tags of as many points, and seldom with the same. */
static void test_people(void **state)
{
    (void)state;
    srand(17);
    struct pool p;
    size_t count = 0, same = 0;
    make_pool(&p, 200, 0);
    for (size_t i = 0; i < 200; i++) {
        p.items[i].points = 5;
        p.items[i].tag.skipped = false;
    }
    const struct queue_item *ada = order(&p, 0, &count);
    p.pool.person = str_of("Ben");
    const struct queue_item *ben = order(&p, 0, &count);
    for (size_t i = 0; i < count; i++) {
        same += ada[i].tag.record == ben[i].tag.record;
    }
    assert_true(same < 10);
    arena_release(&p.arena);
}

static void test_judges(void **state)
{
    (void)state;
    unsigned two = 0;
    for (long long record = 0; record < 10000; record++) {
        const struct lens none = {.name = "l"}, some = {.name = "l", .twice = 20};
        const struct lens every = {.name = "l", .twice = 100};
        assert_int_equal(queue_judges(&none, "a", record), 1);
        assert_int_equal(queue_judges(&every, "a", record), 2);
        two += queue_judges(&some, "a", record) == 2;
    }
    /* 2000 are expected; a deviation of 5 standard deviations (of 40) would be no chance. */
    assert_true(two > 1800 && two < 2200);
}

static void test_settle(void **state)
{
    (void)state;
    struct judgement said[] = {
        {.person = {"Ada", 3}, .verdict = {"confirmed", 9}},
        {.person = {"Ben", 3}, .verdict = {"rejected", 8}},
        {.person = {"Cem", 3}, .verdict = {"skipped", 7}},
        {.person = {"Dan", 3}, .verdict = {"rejected", 8}, .settles = true},
    };
    assert_false(queue_may_settle(said, 4, str_of("Ada"), false));
    assert_false(queue_may_settle(said, 4, str_of("Ben"), false));
    assert_true(queue_may_settle(said, 4, str_of("Ada"), true));
    assert_true(queue_may_settle(said, 4, str_of("Cem"), false));
    assert_true(queue_may_settle(said, 4, str_of("Dan"), false));
    said[1].superseded = true; /* nobody differs any more */
    assert_false(queue_may_settle(said, 4, str_of("Cem"), true));
    said[2].verdict = str_of("flagged");
    assert_true(queue_may_settle(said, 4, str_of("Ben"), false));
    assert_false(queue_may_settle(said, 4, str_of("Cem"), false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_order), cmocka_unit_test(test_parts),
        cmocka_unit_test(test_people),      cmocka_unit_test(test_judges),
        cmocka_unit_test(test_settle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
