/*
 * Memory for one unit of work: a record, a batch, a request, a command. Everything taken from an
 * arena lives until the arena is cleared or released; nothing is freed singly. An arena has a
 * ceiling: beyond it arena_alloc() gives NULL, and the caller returns fail_memory().
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

#include <stdarg.h>
#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *head; /* the block being filled */
    struct arena_block *kept; /* empty blocks kept by arena_clear() for reuse */
    size_t limit;             /* bytes that may be taken in all */
    size_t total;             /* bytes taken so far */
};

/* An empty arena with a ceiling of @limit bytes. Takes no memory yet. */
void arena_init(struct arena *arena, size_t limit);

/* Gives everything back to the system. */
void arena_release(struct arena *arena);

/* Forgets everything taken but keeps up to 4 MiB of blocks for the next unit of work. */
void arena_clear(struct arena *arena);

/* Makes everything taken from @other @arena's own, whose ceiling gives way; @other is empty then.
 */
void arena_adopt(struct arena *arena, struct arena *other);

/* @size zeroed bytes, aligned for any type; NULL when over the ceiling or out of memory. */
__attribute__((warn_unused_result)) void *arena_alloc(struct arena *arena, size_t size);

/* As arena_alloc() for @count things of @size bytes, with the overflow checked. */
__attribute__((warn_unused_result)) void *arena_array(struct arena *arena, size_t count,
                                                      size_t size);

/* A copy of @text that also ends in NUL (not counted in the length); NULL when there is no room. */
__attribute__((warn_unused_result)) char *arena_copy(struct arena *arena, struct str text);

/* As arena_copy(), as a struct str; .at is NULL when there was no room. */
struct str arena_str(struct arena *arena, struct str text);

/* Formatted text ending in NUL; NULL when there is no room. */
__attribute__((format(printf, 2, 3))) char *arena_printf(struct arena *arena, const char *format,
                                                         ...);

/*
 * Room for one more item in a growing array: when @count has reached *@capacity, moves the @size
 * byte items to an array twice as large. Returns the array, or NULL when there is no room.
 */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size);

#endif
