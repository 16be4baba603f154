#include "serve/publish_find.h"

#include "find/texts.h"
#include "find/words.h"

#include <stdlib.h>

#define WORDS_MEMORY ((size_t)1024 * 1024 * 1024)
#define RECORD_MEMORY ((size_t)64 * 1024 * 1024)
#define SMALL_CHUNK 12
#define LARGE_CHUNK 1000

struct chunk {
    struct chunk *next;
    uint32_t used, size;
    unsigned char bytes[];
};

/* ---- the records of a word ---- */

/* Room for one record: five bytes of a number, one of a weight. */
static struct chunk *chunk_with_room(struct find_words *words, struct find_entry *entry)
{
    struct chunk *last = entry->last_chunk;
    if (last && last->size - last->used >= 6) {
        return last;
    }
    const uint32_t size = !last                          ? SMALL_CHUNK
                          : last->size * 2 < LARGE_CHUNK ? last->size * 2
                                                         : LARGE_CHUNK;
    struct chunk *chunk = arena_alloc(&words->arena, sizeof *chunk + size);
    if (!chunk) {
        return NULL;
    }
    chunk->size = size;
    *(last ? &last->next : &entry->first_chunk) = chunk;
    entry->last_chunk = chunk;
    return chunk;
}

static bool add_posting(struct find_words *words, struct find_entry *entry, uint32_t record,
                        unsigned weight)
{
    struct chunk *chunk = chunk_with_room(words, entry);
    uint32_t step = record + 1 - entry->last;
    if (!chunk) {
        return false;
    }
    for (; step >= 0x80; step >>= 7) {
        chunk->bytes[chunk->used++] = (unsigned char)(step | 0x80);
    }
    chunk->bytes[chunk->used++] = (unsigned char)step;
    chunk->bytes[chunk->used++] = (unsigned char)weight;
    entry->last = record + 1;
    entry->records++;
    return true;
}

bool find_reading_next(struct find_reading *reading, uint32_t *record, unsigned *weight)
{
    uint32_t step = 0;
    unsigned shift = 0;
    while (reading->chunk && reading->at == reading->chunk->used) {
        reading->chunk = reading->chunk->next;
        reading->at = 0;
    }
    if (!reading->chunk) {
        return false;
    }
    const unsigned char *bytes = reading->chunk->bytes;
    for (; bytes[reading->at] & 0x80; shift += 7) {
        step |= (uint32_t)(bytes[reading->at++] & 0x7F) << shift;
    }
    step |= (uint32_t)bytes[reading->at++] << shift;
    *weight = bytes[reading->at++];
    reading->record += step;
    *record = reading->record - 1;
    return true;
}

/* ---- words ---- */

static bool grow_slots(struct find_words *words)
{
    const size_t count = words->slot_count > 0 ? words->slot_count * 2 : 16384;
    struct find_entry **slots = calloc(count, sizeof(struct find_entry *));
    if (!slots) {
        return false;
    }
    for (size_t i = 0; i < words->slot_count; i++) {
        struct find_entry *next = NULL;
        for (struct find_entry *e = words->slots[i]; e; e = next) {
            struct find_entry **slot = &slots[str_hash(e->word) & (count - 1)];
            next = e->next_alike;
            e->next_alike = *slot;
            *slot = e;
        }
    }
    free(words->slots);
    words->slots = slots;
    words->slot_count = count;
    return true;
}

static struct find_entry *take_word(struct find_words *words, struct str word)
{
    if (words->count >= words->slot_count && !grow_slots(words)) {
        return NULL;
    }
    struct find_entry **slot = &words->slots[str_hash(word) & (words->slot_count - 1)];
    struct find_entry *entry = *slot;
    while (entry && !str_equal(entry->word, word)) {
        entry = entry->next_alike;
    }
    if (!entry) {
        entry = arena_alloc(&words->arena, sizeof *entry);
        const struct str kept = arena_str(&words->arena, word);
        if (!entry || !kept.at) {
            return NULL;
        }
        *entry = (struct find_entry){.word = kept, .next_alike = *slot};
        *slot = entry;
        words->count++;
    }
    return entry;
}

/* Adds to the weight of the word in the record at hand. */
static bool touch(struct find_words *words, struct str word, uint32_t weight)
{
    struct find_entry *entry = take_word(words, word);
    if (!entry) {
        return false;
    }
    if (entry->weight == 0) {
        struct find_entry **touched =
            arena_grow(&words->arena, words->touched, words->touched_count,
                       &words->touched_capacity, sizeof(struct find_entry *));
        if (!touched) {
            return false;
        }
        words->touched = touched;
        touched[words->touched_count++] = entry;
    }
    entry->weight += weight;
    return true;
}

/* The weights of full-text search (store/fulltext.h), falling with the length of the record. */
static bool add_record(struct find_words *words, uint32_t record, const struct find_text *texts,
                       size_t count)
{
    static const uint32_t weights[FULLTEXT_COLUMNS] = {8, 4, 2, 1, 8};
    struct find_walk walk;
    struct find_word word;
    uint32_t length = 0;
    bool room = true;
    words->touched_count = 0;
    for (size_t i = 0; i < count; i++) {
        find_walk_init(&walk, texts[i].text);
        while (room && find_walk_next(&walk, &word)) {
            room = touch(words, word.folded, weights[texts[i].column]);
            length++;
        }
    }
    for (size_t i = 0; room && i < words->touched_count; i++) {
        struct find_entry *entry = words->touched[i];
        const uint32_t weight = entry->weight < 10000 ? entry->weight : 10000;
        room = add_posting(words, entry, record,
                           weight * FIND_WEIGHTS / (weight + 4 + length / 50 + 1));
        entry->weight = 0;
    }
    return room;
}

/* ---- all records ---- */

static size_t searched_fields(const struct kind *kind, const struct field **fields)
{
    size_t count = 0;
    for (size_t i = 0; i < kind->field_count; i++) {
        if (find_is_searched(&kind->fields[i])) {
            fields[count++] = &kind->fields[i];
        }
    }
    return count;
}

/* The records come in the order in which they were planned; one that came since is left out. */
static enum status read_records(struct worker *worker, struct find_words *words,
                                struct record_cursor *cursor, size_t at, size_t end)
{
    const struct published *records = worker->publish->records;
    struct record *record = NULL;
    struct arena arena;
    enum status status = STATUS_OK;
    enum step step = STEP_DONE;
    arena_init(&arena, RECORD_MEMORY);
    while (status == STATUS_OK && at < end &&
           (step = record_cursor_next(cursor, &arena, &record, &worker->why)) == STEP_ITEM) {
        struct find_text *texts = NULL;
        size_t count = 0;
        while (at < end && records[at].id < record->id) {
            at++;
        }
        if (at < end && records[at].id == record->id) {
            status = find_texts(&arena, record, &texts, &count, &worker->why);
            if (status == STATUS_OK && !add_record(words, (uint32_t)at, texts, count)) {
                status = fail_memory(&worker->why);
            }
        }
        arena_clear(&arena);
    }
    arena_release(&arena);
    return status == STATUS_OK && step == STEP_ERROR ? worker->why.status : status;
}

static enum status read_kind(struct worker *worker, struct find_words *words,
                             const struct kind *kind)
{
    const struct publish *publish = worker->publish;
    const size_t first = publish->kind_firsts[kind->index];
    const struct field **fields =
        arena_array(&worker->arena, kind->field_count + 1, sizeof(struct field *));
    struct record_cursor *cursor = NULL;
    struct query all;
    if (!fields) {
        return fail_memory(&worker->why);
    }
    query_init(&all, kind);
    const size_t count = searched_fields(kind, fields);
    TRY(store_find_fields(worker->store, &all, ORDER_ID, fields, count, &cursor, &worker->why));
    const enum status status =
        read_records(worker, words, cursor, first, first + publish->kind_counts[kind->index]);
    record_cursor_close(cursor);
    return status;
}

enum status publish_index(struct worker *worker)
{
    const struct pack *pack = worker->publish->plan.pack;
    struct find_words words = {.count = 0};
    enum status status = STATUS_OK;
    arena_init(&words.arena, WORDS_MEMORY);
    for (size_t i = 0; i < pack->kind_count && status == STATUS_OK; i++) {
        status = read_kind(worker, &words, &pack->kinds[i]);
    }
    if (status == STATUS_OK) {
        status = publish_parts(worker, &words);
    }
    free(words.slots);
    arena_release(&words.arena);
    return status;
}
