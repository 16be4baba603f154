/*
 * A growing run of bytes with a ceiling. Writing never has to be checked call by call: when memory
 * runs out or the ceiling is reached the buffer remembers it, drops what comes after, and
 * buf_status() says so at the end. The bytes always end in a NUL that is not counted.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/status.h"
#include "base/str.h"

struct buf {
    char *at;
    size_t length;
    size_t capacity;
    size_t limit;
    bool failed;
};

/* An empty buffer that may grow to @limit bytes. Takes no memory yet. */
void buf_init(struct buf *buf, size_t limit);
void buf_release(struct buf *buf);

/* Empties it and keeps its memory; forgets an earlier failure. */
void buf_clear(struct buf *buf);

void buf_add(struct buf *buf, const void *bytes, size_t length);
void buf_str(struct buf *buf, struct str text);
void buf_text(struct buf *buf, const char *text);
void buf_char(struct buf *buf, char c);
__attribute__((format(printf, 2, 3))) void buf_printf(struct buf *buf, const char *format, ...);

/* Makes room for @length more bytes and returns where to put them (then add to .length); or NULL.
 */
char *buf_reserve(struct buf *buf, size_t length);

/* Takes @length bytes away from the front. */
void buf_drop(struct buf *buf, size_t length);

struct str buf_view(const struct buf *buf);

/* STATUS_OK, or the failure that made the buffer incomplete. */
MUST_CHECK enum status buf_status(const struct buf *buf, struct failure *why);

#endif
