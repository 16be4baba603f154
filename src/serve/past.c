#include "serve/past.h"

#include "serve/page.h"
#include "work/then.h"

#include <stdlib.h>
#include <sys/stat.h>

#define FOUND_ROOM ((size_t)256 * 1024 * 1024) /* for the names of records that went back */
#define BUSY_SECONDS 10

struct past {
    pthread_mutex_t lock; /* whoever goes back has it */
    struct then then;     /* .store is NULL: none is kept */
    struct arena arena;   /* of it */
    struct str moment;
    long long revision; /* of the data that were copied */
};

enum status past_open(struct past **past, struct failure *why)
{
    struct past *made = calloc(1, sizeof *made);
    *past = made;
    if (!made) {
        return fail_memory(why);
    }
    arena_init(&made->arena, FOUND_ROOM);
    return pthread_mutex_init(&made->lock, NULL) == 0
               ? STATUS_OK
               : fail(why, STATUS_FAILED, "The server's threads cannot be set up.");
}

static void drop(struct past *past)
{
    if (past->then.store) {
        then_close(&past->then);
        past->then.store = NULL;
    }
    arena_clear(&past->arena);
}

void past_close(struct past *past)
{
    if (past) {
        drop(past);
        arena_release(&past->arena);
        (void)pthread_mutex_destroy(&past->lock);
        free(past);
    }
}

static enum status check_size(struct visit *visit)
{
    struct stat about;
    if (stat(visit->site->work->db, &about) == 0 && about.st_size > PAST_BYTES) {
        return fail(&visit->why, STATUS_LIMIT, "%s",
                    t(visit, "This register is too large to be taken back on the site. The command "
                             "\"crosscut table NAME --as-of MOMENT\" does it."));
    }
    return STATUS_OK;
}

/* The copy as of @moment: the one that is kept, or a new one. */
static enum status take_back(struct visit *visit, struct past *past, struct str moment)
{
    long long revision = 0;
    TRY(store_revision(visit->store, &revision, &visit->why));
    if (past->then.store && str_equal(past->moment, moment) && past->revision == revision) {
        return STATUS_OK;
    }
    drop(past);
    TRY(check_size(visit));
    const char *kept = arena_copy(&past->arena, moment);
    if (!kept) {
        return fail_memory(&visit->why);
    }
    store_rest(visit->store); /* a file that is being read cannot be copied */
    const enum status status =
        then_make(visit->site->work, visit->store, &past->arena, kept, &past->then, &visit->why);
    if (status != STATUS_OK) {
        past->then.store = NULL; /* it is closed already */
        return status;
    }
    past->moment = str_of(kept);
    past->revision = revision;
    return STATUS_OK;
}

static enum status read_moment(struct visit *visit, struct str text, const char **moment)
{
    const char *asked = arena_copy(visit->arena, text);
    struct failure ignored;
    if (!asked) {
        return fail_memory(&visit->why);
    }
    if (then_moment(visit->arena, asked, moment, &ignored) != STATUS_OK) {
        return fail(&visit->why, STATUS_USAGE, "%s",
                    t(visit, "The moment in as-of is neither a day nor a time. Write one such as "
                             "2026-11-30 or 2026-11-30T12:00:00Z."));
    }
    return STATUS_OK;
}

/* Nothing has changed since: what is shown are the data of the last change, and of no time ahead.
 */
static enum status not_ahead(struct visit *visit)
{
    struct str last;
    TRY(store_last_change(visit->store, visit->arena, NULL, &last, &visit->why));
    if (str_compare(str_of(visit->as_of), last) > 0) {
        visit->as_of = arena_copy(visit->arena, last);
    }
    return visit->as_of ? STATUS_OK : fail_memory(&visit->why);
}

enum status past_enter(struct visit *visit, struct str text, struct gone *gone)
{
    struct past *past = visit->site->past;
    const char *moment = NULL;
    struct str before;
    bool latest = false;
    *gone = (struct gone){.store = NULL};
    TRY(read_moment(visit, text, &moment));
    TRY(store_change_before(visit->store, visit->arena, moment, &before, &latest, &visit->why));
    if (before.length == 0) {
        return fail(&visit->why, STATUS_USAGE, "%s", t(visit, "At that time there were no data."));
    }
    if (!latest) {
        if (pthread_mutex_trylock(&past->lock) != 0) {
            visit->response->retry = BUSY_SECONDS;
            return fail(&visit->why, STATUS_BUSY, "%s",
                        t(visit,
                          "Another table is just being made as it was. Please try again in a "
                          "moment."));
        }
        const enum status status = take_back(visit, past, before);
        if (status != STATUS_OK) {
            (void)pthread_mutex_unlock(&past->lock);
            return status;
        }
        gone->store = visit->store;
        visit->store = past->then.store;
    }
    visit->as_of = moment;
    return latest ? not_ahead(visit) : STATUS_OK;
}

void past_leave(struct visit *visit, const struct gone *gone)
{
    visit->as_of = NULL;
    if (gone->store) {
        store_rest(visit->store);
        visit->store = gone->store;
        (void)pthread_mutex_unlock(&visit->site->past->lock);
    }
}
