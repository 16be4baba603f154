#include "serve/publish_own.h"

#include <stdlib.h>

#define RUN_MEMORY ((size_t)512 * 1024 * 1024)
#define UNIT_MEMORY ((size_t)64 * 1024 * 1024)
#define RECORDS_AT_ONCE 1024

/* ---- what to do next ---- */

/* What is done before anything else: it takes longest, or everything leads there. */
static enum status (*const steps[])(struct worker *worker) = {
    publish_index,
    publish_a_z,
    publish_search_page,
    publish_rest,
};

struct unit {
    enum { UNIT_STEP, UNIT_PAGE, UNIT_KIND, UNIT_LIST, UNIT_RECORDS, UNIT_END } type;
    size_t first, count;
    const struct wanted_list *list;
};

/* Behind the last record of the kind of record @at. */
static size_t kind_end(const struct publish *publish, size_t at)
{
    const size_t kind = publish->records[at].kind->index;
    return publish->kind_firsts[kind] + publish->kind_counts[kind];
}

/* Under the lock; false: nothing now. */
static bool next_unit(struct publish *publish, struct unit *unit)
{
    const size_t kinds = publish->plan.pack->kind_count;
    *unit = (struct unit){.type = UNIT_END};
    if (publish->next_step < COUNT_OF(steps)) {
        *unit = (struct unit){.type = UNIT_STEP, .first = publish->next_step++};
    } else if (publish->next_page < publish->page_count) {
        *unit = (struct unit){.type = UNIT_PAGE, .first = publish->next_page++};
    } else if (publish->next_page < publish->page_count + kinds) {
        *unit =
            (struct unit){.type = UNIT_KIND, .first = publish->next_page++ - publish->page_count};
    } else if (publish->next_list) {
        *unit = (struct unit){.type = UNIT_LIST, .list = publish->next_list};
        publish->next_list = publish->next_list->next;
    } else if (publish->next_record < publish->record_count) {
        const size_t left = kind_end(publish, publish->next_record) - publish->next_record;
        *unit = (struct unit){.type = UNIT_RECORDS,
                              .first = publish->next_record,
                              .count = left < RECORDS_AT_ONCE ? left : RECORDS_AT_ONCE};
        publish->next_record += unit->count;
    }
    return unit->type != UNIT_END;
}

/* Waits while others may still want lists; UNIT_END when nothing is left, or something failed. */
static void take_unit(struct publish *publish, struct unit *unit)
{
    (void)pthread_mutex_lock(&publish->lock);
    while (publish->status == STATUS_OK && !next_unit(publish, unit) && publish->busy > 0) {
        (void)pthread_cond_wait(&publish->changed, &publish->lock);
    }
    if (publish->status != STATUS_OK) {
        unit->type = UNIT_END;
    }
    publish->busy += unit->type != UNIT_END ? 1 : 0;
    (void)pthread_mutex_unlock(&publish->lock);
}

static void end_unit(struct publish *publish, enum status status, const struct failure *why)
{
    (void)pthread_mutex_lock(&publish->lock);
    if (status != STATUS_OK && publish->status == STATUS_OK) {
        publish->status = status;
        publish->why = *why;
    }
    publish->busy--;
    (void)pthread_cond_broadcast(&publish->changed);
    (void)pthread_mutex_unlock(&publish->lock);
}

/* ---- one worker ---- */

static enum status make_wanted(struct worker *worker, struct str question)
{
    struct query *query = arena_alloc(&worker->unit, sizeof *query);
    if (!query) {
        return fail_memory(&worker->why);
    }
    TRY(query_parse(&worker->unit, worker->publish->plan.pack, question, query, &worker->why));
    return make_list(worker, query);
}

static enum status make_kind(struct worker *worker, size_t index)
{
    struct query query;
    query_init(&query, &worker->publish->plan.pack->kinds[index]);
    return make_list(worker, &query); /* an empty one too: reports and conditions lead there */
}

static enum status do_unit(struct worker *worker, const struct unit *unit)
{
    switch (unit->type) {
    case UNIT_STEP:
        return steps[unit->first](worker);
    case UNIT_PAGE:
        return make_plain(worker, &worker->publish->pages[unit->first]);
    case UNIT_KIND:
        return make_kind(worker, unit->first);
    case UNIT_LIST:
        return make_wanted(worker, unit->list->question);
    case UNIT_RECORDS:
        return make_records(worker, unit->first, unit->count);
    default:
        return STATUS_OK;
    }
}

static void *work(void *context)
{
    struct worker *worker = context;
    struct unit unit;
    for (take_unit(worker->publish, &unit); unit.type != UNIT_END;
         take_unit(worker->publish, &unit)) {
        const enum status status = do_unit(worker, &unit);
        arena_clear(&worker->arena);
        arena_clear(&worker->unit);
        end_unit(worker->publish, status, &worker->why);
    }
    return NULL;
}

static void init_worker(struct worker *worker, struct publish *publish, size_t number)
{
    *worker = (struct worker){.publish = publish, .store = publish->site.stores[number]};
    arena_init(&worker->arena, HTTP_REQUEST_MEMORY);
    arena_init(&worker->unit, UNIT_MEMORY);
    buf_init(&worker->response.body, HTTP_RESPONSE_LIMIT);
}

static enum status run_workers(struct publish *publish, struct failure *why)
{
    struct worker workers[WORKERS];
    pthread_t threads[WORKERS];
    size_t started = 1;
    for (size_t i = 0; i < WORKERS; i++) {
        init_worker(&workers[i], publish, i);
    }
    while (started < WORKERS &&
           pthread_create(&threads[started], NULL, work, &workers[started]) == 0) {
        started++;
    }
    (void)work(&workers[0]);
    for (size_t i = 1; i < started; i++) {
        (void)pthread_join(threads[i], NULL);
    }
    for (size_t i = 0; i < WORKERS; i++) {
        arena_release(&workers[i].arena);
        arena_release(&workers[i].unit);
        buf_release(&workers[i].response.body);
    }
    *why = publish->status == STATUS_OK ? *why : publish->why;
    return publish->status;
}

/* ---- the run ---- */

static enum status run(struct publish *publish, struct publish_result *result, struct failure *why)
{
    long long before = 0, after = 0;
    struct store *store = publish->site.stores[0];
    TRY(store_revision(store, &before, why));
    TRY(plan_records(publish, why));
    TRY(plan_pages(publish, why));
    TRY(run_workers(publish, why));
    TRY(store_revision(store, &after, why));
    result->pages = publish->made;
    result->records = publish->record_count;
    result->lists = publish->list_count;
    result->moved = before != after;
    TRY(folder_finish(publish->folder, &result->files, why));
    if (publish->options->each) {
        folder_changes(publish->folder, publish->options->each, publish->options->context);
    }
    return STATUS_OK;
}

static enum status open_publish(struct publish *publish, struct workspace *work,
                                const struct publish_options *options, struct failure *why)
{
    publish->options = options;
    publish->last_list = &publish->first_list;
    arena_init(&publish->arena, RUN_MEMORY);
    publish->plan.pack = work->pack;
    publish->plan.base = options->base;
    memcpy(publish->plan.languages, options->languages, sizeof options->languages);
    if (pthread_mutex_init(&publish->lock, NULL) != 0 ||
        pthread_cond_init(&publish->changed, NULL) != 0) {
        return fail(why, STATUS_FAILED, "The threads cannot be set up.");
    }
    publish->plan.pdf = options->pdf;
    TRY(options->pdf ? publish_can_pdf(why) : STATUS_OK);
    TRY(site_open(&publish->site, work, why));
    return folder_open(options->folder, options->dry, &publish->folder, why);
}

enum status publish_site(struct workspace *work, const struct publish_options *options,
                         struct publish_result *result, struct failure *why)
{
    struct publish *publish = calloc(1, sizeof *publish);
    *result = (struct publish_result){.pages = 0};
    if (!publish) {
        return fail_memory(why);
    }
    enum status status = open_publish(publish, work, options, why);
    if (status == STATUS_OK) {
        status = run(publish, result, why);
    }
    folder_close(publish->folder);
    site_close(&publish->site);
    (void)pthread_mutex_destroy(&publish->lock);
    (void)pthread_cond_destroy(&publish->changed);
    arena_release(&publish->arena);
    free(publish);
    return status;
}
