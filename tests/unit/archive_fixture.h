/* ZIP archives for tests, made in memory by libzip, and numbers in them to be falsified. */
#ifndef TESTS_ARCHIVE_FIXTURE_H
#define TESTS_ARCHIVE_FIXTURE_H

#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <zip.h>

struct part {
    const char *name, *text;
    size_t length; /* 0: of the text */
};

static inline void zip_must(bool fine, const char *what)
{
    if (!fine) {
        (void)fprintf(stderr, "fixture: %s\n", what);
        abort();
    }
}

/* An archive, to be released. @stored: not deflated. Parts end with a NULL name. */
static inline struct buf make_archive(const struct part *parts, bool stored)
{
    zip_error_t error;
    zip_stat_t stat;
    struct buf bytes;
    zip_source_t *out = zip_source_buffer_create(NULL, 0, 1, &error);
    zip_must(out != NULL, "buffer");
    zip_source_keep(out);
    zip_t *zip = zip_open_from_source(out, ZIP_TRUNCATE, &error);
    zip_must(zip != NULL, "open");
    for (; parts->name; parts++) {
        const size_t length = parts->length ? parts->length : strlen(parts->text);
        zip_source_t *in = zip_source_buffer(zip, parts->text, length, 0);
        const zip_int64_t index = zip_file_add(zip, parts->name, in, ZIP_FL_ENC_UTF_8);
        zip_must(index >= 0, parts->name);
        (void)zip_set_file_compression(zip, (zip_uint64_t)index,
                                       stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0);
    }
    zip_must(zip_close(zip) == 0, "close");
    zip_must(zip_source_open(out) == 0 && zip_source_stat(out, &stat) == 0, "stat");
    buf_init(&bytes, (size_t)64 * 1024 * 1024);
    char *to = buf_reserve(&bytes, stat.size);
    zip_must(to && zip_source_read(out, to, stat.size) == (zip_int64_t)stat.size, "read");
    bytes.length = stat.size;
    (void)zip_source_close(out);
    zip_source_free(out);
    return bytes;
}

/* The @number-th place (from 0) where the four bytes of @mark stand. */
static inline char *zip_place(const struct buf *zip, const char *mark, size_t number)
{
    for (size_t i = 0; i + 4 <= zip->length; i++) {
        if (memcmp(zip->at + i, mark, 4) == 0 && number-- == 0) {
            return zip->at + i;
        }
    }
    zip_must(false, "the mark is not there");
    return NULL;
}

static inline void zip_set(char *at, unsigned bytes, unsigned long value)
{
    for (unsigned i = 0; i < bytes; i++, value >>= 8) {
        at[i] = (char)(value & 0xFFU);
    }
}

#endif
