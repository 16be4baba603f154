/* The writing thread of an import: takes batches and puts them into the store. */
#include "work/batch.h"

/* Records between two commits: what a kill can cost, against what a sync costs. */
#define COMMIT_RECORDS 2048

struct writing {
    struct batch_writer *writer;
    long long import;
    struct import_counts counts; /* of the file at hand */
    size_t uncommitted;
    const char *file;
};

static void add_counts(struct import_counts *total, const struct import_counts *more)
{
    total->read += more->read;
    total->stored += more->stored;
    total->updated += more->updated;
    total->unchanged += more->unchanged;
    total->rejected += more->rejected;
    total->problems += more->problems;
}

static enum status write_problem(struct writing *w, const struct problem *problem,
                                 struct failure *why)
{
    w->counts.problems += problem->note ? 0 : 1;
    return store_add_problem(w->writer->store, w->import, problem, why);
}

static enum status reject_duplicate(struct writing *w, const struct batch_item *item,
                                    struct str identifier, struct failure *why)
{
    struct problem problem = {
        .file = w->file,
        .line = item->line,
        .record = identifier,
        .field = str_of("identifier"),
        .value = identifier,
        .rule = "duplicate-identifier",
        .mend =
            "This identifier stands twice in the file; the first one was kept. Give each record "
            "an identifier of its own, or remove the second.",
        .rejected = true,
    };
    w->counts.rejected++;
    return write_problem(w, &problem, why);
}

static enum status write_record(struct writing *w, const struct batch_item *item,
                                struct failure *why)
{
    enum put_outcome outcome = PUT_STORED;
    bool changed = false;
    struct store *store = w->writer->store;
    struct original original = {.bytes = item->bytes, .whole = item->whole};
    memcpy(original.hash, item->hash, sizeof original.hash);
    TRY(store_put(store, w->import, item->record, &original, &outcome, why));
    switch (outcome) {
    case PUT_DUPLICATE:
        return reject_duplicate(w, item, item->record->identifier, why);
    case PUT_UNCHANGED:
        w->counts.unchanged++;
        return STATUS_OK;
    case PUT_STORED:
        w->counts.stored++;
        break;
    case PUT_UPDATED:
        w->counts.updated++;
        break;
    }
    return store_put_tags(store, item->record->id, lens_set_names(w->writer->lenses), item->tags,
                          item->tag_count, &changed, why);
}

static enum status write_item(struct writing *w, const struct batch_item *item, struct failure *why)
{
    bool first = true;
    w->counts.read += item->counts ? 1 : 0;
    for (const struct problem *p = item->problems.first; p; p = p->next) {
        TRY(write_problem(w, p, why));
    }
    switch (item->type) {
    case ITEM_RECORD:
        w->uncommitted++;
        return write_record(w, item, why);
    case ITEM_REJECTED:
        w->counts.rejected += item->counts ? 1 : 0;
        return STATUS_OK;
    case ITEM_KNOWN:
        TRY(store_seen(w->writer->store, w->import, item->known_id, &first, why));
        if (!first) {
            return reject_duplicate(w, item, (struct str){NULL, 0}, why);
        }
        w->counts.unchanged++;
        return STATUS_OK;
    }
    return STATUS_OK;
}

static enum status write_batch(struct writing *w, const struct batch *batch, struct failure *why)
{
    struct store *store = w->writer->store;
    struct import_result *result = w->writer->result;
    if (batch->begin_file) {
        w->file = batch->begin_file;
        w->counts = (struct import_counts){0};
        TRY(store_import_begin(store, w->file, batch->format ? batch->format : "", &w->import,
                               why));
        result->first = result->files == 0 ? w->import : result->first;
        result->last = w->import;
        result->files++;
    }
    for (size_t i = 0; i < batch->count; i++) {
        TRY(write_item(w, &batch->items[i], why));
    }
    if (batch->end_file) {
        TRY(store_import_head(store, w->import, batch->head, why));
        TRY(store_import_end(store, w->import, &w->counts, why));
        add_counts(&result->counts, &w->counts);
    }
    if (batch->last || w->uncommitted >= COMMIT_RECORDS) {
        w->uncommitted = 0;
        TRY(store_commit(store, why));
        return batch->last ? STATUS_OK : store_begin(store, why);
    }
    return STATUS_OK;
}

void *batch_write_all(void *context)
{
    struct writing w = {.writer = context};
    struct failure why = {STATUS_OK, ""};
    struct batch_queue *queue = w.writer->queue;
    enum status status = store_begin(w.writer->store, &why);
    bool last = false;
    while (!last) {
        struct batch *batch = batch_take_full(queue);
        last = batch->last;
        if (status == STATUS_OK) {
            status = write_batch(&w, batch, &why);
        }
        if (status != STATUS_OK) {
            store_rollback(w.writer->store);
            batch_fail(queue, &why);
        }
        /* After a failure the reader may not hand over another batch; do not wait for one. */
        last = last || status != STATUS_OK;
        batch_put_empty(queue, batch);
    }
    return NULL;
}
