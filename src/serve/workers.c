#include "serve/workers.h"

#include <pthread.h>
#include <stdlib.h>

struct workers {
    work_function *work;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t *threads;
    unsigned thread_count;
    void **jobs; /* a ring */
    size_t most, first, count;
    bool stopping;
};

static void *run(void *context)
{
    struct workers *workers = context;
    (void)pthread_mutex_lock(&workers->lock);
    for (;;) {
        while (workers->count == 0 && !workers->stopping) {
            (void)pthread_cond_wait(&workers->changed, &workers->lock);
        }
        if (workers->count == 0) {
            break;
        }
        void *job = workers->jobs[workers->first];
        workers->first = (workers->first + 1) % workers->most;
        workers->count--;
        (void)pthread_mutex_unlock(&workers->lock);
        workers->work(job);
        (void)pthread_mutex_lock(&workers->lock);
    }
    (void)pthread_mutex_unlock(&workers->lock);
    return NULL;
}

enum status workers_start(unsigned threads, size_t most, work_function *work,
                          struct workers **workers_out, struct failure *why)
{
    struct workers *workers = calloc(1, sizeof *workers);
    *workers_out = NULL;
    if (!workers) {
        return fail_memory(why);
    }
    workers->work = work;
    workers->most = most;
    workers->jobs = calloc(most, sizeof *workers->jobs);
    workers->threads = calloc(threads, sizeof *workers->threads);
    (void)pthread_mutex_init(&workers->lock, NULL);
    (void)pthread_cond_init(&workers->changed, NULL);
    while (workers->jobs && workers->threads && workers->thread_count < threads &&
           pthread_create(&workers->threads[workers->thread_count], NULL, run, workers) == 0) {
        workers->thread_count++;
    }
    if (workers->thread_count < threads) {
        workers_stop(workers);
        workers_release(workers);
        return fail(why, STATUS_FAILED, "The server's threads cannot be set up.");
    }
    *workers_out = workers;
    return STATUS_OK;
}

bool workers_give(struct workers *workers, void *job)
{
    (void)pthread_mutex_lock(&workers->lock);
    const bool room = !workers->stopping && workers->count < workers->most;
    if (room) {
        workers->jobs[(workers->first + workers->count++) % workers->most] = job;
        (void)pthread_cond_signal(&workers->changed);
    }
    (void)pthread_mutex_unlock(&workers->lock);
    return room;
}

void workers_stop(struct workers *workers)
{
    (void)pthread_mutex_lock(&workers->lock);
    workers->stopping = true;
    (void)pthread_cond_broadcast(&workers->changed);
    (void)pthread_mutex_unlock(&workers->lock);
    for (unsigned i = 0; i < workers->thread_count; i++) {
        (void)pthread_join(workers->threads[i], NULL);
    }
    workers->thread_count = 0;
}

void workers_release(struct workers *workers)
{
    if (workers) {
        (void)pthread_mutex_destroy(&workers->lock);
        (void)pthread_cond_destroy(&workers->changed);
        free(workers->jobs);
        free(workers->threads);
        free(workers);
    }
}
