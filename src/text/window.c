#include "text/window.h"

#include <assert.h>
#include <stdlib.h>

#define CHUNK ((size_t)64 * 1024)

void window_init(struct window *window, struct source *source)
{
    *window = (struct window){.source = source, .line = 1};
}

void window_release(struct window *window)
{
    free(window->at);
    *window = (struct window){.ended = true};
}

enum status window_state(size_t size, struct source *source, void **state, struct failure *why)
{
    assert(size >= sizeof(struct window));
    struct window *window = calloc(1, size);
    *state = window;
    if (!window) {
        return fail_memory(why);
    }
    window_init(window, source);
    return STATUS_OK;
}

void window_state_close(void *state)
{
    if (state) {
        window_release(state);
        free(state);
    }
}

unsigned window_state_line(const void *state)
{
    const struct window *window = state;
    return window->line;
}

static bool set_failed(struct window *w, enum status status)
{
    assert(status != STATUS_OK && status == w->failure.status);
    w->failed = true;
    w->ended = true;
    return false;
}

/* Drops what is not needed any more, and makes room for more bytes at the end. */
static bool make_room(struct window *w)
{
    if (w->kept > 0) {
        memmove(w->at, w->at + w->kept, w->end - w->kept);
        w->scan -= w->kept;
        w->end -= w->kept;
        w->kept = 0;
    }
    if (w->end > TREE_PIECE_LIMIT) {
        return set_failed(
            w,
            fail(&w->failure, STATUS_LIMIT,
                 "%s:%u: a record, or a line, of more than 16 MiB ends here or later. Check that "
                 "its end is there, or divide it.",
                 source_name(w->source), w->line));
    }
    if (w->capacity - w->end >= CHUNK / 4) {
        return true;
    }
    const size_t larger = w->capacity ? w->capacity * 2 : CHUNK;
    char *moved = realloc(w->at, larger);
    if (!moved) {
        return set_failed(w, fail_memory(&w->failure));
    }
    w->at = moved;
    w->capacity = larger;
    return true;
}

/* Reads more bytes into the window; false at the end and after a failure. */
static bool more(struct window *w)
{
    size_t got = 0;
    if (w->ended || !make_room(w)) {
        return false;
    }
    const enum status status =
        source_read(w->source, w->at + w->end, w->capacity - w->end, &got, &w->failure);
    if (status != STATUS_OK) {
        return set_failed(w, status);
    }
    w->end += got;
    w->ended = got == 0;
    return got > 0;
}

bool window_have(struct window *w, size_t count)
{
    while (w->end - w->scan < count) {
        w->kept = w->open ? w->kept : w->scan;
        if (!more(w)) {
            return false;
        }
    }
    return true;
}

bool window_line(struct window *w, struct str *line)
{
    w->kept = w->open ? w->kept : w->scan;
    const size_t begin = w->scan - w->kept;
    size_t length = 0;
    for (;; length++) {
        if (w->scan + length == w->end && !more(w)) {
            break;
        }
        const char c = w->at[w->scan + length];
        if (c == '\n' || c == '\r') {
            break;
        }
    }
    if (w->failed || w->scan + length == w->end) {
        *line = (struct str){w->at + w->kept + begin, length};
        w->scan += length;
        return !w->failed && length > 0;
    }
    size_t end = length + 1;
    if (w->at[w->scan + length] == '\r' && (w->scan + end < w->end || more(w)) &&
        w->at[w->scan + end] == '\n') {
        end++;
    }
    *line = (struct str){w->at + w->kept + begin, length};
    w->scan += end;
    w->line++;
    return !w->failed;
}

bool window_until(struct window *w, char byte)
{
    for (;;) {
        const char *found =
            w->end > w->scan ? memchr(w->at + w->scan, byte, w->end - w->scan) : NULL;
        if (found) {
            w->scan = (size_t)(found - w->at) + 1;
            return true;
        }
        w->scan = w->end;
        w->kept = w->open ? w->kept : w->scan;
        if (!more(w)) {
            return false;
        }
    }
}

void window_pass(struct window *w)
{
    const char c = w->at[w->scan++];
    w->line += c == '\n' || (c == '\r' && !(window_have(w, 1) && w->at[w->scan] == '\n'));
}

void window_open(struct window *w)
{
    w->kept = w->scan;
    w->open = true;
}

void window_open_line(struct window *w)
{
    w->open = true; /* a line that was passed while nothing was open is kept from its beginning */
}

size_t window_mark(const struct window *w)
{
    return w->scan - w->kept;
}

void window_back(struct window *w, size_t mark, unsigned line)
{
    w->scan = w->kept + mark;
    w->line = line;
}

struct str window_piece(const struct window *w)
{
    return (struct str){w->at + w->kept, w->scan - w->kept};
}

void window_close(struct window *w)
{
    w->open = false;
}
