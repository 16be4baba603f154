#include "work/compare.h"

/* The ids of the records of @kind that have the tag, as a set of bits. */
struct id_set {
    unsigned char *bits;
    size_t bytes;
    unsigned long long count;
};

static bool id_set_has(const struct id_set *set, long long id)
{
    size_t byte = (size_t)id / 8;
    return byte < set->bytes && ((set->bits[byte] >> (id % 8)) & 1);
}

static enum status id_set_add(struct arena *arena, struct id_set *set, long long id,
                              struct failure *why)
{
    size_t byte = (size_t)id / 8;
    if (byte >= set->bytes) {
        size_t larger = byte * 2 + 1024;
        unsigned char *bits = arena_alloc(arena, larger);
        if (!bits) {
            return fail_memory(why);
        }
        if (set->bytes > 0) {
            memcpy(bits, set->bits, set->bytes);
        }
        set->bits = bits;
        set->bytes = larger;
    }
    set->bits[byte] |= (unsigned char)(1 << (id % 8));
    set->count++;
    return STATUS_OK;
}

struct comparing {
    struct workspace *work;
    struct arena *arena;
    struct arena each; /* one record */
    struct compare_result *result;
    size_t capacity;
};

static enum status query_tag(struct comparing *c, const struct kind *kind, const struct lens *lens,
                             struct query *query, struct failure *why)
{
    query_init(query, kind);
    return query_add_values(c->arena, c->work->pack, query, "tag", OP_IS,
                            (const char *const[]){lens->name}, 1, why);
}

static enum status collect(struct comparing *c, const struct query *query, struct id_set *set,
                           struct failure *why)
{
    static const struct field *const no_fields[1] = {NULL};
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    enum status status =
        store_find_fields(c->work->store, query, ORDER_ID, no_fields, 0, &cursor, why);
    enum step step = STEP_DONE;
    while (status == STATUS_OK &&
           (step = record_cursor_next(cursor, &c->each, &record, why)) == STEP_ITEM) {
        status = id_set_add(c->arena, set, record->id, why);
        arena_clear(&c->each);
    }
    record_cursor_close(cursor);
    return status == STATUS_OK && step == STEP_ERROR ? why->status : status;
}

static enum status note(struct comparing *c, const struct record *record, enum compare_part part,
                        struct failure *why)
{
    struct compare_result *result = c->result;
    struct compared *records =
        arena_grow(c->arena, result->records, result->record_count, &c->capacity, sizeof *records);
    if (!records) {
        return fail_memory(why);
    }
    result->records = records;
    struct compared *compared = &records[result->record_count++];
    *compared = (struct compared){record->kind, arena_copy(c->arena, record->identifier),
                                  arena_copy(c->arena, record_title(record)), part};
    result->counts[part]++;
    return compared->identifier && compared->title ? STATUS_OK : fail_memory(why);
}

/* The field that names records, when everybody may see it; they go by their identifiers else. */
static const struct field *public_title(const struct kind *kind)
{
    const struct field *title = kind->title ? kind_field(kind, str_of(kind->title)) : NULL;
    return title && title->access == ACCESS_PUBLIC ? title : NULL;
}

/* Goes through the records one lens takes; with @other, notes whether the other takes them too. */
static enum status walk(struct comparing *c, const struct query *query, const struct id_set *other,
                        bool first, struct failure *why)
{
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    const struct field *title = public_title(query->kind);
    enum status status = store_find_fields(c->work->store, query, ORDER_IDENTIFIER, &title,
                                           title ? 1 : 0, &cursor, why);
    enum step step = STEP_DONE;
    while (status == STATUS_OK &&
           (step = record_cursor_next(cursor, &c->each, &record, why)) == STEP_ITEM) {
        bool both = id_set_has(other, record->id);
        if (first || !both) {
            status = note(c, record, both ? PART_BOTH : first ? PART_FIRST : PART_SECOND, why);
        }
        arena_clear(&c->each);
    }
    record_cursor_close(cursor);
    return status == STATUS_OK && step == STEP_ERROR ? why->status : status;
}

static enum status compare_kind(struct comparing *c, const struct kind *kind,
                                const struct lens *first, const struct lens *second,
                                struct failure *why)
{
    struct query all, in_first, in_second;
    struct id_set first_ids = {0}, second_ids = {0};
    unsigned long long total = 0;
    unsigned long long before = c->result->record_count;
    query_init(&all, kind);
    TRY(store_count(c->work->store, &all, &total, why));
    TRY(query_tag(c, kind, first, &in_first, why));
    TRY(query_tag(c, kind, second, &in_second, why));
    TRY(collect(c, &in_first, &first_ids, why));
    TRY(collect(c, &in_second, &second_ids, why));
    TRY(walk(c, &in_first, &second_ids, true, why));
    TRY(walk(c, &in_second, &first_ids, false, why));
    c->result->neither += total - (c->result->record_count - before);
    return STATUS_OK;
}

enum status work_compare(struct workspace *work, const struct lens *first,
                         const struct lens *second, struct arena *arena,
                         struct compare_result *result, struct failure *why)
{
    struct comparing c = {.work = work, .arena = arena, .result = result};
    *result = (struct compare_result){0};
    arena_init(&c.each, (size_t)64 * 1024 * 1024);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < work->pack->kind_count && status == STATUS_OK; i++) {
        const struct kind *kind = &work->pack->kinds[i];
        if (lens_applies(first, kind) && lens_applies(second, kind)) {
            status = compare_kind(&c, kind, first, second, why);
        }
    }
    arena_release(&c.each);
    return status;
}
