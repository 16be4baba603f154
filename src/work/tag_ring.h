/*
 * Batches of stored records going round. The thread that owns the store fills them and, in the same
 * order, writes what came of them; a helper classifies them meanwhile, and so does the owner
 * whenever it has nothing else to do. They share only the ring.
 */
#ifndef WORK_TAG_RING_H
#define WORK_TAG_RING_H

#include "lens/lens.h"
#include "store/store.h"

#include <pthread.h>

#define RING_BATCHES 6
#define RING_RECORDS 64                        /* of one batch, at most; ... */
#define RING_BYTES ((size_t)128 * 1024)        /* ... of its arena; then it is handed on */
#define RING_LIMIT ((size_t)160 * 1024 * 1024) /* ceiling of one batch: a huge record's */

struct classified {
    struct record *record;
    struct tag *tags;
    size_t count;
    uint64_t digest; /* of the tags */
    size_t text;     /* bytes of text in the record */
};

struct tag_batch {
    struct arena arena;
    struct classified items[RING_RECORDS];
    size_t count;
    bool done; /* classified, or .status says why not */
    enum status status;
    struct failure why;
};

/* What one thread classifies with. */
struct classifier {
    struct lens_question question;
    struct lens_run *run;
};

struct tag_ring {
    struct tag_batch batches[RING_BATCHES]; /* the batch number N is batches[N % RING_BATCHES] */
    size_t filled, taken, written;          /* how many batches have come so far */
    bool closed;                            /* the helper takes no more */
    bool helped;                            /* .helper runs */
    struct classifier own, helpers;
    pthread_t helper;
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

/* The ring is to be released whatever the outcome. @only: as in struct lens_question. */
MUST_CHECK enum status tag_ring_init(struct tag_ring *ring, const struct lens_set *lenses,
                                     const struct lens *only, struct failure *why);
void tag_ring_release(struct tag_ring *ring);

/* Begins with an empty ring. The helper comes with the second batch, for one is soon done; there is
 * none when there is no room for a thread. */
void tag_ring_open(struct tag_ring *ring);

/* Ends the helper. What has not been written is forgotten. */
void tag_ring_close(struct tag_ring *ring);

/* ---- for the owner; none of these waits but the last ---- */

/* True when everything filled has been written. */
bool tag_ring_is_empty(const struct tag_ring *ring);

/* An emptied batch to fill, or NULL when all are on their way; it is handed on by the second. */
struct tag_batch *tag_ring_room(struct tag_ring *ring);
void tag_ring_filled(struct tag_ring *ring);

/* The next batch to write, or NULL when it is not classified yet; the second makes it empty. */
struct tag_batch *tag_ring_done(struct tag_ring *ring);
void tag_ring_written(struct tag_ring *ring);

/* Classifies a batch that nobody has begun, or else waits for the helper to finish one. */
void tag_ring_help(struct tag_ring *ring);

#endif
