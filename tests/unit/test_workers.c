/* Jobs are done by so many threads at most, so many wait, and none that was taken is lost. */
#include "serve/workers.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A job that waits until the gate is opened, and counts how many are inside. */
struct gate {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool open;
    unsigned inside, most_inside, done;
};

static void pass(void *job)
{
    struct gate *gate = job;
    (void)pthread_mutex_lock(&gate->lock);
    gate->inside++;
    gate->most_inside = gate->inside > gate->most_inside ? gate->inside : gate->most_inside;
    (void)pthread_cond_broadcast(&gate->changed);
    while (!gate->open) {
        (void)pthread_cond_wait(&gate->changed, &gate->lock);
    }
    gate->inside--;
    gate->done++;
    (void)pthread_mutex_unlock(&gate->lock);
}

static void wait_inside(struct gate *gate, unsigned count)
{
    (void)pthread_mutex_lock(&gate->lock);
    while (gate->inside < count) {
        (void)pthread_cond_wait(&gate->changed, &gate->lock);
    }
    (void)pthread_mutex_unlock(&gate->lock);
}

static void open_gate(struct gate *gate)
{
    (void)pthread_mutex_lock(&gate->lock);
    gate->open = true;
    (void)pthread_cond_broadcast(&gate->changed);
    (void)pthread_mutex_unlock(&gate->lock);
}

static void test_bounds(void **state)
{
    struct gate gate = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    struct workers *workers = NULL;
    struct failure why;
    unsigned taken = 2;
    (void)state;
    assert_int_equal(workers_start(2, 5, pass, &workers, &why), STATUS_OK);
    assert_true(workers_give(workers, &gate));
    assert_true(workers_give(workers, &gate));
    wait_inside(&gate, 2); /* both threads are busy; now five may wait, and no sixth */
    while (taken < 100 && workers_give(workers, &gate)) {
        taken++;
    }
    assert_int_equal(taken, 7);
    open_gate(&gate);
    workers_stop(workers);
    assert_int_equal(gate.done, 7);
    assert_int_equal(gate.most_inside, 2);
    assert_false(workers_give(workers, &gate)); /* they have stopped */
    workers_release(workers);
}

static void add(void *job)
{
    (void)atomic_fetch_add((atomic_uint *)job, 1);
}

struct giver {
    struct workers *workers;
    atomic_uint *sum;
    unsigned given;
};

static void *give_many(void *context)
{
    struct giver *giver = context;
    for (int i = 0; i < 5000; i++) {
        giver->given += workers_give(giver->workers, giver->sum) ? 1 : 0;
    }
    return NULL;
}

static void test_many(void **state)
{
    struct workers *workers = NULL;
    struct failure why;
    struct giver givers[4];
    pthread_t threads[4];
    atomic_uint sum = 0;
    unsigned given = 0;
    (void)state;
    assert_int_equal(workers_start(3, 32, add, &workers, &why), STATUS_OK);
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        givers[i] = (struct giver){workers, &sum, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, give_many, &givers[i]), 0);
    }
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        (void)pthread_join(threads[i], NULL);
        given += givers[i].given;
    }
    workers_stop(workers);
    workers_release(workers);
    assert_true(given > 0);
    assert_int_equal(atomic_load(&sum), given);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
