#include "work/tag.h"

#include "work/stored_tags.h"
#include "work/tag_ring.h"

struct tagging {
    struct workspace *work;
    const struct lens *only;
    const volatile sig_atomic_t *stop;
    struct tag_result *result;
    struct tag_ring ring;
    struct buf scratch;
    const char *names[2]; /* when there is only one lens */
    const char *const *lenses;
};

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

/* Writes what is other than before. Most records keep their tags, and their digest says so. */
static enum status write_tags(struct tagging *t, struct arena *arena, const struct classified *item,
                              bool *changed, struct failure *why)
{
    struct store *store = t->work->store;
    const long long record = item->record->id;
    struct stored_tag *stored = NULL;
    bool same = false;
    *changed = false;
    if (!t->only) { /* a digest is one of the tags of all lenses */
        TRY(store_has_digest(store, record, item->digest, &same, why));
    }
    if (same) {
        return STATUS_OK;
    }
    TRY(stored_tags_make(arena, &t->scratch, item->tags, item->count, &stored, why));
    TRY(store_put_tags(store, record, t->lenses, stored, item->count, changed, why));
    return t->only ? STATUS_OK : store_keep_digest(store, record, item->digest, why);
}

static enum status write_batch(struct tagging *t, struct tag_batch *batch, struct failure *why)
{
    if (batch->status != STATUS_OK) {
        *why = batch->why;
        return batch->status;
    }
    for (size_t i = 0; i < batch->count; i++) {
        const struct classified *item = &batch->items[i];
        bool changed = false;
        TRY(write_tags(t, &batch->arena, item, &changed, why));
        count_tags(t, item);
        t->result->text += item->text;
        t->result->records++;
        t->result->changed += changed ? 1 : 0;
    }
    return STATUS_OK;
}

/* Fills a batch; STEP_DONE when there are no more records. */
static enum step fill(struct record_cursor *cursor, struct tag_batch *batch, struct failure *why)
{
    enum step step = STEP_ITEM;
    while (batch->count < RING_RECORDS && batch->arena.total < RING_BYTES &&
           (step = record_cursor_next(cursor, &batch->arena, &batch->items[batch->count].record,
                                      why)) == STEP_ITEM) {
        batch->count++;
    }
    return step;
}

/* Writes what can be written, reads while there is room, and else helps to classify. */
static enum status tag_records(struct tagging *t, struct record_cursor *cursor, struct failure *why)
{
    enum step step = STEP_ITEM;
    while (step == STEP_ITEM || !tag_ring_is_empty(&t->ring)) {
        struct tag_batch *batch = tag_ring_done(&t->ring);
        if (batch) {
            TRY(write_batch(t, batch, why));
            tag_ring_written(&t->ring);
        } else if (step == STEP_ITEM && (batch = tag_ring_room(&t->ring)) != NULL) {
            step = t->stop && *t->stop ? STEP_DONE : fill(cursor, batch, why);
            if (step == STEP_ERROR) {
                return why->status;
            }
            tag_ring_filled(&t->ring);
        } else {
            tag_ring_help(&t->ring);
        }
    }
    return STATUS_OK;
}

/* Adds a field, with only those of its sub-fields that some lens looks at. */
static void add_needed(const struct lens_set *lenses, const struct field *field,
                       const struct field **fields, size_t *count)
{
    const size_t before = *count;
    for (size_t s = 0; s < field->with_count; s++) {
        if (lens_set_reads(lenses, &field->with[s])) {
            fields[(*count)++] = &field->with[s];
        }
    }
    if (*count == before) {
        fields[(*count)++] = field;
    }
}

/* The fields that some lens looks at: the others stay on disk. */
static enum status needed_fields(struct tagging *t, const struct kind *kind,
                                 const struct field ***fields, size_t *count, struct failure *why)
{
    size_t most = kind->field_count;
    for (size_t f = 0; f < kind->field_count; f++) {
        most += kind->fields[f].with_count;
    }
    *fields = arena_array(&t->work->arena, most, sizeof **fields);
    *count = 0;
    if (!*fields) {
        return fail_memory(why);
    }
    for (size_t f = 0; f < kind->field_count; f++) {
        if (lens_set_reads(t->work->lenses, &kind->fields[f])) {
            add_needed(t->work->lenses, &kind->fields[f], *fields, count);
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
    query.all = true;
    TRY(needed_fields(t, kind, &fields, &count, why));
    TRY(store_begin(t->work->store, why));
    enum status status =
        store_find_fields(t->work->store, &query, ORDER_ID, fields, count, &cursor, why);
    if (status == STATUS_OK) {
        tag_ring_open(&t->ring);
        status = tag_records(t, cursor, why);
        tag_ring_close(&t->ring);
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
    buf_init(&t->scratch, (size_t)1024 * 1024);
    t->lenses = only ? t->names : lens_set_names(work->lenses);
    enum status status = tag_ring_init(&t->ring, work->lenses, only, why);
    for (size_t i = 0; i < work->pack->kind_count && status == STATUS_OK; i++) {
        if (wanted(t, &work->pack->kinds[i])) {
            status = tag_kind(t, &work->pack->kinds[i], why);
        }
    }
    tag_ring_release(&t->ring);
    buf_release(&t->scratch);
    if (status == STATUS_OK && stop && *stop) {
        return fail(why, STATUS_INTERRUPTED, "Stopped. The records looked at so far are done.");
    }
    return status;
}
