/*
 * Records are read in pairs of batches. The two batches of a pair are classified side by side, one
 * by a second thread, for looking for words is most of the work; reading and writing stay in the
 * caller's thread, which owns the store.
 */
#include "work/tag.h"

#include "work/stored_tags.h"

#include <pthread.h>

#define BATCH_RECORDS 512
#define BATCH_BYTES ((size_t)2 * 1024 * 1024)
#define BATCH_LIMIT ((size_t)160 * 1024 * 1024)

struct classified {
    struct record *record;
    struct tag *tags;
    size_t count;
    struct stored_tag *stored;
};

/* Some records, and what classifies them. */
struct tag_batch {
    struct arena arena;
    struct classified items[BATCH_RECORDS];
    size_t count;
    struct lens_question question;
    struct lens_run *run;
    struct buf scratch;
    enum status status;
    struct failure why;
};

struct tagging {
    struct workspace *work;
    const struct lens *only;
    const volatile sig_atomic_t *stop;
    struct tag_result *result;
    struct tag_batch batches[2];
    const char *names[2]; /* when there is only one lens */
    const char *const *lenses;
};

static enum status classify_item(struct tag_batch *batch, struct classified *item)
{
    TRY(lens_classify(batch->run, item->record, &batch->question, &batch->arena, &item->tags,
                      &item->count, &batch->why));
    return stored_tags_make(&batch->arena, &batch->scratch, item->tags, item->count, &item->stored,
                            &batch->why);
}

/* The second thread's part, and the first's: a batch touches nothing but itself. */
static void *classify_batch(void *context)
{
    struct tag_batch *batch = context;
    batch->status = STATUS_OK;
    for (size_t i = 0; i < batch->count && batch->status == STATUS_OK; i++) {
        batch->status = classify_item(batch, &batch->items[i]);
    }
    return NULL;
}

static void classify_both(struct tagging *t)
{
    pthread_t thread;
    bool beside = t->batches[1].count > 0 &&
                  pthread_create(&thread, NULL, classify_batch, &t->batches[1]) == 0;
    (void)classify_batch(&t->batches[0]);
    if (beside) {
        (void)pthread_join(thread, NULL);
    } else {
        (void)classify_batch(&t->batches[1]);
    }
}

static void count_tags(struct tagging *t, const struct classified *item)
{
    for (size_t i = 0; i < item->count; i++) {
        const struct tag *tag = &item->tags[i];
        if (*tag->theme == '\0') {
            struct tag_counts *counts = &t->result->lenses[tag->lens->index];
            counts->tagged++;
            counts->candidates += tag->weight == WEIGHT_CANDIDATE ? 1 : 0;
        }
    }
}

static void count_text(struct tagging *t, const struct record *record)
{
    for (size_t f = 0; f < record->kind->field_count; f++) {
        for (const struct value *v = record->values[f]; v; v = v->next) {
            t->result->text += v->field->type == FIELD_TEXT ? v->text.length : 0;
        }
    }
}

static enum status write_batch(struct tagging *t, const struct tag_batch *batch,
                               struct failure *why)
{
    if (batch->status != STATUS_OK) {
        *why = batch->why;
        return batch->status;
    }
    for (size_t i = 0; i < batch->count; i++) {
        const struct classified *item = &batch->items[i];
        bool changed = false;
        TRY(store_put_tags(t->work->store, item->record->id, t->lenses, item->stored, item->count,
                           &changed, why));
        count_tags(t, item);
        count_text(t, item->record);
        t->result->records++;
        t->result->changed += changed ? 1 : 0;
    }
    return STATUS_OK;
}

/* Fills a batch; STEP_DONE when there are no more records. */
static enum step fill(struct record_cursor *cursor, struct tag_batch *batch, struct failure *why)
{
    enum step step = STEP_ITEM;
    arena_clear(&batch->arena);
    batch->count = 0;
    while (batch->count < BATCH_RECORDS && batch->arena.total < BATCH_BYTES &&
           (step = record_cursor_next(cursor, &batch->arena, &batch->items[batch->count].record,
                                      why)) == STEP_ITEM) {
        batch->count++;
    }
    return step;
}

static enum status tag_records(struct tagging *t, struct record_cursor *cursor, struct failure *why)
{
    enum step step = STEP_ITEM;
    while (step == STEP_ITEM && !(t->stop && *t->stop)) {
        step = fill(cursor, &t->batches[0], why);
        t->batches[1].count = 0;
        if (step == STEP_ITEM) {
            step = fill(cursor, &t->batches[1], why);
        }
        if (step == STEP_ERROR) {
            return why->status;
        }
        classify_both(t);
        TRY(write_batch(t, &t->batches[0], why));
        TRY(write_batch(t, &t->batches[1], why));
    }
    return STATUS_OK;
}

/* The fields that some lens looks at: the others stay on disk. */
static enum status needed_fields(struct tagging *t, const struct kind *kind,
                                 const struct field ***fields, size_t *count, struct failure *why)
{
    *fields = arena_array(&t->work->arena, kind->field_count, sizeof **fields);
    *count = 0;
    if (!*fields) {
        return fail_memory(why);
    }
    for (size_t f = 0; f < kind->field_count; f++) {
        if (lens_set_reads(t->work->lenses, &kind->fields[f])) {
            (*fields)[(*count)++] = &kind->fields[f];
        }
    }
    return STATUS_OK;
}

static enum status tag_kind(struct tagging *t, const struct kind *kind, struct failure *why)
{
    struct query query;
    struct record_cursor *cursor = NULL;
    const struct field **fields = NULL;
    size_t count = 0;
    query_init(&query, kind);
    TRY(needed_fields(t, kind, &fields, &count, why));
    TRY(store_begin(t->work->store, why));
    enum status status =
        store_find_fields(t->work->store, &query, ORDER_ID, fields, count, &cursor, why);
    if (status == STATUS_OK) {
        status = tag_records(t, cursor, why);
    }
    record_cursor_close(cursor);
    if (status != STATUS_OK) {
        store_rollback(t->work->store);
        return status;
    }
    return store_commit(t->work->store, why);
}

static bool wanted(const struct tagging *t, const struct kind *kind)
{
    bool applies = false;
    for (size_t i = 0; i < lens_set_count(t->work->lenses); i++) {
        const struct lens *lens = lens_set_at(t->work->lenses, i);
        applies = applies || (lens_applies(lens, kind) && (!t->only || t->only == lens));
    }
    return applies;
}

static enum status open_batches(struct tagging *t, struct failure *why)
{
    for (size_t i = 0; i < 2; i++) {
        struct tag_batch *batch = &t->batches[i];
        arena_init(&batch->arena, BATCH_LIMIT);
        buf_init(&batch->scratch, (size_t)1024 * 1024);
        batch->question.only = t->only;
        TRY(lens_run_open(t->work->lenses, &batch->run, why));
    }
    return STATUS_OK;
}

static void close_batches(struct tagging *t)
{
    for (size_t i = 0; i < 2; i++) {
        lens_run_close(t->batches[i].run);
        buf_release(&t->batches[i].scratch);
        arena_release(&t->batches[i].arena);
    }
}

enum status work_tag(struct workspace *work, const struct lens *only,
                     const volatile sig_atomic_t *stop, struct tag_result *result,
                     struct failure *why)
{
    struct tagging *t = arena_alloc(&work->arena, sizeof *t);
    *result = (struct tag_result){
        .lenses = arena_array(&work->arena, lens_set_count(work->lenses), sizeof *result->lenses)};
    if (!t || !result->lenses) {
        return fail_memory(why);
    }
    t->work = work;
    t->only = only;
    t->stop = stop;
    t->result = result;
    t->names[0] = only ? only->name : NULL;
    t->lenses = only ? t->names : lens_set_names(work->lenses);
    enum status status = open_batches(t, why);
    for (size_t i = 0; i < work->pack->kind_count && status == STATUS_OK; i++) {
        if (wanted(t, &work->pack->kinds[i])) {
            status = tag_kind(t, &work->pack->kinds[i], why);
        }
    }
    close_batches(t);
    if (status == STATUS_OK && stop && *stop) {
        return fail(why, STATUS_INTERRUPTED, "Stopped. The records looked at so far are done.");
    }
    return status;
}
