/* The directory of a ZIP archive, checked before a library looks at the archive. */
#ifndef TEXT_ARCHIVE_CHECK_H
#define TEXT_ARCHIVE_CHECK_H

#include "base/arena.h"
#include "base/status.h"

#define ARCHIVE_ENTRIES 10000U

struct archive_entry {
    struct str name;
    size_t packed; /* bytes in the archive */
    size_t from;   /* its local header */
    size_t end;    /* behind its data */
};

struct archive_directory {
    struct archive_entry *entries; /* in the order of the directory */
    size_t count;
};

/*
 * Reads and checks the directory of @bytes; names point into them. @name is for messages.
 * STATUS_INPUT or STATUS_LIMIT with words for everything archive.h says is refused.
 */
MUST_CHECK enum status archive_check(struct arena *arena, const char *name, struct str bytes,
                                     struct archive_directory *directory, struct failure *why);

#endif
