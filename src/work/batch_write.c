/* The writing thread of an import: takes batches and puts them into the store. */
#include "work/batch.h"

#include "work/merge.h"

/* Records between two commits: what a kill can cost, against what a sync costs. */
#define COMMIT_RECORDS 2048
#define PART_MEMORY ((size_t)64 * 1024 * 1024)
#define MERGE_LIMIT ((size_t)256 * 1024 * 1024) /* of one record that people have edited */

struct writing {
    struct batch_writer *writer;
    long long import;
    struct import_counts counts; /* of the file at hand */
    size_t uncommitted;
    const char *file, *format;
    bool twice;         /* the last item that is no part stood twice */
    bool updated;       /* the last item is a new version of a record that has parts */
    struct retag retag; /* of records that are merged */
    struct echo echo;
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
    return store_add_problem(w->writer->work->store, w->import, problem, why);
}

static void count(struct import_counts *counts, enum put_outcome outcome)
{
    counts->stored += outcome == PUT_STORED;
    counts->updated += outcome == PUT_UPDATED;
    counts->unchanged += outcome == PUT_UNCHANGED;
    counts->rejected += outcome == PUT_DUPLICATE || outcome == PUT_REFUSED;
}

/* Counts what became of the item; PUT_DUPLICATE stands for all that is refused unseen. */
static void count_item(struct writing *w, const struct batch_item *item, enum put_outcome outcome)
{
    struct import_counts *kind =
        item->kind ? &w->writer->result->kinds[item->kind->index] : &(struct import_counts){0};
    count(&w->counts, outcome);
    count(kind, outcome);
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
    w->twice = w->twice || !item->part;
    count_item(w, item, PUT_DUPLICATE);
    return write_problem(w, &problem, why);
}

static struct arrival arrival_of(const struct writing *w, struct record *record,
                                 const struct original *original)
{
    return (struct arrival){.import = w->import,
                            .file = w->file,
                            .format = w->format,
                            .record = record,
                            .original = original};
}

/* The record is there in another form. */
static enum status write_other(struct writing *w, const struct arrival *arrival,
                               struct merger *merger, struct failure *why)
{
    struct problem_list problems = {0};
    struct arena arena;
    arena_init(&arena, MERGE_LIMIT);
    merger->arena = &arena;
    merger->problems = &problems;
    enum status status = merger->outcome == PUT_DELETED
                             ? merge_tell_deleted(merger, arrival, why)
                             : merge_arrival(merger, arrival, why);
    for (const struct problem *p = problems.first; p && status == STATUS_OK; p = p->next) {
        status = write_problem(w, p, why);
    }
    arena_release(&arena);
    return status;
}

/* A field that is missing because the file has no place for it: the record may be there with it. */
static bool is_unsaid(const struct batch_item *item, const struct problem *problem)
{
    const struct field *field =
        item->record && strcmp(problem->rule, "missing-required") == 0
            ? kind_field(item->kind, problem->field)
            : NULL;
    return field && !field->parent && !item->says[field->index];
}

static enum status write_problems(struct writing *w, const struct batch_item *item, bool unsaid,
                                  struct failure *why)
{
    for (const struct problem *p = item->problems.first; p; p = p->next) {
        TRY(is_unsaid(item, p) == unsaid ? write_problem(w, p, why) : STATUS_OK);
    }
    return STATUS_OK;
}

static enum status write_record(struct writing *w, const struct batch_item *item,
                                struct failure *why)
{
    bool changed = false;
    struct store *store = w->writer->work->store;
    struct merger merger = {
        .store = store, .retag = &w->retag, .echo = &w->echo, .tagged = item->partial};
    struct original original = {.bytes = item->bytes,
                                .whole = item->whole,
                                .part = item->part,
                                .partial = item->partial,
                                .as_of = item->as_of,
                                .merge = true};
    memcpy(original.hash, item->hash, sizeof original.hash);
    TRY(store_put(store, w->import, item->record, &original, &merger.outcome, why));
    TRY(batch_touch(w->writer->queue, item->record->id, why));
    const enum put_outcome at_first = merger.outcome;
    TRY(at_first == PUT_STORED ? write_problems(w, item, true, why) : STATUS_OK);
    if (at_first == PUT_OTHER || at_first == PUT_EDITED || at_first == PUT_DELETED) {
        struct arrival arrival = arrival_of(w, item->record, &original);
        arrival.says = item->says;
        arrival.ours = item->ours;
        TRY(write_other(w, &arrival, &merger, why));
    }
    if (merger.outcome == PUT_DUPLICATE) {
        return reject_duplicate(w, item, item->record->identifier, why);
    }
    count_item(w, item, merger.outcome);
    w->updated = (merger.outcome == PUT_UPDATED || merger.renewed) && item->forms;
    if (merger.outcome == PUT_UNCHANGED || merger.outcome == PUT_DELETED || merger.tagged) {
        return STATUS_OK; /* of a partial one the texts are as they were, and so are their tags */
    }
    TRY(store_put_tags(store, item->record->id, lens_set_names(w->writer->work->lenses),
                       item->tags, item->tag_count, &changed, why));
    return store_keep_digest(store, item->record->id, item->digest, why);
}

static enum status write_known(struct writing *w, const struct batch_item *item,
                               struct failure *why)
{
    bool first = true;
    TRY(store_seen(w->writer->work->store, w->import, item->known_id, &first, why));
    if (!first) {
        return reject_duplicate(w, item, (struct str){NULL, 0}, why);
    }
    count_item(w, item, PUT_UNCHANGED);
    return STATUS_OK;
}

static enum status write_item(struct writing *w, const struct batch_item *item, struct failure *why)
{
    w->twice = w->twice && item->part;
    w->updated = false;
    w->counts.read += item->counts ? 1 : 0;
    if (item->kind && item->counts) {
        w->writer->result->kinds[item->kind->index].read++;
    }
    TRY(write_problems(w, item, false, why));
    if (w->twice) { /* what is inside a record that stands twice is refused with it */
        return reject_duplicate(
            w, item, item->record ? item->record->identifier : (struct str){NULL, 0}, why);
    }
    switch (item->type) {
    case ITEM_RECORD:
        w->uncommitted++;
        return write_record(w, item, why);
    case ITEM_REJECTED:
        if (item->counts) {
            count_item(w, item, PUT_DUPLICATE);
        }
        return STATUS_OK;
    case ITEM_KNOWN:
        return write_known(w, item, why);
    }
    return STATUS_OK;
}

/* ---- parts that are no more ---- */

/* What people have made of the part stays, and its source says now that it is gone. One that people
 * entered was never in the source, and so is not gone from there. */
static enum status mark_edited_gone(struct writing *w, struct arena *arena, struct record *record,
                                    const struct original *original, struct failure *why)
{
    struct store *store = w->writer->work->store;
    struct edited edited;
    struct merger merger = {
        .store = store, .retag = &w->retag, .echo = &w->echo, .outcome = PUT_EDITED};
    const struct arrival arrival = arrival_of(w, record, original);
    TRY(store_edited(store, arena, record->kind, record->id, &edited, why));
    return edited.source ? write_other(w, &arrival, &merger, why) : STATUS_OK;
}

/* Marks the part @kept as gone, with the bytes of the whole that no longer has it. */
static enum status mark_gone(struct writing *w, struct arena *arena, const struct batch_item *whole,
                             const struct part_form *form, const struct record *kept,
                             struct failure *why)
{
    enum put_outcome outcome;
    const struct value *now = kept->values[form->field->index];
    struct original original = {.bytes = whole->bytes, .partial = true};
    struct record *record = record_new(arena, form->kind);
    struct value *value = record ? record_add(arena, record, form->field) : NULL;
    if (!value || value_parse(arena, value, form->value)) {
        return fail_memory(why);
    }
    if (now && str_equal(now->text, value->text)) {
        return STATUS_OK;
    }
    memcpy(original.hash, whole->hash, sizeof original.hash);
    record->identifier = kept->identifier;
    record->line = whole->line;
    TRY(store_put(w->writer->work->store, w->import, record, &original, &outcome, why));
    TRY(batch_touch(w->writer->queue, record->id, why));
    return outcome == PUT_EDITED ? mark_edited_gone(w, arena, record, &original, why) : STATUS_OK;
}

/* Looks for a part: *@kept is NULL when it is not there. *@there: it is, or people have deleted it,
 * which does not say that there are none behind it. */
static enum status find_part(struct store *store, struct arena *arena, const struct kind *kind,
                             const char *identifier, struct record **kept, bool *there,
                             struct failure *why)
{
    struct deleted deleted;
    struct failure missing = {STATUS_OK, ""};
    const enum status status = store_get(store, arena, kind, str_of(identifier), kept, &missing);
    *there = status == STATUS_OK;
    if (status == STATUS_NOT_FOUND) {
        *kept = NULL;
        TRY(store_deleted(store, arena, kind, str_of(identifier), &deleted, why));
        *there = deleted.record != 0;
        return STATUS_OK;
    }
    if (status != STATUS_OK) {
        *why = missing;
    }
    return status;
}

/* The @number-th part, which the whole no longer has. *@there: there may be more behind it. */
static enum status retire_part(struct writing *w, const struct batch_item *whole,
                               const struct part_form *form, size_t number, bool *there,
                               struct failure *why)
{
    struct arena arena;
    struct record *kept = NULL;
    arena_init(&arena, PART_MEMORY);
    const char *identifier = arena_printf(
        &arena, "%.*s/%s-%zu", STR_ARGS(whole->record->identifier), form->element, number);
    enum status status = identifier ? find_part(w->writer->work->store, &arena, form->kind,
                                                identifier, &kept, there, why)
                                    : fail_memory(why);
    if (status == STATUS_OK && kept) {
        status = mark_gone(w, &arena, whole, form, kept, why);
    }
    arena_release(&arena);
    return status;
}

/* What a new version of a record no longer has inside it: parts behind the last one it has. */
static enum status retire_parts(struct writing *w, const struct batch *batch, size_t at,
                                struct failure *why)
{
    const struct batch_item *whole = &batch->items[at];
    for (const struct part_form *form = whole->forms; form; form = form->next) {
        size_t number = 1;
        bool there = form->field != NULL;
        for (size_t i = at + 1; i < batch->count && batch->items[i].part; i++) {
            number += batch->items[i].kind == form->kind ? 1 : 0;
        }
        for (; there; number++) {
            TRY(retire_part(w, whole, form, number, &there, why));
        }
    }
    return STATUS_OK;
}

static enum status write_batch(struct writing *w, const struct batch *batch, struct failure *why)
{
    struct store *store = w->writer->work->store;
    struct import_result *result = w->writer->result;
    if (batch->begin_file) {
        w->file = batch->begin_file;
        w->format = batch->format ? batch->format : "";
        w->counts = (struct import_counts){0};
        TRY(store_import_begin(store, w->file, w->format, &w->import, why));
        result->first = result->files == 0 ? w->import : result->first;
        result->last = w->import;
        result->files++;
    }
    for (size_t i = 0; i < batch->count; i++) {
        TRY(write_item(w, &batch->items[i], why));
        if (w->updated) {
            TRY(retire_parts(w, batch, i, why));
        }
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
    enum status status = store_begin(w.writer->work->store, &why);
    bool last = false;
    retag_init(&w.retag, w.writer->work->lenses);
    echo_init(&w.echo, w.writer->work);
    while (!last) {
        struct batch *batch = batch_take_full(queue);
        last = batch->last;
        if (status == STATUS_OK) {
            status = write_batch(&w, batch, &why);
        }
        if (status != STATUS_OK) {
            store_rollback(w.writer->work->store);
            batch_fail(queue, &why);
        }
        /* After a failure the reader may not hand over another batch; do not wait for one. */
        last = last || status != STATUS_OK;
        batch_put_empty(queue, batch);
    }
    retag_release(&w.retag);
    echo_release(&w.echo);
    return NULL;
}
