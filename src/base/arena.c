#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define BLOCK_SIZE ((size_t)64 * 1024)
#define KEEP_LIMIT ((size_t)4 * 1024 * 1024)

struct arena_block {
    struct arena_block *next;
    size_t size;
    size_t used;
    max_align_t data[];
};

void arena_init(struct arena *arena, size_t limit)
{
    *arena = (struct arena){.limit = limit};
}

static void free_blocks(struct arena_block *block)
{
    while (block) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_release(struct arena *arena)
{
    free_blocks(arena->head);
    free_blocks(arena->kept);
    arena_init(arena, arena->limit);
}

void arena_clear(struct arena *arena)
{
    struct arena_block *block = arena->head;
    size_t kept = 0;
    for (struct arena_block *b = arena->kept; b; b = b->next) {
        kept += b->size;
    }
    while (block) {
        struct arena_block *next = block->next;
        if (block->size == BLOCK_SIZE && kept + block->size <= KEEP_LIMIT) {
            kept += block->size;
            block->used = 0;
            block->next = arena->kept;
            arena->kept = block;
        } else {
            free(block);
        }
        block = next;
    }
    arena->head = NULL;
    arena->total = 0;
}

void arena_adopt(struct arena *arena, struct arena *other)
{
    struct arena_block **end = &other->head;
    while (*end) {
        end = &(*end)->next;
    }
    if (arena->head && other->head) {
        /* Behind the block that is being filled. */
        *end = arena->head->next;
        arena->head->next = other->head;
    } else if (other->head) {
        arena->head = other->head;
    }
    arena->total += other->total;
    arena->limit = arena->limit > arena->total ? arena->limit : arena->total;
    other->head = NULL;
    other->total = 0;
    arena_release(other);
}

static struct arena_block *add_block(struct arena *arena, size_t room)
{
    struct arena_block *block = arena->kept;
    if (block && room <= block->size) {
        arena->kept = block->next;
    } else {
        size_t size = room > BLOCK_SIZE / 4 ? room : BLOCK_SIZE;
        block = size <= SIZE_MAX - sizeof *block ? malloc(sizeof *block + size) : NULL;
        if (!block) {
            return NULL;
        }
        block->size = size;
    }
    block->used = 0;
    block->next = arena->head;
    /* A block made for one large item stays behind the one still being filled. */
    if (arena->head && block->size == room && room != BLOCK_SIZE) {
        block->next = arena->head->next;
        arena->head->next = block;
    } else {
        arena->head = block;
    }
    return block;
}

/* As arena_alloc(), with the bytes as they happen to be. */
static void *take(struct arena *arena, size_t size)
{
    const size_t unit = _Alignof(max_align_t);
    const size_t room = (size + unit - 1) / unit * unit;
    if (room < size || room > arena->limit - arena->total) {
        return NULL;
    }
    struct arena_block *block = arena->head;
    if (!block || room > block->size - block->used) {
        block = add_block(arena, room);
        if (!block) {
            return NULL;
        }
    }
    void *memory = (char *)block->data + block->used;
    block->used += room;
    arena->total += room;
    return memory;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    void *memory = take(arena, size);
    return memory ? memset(memory, 0, size) : NULL;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) {
        return NULL;
    }
    return arena_alloc(arena, count * size);
}

char *arena_copy(struct arena *arena, struct str text)
{
    char *copy = text.length < SIZE_MAX ? take(arena, text.length + 1) : NULL;
    if (!copy) {
        return NULL;
    }
    if (text.length > 0) {
        memcpy(copy, text.at, text.length);
    }
    copy[text.length] = '\0';
    return copy;
}

struct str arena_str(struct arena *arena, struct str text)
{
    char *copy = arena_copy(arena, text);
    return (struct str){copy, copy ? text.length : 0};
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = length < 0 ? NULL : arena_alloc(arena, (size_t)length + 1);
    if (text) {
        va_start(arguments, format);
        (void)vsnprintf(text, (size_t)length + 1, format, arguments);
        va_end(arguments);
    }
    return text;
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) {
        return items;
    }
    size_t larger = *capacity ? *capacity * 2 : 8;
    void *moved = arena_array(arena, larger, size);
    if (moved && count > 0) {
        memcpy(moved, items, count * size);
    }
    if (moved) {
        *capacity = larger;
    }
    return moved;
}
