#include "work/batch.h"

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
