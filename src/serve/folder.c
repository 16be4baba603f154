#include "serve/folder_own.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_MOST 1024 /* of a file in the list */
#define LIST_MOST ((size_t)1024 * 1024 * 1024)
#define MEMORY ((size_t)512 * 1024 * 1024)

/* ---- entries ---- */

static struct entry **find_slot(const struct folder *folder, struct str path)
{
    size_t at = (size_t)str_hash(path) & (folder->slot_count - 1);
    while (folder->slots[at] && !str_is(path, folder->slots[at]->path)) {
        at = (at + 1) & (folder->slot_count - 1);
    }
    return &folder->slots[at];
}

static bool grow_slots(struct folder *folder)
{
    struct entry **former = folder->slots;
    const size_t former_count = folder->slot_count;
    folder->slot_count = former_count > 0 ? former_count * 2 : 4096;
    folder->slots = calloc(folder->slot_count, sizeof(struct entry *));
    if (!folder->slots) {
        folder->slots = former;
        folder->slot_count = former_count;
        return false;
    }
    for (size_t i = 0; i < former_count; i++) {
        if (former[i]) {
            *find_slot(folder, str_of(former[i]->path)) = former[i];
        }
    }
    free(former);
    return true;
}

struct entry *folder_take(struct folder *folder, struct str path)
{
    if (folder->count * 2 >= folder->slot_count && !grow_slots(folder)) {
        return NULL;
    }
    struct entry **slot = find_slot(folder, path);
    if (!*slot) {
        *slot = arena_alloc(&folder->arena, sizeof **slot);
        if (*slot) {
            (*slot)->path = arena_copy(&folder->arena, path);
            folder->count++;
        }
    }
    return *slot && (*slot)->path ? *slot : NULL;
}

static int by_path(const void *a, const void *b)
{
    const struct entry *const *x = a, *const *y = b;
    return strcmp((*x)->path, (*y)->path);
}

struct entry **folder_sorted(const struct folder *folder)
{
    struct entry **all = calloc(folder->count + 1, sizeof(struct entry *));
    size_t count = 0;
    for (size_t i = 0; all && i < folder->slot_count; i++) {
        if (folder->slots[i]) {
            all[count++] = folder->slots[i];
        }
    }
    if (count > 0) {
        qsort(all, count, sizeof(struct entry *), by_path);
    }
    return all;
}

/* ---- names on the disk ---- */

/* Only what we would write ourselves: nothing absolute, nothing upwards. */
static bool is_safe(struct str path)
{
    for (size_t i = 0; i < path.length; i++) {
        const bool starts = i == 0 || path.at[i - 1] == '/';
        if ((unsigned char)path.at[i] <= ' ' || path.at[i] == '\\' || path.at[i] == ':' ||
            (starts && (path.at[i] == '/' || path.at[i] == '.'))) {
            return false;
        }
    }
    return path.length > 0 && path.length < PATH_MOST;
}

bool folder_path(const struct folder *folder, const char *path, const char *ending,
                 char to[static FOLDER_PATH])
{
    return snprintf(to, FOLDER_PATH, "%s/%s%s", folder->path, path, ending) < FOLDER_PATH;
}

enum status folder_fail(const char *path, struct failure *why)
{
    return fail(why, STATUS_IO, "%s: cannot be written: %s.", path, strerror(errno));
}

/* ---- the list ---- */

static int digit_of(char c)
{
    return char_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "DIGEST SIZE PATH"; false when it is not. */
static bool read_line(struct str line, struct str *path, struct folder_file *file)
{
    if (line.length < 2 * FOLDER_DIGEST + 4 || line.at[2 * FOLDER_DIGEST] != ' ') {
        return false;
    }
    for (size_t i = 0; i < FOLDER_DIGEST; i++) {
        const int high = digit_of(line.at[2 * i]), low = digit_of(line.at[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        file->digest[i] = (unsigned char)(high * 16 + low);
    }
    size_t at = 2 * FOLDER_DIGEST + 1;
    for (file->size = 0; at < line.length && char_is_digit(line.at[at]); at++) {
        file->size = file->size * 10 + (unsigned long long)(line.at[at] - '0');
    }
    *path = (struct str){line.at + at + 1, line.length - at - (at < line.length ? 1 : 0)};
    return at < line.length && line.at[at] == ' ' && is_safe(*path);
}

void folder_line(struct buf *out, const struct folder_file *file)
{
    char text[2 * FOLDER_DIGEST + 1];
    (void)sodium_bin2hex(text, sizeof text, file->digest, FOLDER_DIGEST);
    buf_printf(out, "%s %llu %s\n", text, file->size, file->path);
}

enum status folder_read_all(const char *path, struct buf *out, struct failure *why)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = 1;
    if (file < 0) {
        return fail(why, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO, "%s: cannot be read: %s.",
                    path, strerror(errno));
    }
    while (got > 0 && !out->failed) {
        char *to = buf_reserve(out, 64 * 1024);
        got = to ? read(file, to, 64 * 1024) : 0;
        out->length += got > 0 ? (size_t)got : 0;
    }
    const int error = errno;
    (void)close(file);
    return got < 0 ? fail(why, STATUS_IO, "%s: cannot be read: %s.", path, strerror(error))
                   : buf_status(out, why);
}

static enum status take_lines(struct folder *folder, struct str text, bool unsure,
                              struct failure *why)
{
    struct str line, path;
    struct folder_file file;
    while (str_split(&text, '\n', &line)) {
        if (!read_line(line, &path, &file)) {
            continue; /* the heading, or a line that was cut off */
        }
        struct entry *entry = folder_take(folder, path);
        if (!entry) {
            return fail_memory(why);
        }
        entry->was = true;
        entry->unsure = unsure;
        entry->old_size = file.size;
        memcpy(entry->old, file.digest, FOLDER_DIGEST);
    }
    return STATUS_OK;
}

/* Reads one of the two files of names; *@found: it is there and ours. */
static enum status read_names(struct folder *folder, const char *name, bool unsure, bool *found,
                              struct failure *why)
{
    char path[FOLDER_PATH];
    struct buf text;
    buf_init(&text, LIST_MOST);
    *found = false;
    if (!folder_path(folder, name, "", path)) {
        return fail(why, STATUS_USAGE, "The name of the folder is too long.");
    }
    enum status status = folder_read_all(path, &text, why);
    if (status == STATUS_OK && str_starts(buf_view(&text), FOLDER_HEADING)) {
        *found = true;
        status = take_lines(folder, buf_view(&text), unsure, why);
    }
    buf_release(&text);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* ---- opening ---- */

static enum status is_empty(const struct folder *folder, bool *empty, struct failure *why)
{
    DIR *dir = opendir(folder->path);
    *empty = true;
    if (!dir) {
        return folder->dry && errno == ENOENT
                   ? STATUS_OK
                   : fail(why, STATUS_IO, "%s: cannot be read: %s.", folder->path, strerror(errno));
    }
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        *empty = *empty && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
                            strcmp(entry->d_name, FOLDER_JOURNAL) == 0);
    }
    (void)closedir(dir);
    return STATUS_OK;
}

/* A half-written file of a run that was cut off. */
static void remove_parts(const struct folder *folder)
{
    for (size_t i = 0; i < folder->slot_count; i++) {
        char path[FOLDER_PATH];
        const struct entry *entry = folder->slots[i];
        if (entry && entry->unsure && folder_path(folder, entry->path, FOLDER_PART, path)) {
            (void)unlink(path);
        }
    }
}

static enum status open_journal(struct folder *folder, bool begun, struct failure *why)
{
    char path[FOLDER_PATH];
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (!folder_path(folder, FOLDER_JOURNAL, "", path)) {
        return fail(why, STATUS_USAGE, "The name of the folder is too long.");
    }
    folder->journal = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (folder->journal < 0) {
        return folder_fail(path, why);
    }
    if (fcntl(folder->journal, F_SETLK, &lock) != 0) {
        return fail(why, STATUS_BUSY, "%s: another run is writing this folder. Wait for its end.",
                    folder->path);
    }
    if (!begun && write(folder->journal, FOLDER_HEADING, strlen(FOLDER_HEADING)) < 0) {
        return folder_fail(path, why);
    }
    return STATUS_OK;
}

static enum status open_it(struct folder *folder, struct failure *why)
{
    bool ours = false, begun = false, empty = true;
    if (!folder->dry && mkdir(folder->path, 0777) != 0 && errno != EEXIST) {
        return fail(why, STATUS_IO, "%s: cannot be made: %s.", folder->path, strerror(errno));
    }
    TRY(is_empty(folder, &empty, why));
    TRY(read_names(folder, FOLDER_LIST, false, &ours, why));
    TRY(read_names(folder, FOLDER_JOURNAL, true, &begun, why));
    if (!empty && !ours && !begun) {
        return fail(why, STATUS_CONFLICT,
                    "%s has files in it and is no published site. Choose an empty folder, or one "
                    "that was published before.",
                    folder->path);
    }
    if (!folder->dry) {
        TRY(open_journal(folder, begun, why));
        remove_parts(folder);
    }
    return STATUS_OK;
}

enum status folder_open(const char *path, bool dry, struct folder **folder_out, struct failure *why)
{
    struct folder *folder = calloc(1, sizeof *folder);
    *folder_out = NULL;
    if (!folder) {
        return fail_memory(why);
    }
    arena_init(&folder->arena, MEMORY);
    folder->dry = dry;
    folder->journal = -1;
    folder->path = arena_copy(&folder->arena, str_of(path));
    if (!folder->path || !grow_slots(folder) || pthread_mutex_init(&folder->lock, NULL) != 0) {
        arena_release(&folder->arena);
        free(folder->slots);
        free(folder);
        return fail_memory(why);
    }
    const enum status status = open_it(folder, why);
    if (status != STATUS_OK) {
        folder_close(folder);
        return status;
    }
    *folder_out = folder;
    return STATUS_OK;
}

void folder_close(struct folder *folder)
{
    if (folder) {
        if (folder->journal >= 0) {
            (void)close(folder->journal);
        }
        (void)pthread_mutex_destroy(&folder->lock);
        arena_release(&folder->arena);
        free(folder->slots);
        free(folder);
    }
}
