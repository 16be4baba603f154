#include "work/import.h"

#include "work/batch.h"
#include "work/lists.h"
#include "work/paths.h"
#include "work/stored_tags.h"

/* What the reading thread keeps. */
struct importing {
    struct workspace *work;
    const struct import_options *options;
    struct batch_queue queue;
    struct batch *batch; /* being filled */
    struct lens_run *lenses;
    struct store *known; /* a second view of the store, for asking what is there already; or NULL */
    bool known_open;     /* a read transaction is open on it */
    bool any_record;     /* something was handed over that the writer puts */
    bool has_earlier;    /* ... from a file before this one */
    bool waited;         /* ... and all of that is written */
    struct buf evidence; /* scratch for printing it */
    unsigned long long read;
    unsigned long long position; /* when progress was last told */
    struct lists lists;
};

/* ---- asking what is known ---- */

/*
 * The view shows what was committed, and so may have a record as it was before an earlier file of
 * this run brought another version of it. Such a record is parsed, and the writer, who sees
 * everything, decides. Waiting is for the first record of a file that seems known: the records of a
 * first import never do, and where all earlier files were known there is nothing to wait for.
 */
static bool is_outdated(struct importing *in, long long id)
{
    if (!in->has_earlier) {
        return false; /* a record that stands twice in one file is refused by the writer */
    }
    if (!in->waited) {
        batch_wait_written(&in->queue, in->batch != NULL);
        in->waited = true;
    }
    return batch_is_touched(&in->queue, id);
}

static bool is_known(void *context, const struct kind *kind, const unsigned char hash[16],
                     long long *id)
{
    struct importing *in = context;
    struct failure why;
    bool known = false;
    if (!in->known) {
        return false;
    }
    if (!in->known_open) {
        in->known_open = store_begin(in->known, &why) == STATUS_OK;
    }
    /* When asking fails the element is simply parsed; the writer decides. */
    return in->known_open && store_known(in->known, kind, hash, &known, id, &why) == STATUS_OK &&
           known && !is_outdated(in, *id);
}

/* ---- batches ---- */

static enum status writer_failure(struct importing *in, struct failure *why)
{
    *why = in->queue.why;
    return why->status;
}

static enum status need_batch(struct importing *in, struct failure *why)
{
    if (!in->batch) {
        in->batch = batch_take_empty(&in->queue);
    }
    return in->batch ? STATUS_OK : writer_failure(in, why);
}

static void hand_over(struct importing *in)
{
    batch_put_full(&in->queue, in->batch);
    in->batch = NULL;
    if (in->known_open) {
        /* A snapshot held for long would keep the write-ahead log from being emptied. */
        store_rollback(in->known);
        in->known_open = false;
    }
}

/* ---- preparing one item ---- */

static enum status prepare_tags(struct importing *in, struct batch_item *item, struct failure *why)
{
    struct arena *arena = &in->batch->arena;
    const struct lens_question question = {0};
    struct tag *tags = NULL;
    size_t count = 0;
    TRY(lens_classify(in->lenses, item->record, &question, arena, &tags, &count, why));
    item->tag_count = count;
    item->digest = tags_digest(tags, count);
    return stored_tags_make(arena, &in->evidence, tags, count, &item->tags, why);
}

/* The bytes are copied, for the writer compresses them; the reader's own are gone with the next
 * item. */
static enum status keep_original(struct importing *in, struct batch_item *item,
                                 const struct read_item *read, struct failure *why)
{
    memcpy(item->hash, read->hash, sizeof item->hash);
    item->bytes = arena_str(&in->batch->arena, read->bytes);
    return item->bytes.at ? STATUS_OK : fail_memory(why);
}

static enum status prepare_item(struct importing *in, const struct read_item *read,
                                struct failure *why)
{
    struct batch *batch = in->batch;
    struct batch_item *items =
        arena_grow(&batch->arena, batch->items, batch->count, &batch->capacity, sizeof *items);
    if (!items) {
        return fail_memory(why);
    }
    batch->items = items;
    struct batch_item *item = &items[batch->count];
    *item = (struct batch_item){.type = read->type,
                                .kind = read->kind,
                                .part = read->part,
                                .forms = read->forms,
                                .record = read->record,
                                .known_id = read->known_id,
                                .line = read->line,
                                .problems = read->problems,
                                .ours = read->ours,
                                .says = read->says,
                                .whole = read->whole,
                                .partial = read->partial,
                                .as_of = read->as_of,
                                .counts = read->type != ITEM_REJECTED || read->bytes.length > 0};
    if (read->type == ITEM_RECORD) {
        in->any_record = true;
        TRY(read->partial ? STATUS_OK : prepare_tags(in, item, why));
        TRY(keep_original(in, item, read, why));
    }
    in->read += item->counts ? 1 : 0;
    in->batch->count++;
    for (size_t i = 0; i < read->part_count; i++) {
        TRY(prepare_item(in, &read->parts[i], why)); /* parts have no parts */
    }
    return STATUS_OK;
}

/* ---- files ---- */

/* Takes "PATH:LINE: " off the words of a failure, for a problem has both apart. */
static const char *strip_place(const char *words, const char *path, unsigned *line)
{
    size_t length = strlen(path);
    if (strncmp(words, path, length) != 0 || words[length] != ':') {
        return words;
    }
    const char *at = words + length + 1;
    while (*at >= '0' && *at <= '9' && *line < 100000000) {
        *line = *line * 10 + (unsigned)(*at++ - '0');
    }
    at += *at == ':' ? 1 : 0;
    return at + (*at == ' ' ? 1 : 0);
}

/* A problem of the file as a whole becomes an item of the batch at hand. */
static enum status add_file_problem(struct importing *in, const char *path,
                                    const struct failure *trouble, struct failure *why)
{
    struct problem problem = {.file = path, .rule = "file", .rejected = true};
    struct read_item read = {.type = ITEM_REJECTED};
    problem.mend = strip_place(trouble->text, path, &problem.line);
    TRY(need_batch(in, why));
    if (!problem_add(&in->batch->arena, &read.problems, &problem)) {
        return fail_memory(why);
    }
    return prepare_item(in, &read, why);
}

static void tell_progress(struct importing *in, const struct source *source)
{
    unsigned long long position = source_position(source);
    if (in->options->progress && (position < in->position || position - in->position > 1 << 20)) {
        struct import_progress progress = {source_name(source), position, source_size(source),
                                           in->read};
        in->position = position;
        in->options->progress(in->options->context, &progress);
    }
}

static bool must_stop(const struct importing *in)
{
    return in->options->stop && *in->options->stop;
}

/* True for what is wrong with this file only; the run goes on with the next one. */
static bool is_file_trouble(enum status status)
{
    return status == STATUS_INPUT || status == STATUS_LIMIT;
}

static enum status read_items(struct importing *in, struct reader *reader, struct source *source,
                              struct failure *why)
{
    struct read_item read;
    struct failure trouble = {STATUS_OK, ""};
    enum step step = STEP_ITEM;
    while (!must_stop(in)) {
        TRY(need_batch(in, why));
        step = reader_next(reader, &in->batch->arena, &read, &trouble);
        if (step != STEP_ITEM) {
            break;
        }
        TRY(prepare_item(in, &read, why));
        if (in->batch->count >= BATCH_ITEMS || in->batch->arena.total > BATCH_BYTES) {
            hand_over(in);
            tell_progress(in, source);
        }
    }
    if (step != STEP_ERROR) {
        return STATUS_OK;
    }
    if (!is_file_trouble(trouble.status)) {
        *why = trouble;
        return why->status;
    }
    return add_file_problem(in, source_name(source), &trouble, why);
}

/* Marks the batch at hand as the first of a file. */
static enum status begin_file(struct importing *in, const char *path, const char *format,
                              struct failure *why)
{
    if (in->batch) {
        hand_over(in);
    }
    in->has_earlier = in->any_record;
    in->waited = false;
    TRY(need_batch(in, why));
    in->batch->begin_file = arena_copy(&in->work->arena, str_of(path));
    in->batch->format = format;
    return in->batch->begin_file ? STATUS_OK : fail_memory(why);
}

/* What is found missing when all files have been read is told with the last of them. */
static enum status add_unfinished(struct importing *in, struct failure *why)
{
    struct read_item read = {.type = ITEM_REJECTED};
    TRY(need_batch(in, why));
    TRY(lists_report(&in->batch->arena, &in->lists, &read.problems, why));
    return read.problems.count > 0 ? prepare_item(in, &read, why) : STATUS_OK;
}

static enum status end_file(struct importing *in, const struct reader *reader, bool last,
                            struct failure *why)
{
    if (last && !must_stop(in)) {
        TRY(add_unfinished(in, why));
    }
    TRY(need_batch(in, why));
    in->batch->head = arena_str(&in->batch->arena, reader ? reader_head(reader) : (struct str){0});
    in->batch->end_file = true;
    hand_over(in);
    return STATUS_OK;
}

static enum status read_file(struct importing *in, const char *path, bool last, struct failure *why)
{
    struct source *source = NULL;
    struct reader *reader = NULL;
    struct failure trouble = {STATUS_OK, ""};
    TRY(source_open(path, &source, why));
    enum status opened = reader_open(in->work->formats, source, is_known, in, &reader, &trouble);
    enum status status =
        begin_file(in, source_name(source), reader ? reader_format(reader) : "", why);
    if (status == STATUS_OK && opened == STATUS_OK) {
        status = read_items(in, reader, source, why);
        status = status == STATUS_OK ? lists_note(&in->work->arena, &in->lists, reader, path, why)
                                     : status;
    } else if (status == STATUS_OK && is_file_trouble(opened)) {
        status = add_file_problem(in, source_name(source), &trouble, why);
    } else if (status == STATUS_OK) {
        *why = trouble;
        status = opened;
    }
    if (status == STATUS_OK) {
        status = end_file(in, reader, last, why);
    }
    reader_close(reader);
    source_close(source);
    return status;
}

/* ---- the run ---- */

static enum status open_importing(struct importing *in, struct failure *why)
{
    buf_init(&in->evidence, (size_t)1024 * 1024);
    TRY(lens_run_open(in->work->lenses, &in->lenses, why));
    return store_open(in->work->db, in->work->pack, STORE_READ, &in->known, why);
}

static void close_importing(struct importing *in)
{
    store_close(in->known);
    lens_run_close(in->lenses);
    buf_release(&in->evidence);
}

static enum status read_all(struct importing *in, const struct path_list *files,
                            struct failure *why)
{
    for (size_t i = 0; i < files->count && !must_stop(in); i++) {
        TRY(read_file(in, files->paths[i], i + 1 == files->count, why));
    }
    return STATUS_OK;
}

/* Tells the writer that no more comes, unless it has given up already. */
static void finish_queue(struct importing *in)
{
    if (!in->batch) {
        in->batch = batch_take_empty(&in->queue);
    }
    if (in->batch) {
        in->batch->last = true;
        hand_over(in);
    }
}

static enum status run_threads(struct importing *in, const struct path_list *files,
                               struct import_result *result, struct failure *why)
{
    struct batch_writer writer = {&in->queue, in->work, result};
    pthread_t thread;
    if (pthread_create(&thread, NULL, batch_write_all, &writer) != 0) {
        return fail(why, STATUS_FAILED, "The writing thread cannot be started.");
    }
    enum status status = read_all(in, files, why);
    finish_queue(in);
    (void)pthread_join(thread, NULL);
    if (in->queue.failed) {
        return writer_failure(in, why);
    }
    if (status == STATUS_OK && must_stop(in)) {
        return fail(why, STATUS_INTERRUPTED,
                    "Stopped. What was stored stays; the same command goes on from here.");
    }
    return status;
}

enum status work_import(struct workspace *work, const char *const *paths, size_t count,
                        const struct import_options *options, struct import_result *result,
                        struct failure *why)
{
    struct importing *in = arena_alloc(&work->arena, sizeof *in);
    struct path_list files;
    *result = (struct import_result){
        .first = 1,
        .last = 0,
        .kinds = arena_array(&work->arena, work->pack->kind_count, sizeof *result->kinds)};
    if (!in || !result->kinds) {
        return fail_memory(why);
    }
    in->work = work;
    in->options = options;
    if (options->mapping) {
        TRY(format_set_add(&work->arena, work->formats, options->mapping, why));
    }
    if (options->as) {
        TRY(format_set_choose(&work->arena, work->formats, options->as, why));
    }
    for (size_t i = 0; i < options->set_count; i++) {
        TRY(format_set_preset(&work->arena, work->formats, options->sets[i], why));
    }
    TRY(paths_expand(&work->arena, paths, count, &files, why));
    result->passed_over = files.passed_over;
    TRY(batch_queue_init(&in->queue, why));
    enum status status = open_importing(in, why);
    if (status == STATUS_OK) {
        status = run_threads(in, &files, result, why);
    }
    close_importing(in);
    batch_queue_release(&in->queue);
    return status;
}
