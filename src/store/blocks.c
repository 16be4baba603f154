/*
 * Originals are packed together. One record's source bytes are too few to compress well or fast:
 * blocks of about 64 KiB take half the time and less than half the room of records packed one by
 * one. A block is written when it is full, and before each commit; it is never changed after. An
 * original is a piece of a block.
 */
#include "store/handle.h"

#include <stdlib.h>
#include <zstd.h>

#define BLOCK_BYTES ((size_t)64 * 1024)
#define BLOCK_LIMIT ((size_t)96 * 1024 * 1024)
#define BLOCK_LEVEL 1

/* The number of the block being filled. */
static enum status find_number(struct store *store, struct failure *why)
{
    struct db_statement *last = NULL;
    TRY(store_statement(store, SQL_LAST_BLOCK, &last, why));
    enum step step = db_step(last, why);
    if (step == STEP_ITEM) {
        store->blocks.id = db_integer(last, 0) + 1;
    }
    db_reset(last);
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

enum status blocks_add(struct store *store, struct str bytes, long long *block, long long *start,
                       struct failure *why)
{
    struct blocks *blocks = &store->blocks;
    *block = 0;
    *start = 0;
    if (bytes.length == 0) {
        return STATUS_OK;
    }
    if (blocks->bytes.length > 0 && blocks->bytes.length + bytes.length > BLOCK_BYTES) {
        TRY(blocks_flush(store, why));
    }
    if (blocks->bytes.length == 0) {
        blocks->bytes.limit = BLOCK_LIMIT;
        TRY(find_number(store, why));
    }
    *block = blocks->id;
    *start = (long long)blocks->bytes.length;
    buf_str(&blocks->bytes, bytes);
    return buf_status(&blocks->bytes, why);
}

static enum status pack(struct blocks *blocks, struct str *packed, struct failure *why)
{
    blocks->zstd = blocks->zstd ? blocks->zstd : ZSTD_createCCtx();
    blocks->packed.limit = BLOCK_LIMIT;
    buf_clear(&blocks->packed);
    size_t room = ZSTD_compressBound(blocks->bytes.length);
    char *to = blocks->zstd ? buf_reserve(&blocks->packed, room) : NULL;
    if (!to) {
        return fail_memory(why);
    }
    size_t length = ZSTD_compressCCtx(blocks->zstd, to, room, blocks->bytes.at,
                                      blocks->bytes.length, BLOCK_LEVEL);
    if (ZSTD_isError(length)) {
        return fail(why, STATUS_FAILED, "Originals cannot be compressed: %s.",
                    ZSTD_getErrorName(length));
    }
    *packed = (struct str){to, length};
    return STATUS_OK;
}

enum status blocks_flush(struct store *store, struct failure *why)
{
    struct blocks *blocks = &store->blocks;
    struct db_statement *put = NULL;
    struct str packed = {NULL, 0};
    if (blocks->bytes.length == 0) {
        return STATUS_OK;
    }
    TRY(store_statement(store, SQL_BLOCK_PUT, &put, why));
    TRY(pack(blocks, &packed, why));
    db_bind_integer(put, 1, blocks->id);
    db_bind_integer(put, 2, (long long)blocks->bytes.length);
    db_bind_blob(put, 3, packed.at, packed.length);
    TRY(db_run(put, why));
    blocks_drop(blocks);
    return STATUS_OK;
}

void blocks_drop(struct blocks *blocks)
{
    /* A block that one large record filled does not keep its memory. */
    if (blocks->bytes.capacity > BLOCK_BYTES * 4) {
        buf_release(&blocks->bytes);
        buf_release(&blocks->packed);
    } else {
        buf_clear(&blocks->bytes);
    }
}

void blocks_release(struct blocks *blocks)
{
    buf_release(&blocks->bytes);
    buf_release(&blocks->packed);
    buf_release(&blocks->unpacked);
    (void)ZSTD_freeCCtx(blocks->zstd);
}

/* Whether the piece lies within a block of @whole bytes. */
static bool piece_fits(const struct piece *piece, unsigned long long whole)
{
    return piece->start >= 0 && piece->length >= 0 && whole <= BLOCK_LIMIT &&
           (unsigned long long)piece->start <= whole &&
           (unsigned long long)piece->length <= whole - (unsigned long long)piece->start;
}

static enum status fail_damaged(struct failure *why)
{
    return fail(why, STATUS_INTEGRITY,
                "An original is damaged. Run crosscut doctor, or import its source again.");
}

static enum status unpack(struct blocks *blocks, struct str packed, struct failure *why)
{
    const unsigned long long whole =
        packed.length > 0 ? ZSTD_getFrameContentSize(packed.at, packed.length) : 0;
    if (whole > BLOCK_LIMIT) {
        return fail_damaged(why);
    }
    blocks->unpacked.limit = BLOCK_LIMIT;
    buf_clear(&blocks->unpacked);
    char *to = buf_reserve(&blocks->unpacked, (size_t)whole + 1);
    if (!to) {
        return fail_memory(why);
    }
    if (ZSTD_decompress(to, (size_t)whole, packed.at, packed.length) != whole) {
        return fail_damaged(why);
    }
    blocks->unpacked.length = (size_t)whole;
    return STATUS_OK;
}

enum status blocks_piece(struct store *store, const struct piece *piece, struct str *bytes,
                         struct failure *why)
{
    struct blocks *blocks = &store->blocks;
    const bool waits = blocks->bytes.length > 0 && piece->block == blocks->id;
    const struct buf *from = waits ? &blocks->bytes : &blocks->unpacked;
    *bytes = (struct str){NULL, 0};
    if (piece->length == 0) {
        return STATUS_OK;
    }
    if (!waits && piece->block != blocks->unpacked_id) {
        struct db_statement *get = NULL;
        blocks->unpacked_id = 0;
        TRY(store_statement(store, SQL_BLOCK_GET, &get, why));
        db_bind_integer(get, 1, piece->block);
        const enum step step = db_step(get, why);
        const enum status status = step == STEP_ERROR  ? why->status
                                   : step == STEP_DONE ? fail_damaged(why)
                                                       : unpack(blocks, db_blob(get, 0), why);
        db_reset(get);
        TRY(status);
        blocks->unpacked_id = piece->block;
    }
    if (!piece_fits(piece, from->length)) {
        return fail_damaged(why);
    }
    *bytes = (struct str){from->at + piece->start, (size_t)piece->length};
    return STATUS_OK;
}

enum status blocks_read(struct store *store, struct arena *arena, struct str packed,
                        const struct piece *piece, struct str *bytes, struct failure *why)
{
    const struct str waiting = buf_view(&store->blocks.bytes);
    size_t start = (size_t)piece->start, length = (size_t)piece->length;
    *bytes = (struct str){NULL, 0};
    if (piece->length == 0) {
        return STATUS_OK;
    }
    if (waiting.length > 0 && piece->block == store->blocks.id) {
        *bytes = arena_str(arena, (struct str){waiting.at + start, length});
        return bytes->at ? STATUS_OK : fail_memory(why);
    }
    unsigned long long whole =
        packed.length > 0 ? ZSTD_getFrameContentSize(packed.at, packed.length) : 0;
    if (!piece_fits(piece, whole)) {
        return fail_damaged(why);
    }
    char *block = arena_alloc(arena, (size_t)whole + 1);
    if (!block) {
        return fail_memory(why);
    }
    if (ZSTD_decompress(block, (size_t)whole, packed.at, packed.length) != whole) {
        return fail(why, STATUS_INTEGRITY,
                    "An original cannot be unpacked: it is damaged. Import its source again.");
    }
    *bytes = (struct str){block + start, length};
    return STATUS_OK;
}
