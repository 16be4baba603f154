#include "text/xml_scan.h"

#include <assert.h>
#include <stdlib.h>

#define CHUNK ((size_t)256 * 1024)

/* ---- lines ---- */

unsigned scan_count_lines(const char *at, size_t length, bool *after_cr)
{
    unsigned lines = 0;
    if (length == 0) {
        return 0;
    }
    const char *end = at + length;
    if (!*after_cr && !memchr(at, '\r', length)) {
        for (const char *p = at; (p = memchr(p, '\n', (size_t)(end - p))); p++) {
            lines++;
        }
        return lines;
    }
    bool cr = *after_cr;
    for (const char *p = at; p < end; p++) {
        lines += *p == '\r' || (*p == '\n' && !cr);
        cr = *p == '\r';
    }
    *after_cr = cr;
    return lines;
}

void scan_count_to(struct xml_splitter *s, size_t index)
{
    s->line += scan_count_lines(s->at + s->counted, index - s->counted, &s->after_cr);
    s->counted = index;
}

/* ---- the window ---- */

void scan_fail(struct xml_splitter *s, enum status status)
{
    assert(status != STATUS_OK && status == s->failure.status);
    s->failed = true;
    s->ended = true;
}

/* Drops what is not needed any more, and makes room for more bytes at the end. */
static bool make_room(struct xml_splitter *s)
{
    const size_t from = s->kept == NOTHING ? s->scan : s->kept;
    if (from > s->counted) {
        scan_count_to(s, from);
    }
    if (from > 0) {
        memmove(s->at, s->at + from, s->end - from);
        s->scan -= from;
        s->end -= from;
        s->counted -= from;
        s->kept = s->kept == NOTHING ? NOTHING : 0;
    }
    if (s->capacity - s->end >= CHUNK / 4) {
        return true;
    }
    const size_t larger = s->capacity ? s->capacity * 2 : CHUNK;
    char *moved = realloc(s->at, larger);
    if (!moved) {
        scan_fail(s, fail_memory(&s->failure));
        return false;
    }
    s->at = moved;
    s->capacity = larger;
    return true;
}

/* Reads more bytes into the window; false at the end and after a failure. */
static bool more(struct xml_splitter *s)
{
    size_t got = 0;
    if (s->ended || (s->kept != NOTHING && s->scan - s->kept > s->limit) || !make_room(s)) {
        return false;
    }
    const enum status status =
        source_read(s->source, s->at + s->end, s->capacity - s->end, &got, &s->failure);
    if (status != STATUS_OK) {
        scan_fail(s, status);
        return false;
    }
    s->end += got;
    s->ended = got == 0;
    return got > 0;
}

bool scan_have(struct xml_splitter *s, size_t count)
{
    while (s->end - s->scan < count) {
        if (!more(s)) {
            return false;
        }
    }
    return true;
}

bool scan_find(struct xml_splitter *s, char c)
{
    for (;;) {
        const size_t length = s->end - s->scan;
        const char *found = length > 0 ? memchr(s->at + s->scan, c, length) : NULL;
        if (found) {
            s->scan = (size_t)(found - s->at);
            return true;
        }
        s->scan = s->end;
        if (!more(s)) {
            return false;
        }
    }
}

bool scan_stands(struct xml_splitter *s, const char *text)
{
    const size_t length = strlen(text);
    return scan_have(s, length) && memcmp(s->at + s->scan, text, length) == 0;
}

bool scan_skip_past(struct xml_splitter *s, const char *mark)
{
    while (scan_find(s, mark[0])) {
        if (scan_stands(s, mark)) {
            s->scan += strlen(mark);
            return true;
        }
        s->scan++;
    }
    return false;
}
