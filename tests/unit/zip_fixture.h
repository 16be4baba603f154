/* ZIP archives for tests, made by libzip in memory, and numbers in them to be falsified. */
#ifndef TESTS_ZIP_FIXTURE_H
#define TESTS_ZIP_FIXTURE_H

#include "base/buf.h"

#include <stdlib.h>
#include <zip.h>

struct zip_part {
    const char *name;
    const char *text;
};

static inline void zip_must(bool fine)
{
    if (!fine) {
        abort();
    }
}

/* Makes an archive of @count parts; an empty one cannot be made by libzip. */
static inline void zip_make(const struct zip_part *parts, size_t count, struct buf *out)
{
    zip_error_t error;
    zip_stat_t facts;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
    zip_must(source && zip);
    for (size_t i = 0; i < count; i++) {
        zip_source_t *part = zip_source_buffer(zip, parts[i].text, strlen(parts[i].text), 0);
        zip_must(part && zip_file_add(zip, parts[i].name, part, ZIP_FL_ENC_UTF_8) >= 0);
    }
    zip_source_keep(source);
    zip_must(zip_close(zip) == 0 && zip_source_open(source) == 0 &&
             zip_source_stat(source, &facts) == 0);
    buf_init(out, (size_t)64 * 1024 * 1024);
    char *to = buf_reserve(out, facts.size);
    zip_must(to && zip_source_read(source, to, facts.size) == (zip_int64_t)facts.size);
    out->length = facts.size;
    (void)zip_source_close(source);
    zip_source_free(source);
}

/* The @number-th place (from 0) where the four bytes of @mark stand. */
static inline char *zip_find(const struct buf *zip, const char *mark, size_t number)
{
    for (size_t i = 0; i + 4 <= zip->length; i++) {
        if (memcmp(zip->at + i, mark, 4) == 0 && number-- == 0) {
            return zip->at + i;
        }
    }
    abort();
}

static inline void zip_set(char *at, unsigned bytes, unsigned long value)
{
    for (unsigned i = 0; i < bytes; i++, value >>= 8) {
        at[i] = (char)(value & 0xFFU);
    }
}

#endif
