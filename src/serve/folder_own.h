/* What the files of folder*.c share. */
#ifndef SERVE_FOLDER_OWN_H
#define SERVE_FOLDER_OWN_H

#include "base/arena.h"
#include "serve/folder.h"

#include <pthread.h>

#define FOLDER_HEADING "crosscut publish 1\n"
#define FOLDER_JOURNAL "crosscut-files.part"
#define FOLDER_PART ".part"
#define FOLDER_DIGEST 16
#define FOLDER_PATH 2048 /* bytes of a full path, with its NUL */

/* A file that was there, is there, or both. */
struct entry {
    const char *path;
    unsigned long long old_size, size;
    unsigned char old[FOLDER_DIGEST], digest[FOLDER_DIGEST];
    bool was;    /* in the list, or noted by a run that was cut off */
    bool unsure; /* noted only: it may have been written or not */
    bool kept;   /* in this run */
    bool changed;
    bool foreign; /* somebody else has a file of that name here; it is not ours to write */
};

struct folder {
    const char *path;
    bool dry;
    int journal; /* descriptor, or -1 */
    pthread_mutex_t lock;
    struct arena arena;
    struct entry **slots; /* by path, open addressing; a power of two */
    size_t slot_count, count;
    struct folder_counts counts;
};

/* The entry of @path, made when there is none; NULL without memory. Under the lock. */
struct entry *folder_take(struct folder *folder, struct str path);

/* All entries in order of their paths, to be freed; NULL without memory. */
struct entry **folder_sorted(const struct folder *folder);

/* "FOLDER/PATH" and an ending; false when that is too long. */
bool folder_path(const struct folder *folder, const char *path, const char *ending,
                 char to[static FOLDER_PATH]);

/* "DIGEST SIZE PATH" and a line end. */
void folder_line(struct buf *out, const struct folder_file *file);

/* Appends a whole file. */
MUST_CHECK enum status folder_read_all(const char *path, struct buf *out, struct failure *why);

MUST_CHECK enum status folder_fail(const char *path, struct failure *why);

#endif
