#include "work/duplicates.h"

#include "base/utf8.h"

#include <stdlib.h>

#define RECORD_MEMORY ((size_t)64 * 1024 * 1024)
#define KEY_LIMIT ((size_t)64 * 1024)

/* A record by what it is compared by. */
struct keyed {
    struct str key;
    struct duplicate record;
};

struct seeking {
    struct workspace *work;
    struct arena *arena;
    struct duplicate_group *groups;
    size_t count, capacity;
    struct failure *why;
};

/* Only what is read aloud: letters and digits, folded. */
static void add_letters(struct str text, struct buf *key)
{
    char folded[UTF8_FOLD_MAX];
    unsigned size = 0;
    for (size_t i = 0; i < text.length; i += size) {
        const uint32_t code = utf8_decode(text.at + i, text.length - i, &size);
        if (code != UTF8_BAD && utf8_is_word(code)) {
            buf_add(key, folded, utf8_fold_char(code, folded));
        }
    }
}

/* False when the record has no value in one of the fields. */
static bool make_key(const struct record *record, const struct sameness *same, struct buf *key)
{
    buf_clear(key);
    for (size_t i = 0; i < same->count; i++) {
        const struct field *field = same->by[i];
        const size_t before = key->length;
        const struct value *value =
            record->values[field->parent ? field->parent->index : field->index];
        value = value && field->parent ? &value->with[field->index] : value;
        if (value && value->field && field->type == FIELD_TEXT) {
            add_letters(value->text, key);
        } else if (value && value->field) {
            value_print(value, key);
        }
        if (key->length == before) {
            return false;
        }
        buf_char(key, '\n');
    }
    return !key->failed;
}

static int by_key(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    const int order = str_compare(x->key, y->key);
    return order ? order : str_compare(x->record.identifier, y->record.identifier);
}

static int by_first(const void *a, const void *b)
{
    const struct duplicate_group *x = a, *y = b;
    return str_compare(x->records[0].identifier, y->records[0].identifier);
}

/* What reading the records of one kind for one sameness needs to pass around. */
struct reading {
    struct seeking *seek;
    struct arena keys;  /* until the groups are found */
    struct arena arena; /* one record */
    struct buf key;
    struct keyed *items;
    size_t count, capacity;
};

static enum status take_record(struct reading *r, const struct sameness *same,
                               const struct record *record)
{
    if (!make_key(record, same, &r->key)) {
        return STATUS_OK;
    }
    struct keyed *items = arena_grow(&r->keys, r->items, r->count, &r->capacity, sizeof *items);
    if (!items) {
        return fail_memory(r->seek->why);
    }
    r->items = items;
    items[r->count++] = (struct keyed){
        arena_str(&r->keys, buf_view(&r->key)),
        {arena_str(&r->keys, record->identifier), arena_str(&r->keys, record_title(record)), {0}}};
    return STATUS_OK;
}

static enum status read_kind(struct reading *r, const struct kind *kind,
                             const struct sameness *same)
{
    struct query query;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    enum step step = STEP_DONE;
    enum status status = STATUS_OK;
    struct failure *why = r->seek->why;
    query_init(&query, kind);
    TRY(store_find_fields(r->seek->work->store, &query, ORDER_ID, NULL, 0, &cursor, why));
    while (status == STATUS_OK &&
           (step = record_cursor_next(cursor, &r->arena, &record, why)) == STEP_ITEM) {
        status = take_record(r, same, record);
        arena_clear(&r->arena);
    }
    record_cursor_close(cursor);
    return status == STATUS_OK && step == STEP_ERROR ? why->status : status;
}

/* Where the record came from: two sources that tell of one event are the usual case. */
static enum status find_source(struct seeking *s, const struct kind *kind,
                               struct duplicate *duplicate)
{
    struct record *record = NULL;
    struct provenance from;
    TRY(store_get(s->work->store, s->arena, kind, duplicate->identifier, &record, s->why));
    TRY(store_provenance(s->work->store, s->arena, record, &from, s->why));
    duplicate->source = from.file;
    return STATUS_OK;
}

static enum status add_group(struct seeking *s, const struct kind *kind,
                             const struct sameness *same, const struct keyed *items, size_t count)
{
    struct duplicate *records = arena_array(s->arena, count, sizeof *records);
    struct duplicate_group *groups =
        arena_grow(s->arena, s->groups, s->count, &s->capacity, sizeof *groups);
    if (!records || !groups) {
        return fail_memory(s->why);
    }
    s->groups = groups;
    for (size_t i = 0; i < count; i++) {
        records[i].identifier = arena_str(s->arena, items[i].record.identifier);
        records[i].title = arena_str(s->arena, items[i].record.title);
        TRY(find_source(s, kind, &records[i]));
    }
    groups[s->count++] = (struct duplicate_group){kind, same, records, count};
    return STATUS_OK;
}

static enum status find_groups(struct reading *r, const struct kind *kind,
                               const struct sameness *same)
{
    if (r->count > 0) {
        qsort(r->items, r->count, sizeof *r->items, by_key);
    }
    for (size_t first = 0, next = 0; first < r->count; first = next) {
        for (next = first + 1;
             next < r->count && str_equal(r->items[first].key, r->items[next].key);) {
            next++;
        }
        if (next - first > 1) {
            TRY(add_group(r->seek, kind, same, &r->items[first], next - first));
        }
    }
    return STATUS_OK;
}

static enum status seek(struct seeking *s, const struct kind *kind, const struct sameness *same)
{
    struct reading r = {.seek = s};
    arena_init(&r.keys, (size_t)1024 * 1024 * 1024);
    arena_init(&r.arena, RECORD_MEMORY);
    buf_init(&r.key, KEY_LIMIT);
    enum status status = read_kind(&r, kind, same);
    if (status == STATUS_OK) {
        status = find_groups(&r, kind, same);
    }
    buf_release(&r.key);
    arena_release(&r.arena);
    arena_release(&r.keys);
    return status;
}

enum status work_duplicates(struct workspace *work, struct arena *arena, const struct kind *kind,
                            struct duplicate_group **groups, size_t *count, struct failure *why)
{
    struct seeking s = {.work = work, .arena = arena, .why = why};
    for (size_t i = 0; i < work->pack->kind_count; i++) {
        const struct kind *k = &work->pack->kinds[i];
        for (size_t n = 0; (!kind || kind == k) && n < k->conduct->same_count; n++) {
            TRY(seek(&s, k, &k->conduct->same[n]));
        }
    }
    if (s.count > 0) {
        qsort(s.groups, s.count, sizeof *s.groups, by_first);
    }
    *groups = s.groups;
    *count = s.count;
    return STATUS_OK;
}
