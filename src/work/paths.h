/* The files an import is asked for. */
#ifndef WORK_PATHS_H
#define WORK_PATHS_H

#include "base/arena.h"
#include "base/status.h"

struct path_list {
    const char **paths;
    size_t count, capacity;
    size_t passed_over; /* files in folders whose ending is neither .xml nor .csv */
    bool any_ending;    /* every file is wanted */
};

/*
 * Folders give every .xml and .csv file below them, in order of name; hidden files are left alone.
 * "-" stays. STATUS_NOT_FOUND for a path that does not exist.
 */
MUST_CHECK enum status paths_expand(struct arena *arena, const char *const *paths, size_t count,
                                    struct path_list *list, struct failure *why);

/* The same for one path, whatever the endings of the files below it. */
MUST_CHECK enum status paths_expand_any(struct arena *arena, const char *path,
                                        struct path_list *list, struct failure *why);

#endif
