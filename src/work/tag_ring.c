#include "work/tag_ring.h"

static enum status classifier_open(struct classifier *classifier, const struct lens_set *lenses,
                                   const struct lens *only, struct failure *why)
{
    classifier->question.only = only;
    return lens_run_open(lenses, &classifier->run, why);
}

static void classifier_close(struct classifier *classifier)
{
    lens_run_close(classifier->run);
}

static size_t count_text(const struct record *record)
{
    size_t text = 0;
    for (size_t f = 0; f < record->kind->field_count; f++) {
        const struct value *first = record->values[f];
        for (const struct value *v = first && first->field->type == FIELD_TEXT ? first : NULL; v;
             v = v->next) {
            text += v->text.length;
        }
    }
    return text;
}

static enum status classify_item(struct classifier *classifier, struct tag_batch *batch,
                                 struct classified *item)
{
    item->text = count_text(item->record);
    TRY(lens_classify(classifier->run, item->record, &classifier->question, &batch->arena,
                      &item->tags, &item->count, &batch->why));
    item->digest = tags_digest(item->tags, item->count);
    return STATUS_OK;
}

static void classify(struct classifier *classifier, struct tag_batch *batch)
{
    batch->status = STATUS_OK;
    for (size_t i = 0; i < batch->count && batch->status == STATUS_OK; i++) {
        batch->status = classify_item(classifier, batch, &batch->items[i]);
    }
}

enum status tag_ring_init(struct tag_ring *ring, const struct lens_set *lenses,
                          const struct lens *only, struct failure *why)
{
    *ring = (struct tag_ring){.filled = 0};
    for (size_t i = 0; i < RING_BATCHES; i++) {
        arena_init(&ring->batches[i].arena, RING_LIMIT);
    }
    if (pthread_mutex_init(&ring->lock, NULL) != 0 ||
        pthread_cond_init(&ring->changed, NULL) != 0) {
        return fail(why, STATUS_FAILED, "The threads that tag cannot be set up.");
    }
    TRY(classifier_open(&ring->own, lenses, only, why));
    return classifier_open(&ring->helpers, lenses, only, why);
}

void tag_ring_release(struct tag_ring *ring)
{
    classifier_close(&ring->own);
    classifier_close(&ring->helpers);
    for (size_t i = 0; i < RING_BATCHES; i++) {
        arena_release(&ring->batches[i].arena);
    }
    (void)pthread_cond_destroy(&ring->changed);
    (void)pthread_mutex_destroy(&ring->lock);
}

/* With the lock held: the next batch that nobody has begun, or NULL. */
static struct tag_batch *take(struct tag_ring *ring)
{
    return ring->taken < ring->filled ? &ring->batches[ring->taken++ % RING_BATCHES] : NULL;
}

static void finish(struct tag_ring *ring, struct tag_batch *batch)
{
    (void)pthread_mutex_lock(&ring->lock);
    batch->done = true;
    (void)pthread_cond_broadcast(&ring->changed);
    (void)pthread_mutex_unlock(&ring->lock);
}

static struct tag_batch *wait_for_work(struct tag_ring *ring)
{
    struct tag_batch *batch = NULL;
    (void)pthread_mutex_lock(&ring->lock);
    while (!ring->closed && !(batch = take(ring))) {
        (void)pthread_cond_wait(&ring->changed, &ring->lock);
    }
    (void)pthread_mutex_unlock(&ring->lock);
    return batch;
}

static void *help(void *context)
{
    struct tag_ring *ring = context;
    struct tag_batch *batch;
    while ((batch = wait_for_work(ring)) != NULL) {
        classify(&ring->helpers, batch);
        finish(ring, batch);
    }
    return NULL;
}

void tag_ring_open(struct tag_ring *ring)
{
    ring->filled = 0;
    ring->taken = 0;
    ring->written = 0;
    ring->closed = false;
    ring->helped = false;
}

void tag_ring_close(struct tag_ring *ring)
{
    (void)pthread_mutex_lock(&ring->lock);
    ring->closed = true;
    (void)pthread_cond_broadcast(&ring->changed);
    (void)pthread_mutex_unlock(&ring->lock);
    if (ring->helped) {
        (void)pthread_join(ring->helper, NULL);
    }
}

bool tag_ring_is_empty(const struct tag_ring *ring)
{
    return ring->written == ring->filled;
}

struct tag_batch *tag_ring_room(struct tag_ring *ring)
{
    struct tag_batch *batch = &ring->batches[ring->filled % RING_BATCHES];
    if (ring->filled - ring->written == RING_BATCHES) {
        return NULL;
    }
    arena_clear(&batch->arena);
    batch->count = 0;
    batch->done = false;
    return batch;
}

void tag_ring_filled(struct tag_ring *ring)
{
    (void)pthread_mutex_lock(&ring->lock);
    ring->filled++;
    (void)pthread_cond_broadcast(&ring->changed);
    (void)pthread_mutex_unlock(&ring->lock);
    if (ring->filled == 2) {
        ring->helped = pthread_create(&ring->helper, NULL, help, ring) == 0;
    }
}

struct tag_batch *tag_ring_done(struct tag_ring *ring)
{
    struct tag_batch *batch = &ring->batches[ring->written % RING_BATCHES];
    (void)pthread_mutex_lock(&ring->lock);
    const bool done = ring->written < ring->filled && batch->done;
    (void)pthread_mutex_unlock(&ring->lock);
    return done ? batch : NULL;
}

void tag_ring_written(struct tag_ring *ring)
{
    ring->written++;
}

void tag_ring_help(struct tag_ring *ring)
{
    (void)pthread_mutex_lock(&ring->lock);
    struct tag_batch *batch = take(ring);
    while (!batch && !ring->batches[ring->written % RING_BATCHES].done) {
        (void)pthread_cond_wait(&ring->changed, &ring->lock);
    }
    (void)pthread_mutex_unlock(&ring->lock);
    if (batch) {
        classify(&ring->own, batch);
        finish(ring, batch);
    }
}
