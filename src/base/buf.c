#include "base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void buf_init(struct buf *buf, size_t limit)
{
    *buf = (struct buf){.limit = limit};
}

void buf_release(struct buf *buf)
{
    free(buf->at);
    buf_init(buf, buf->limit);
}

void buf_clear(struct buf *buf)
{
    buf->length = 0;
    buf->failed = false;
    if (buf->at) {
        buf->at[0] = '\0';
    }
}

char *buf_reserve(struct buf *buf, size_t length)
{
    if (buf->failed || length > buf->limit - buf->length) {
        buf->failed = true;
        return NULL;
    }
    size_t need = buf->length + length + 1;
    if (need > buf->capacity) {
        size_t larger = buf->capacity > SIZE_MAX / 2 ? need : buf->capacity * 2;
        larger = larger < need ? need : larger;
        larger = larger < 64 ? 64 : larger;
        char *moved = realloc(buf->at, larger);
        if (!moved) {
            buf->failed = true;
            return NULL;
        }
        buf->at = moved;
        buf->capacity = larger;
    }
    return buf->at + buf->length;
}

void buf_add(struct buf *buf, const void *bytes, size_t length)
{
    char *to = buf_reserve(buf, length);
    if (!to) {
        return;
    }
    if (length > 0) {
        memcpy(to, bytes, length);
    }
    buf->length += length;
    buf->at[buf->length] = '\0';
}

void buf_str(struct buf *buf, struct str text)
{
    buf_add(buf, text.at, text.length);
}

void buf_text(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_char(struct buf *buf, char c)
{
    buf_add(buf, &c, 1);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *to = length < 0 ? NULL : buf_reserve(buf, (size_t)length);
    if (!to) {
        buf->failed = true;
        return;
    }
    va_start(arguments, format);
    (void)vsnprintf(to, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buf->length += (size_t)length;
}

void buf_drop(struct buf *buf, size_t length)
{
    if (length >= buf->length) {
        buf->length = 0;
    } else {
        buf->length -= length;
        memmove(buf->at, buf->at + length, buf->length);
    }
    if (buf->at) {
        buf->at[buf->length] = '\0';
    }
}

struct str buf_view(const struct buf *buf)
{
    return (struct str){buf->at, buf->length};
}

enum status buf_status(const struct buf *buf, struct failure *why)
{
    return buf->failed ? fail_memory(why) : STATUS_OK;
}
