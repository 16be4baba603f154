/* Batches of prepared records on their way from the reading to the writing thread of an import. */
#ifndef WORK_BATCH_H
#define WORK_BATCH_H

#include "work/import.h"

#include <pthread.h>

#define BATCH_COUNT 3   /* one being read, one waiting, one being written */
#define BATCH_ITEMS 256 /* then it is handed over; a record with many parts may make it more */
#define BATCH_BYTES ((size_t)1024 * 1024) /* of arena; then it is handed over */
#define BATCH_LIMIT                                                                                \
    ((size_t)160 * 1024 *                                                                          \
     1024) /* ceiling of one batch: a huge record is refused, not the memory of all */

/* One record ready to be written, or the news that it is known or refused. */
struct batch_item {
    enum item_type type;
    const struct kind *kind; /* NULL: of the file as a whole */
    struct record *record;
    long long known_id;
    unsigned line;
    struct str bytes; /* of the source */
    unsigned char hash[16];
    const struct part_form *forms; /* of records that stand inside it */
    bool part;                     /* it stands inside the last item that is no part */
    bool ours;                     /* one of our own exports has it */
    const bool *says;              /* for each field: the file has a place for it */
    bool whole;                    /* the record's values say all that the bytes say */
    const struct field *as_of;     /* has the date of this version, or NULL */
    bool partial; /* they say only what changes of the record that is known; .tags are none */
    struct stored_tag *tags;
    size_t tag_count;
    uint64_t digest; /* of the tags */
    struct problem_list problems;
    bool counts; /* false for problems of the file as a whole */
};

struct batch {
    struct arena arena;
    struct batch_item *items; /* in the arena */
    size_t count, capacity;
    const char *begin_file; /* not NULL: this batch begins an import of that file */
    const char *format;
    struct str head; /* of the last batch of a file: the start tag of its root, or empty */
    bool end_file;   /* this batch is the last of its file */
    bool last;       /* and of the whole run: the writer ends after it */
};

/* A queue of batches between two threads; the batches go round. */
struct batch_queue {
    struct batch batches[BATCH_COUNT];
    struct batch *full[BATCH_COUNT], *empty[BATCH_COUNT];
    size_t full_count, empty_count;
    unsigned char *touched; /* a bit for the number of each record that the run has put */
    size_t touched_size;
    bool failed; /* the writer gave up; see .why */
    struct failure why;
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

MUST_CHECK enum status batch_queue_init(struct batch_queue *queue, struct failure *why);
void batch_queue_release(struct batch_queue *queue);

/* Waits for an empty batch; NULL when the writer has failed. */
struct batch *batch_take_empty(struct batch_queue *queue);
void batch_put_full(struct batch_queue *queue, struct batch *batch);

/* Waits until all that was handed over is written, or the writer has failed. @held: the caller has a
 * batch in hand. */
void batch_wait_written(struct batch_queue *queue, bool held);

/* Whether the writer has put the record in this run: another view of the store may not show it as
 * it is now. */
bool batch_is_touched(struct batch_queue *queue, long long id);

/* The writer's side. */
MUST_CHECK enum status batch_touch(struct batch_queue *queue, long long id, struct failure *why);
struct batch *batch_take_full(struct batch_queue *queue);
void batch_put_empty(struct batch_queue *queue, struct batch *batch);
void batch_fail(struct batch_queue *queue, const struct failure *why);

/* The writing thread: @context is a struct batch_writer. Returns NULL. */
struct batch_writer {
    struct batch_queue *queue;
    const struct workspace *work;
    struct import_result *result;
};
void *batch_write_all(void *context);

#endif
