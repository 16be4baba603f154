#include "work/report.h"

#include "base/date.h"
#include "store/as_of.h"
#include "work/data_time.h"
#include "work/retag.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum status work_reports(struct workspace *work, struct report_set **set, struct failure *why)
{
    const struct report_env env = {
        .pack = work->pack, .lenses = work->lenses, .tables = work->tables, .claims = work->claims};
    return report_set_load(&work->arena, &env, set, why);
}

static enum status write_html(const struct report_made *made, const struct report_order *order,
                              enum report_form form, struct buf *out, struct failure *why)
{
    const struct report_style style = {.form = form, .site = order->site};
    return report_html(made, &style, out, why);
}

static enum status write_pdf(const struct report_made *made, const struct report_order *order,
                             const char *data, struct buf *out, struct failure *why)
{
    struct buf html;
    buf_init(&html, out->limit);
    enum status status = write_html(made, order, REPORT_PRINT, &html, why);
    if (status == STATUS_OK) {
        status = report_pdf(buf_view(&html), data, out, why);
    }
    buf_release(&html);
    return status;
}

/* ---- as of ---- */

#define RECORD_LIMIT ((size_t)256 * 1024 * 1024)

/* A copy of the data as they were, in a file of TMPDIR that is gone when it is closed. */
struct then {
    char path[4096];
    struct store *store;
    struct as_of found;
};

static void remove_copy(const struct then *then)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    char path[4200];
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        (void)snprintf(path, sizeof path, "%s%s", then->path, endings[i]);
        (void)unlink(path);
    }
}

static enum status tag_one(struct retag *retag, struct store *store, struct arena *arena,
                           const struct as_of_record *back, struct failure *why)
{
    struct record *record = NULL;
    TRY(store_get(store, arena, back->kind, back->identifier, &record, why));
    return retag_record(retag, store, arena, record, why);
}

/* The lenses over the records that have the values of then again. */
static enum status tag_again(struct workspace *work, const struct then *then, struct failure *why)
{
    struct retag retag;
    struct arena arena;
    retag_init(&retag, work->lenses);
    arena_init(&arena, RECORD_LIMIT);
    enum status status = store_begin(then->store, why);
    for (size_t i = 0; i < then->found.back_count && status == STATUS_OK; i++) {
        status = tag_one(&retag, then->store, &arena, &then->found.back[i], why);
        arena_clear(&arena);
    }
    retag_release(&retag);
    arena_release(&arena);
    return status == STATUS_OK ? store_commit(then->store, why) : status;
}

static enum status look_back(struct workspace *work, const char *until, struct then *then,
                             struct failure *why)
{
    const char *variable = getenv("TMPDIR");
    const char *dir = variable && *variable ? variable : "/tmp";
    const int length = snprintf(then->path, sizeof then->path, "%s/crosscut-XXXXXX", dir);
    const int file = length > 0 && (size_t)length < sizeof then->path ? mkstemp(then->path) : -1;
    if (file < 0) {
        return fail(why, STATUS_IO,
                    "%s: a temporary file cannot be made: %s. Set TMPDIR to a folder that can be "
                    "written.",
                    dir, strerror(errno));
    }
    (void)close(file);
    enum status status =
        store_as_of(work->store, &work->arena, until, then->path, &then->store, &then->found, why);
    if (status == STATUS_OK) {
        status = tag_again(work, then, why);
    }
    if (status != STATUS_OK) {
        store_close(then->store);
        remove_copy(then);
    }
    return status;
}

/* The last second of the day, month or year; or the moment itself. */
static enum status read_moment(struct arena *arena, const char *text, const char **until,
                               struct failure *why)
{
    struct date date;
    const size_t length = strlen(text);
    if (!date_parse(str_of(text), &date) || (length > 10 && length != 20)) {
        return fail(why, STATUS_USAGE,
                    "--as-of \"%.40s\" is neither a day nor a revision. Write one such as "
                    "2026-11-30, or the number that a report gives.",
                    text);
    }
    const int month = date.month > 0 ? date.month : 12;
    const int day = date.day > 0 ? date.day : date_month_days(date.year, month);
    *until = length == 20 ? text
                          : arena_printf(arena, "%04d-%02d-%02dT23:59:59Z", date.year, month, day);
    return *until ? STATUS_OK : fail_memory(why);
}

/* ---- the report ---- */

static enum status write_report(struct workspace *work, struct store *store,
                                const struct report_set *set, const struct report_order *order,
                                struct report_ask *ask, struct buf *out, struct failure *why)
{
    const struct report *report = NULL;
    struct report_made *made = NULL;
    struct str data;
    TRY(report_find(set, order->name, &report, why));
    TRY(work_data_time(store, &work->arena, &data, why));
    ask->data = arena_copy(&work->arena, data);
    if (!ask->data) {
        return fail_memory(why);
    }
    TRY(report_make(&work->arena, store, set, report, ask, &made, why));
    switch (order->output) {
    case REPORT_PDF:
        return write_pdf(made, order, ask->data, out, why);
    case REPORT_XLSX:
        return report_xlsx(made, out, why);
    case REPORT_HTML:
        break;
    }
    return write_html(made, order, REPORT_FILE, out, why);
}

static bool is_revision(const char *text)
{
    /* A year is a date: no register has been written to so often. */
    return *text && text[strspn(text, "0123456789")] == '\0' && strlen(text) != 4;
}

static enum status check_revision(const struct report_order *order, long long revision,
                                  struct failure *why)
{
    return strtoll(order->as_of, NULL, 10) == revision
               ? STATUS_OK
               : fail(why, STATUS_NOT_FOUND,
                      "The data have the revision %lld, and no way back to %s is kept. Ask for a "
                      "day, or take a backup that has it.",
                      revision, order->as_of);
}

enum status work_report(struct workspace *work, const struct report_set *set,
                        const struct report_order *order, struct buf *out, struct failure *why)
{
    struct then then = {.store = NULL};
    struct report_ask ask = {
        .language = order->language, .given = order->given, .given_count = order->given_count};
    TRY(store_revision(work->store, &ask.revision, why));
    if (!order->as_of || is_revision(order->as_of)) {
        TRY(order->as_of ? check_revision(order, ask.revision, why) : STATUS_OK);
        return write_report(work, work->store, set, order, &ask, out, why);
    }
    TRY(read_moment(&work->arena, order->as_of, &ask.as_of, why));
    TRY(look_back(work, ask.as_of, &then, why));
    ask.changed = then.found.changed;
    const enum status status = write_report(work, then.store, set, order, &ask, out, why);
    store_close(then.store);
    remove_copy(&then);
    return status;
}
