#include "work/then.h"

#include "base/date.h"
#include "work/retag.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define RECORD_LIMIT ((size_t)256 * 1024 * 1024)

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
static enum status tag_again(const struct workspace *work, const struct then *then,
                             struct failure *why)
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

enum status then_make(const struct workspace *work, struct store *from, struct arena *arena,
                      const char *moment, struct then *then, struct failure *why)
{
    const char *variable = getenv("TMPDIR");
    *then = (struct then){.moment = moment};
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
        store_as_of(from, arena, moment, then->path, &then->store, &then->found, why);
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
enum status then_moment(struct arena *arena, const char *text, const char **moment,
                        struct failure *why)
{
    struct date date;
    const size_t length = strlen(text);
    if (!date_parse(str_of(text), &date) || (length > 10 && length != 20)) {
        return fail(
            why, STATUS_USAGE,
            "--as-of \"%.40s\" is neither a day nor a moment. Write one such as 2026-11-30, "
            "or the moment that a report gives as its last change.",
            text);
    }
    const int month = date.month > 0 ? date.month : 12;
    const int day = date.day > 0 ? date.day : date_month_days(date.year, month);
    *moment = length == 20 ? text
                           : arena_printf(arena, "%04d-%02d-%02dT23:59:59Z", date.year, month, day);
    return *moment ? STATUS_OK : fail_memory(why);
}

enum status then_open(struct workspace *work, const char *text, struct then *then,
                      struct failure *why)
{
    const char *moment = NULL;
    *then = (struct then){.store = NULL};
    TRY(then_moment(&work->arena, text, &moment, why));
    return then_make(work, work->store, &work->arena, moment, then, why);
}

void then_close(struct then *then)
{
    store_close(then->store);
    remove_copy(then);
}
