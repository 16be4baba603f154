#include "serve/folder_own.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MOST ((size_t)1024 * 1024 * 1024)
#define LIST_PIECE ((size_t)256 * 1024)

struct folder_stream {
    struct folder *folder;
    struct entry *entry;
    int file; /* descriptor, or -1: dry */
    unsigned long long size;
    crypto_generichash_state state;
};

/* ---- writing ---- */

/* Makes the folders above @path, which is a full one. */
static void make_folders(const struct folder *folder, char *path)
{
    for (char *at = path + strlen(folder->path) + 1; *at; at++) {
        if (*at == '/') {
            *at = '\0';
            (void)mkdir(path, 0777);
            *at = '/';
        }
    }
}

/* Opens the file for the bytes to come, under its other name. */
static enum status open_part(const struct folder *folder, const char *path, int *file,
                             struct failure *why)
{
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW;
    char part[FOLDER_PATH];
    if (!folder_path(folder, path, FOLDER_PART, part)) {
        return fail(why, STATUS_LIMIT, "%s: the name is too long.", path);
    }
    *file = open(part, flags, 0666);
    if (*file < 0 && errno == ENOENT) {
        make_folders(folder, part);
        *file = open(part, flags, 0666);
    }
    return *file < 0 ? folder_fail(part, why) : STATUS_OK;
}

static enum status write_bytes(const char *path, int file, struct str bytes, struct failure *why)
{
    while (bytes.length > 0) {
        const ssize_t done = write(file, bytes.at, bytes.length);
        if (done < 0 && errno != EINTR) {
            return folder_fail(path, why);
        }
        bytes.at += done > 0 ? done : 0;
        bytes.length -= done > 0 ? (size_t)done : 0;
    }
    return STATUS_OK;
}

/* Gives the part its name, or takes it away. */
static enum status end_part(const struct folder *folder, const char *path, bool keep,
                            struct failure *why)
{
    char part[FOLDER_PATH], full[FOLDER_PATH];
    if (!folder_path(folder, path, FOLDER_PART, part) || !folder_path(folder, path, "", full)) {
        return fail(why, STATUS_LIMIT, "%s: the name is too long.", path);
    }
    if (!keep) {
        (void)unlink(part);
        return STATUS_OK;
    }
    return rename(part, full) == 0 ? STATUS_OK : folder_fail(full, why);
}

/* Notes that a file is about to be written, before it is. */
static enum status note(const struct folder *folder, const struct entry *entry, struct failure *why)
{
    const struct folder_file file = {.path = entry->path, .size = entry->size};
    struct folder_file noted = file;
    struct buf line;
    memcpy(noted.digest, entry->digest, FOLDER_DIGEST);
    buf_init(&line, FOLDER_PATH + 100);
    folder_line(&line, &noted);
    enum status status = buf_status(&line, why);
    if (status == STATUS_OK) {
        status = write_bytes(FOLDER_JOURNAL, folder->journal, buf_view(&line), why);
    }
    buf_release(&line);
    return status;
}

/* ---- whether it has changed ---- */

/* Whether the file on the disk is what the list says, as far as a look at it tells. */
static bool is_there(const struct folder *folder, const struct entry *entry)
{
    char path[FOLDER_PATH];
    struct stat about;
    unsigned char digest[FOLDER_DIGEST];
    struct failure ignored;
    if (!folder_path(folder, entry->path, "", path) || lstat(path, &about) != 0 ||
        !S_ISREG(about.st_mode) || (unsigned long long)about.st_size != entry->old_size) {
        return false;
    }
    if (!entry->unsure) {
        return true;
    }
    return folder_digest(folder, entry->path, digest, &ignored) == STATUS_OK &&
           memcmp(digest, entry->old, FOLDER_DIGEST) == 0;
}

static bool is_changed(const struct folder *folder, const struct entry *entry)
{
    return !entry->was || entry->old_size != entry->size ||
           memcmp(entry->old, entry->digest, FOLDER_DIGEST) != 0 || !is_there(folder, entry);
}

static bool stands(const struct folder *folder, const char *name, const char *ending)
{
    char path[FOLDER_PATH];
    struct stat about;
    return folder_path(folder, name, ending, path) && lstat(path, &about) == 0;
}

/* Whether a name that the file needs is taken by somebody else. Under its other name nothing of
 * ours stands: folder_open() removes what a run that was cut off has left, unless nothing is to be
 * written. */
static bool is_foreign(const struct folder *folder, const struct entry *entry)
{
    return (!entry->was && stands(folder, entry->path, "")) ||
           (!(folder->dry && entry->unsure) && stands(folder, entry->path, FOLDER_PART));
}

/* The entry of a file that this run has not kept yet. */
static enum status begin_entry(struct folder *folder, const char *path, struct entry **entry,
                               struct failure *why)
{
    (void)pthread_mutex_lock(&folder->lock);
    *entry = folder_take(folder, str_of(path));
    const bool twice = *entry && (*entry)->kept;
    if (*entry) {
        (*entry)->kept = true;
    }
    (void)pthread_mutex_unlock(&folder->lock);
    if (twice) {
        return fail(why, STATUS_FAILED, "Two pages want to be the file %s.", path);
    }
    if (!*entry) {
        return fail_memory(why);
    }
    (*entry)->foreign = is_foreign(folder, *entry);
    return STATUS_OK;
}

static void end_entry(struct folder *folder, struct entry *entry, bool changed)
{
    (void)pthread_mutex_lock(&folder->lock);
    entry->changed = changed;
    folder->counts.written += changed ? 1 : 0;
    folder->counts.unchanged += changed || entry->foreign ? 0 : 1;
    folder->counts.foreign += entry->foreign ? 1 : 0;
    folder->counts.bytes += changed ? entry->size : 0;
    (void)pthread_mutex_unlock(&folder->lock);
}

enum status folder_put(struct folder *folder, const char *path, struct str bytes,
                       struct failure *why)
{
    struct entry *entry = NULL;
    int file = -1;
    TRY(begin_entry(folder, path, &entry, why));
    entry->size = bytes.length;
    (void)crypto_generichash(entry->digest, FOLDER_DIGEST, (const unsigned char *)bytes.at,
                             bytes.length, NULL, 0);
    const bool changed = !entry->foreign && is_changed(folder, entry);
    if (changed && !folder->dry) {
        TRY(note(folder, entry, why));
        TRY(open_part(folder, path, &file, why));
        enum status status = write_bytes(path, file, bytes, why);
        if (close(file) != 0 && status == STATUS_OK) {
            status = folder_fail(path, why);
        }
        TRY(status);
        TRY(end_part(folder, path, true, why));
    }
    end_entry(folder, entry, changed);
    return STATUS_OK;
}

/* ---- in pieces ---- */

enum status folder_stream_begin(struct folder *folder, const char *path,
                                struct folder_stream **stream, struct failure *why)
{
    struct folder_stream *made = calloc(1, sizeof *made);
    *stream = NULL;
    if (!made) {
        return fail_memory(why);
    }
    made->folder = folder;
    made->file = -1;
    (void)crypto_generichash_init(&made->state, NULL, 0, FOLDER_DIGEST);
    enum status status = begin_entry(folder, path, &made->entry, why);
    const bool writes = status == STATUS_OK && !folder->dry && !made->entry->foreign;
    if (writes) {
        status = note(folder, made->entry, why); /* without a digest: it is not known yet */
    }
    if (writes && status == STATUS_OK) {
        status = open_part(folder, path, &made->file, why);
    }
    if (status != STATUS_OK) {
        free(made);
        return status;
    }
    *stream = made;
    return STATUS_OK;
}

enum status folder_stream_add(struct folder_stream *stream, struct str bytes, struct failure *why)
{
    stream->size += bytes.length;
    (void)crypto_generichash_update(&stream->state, (const unsigned char *)bytes.at, bytes.length);
    return stream->file < 0 ? STATUS_OK
                            : write_bytes(stream->entry->path, stream->file, bytes, why);
}

enum status folder_stream_end(struct folder_stream *stream, bool keep, struct failure *why)
{
    struct folder *folder = stream->folder;
    struct entry *entry = stream->entry;
    enum status status = STATUS_OK;
    entry->size = stream->size;
    (void)crypto_generichash_final(&stream->state, entry->digest, FOLDER_DIGEST);
    const bool changed = keep && !entry->foreign && is_changed(folder, entry);
    if (stream->file >= 0) {
        if (close(stream->file) != 0) {
            status = folder_fail(entry->path, why);
        }
        if (status == STATUS_OK && changed) {
            status = note(folder, entry, why);
        }
        if (status == STATUS_OK) {
            status = end_part(folder, entry->path, changed, why);
        }
    }
    end_entry(folder, entry, changed);
    free(stream);
    return status;
}

/* ---- the end ---- */

/* Removes the file, and the folders above it that are then empty. */
static enum status remove_file(struct folder *folder, const struct entry *entry,
                               struct failure *why)
{
    char path[FOLDER_PATH];
    if (!folder_path(folder, entry->path, "", path)) {
        return STATUS_OK;
    }
    if (unlink(path) != 0 && errno != ENOENT) {
        return fail(why, STATUS_IO, "%s: cannot be removed: %s.", path, strerror(errno));
    }
    for (char *at = strrchr(path, '/'); at && at > path + strlen(folder->path);
         at = strrchr(path, '/')) {
        *at = '\0';
        if (rmdir(path) != 0) {
            break;
        }
    }
    return STATUS_OK;
}

/* Whether the file is in the list: one that was ours, and could not be written anew, stays in it.
 */
static bool is_ours(const struct entry *entry)
{
    return entry->kept && (!entry->foreign || entry->was);
}

/* The lines of the files that were kept, piece by piece: there may be half a million. */
static enum status write_lines(struct folder *folder, struct entry **all, int file,
                               struct buf *text, struct failure *why)
{
    buf_text(text, FOLDER_HEADING);
    for (size_t i = 0; i < folder->count; i++) {
        const struct entry *entry = all[i];
        struct folder_file one = {.path = entry->path,
                                  .size = entry->foreign ? entry->old_size : entry->size};
        memcpy(one.digest, entry->foreign ? entry->old : entry->digest, FOLDER_DIGEST);
        if (is_ours(all[i])) {
            folder_line(text, &one);
        }
        if (text->length > LIST_PIECE) {
            TRY(buf_status(text, why));
            TRY(write_bytes(FOLDER_LIST, file, buf_view(text), why));
            buf_clear(text);
        }
    }
    TRY(buf_status(text, why));
    return write_bytes(FOLDER_LIST, file, buf_view(text), why);
}

static enum status write_list(struct folder *folder, struct entry **all, struct failure *why)
{
    struct buf text;
    int file = -1;
    TRY(open_part(folder, FOLDER_LIST, &file, why));
    buf_init(&text, FILE_MOST);
    enum status status = write_lines(folder, all, file, &text, why);
    buf_release(&text);
    if (fsync(file) != 0 && status == STATUS_OK) {
        status = folder_fail(FOLDER_LIST, why);
    }
    if (close(file) != 0 && status == STATUS_OK) {
        status = folder_fail(FOLDER_LIST, why);
    }
    return status == STATUS_OK ? end_part(folder, FOLDER_LIST, true, why) : status;
}

static bool is_gone(const struct entry *entry)
{
    return entry->was && !entry->kept;
}

/* The list is written only when it says something new. */
static enum status finish(struct folder *folder, struct entry **all, struct failure *why)
{
    char journal[FOLDER_PATH], list[FOLDER_PATH];
    struct stat about;
    for (size_t i = 0; i < folder->count; i++) {
        if (is_gone(all[i])) {
            folder->counts.removed++;
            TRY(folder->dry ? STATUS_OK : remove_file(folder, all[i], why));
        }
    }
    if (folder->dry || !folder_path(folder, FOLDER_JOURNAL, "", journal) ||
        !folder_path(folder, FOLDER_LIST, "", list)) {
        return STATUS_OK;
    }
    if (folder->counts.written + folder->counts.removed > 0 || lstat(list, &about) != 0) {
        TRY(write_list(folder, all, why));
    }
    (void)unlink(journal);
    return STATUS_OK;
}

enum status folder_finish(struct folder *folder, struct folder_counts *counts, struct failure *why)
{
    struct entry **all = folder_sorted(folder);
    const enum status status = all ? finish(folder, all, why) : fail_memory(why);
    free(all);
    *counts = folder->counts;
    return status;
}

void folder_changes(const struct folder *folder,
                    void (*each)(void *context, char change, const char *path), void *context)
{
    struct entry **all = folder_sorted(folder);
    for (size_t i = 0; all && i < folder->count; i++) {
        const struct entry *entry = all[i];
        if (is_gone(entry)) {
            each(context, '-', entry->path);
        } else if (entry->foreign) {
            each(context, '!', entry->path);
        } else if (entry->changed) {
            each(context, entry->was ? '*' : '+', entry->path);
        }
    }
    free(all);
}

/* ---- looking at it ---- */

enum status folder_read(const struct folder *folder, const char *path, struct buf *out,
                        unsigned char digest[FOLDER_DIGEST], struct failure *why)
{
    char full[FOLDER_PATH];
    buf_clear(out);
    if (!folder_path(folder, path, "", full)) {
        return fail(why, STATUS_LIMIT, "%s: the name is too long.", path);
    }
    TRY(folder_read_all(full, out, why));
    buf_char(out, '\0'); /* behind the bytes, for those who look for a character */
    TRY(buf_status(out, why));
    out->length--;
    (void)crypto_generichash(digest, FOLDER_DIGEST, (const unsigned char *)out->at, out->length,
                             NULL, 0);
    return STATUS_OK;
}

enum status folder_digest(const struct folder *folder, const char *path,
                          unsigned char digest[FOLDER_DIGEST], struct failure *why)
{
    char full[FOLDER_PATH], piece[16 * 1024];
    crypto_generichash_state state;
    ssize_t got = 0;
    if (!folder_path(folder, path, "", full)) {
        return fail(why, STATUS_LIMIT, "%s: the name is too long.", path);
    }
    const int file = open(full, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return fail(why, STATUS_NOT_FOUND, "%s: cannot be read: %s.", full, strerror(errno));
    }
    (void)crypto_generichash_init(&state, NULL, 0, FOLDER_DIGEST);
    while ((got = read(file, piece, sizeof piece)) > 0) {
        (void)crypto_generichash_update(&state, (const unsigned char *)piece, (size_t)got);
    }
    (void)close(file);
    (void)crypto_generichash_final(&state, digest, FOLDER_DIGEST);
    return got < 0 ? fail(why, STATUS_IO, "%s: cannot be read.", full) : STATUS_OK;
}

enum status folder_files(const struct folder *folder, struct arena *arena,
                         struct folder_file **files, size_t *count, struct failure *why)
{
    struct entry **all = folder_sorted(folder);
    *files = arena_array(arena, folder->count + 1, sizeof **files);
    *count = 0;
    for (size_t i = 0; all && *files && i < folder->count; i++) {
        if (all[i]->was || is_ours(all[i])) {
            const bool now = all[i]->kept && !all[i]->foreign;
            struct folder_file *file = &(*files)[(*count)++];
            *file = (struct folder_file){.path = all[i]->path,
                                         .size = now ? all[i]->size : all[i]->old_size};
            memcpy(file->digest, now ? all[i]->digest : all[i]->old, FOLDER_DIGEST);
        }
    }
    const bool room = all && *files;
    free(all);
    if (!room) {
        return fail_memory(why);
    }
    return *count > 0 ? STATUS_OK
                      : fail(why, STATUS_NOT_FOUND, "%s is no published site.", folder->path);
}
