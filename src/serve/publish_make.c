/* Making one page: the handlers of the server, with a folder in its place. */
#include "serve/publish_own.h"
#include "serve/reports.h"
#include "serve/rows.h"

#define PAGES_A_WORD 256 /* between two words of progress */

/* ---- one page in one form ---- */

/* Long answers go to their file piece by piece. */
static enum status drain(struct visit *visit)
{
    struct worker *worker = visit->sink;
    if (!worker->stream) {
        TRY(folder_stream_begin(worker->publish->folder, worker->file, &worker->stream,
                                &visit->why));
    }
    TRY(buf_status(visit->out, &visit->why));
    TRY(folder_stream_add(worker->stream, buf_view(visit->out), &visit->why));
    buf_clear(visit->out);
    return STATUS_OK;
}

static enum status keep_file(struct worker *worker, struct visit *visit, const char *path)
{
    struct folder_stream *stream = worker->stream;
    TRY(buf_status(visit->out, &visit->why));
    if (!stream) {
        return folder_put(worker->publish->folder, path, buf_view(visit->out), &visit->why);
    }
    TRY(folder_stream_add(stream, buf_view(visit->out), &visit->why));
    worker->stream = NULL;
    return folder_stream_end(stream, true, &visit->why);
}

/* Somebody has to end what was begun. */
static void drop_stream(struct worker *worker)
{
    struct failure ignored;
    if (worker->stream) {
        (void)!folder_stream_end(worker->stream, false, &ignored);
        worker->stream = NULL;
    }
}

static enum status want_list(void *context, const struct query *query, struct failure *why)
{
    struct publish *publish = context;
    struct buf text;
    enum status status = STATUS_OK;
    buf_init(&text, (size_t)64 * 1024);
    query_print(query, &text);
    const struct str question = buf_view(&text);
    (void)pthread_mutex_lock(&publish->lock);
    struct wanted_list **slot = &publish->slots[str_hash(question) % WANTED_SLOTS];
    struct wanted_list *found = *slot;
    while (found && !str_equal(found->question, question)) {
        found = found->next_alike;
    }
    if (!found && !text.failed) {
        struct wanted_list *list = arena_alloc(&publish->arena, sizeof *list);
        const struct str kept = arena_str(&publish->arena, question);
        if (list && kept.at) {
            *list = (struct wanted_list){.next_alike = *slot, .question = kept};
            *slot = *publish->last_list = list;
            publish->last_list = &list->next;
            publish->next_list = publish->next_list ? publish->next_list : list;
            publish->list_count++;
            (void)pthread_cond_broadcast(&publish->changed);
        } else {
            status = fail_memory(why);
        }
    }
    (void)pthread_mutex_unlock(&publish->lock);
    status = status == STATUS_OK ? buf_status(&text, why) : status;
    buf_release(&text);
    return status;
}

static void count_page(struct publish *publish, const struct making *making)
{
    if (making->form == FORM_HTML) {
        const struct publish_options *options = publish->options;
        (void)pthread_mutex_lock(&publish->lock);
        publish->made++;
        if (options->progress && publish->made % PAGES_A_WORD == 0) {
            options->progress(options->context, publish->made, publish->next_record,
                              publish->record_count);
        }
        (void)pthread_mutex_unlock(&publish->lock);
    }
}

/* Runs the handler; nothing is written for a form that the page has not. */
static enum status run(struct worker *worker, struct making *making, struct visit *visit,
                       const char *path)
{
    worker->file = path;
    enum status status = making->handler(visit);
    if (status == STATUS_OK) {
        status = visit->files->wanted;
    }
    if (status == STATUS_OK) {
        status = keep_file(worker, visit, path);
    }
    drop_stream(worker);
    if (status == STATUS_NOT_FOUND && making->form != FORM_HTML) {
        return STATUS_OK;
    }
    making->without = visit->without;
    if (making->kept) {
        *making->kept = visit->kept;
    }
    worker->why = visit->why;
    if (status == STATUS_OK) {
        count_page(worker->publish, making);
    }
    return status;
}

enum status make_page(struct worker *worker, struct making *making)
{
    struct publish *publish = worker->publish;
    const struct request request = {.path = str_of("/"), .arena = &worker->arena};
    struct request asked = request;
    struct files files = {.plan = &publish->plan,
                          .here = making->here,
                          .root = making->root != NULL,
                          .query = making->query,
                          .page = making->page,
                          .total = making->total,
                          .rows = making->rows,
                          .record = making->record,
                          .want = want_list,
                          .context = publish};
    struct visit visit = {.site = &publish->site,
                          .store = worker->store,
                          .request = &asked,
                          .response = &worker->response,
                          .out = &worker->response.body,
                          .arena = &worker->arena,
                          .language = making->language,
                          .form = making->form,
                          .segment_count = making->segment_count,
                          .files = &files,
                          .kept = making->kept ? *making->kept : NULL,
                          .drain = drain,
                          .sink = worker};
    struct buf path;
    for (size_t i = 0; i < making->segment_count; i++) {
        visit.segments[i] = making->segments[i];
    }
    for (size_t i = 0; i < making->parameter_count; i++) {
        asked.parameters[asked.parameter_count++] = making->parameters[i];
    }
    buf_clear(visit.out);
    worker->response.status = 200;
    buf_init(&path, 4096);
    if (making->root) {
        buf_text(&path, making->root);
    } else {
        files_file(&publish->plan, &path, making->here, making->form, making->language);
    }
    enum status status = buf_status(&path, &worker->why);
    if (status == STATUS_OK) {
        status = run(worker, making, &visit, path.at);
    }
    buf_release(&path);
    return status;
}

enum status make_all(struct worker *worker, struct making *making, unsigned forms)
{
    const struct files_plan *plan = &worker->publish->plan;
    for (size_t l = 0; plan->languages[l]; l++) {
        making->language = plan->languages[l];
        for (enum form form = FORM_HTML; form < FORM_COUNT; form++) {
            const bool has = (forms & FORM_BIT(form)) &&
                             (form == FORM_HTML || !(making->without & FORM_BIT(form)));
            if (has && (l == 0 || !files_is_once(plan, making->here, form))) {
                making->form = form;
                const unsigned without = making->without;
                TRY(make_page(worker, making));
                making->without = form == FORM_HTML ? making->without : without;
            }
        }
    }
    return STATUS_OK;
}

/* ---- pages of the three sorts ---- */

/* Where the page is; NULL without memory. */
static const char *kept_path(struct worker *worker, struct buf *path)
{
    const char *kept = path->failed ? NULL : arena_copy(&worker->unit, buf_view(path));
    buf_release(path);
    return kept;
}

static bool has_pdf(const struct worker *worker, const struct plain_page *page)
{
    const struct report_set *set = worker->publish->site.reports;
    for (size_t i = 0; i < set->count; i++) {
        if (strcmp(set->reports[i].name, page->segments[1]) == 0) {
            return report_stands_alone(&set->reports[i]);
        }
    }
    return false;
}

enum status make_plain(struct worker *worker, const struct plain_page *page)
{
    const struct files_plan *plan = &worker->publish->plan;
    struct str segments[2];
    struct buf path;
    void *kept = NULL;
    buf_init(&path, 4096);
    for (size_t i = 0; i < page->segment_count; i++) {
        segments[i] = str_of(page->segments[i]);
    }
    if (page->parameter_count == 2) {
        files_compare(&path, page->parameters[0].value.at, page->parameters[1].value.at);
    } else if (page->segment_count == 0 && !(page->route->forms & FORM_BIT(FORM_HTML))) {
        buf_text(&path, "home");
    } else {
        /* A report about a code has it as the last part of its name. */
        const char *const parts[] = {page->segments[0], page->segments[1],
                                     page->parameters[0].value.at};
        files_path(&path, parts, page->segment_count + page->parameter_count);
    }
    struct making making = {.handler = page->route->handler,
                            .segments = segments,
                            .segment_count = page->segment_count,
                            .parameters = page->parameters,
                            .parameter_count = page->parameter_count,
                            .here = kept_path(worker, &path),
                            .kept = &kept};
    TRY(making.here ? make_all(worker, &making, page->route->forms) : fail_memory(&worker->why));
    return plan->pdf && page->route->handler == page_report && has_pdf(worker, page)
               ? make_report_pdf(worker, &making)
               : STATUS_OK;
}

static enum status make_record(struct worker *worker, struct record *record)
{
    const struct str segments[] = {str_of(record->kind->plural), record->identifier};
    struct buf path;
    void *kept = NULL;
    buf_init(&path, 4096);
    files_record(&worker->publish->plan, &path, record->kind, record->identifier);
    struct making making = {.handler = page_record,
                            .segments = segments,
                            .segment_count = 2,
                            .here = kept_path(worker, &path),
                            .record = record,
                            .kept = &kept};
    return making.here ? make_all(worker, &making, FORM_BIT(FORM_HTML) | FORM_BIT(FORM_JSON))
                       : fail_memory(&worker->why);
}

/* In one sweep over the tables; one that came since the plan was made waits for the next run. */
static enum status sweep(struct worker *worker, struct record_cursor *cursor, size_t at, size_t end)
{
    const struct published *records = worker->publish->records;
    struct record *record = NULL;
    enum status status = STATUS_OK;
    enum step step = STEP_DONE;
    while (status == STATUS_OK && at < end &&
           (step = record_cursor_next(cursor, &worker->arena, &record, &worker->why)) ==
               STEP_ITEM) {
        while (at < end && records[at].id < record->id) {
            at++;
        }
        if (at < end && records[at].id == record->id) {
            status = make_record(worker, record);
            at++;
        }
        arena_clear(&worker->arena);
        arena_clear(&worker->unit);
    }
    return status == STATUS_OK && step == STEP_ERROR ? worker->why.status : status;
}

enum status make_records(struct worker *worker, size_t first, size_t count)
{
    const struct published *records = worker->publish->records;
    struct record_cursor *cursor = NULL;
    struct query all;
    query_init(&all, records[first].kind);
    TRY(store_find(worker->store, &all, ORDER_ID, &cursor, &worker->why));
    record_cursor_after(cursor, records[first].id - 1);
    const enum status status = sweep(worker, cursor, first, first + count);
    record_cursor_close(cursor);
    return status;
}

static struct visit reading_of(struct worker *worker, struct arena *arena)
{
    return (struct visit){.site = &worker->publish->site, .arena = arena, .store = worker->store};
}

static enum status read_rows(struct worker *worker, struct record_cursor *cursor, struct rows *rows)
{
    struct visit reading = reading_of(worker, &worker->arena);
    const enum status status = rows_read(&reading, cursor, rows);
    worker->why = reading.why;
    return status;
}

/* One page of a list. */
static enum status make_rows(struct worker *worker, struct making *making, const struct rows *rows,
                             unsigned forms)
{
    struct buf path;
    buf_init(&path, 4096);
    files_list(&path, making->query, making->page);
    making->here = kept_path(worker, &path);
    making->rows = rows;
    making->without = 0;
    TRY(making->here ? make_all(worker, making, forms) : fail_memory(&worker->why));
    arena_clear(&worker->arena);
    making->page++;
    return STATUS_OK;
}

/* All records of a kind, page by page as they are read; the first page has them as data too. */
static enum status make_whole(struct worker *worker, struct making *making, struct rows *rows)
{
    static const unsigned data = FORM_BIT(FORM_HTML) | FORM_BIT(FORM_JSON) | FORM_BIT(FORM_CSV) |
                                 FORM_BIT(FORM_XLSX) | FORM_BIT(FORM_ATOM) | FORM_BIT(FORM_RSS) |
                                 FORM_BIT(FORM_ICS);
    struct visit reading = reading_of(worker, &worker->unit);
    struct record_cursor *cursor = NULL;
    enum status status = rows_open(&reading, making->query, 0, rows, &cursor);
    worker->why = reading.why;
    TRY(status);
    status = store_count(worker->store, making->query, &making->total, &worker->why);
    do {
        status = status == STATUS_OK ? read_rows(worker, cursor, rows) : status;
        status = status == STATUS_OK ? make_rows(worker, making, rows,
                                                 making->page == 1 ? data : FORM_BIT(FORM_HTML))
                                     : status;
    } while (status == STATUS_OK && (making->page - 1) * LIST_ROWS < making->total);
    record_cursor_close(cursor);
    return status;
}

/*
 * A list with conditions, for which the columns of facets.h answer: going through the records in
 * the store takes as long for a list of three as for the whole.
 */
static enum status read_chosen(struct worker *worker, const struct making *making,
                               const struct facet_match *match, unsigned long long at,
                               struct rows *rows)
{
    struct visit reading = reading_of(worker, &worker->arena);
    struct record_cursor *cursor = NULL;
    struct query named;
    enum status status = facets_name(&reading, match, making->query, at, LIST_ROWS, &named);
    status = status == STATUS_OK ? rows_open(&reading, &named, 0, rows, &cursor) : status;
    worker->why = reading.why;
    TRY(status);
    status = read_rows(worker, cursor, rows);
    record_cursor_close(cursor);
    return status;
}

static enum status make_chosen(struct worker *worker, struct making *making, struct rows *rows,
                               const struct facet_match *match)
{
    const unsigned long long end = match->count < FILES_ROWS ? match->count : FILES_ROWS;
    making->total = match->count;
    if (end == 0) {
        return make_rows(worker, making, rows, FORM_BIT(FORM_HTML));
    }
    for (unsigned long long at = 0; at < end; at += LIST_ROWS) {
        TRY(read_chosen(worker, making, match, at, rows));
        TRY(make_rows(worker, making, rows, FORM_BIT(FORM_HTML)));
    }
    return STATUS_OK;
}

enum status make_list(struct worker *worker, struct query *query)
{
    const struct str segment = str_of(query->kind->plural);
    struct visit reading = reading_of(worker, &worker->unit);
    struct rows *rows = arena_alloc(&worker->unit, sizeof *rows);
    struct facet_match match;
    struct making making = {
        .handler = page_list, .segments = &segment, .segment_count = 1, .query = query, .page = 1};
    if (!rows) {
        return fail_memory(&worker->why);
    }
    if (query->count == 0) {
        return make_whole(worker, &making, rows);
    }
    enum status status = facets_match(&reading, query, &match);
    worker->why = reading.why;
    status = status == STATUS_OK ? make_chosen(worker, &making, rows, &match) : status;
    facets_release(&reading, &match);
    return status;
}
