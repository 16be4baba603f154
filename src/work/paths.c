#include "work/paths.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>

#define FOLDER_DEPTH_MAX 16

static enum status add(struct arena *arena, struct path_list *list, const char *path,
                       struct failure *why)
{
    const char **paths =
        arena_grow(arena, list->paths, list->count, &list->capacity, sizeof *paths);
    if (!paths) {
        return fail_memory(why);
    }
    list->paths = paths;
    paths[list->count++] = path;
    return STATUS_OK;
}

static bool has_known_ending(const char *name)
{
    const char *dot = strrchr(name, '.');
    static const char *const endings[] = {".xml",  ".csv", ".xlsx", ".json", ".jsonl", ".mrc",
                                          ".marc", ".ris", ".bib",  ".ics",  ".rss",   ".atom"};
    for (size_t i = 0; dot && i < COUNT_OF(endings); i++) {
        if (strcasecmp(dot, endings[i]) == 0) {
            return true;
        }
    }
    return false;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The entries of a folder, hidden ones left out, in order of name. */
static enum status read_folder(struct arena *arena, const char *path, struct path_list *entries,
                               struct failure *why)
{
    DIR *dir = opendir(path);
    if (!dir) {
        return fail(why, STATUS_IO, "%s: cannot be read: %s.", path, strerror(errno));
    }
    enum status status = STATUS_OK;
    for (struct dirent *e = readdir(dir); e && status == STATUS_OK; e = readdir(dir)) {
        if (e->d_name[0] != '.') {
            char *full = arena_printf(arena, "%s/%s", path, e->d_name);
            status = full ? add(arena, entries, full, why) : fail_memory(why);
        }
    }
    (void)closedir(dir);
    if (entries->count > 0) {
        qsort(entries->paths, entries->count, sizeof *entries->paths, by_name);
    }
    return status;
}

static enum status expand_folder(struct arena *arena, const char *path, unsigned depth,
                                 struct path_list *list, struct failure *why)
{
    struct path_list entries = {0};
    if (depth > FOLDER_DEPTH_MAX) {
        return fail(why, STATUS_LIMIT, "%s: folders stand more than %d deep.", path,
                    FOLDER_DEPTH_MAX);
    }
    TRY(read_folder(arena, path, &entries, why));
    for (size_t i = 0; i < entries.count; i++) {
        struct stat info;
        if (stat(entries.paths[i], &info) != 0) {
            continue; /* a link that leads nowhere */
        }
        if (S_ISDIR(info.st_mode)) {
            TRY(expand_folder(arena, entries.paths[i], depth + 1, list, why));
        } else if (list->any_ending || has_known_ending(entries.paths[i])) {
            TRY(add(arena, list, entries.paths[i], why));
        } else {
            list->passed_over++;
        }
    }
    return STATUS_OK;
}

static enum status expand(struct arena *arena, const char *const *paths, size_t count,
                          struct path_list *list, struct failure *why)
{
    for (size_t i = 0; i < count; i++) {
        struct stat info;
        if (strcmp(paths[i], "-") == 0) {
            TRY(add(arena, list, paths[i], why));
        } else if (stat(paths[i], &info) != 0) {
            return fail(why, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO,
                        "%s: %s. Check the path.", paths[i],
                        errno == ENOENT ? "there is no such file or folder" : strerror(errno));
        } else if (S_ISDIR(info.st_mode)) {
            TRY(expand_folder(arena, paths[i], 0, list, why));
        } else {
            TRY(add(arena, list, paths[i], why));
        }
    }
    return STATUS_OK;
}

enum status paths_expand(struct arena *arena, const char *const *paths, size_t count,
                         struct path_list *list, struct failure *why)
{
    *list = (struct path_list){0};
    return expand(arena, paths, count, list, why);
}

enum status paths_expand_any(struct arena *arena, const char *path, struct path_list *list,
                             struct failure *why)
{
    *list = (struct path_list){.any_ending = true};
    return expand(arena, &path, 1, list, why);
}
