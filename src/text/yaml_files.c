#include "text/yaml_files.h"

#include <pthread.h>

#define THREAD_FROM 4 /* files; for fewer a thread is not worth starting */

struct file {
    enum { FILE_FREE, FILE_TAKEN, FILE_DONE } state;
    enum status status;
    struct yaml_node *root;
    struct failure *why; /* NULL when there was no memory to keep it */
};

/* The caller parses from the front, as it needs the files in order; the helper from the back. */
struct shelf {
    const char *const *paths;
    struct file *files;
    size_t count;
    size_t back;        /* the helper has looked at all files from here on */
    struct arena arena; /* of the helper */
    pthread_mutex_t lock;
    pthread_cond_t done;
};

/* With the lock held: the last file that nobody has begun, or NULL. */
static struct file *take_last(struct shelf *shelf)
{
    while (shelf->back > 0) {
        struct file *file = &shelf->files[--shelf->back];
        if (file->state == FILE_FREE) {
            file->state = FILE_TAKEN;
            return file;
        }
    }
    return NULL;
}

static void parse(struct shelf *shelf, struct file *file)
{
    struct failure why = {STATUS_OK, ""};
    file->status = yaml_load(&shelf->arena, shelf->paths[file - shelf->files], &file->root, &why);
    if (file->status != STATUS_OK) {
        file->why = arena_alloc(&shelf->arena, sizeof why);
        if (file->why) {
            *file->why = why;
        }
    }
}

static void *help(void *context)
{
    struct shelf *shelf = context;
    struct file *file = NULL;
    (void)pthread_mutex_lock(&shelf->lock);
    while ((file = take_last(shelf)) != NULL) {
        (void)pthread_mutex_unlock(&shelf->lock);
        parse(shelf, file);
        (void)pthread_mutex_lock(&shelf->lock);
        file->state = FILE_DONE;
        (void)pthread_cond_signal(&shelf->done);
    }
    (void)pthread_mutex_unlock(&shelf->lock);
    return NULL;
}

/* The tree of one file, from the helper if it has begun it. */
static enum status get(struct shelf *shelf, struct arena *arena, size_t index,
                       struct yaml_node **root, struct failure *why)
{
    struct file *file = &shelf->files[index];
    (void)pthread_mutex_lock(&shelf->lock);
    const bool own = file->state == FILE_FREE;
    file->state = own ? FILE_TAKEN : file->state;
    while (!own && file->state != FILE_DONE) {
        (void)pthread_cond_wait(&shelf->done, &shelf->lock);
    }
    (void)pthread_mutex_unlock(&shelf->lock);
    if (own) {
        return yaml_load(arena, shelf->paths[index], root, why);
    }
    if (file->status != STATUS_OK) {
        if (!file->why) {
            return fail_memory(why);
        }
        *why = *file->why;
        return file->status;
    }
    *root = file->root;
    return STATUS_OK;
}

static enum status take_all(struct shelf *shelf, struct arena *arena, yaml_taker *take,
                            void *context, struct failure *why)
{
    for (size_t i = 0; i < shelf->count; i++) {
        struct yaml_node *root = NULL;
        TRY(get(shelf, arena, i, &root, why));
        TRY(take(context, i, root, why));
    }
    return STATUS_OK;
}

/* The helper begins no other file. */
static void stop(struct shelf *shelf)
{
    (void)pthread_mutex_lock(&shelf->lock);
    shelf->back = 0;
    (void)pthread_mutex_unlock(&shelf->lock);
}

enum status yaml_files(struct arena *arena, const char *const *paths, size_t count,
                       yaml_taker *take, void *context, struct failure *why)
{
    struct shelf shelf = {.paths = paths,
                          .count = count,
                          .back = count,
                          .files = arena_array(arena, count, sizeof *shelf.files)};
    pthread_t helper;
    if (!shelf.files) {
        return fail_memory(why);
    }
    arena_init(&shelf.arena, arena->limit - arena->total);
    if (pthread_mutex_init(&shelf.lock, NULL) != 0 || pthread_cond_init(&shelf.done, NULL) != 0) {
        return fail(why, STATUS_FAILED, "The threads that read the pack cannot be set up.");
    }
    const bool helped = count >= THREAD_FROM && pthread_create(&helper, NULL, help, &shelf) == 0;
    const enum status status = take_all(&shelf, arena, take, context, why);
    stop(&shelf);
    if (helped) {
        (void)pthread_join(helper, NULL);
    }
    (void)pthread_cond_destroy(&shelf.done);
    (void)pthread_mutex_destroy(&shelf.lock);
    arena_adopt(arena, &shelf.arena);
    return status;
}
