/* The directory of a ZIP archive, checked before a library looks at the archive. */
#ifndef TEXT_ARCHIVE_CHECK_H
#define TEXT_ARCHIVE_CHECK_H

#include "base/arena.h"
#include "base/status.h"

#define ARCHIVE_ENTRIES 10000U

struct archive_entry {
    const char *name;                /* UTF-8 as it stands in the archive: "word/document.xml" */
    unsigned long long packed, size; /* bytes in the archive and unpacked, as the directory says */
    size_t from, end;                /* its local header, and behind its data */
};

struct archive_directory {
    struct archive_entry *entries; /* in the order of the directory */
    size_t count;
};

/*
 * Reads and checks the directory of @bytes; what it gives lives in @arena. @name is for messages.
 * STATUS_INPUT or STATUS_LIMIT with words for everything archive.h says is refused.
 */
MUST_CHECK enum status archive_check(struct arena *arena, const char *name, struct str bytes,
                                     struct archive_directory *directory, struct failure *why);

#endif
