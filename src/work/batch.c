#include "work/batch.h"

#include <stdlib.h>

enum status batch_queue_init(struct batch_queue *queue, struct failure *why)
{
    memset(queue, 0, sizeof *queue);
    for (size_t i = 0; i < BATCH_COUNT; i++) {
        arena_init(&queue->batches[i].arena, BATCH_LIMIT);
        queue->empty[queue->empty_count++] = &queue->batches[i];
    }
    if (pthread_mutex_init(&queue->lock, NULL) != 0 ||
        pthread_cond_init(&queue->changed, NULL) != 0) {
        return fail(why, STATUS_FAILED, "The import's threads cannot be set up.");
    }
    return STATUS_OK;
}

void batch_queue_release(struct batch_queue *queue)
{
    for (size_t i = 0; i < BATCH_COUNT; i++) {
        arena_release(&queue->batches[i].arena);
    }
    free(queue->touched);
    (void)pthread_cond_destroy(&queue->changed);
    (void)pthread_mutex_destroy(&queue->lock);
}

struct batch *batch_take_empty(struct batch_queue *queue)
{
    struct batch *batch = NULL;
    (void)pthread_mutex_lock(&queue->lock);
    while (queue->empty_count == 0 && !queue->failed) {
        (void)pthread_cond_wait(&queue->changed, &queue->lock);
    }
    if (!queue->failed) {
        batch = queue->empty[--queue->empty_count];
    }
    (void)pthread_mutex_unlock(&queue->lock);
    if (batch) {
        arena_clear(&batch->arena);
        batch->items = NULL;
        batch->count = batch->capacity = 0;
        batch->begin_file = NULL;
        batch->end_file = false;
        batch->head = (struct str){NULL, 0};
        batch->last = false;
    }
    return batch;
}

void batch_put_full(struct batch_queue *queue, struct batch *batch)
{
    (void)pthread_mutex_lock(&queue->lock);
    queue->full[queue->full_count++] = batch;
    (void)pthread_cond_broadcast(&queue->changed);
    (void)pthread_mutex_unlock(&queue->lock);
}

void batch_wait_written(struct batch_queue *queue, bool held)
{
    const size_t all = BATCH_COUNT - (held ? 1 : 0);
    (void)pthread_mutex_lock(&queue->lock);
    while (queue->empty_count < all && !queue->failed) {
        (void)pthread_cond_wait(&queue->changed, &queue->lock);
    }
    (void)pthread_mutex_unlock(&queue->lock);
}

/* ---- what the run has put ---- */

bool batch_is_touched(struct batch_queue *queue, long long id)
{
    const size_t byte = (size_t)id / 8;
    (void)pthread_mutex_lock(&queue->lock);
    const bool is =
        byte < queue->touched_size && (queue->touched[byte] >> ((size_t)id % 8) & 1) != 0;
    (void)pthread_mutex_unlock(&queue->lock);
    return is;
}

/* Makes room for @byte; the lock is held. */
static bool grow_touched(struct batch_queue *queue, size_t byte)
{
    const size_t size = queue->touched_size * 2 > byte ? queue->touched_size * 2 : byte + 4096;
    unsigned char *bits = realloc(queue->touched, size);
    if (!bits) {
        return false;
    }
    memset(bits + queue->touched_size, 0, size - queue->touched_size);
    queue->touched = bits;
    queue->touched_size = size;
    return true;
}

enum status batch_touch(struct batch_queue *queue, long long id, struct failure *why)
{
    const size_t byte = (size_t)id / 8;
    (void)pthread_mutex_lock(&queue->lock);
    const bool room = byte < queue->touched_size || grow_touched(queue, byte);
    if (room) {
        queue->touched[byte] |= (unsigned char)(1U << ((size_t)id % 8));
    }
    (void)pthread_mutex_unlock(&queue->lock);
    return room ? STATUS_OK : fail_memory(why);
}

/* ---- the writer's side ---- */

struct batch *batch_take_full(struct batch_queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock);
    while (queue->full_count == 0) {
        (void)pthread_cond_wait(&queue->changed, &queue->lock);
    }
    struct batch *batch = queue->full[0];
    queue->full_count--;
    for (size_t i = 0; i < queue->full_count; i++) {
        queue->full[i] = queue->full[i + 1];
    }
    (void)pthread_mutex_unlock(&queue->lock);
    return batch;
}

void batch_put_empty(struct batch_queue *queue, struct batch *batch)
{
    (void)pthread_mutex_lock(&queue->lock);
    queue->empty[queue->empty_count++] = batch;
    (void)pthread_cond_broadcast(&queue->changed);
    (void)pthread_mutex_unlock(&queue->lock);
}

void batch_fail(struct batch_queue *queue, const struct failure *why)
{
    (void)pthread_mutex_lock(&queue->lock);
    queue->failed = true;
    queue->why = *why;
    (void)pthread_cond_broadcast(&queue->changed);
    (void)pthread_mutex_unlock(&queue->lock);
}
