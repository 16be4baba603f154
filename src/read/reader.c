#include "read/reader.h"

#include "read/plain.h"
#include "read/recognise.h"

#include <sodium.h>
#include <stdlib.h>

/* What one record may take of the caller's arena, and what it must have taken before a full arena
 * is taken to be the record's fault and not the caller's. */
#define RECORD_MEMORY ((size_t)64 * 1024 * 1024)
#define LARGE_RECORD ((size_t)8 * 1024 * 1024)
#define READER_MEMORY ((size_t)16 * 1024 * 1024)

enum status reader_open(const struct format_set *set, struct source *source, known_function *known,
                        void *context, struct reader **reader_out, struct failure *why)
{
    const struct format *format = NULL;
    *reader_out = NULL;
    TRY(recognise(set, source, &format, why));
    struct reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        return fail_memory(why);
    }
    reader->formats = set;
    reader->format = format;
    reader->source = source;
    reader->known = known;
    reader->context = context;
    arena_init(&reader->arena, READER_MEMORY);
    enum status status = format->xml   ? tree_side_open(reader, why)
                         : format->csv ? csv_side_open(reader, why)
                                       : plain_side_open(reader, why);
    if (status != STATUS_OK) {
        reader_close(reader);
        return status;
    }
    *reader_out = reader;
    return STATUS_OK;
}

void reader_close(struct reader *reader)
{
    if (!reader) {
        return;
    }
    tree_side_close(reader);
    csv_side_close(reader);
    arena_release(&reader->arena);
    free(reader);
}

const char *reader_format(const struct reader *reader)
{
    return reader->format->name;
}

struct str reader_next_token(const struct reader *reader)
{
    return reader->tree.next;
}

struct str reader_asked_token(const struct reader *reader)
{
    return reader->tree.asked;
}

/* ---- what both sides use ---- */

static enum status seed(struct reader *reader, const unsigned char from[16], struct str context,
                        struct failure *why)
{
    crypto_generichash_state state;
    if (crypto_generichash_init(&state, NULL, 0, sizeof reader->seed) != 0) {
        return fail(why, STATUS_FAILED, "libsodium cannot be started.");
    }
    (void)crypto_generichash_update(&state, from, sizeof reader->seed);
    (void)crypto_generichash_update(&state, (const unsigned char *)context.at, context.length);
    (void)crypto_generichash_final(&state, reader->seed, sizeof reader->seed);
    return STATUS_OK;
}

enum status reader_seed(struct reader *reader, struct str context, struct failure *why)
{
    return seed(reader, reader->format->seed, context, why);
}

enum status reader_seed_more(struct reader *reader, struct str context, struct failure *why)
{
    return seed(reader, reader->seed, context, why);
}

bool reader_identify(struct reader *reader, struct read_item *item, struct str bytes, unsigned line)
{
    crypto_generichash_state state;
    item->bytes = bytes;
    item->line = line;
    (void)crypto_generichash_init(&state, NULL, 0, sizeof item->hash);
    (void)crypto_generichash_update(&state, reader->seed, sizeof reader->seed);
    (void)crypto_generichash_update(&state, (const unsigned char *)bytes.at, bytes.length);
    (void)crypto_generichash_final(&state, item->hash, sizeof item->hash);
    if (reader->known && reader->known(reader->context, item->kind, item->hash, &item->known_id)) {
        item->type = ITEM_KNOWN;
        return true;
    }
    return false;
}

struct making reader_making(struct reader *reader, struct arena *arena, struct read_item *item,
                            struct failure *why)
{
    return (struct making){.arena = arena,
                           .file = source_name(reader->source),
                           .problems = &item->problems,
                           .currencies = reader->format->currencies,
                           .memory = &reader->memory,
                           .why = why};
}

enum status reader_record(struct making *making, const struct read_item *item)
{
    making->record = record_new(making->arena, item->kind);
    if (!making->record) {
        return fail_memory(making->why);
    }
    making->record->line = item->line;
    return STATUS_OK;
}

/* ---- one item ---- */

/* A record for which there is no room is refused, so that it does not cost the rest of the file. */
static enum status refuse_large(struct reader *reader, struct read_item *item, struct failure *why)
{
    const struct finding finding = {.rule = RULE_TOO_LARGE, .line = item->line};
    item->type = ITEM_REJECTED;
    item->record = NULL;
    item->problems = (struct problem_list){0};
    struct making making = reader_making(reader, &reader->arena, item, why);
    return report(&making, &finding,
                  "The %s of %zu bytes takes more memory than one record may have and is refused. "
                  "Divide it in the source.",
                  item->kind ? item->kind->name : "record", item->bytes.length);
}

enum step reader_next(struct reader *reader, struct arena *arena, struct read_item *item,
                      struct failure *why)
{
    const size_t limit = arena->limit, before = arena->total;
    bool done = false;
    *item = (struct read_item){.type = ITEM_REJECTED, .kind = reader->format->kind};
    if (reader->finished) {
        return STEP_DONE;
    }
    if (limit - before > RECORD_MEMORY) {
        arena->limit = before + RECORD_MEMORY;
    }
    enum status status = reader->format->xml   ? tree_read(reader, arena, item, &done, why)
                         : reader->format->csv ? csv_read(reader, arena, item, &done, why)
                                               : plain_read(reader, arena, item, &done, why);
    const size_t taken = arena->total - before;
    arena->limit = limit;
    if (status == STATUS_NOMEM && item->bytes.length > 0 && (before == 0 || taken > LARGE_RECORD)) {
        status = refuse_large(reader, item, why);
    }
    reader->finished = done || status != STATUS_OK;
    if (status != STATUS_OK) {
        return STEP_ERROR;
    }
    reader->items += done ? 0 : 1;
    return done && item->problems.count == 0 ? STEP_DONE : STEP_ITEM;
}
