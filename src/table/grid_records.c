/* Rows that are records: which, in what order, with their titles. */
#include "base/decimal.h"
#include "base/utf8.h"
#include "table/grid_build.h"

#include <stdlib.h>

#define RECORD_ROOM ((size_t)64 * 1024 * 1024) /* for one record */
#define SORT_LIMIT ((size_t)1024)              /* bytes of a text by which records are sorted */

struct sorted {
    struct slice slice;
    bool has_value, reverse;
    int64_t number;
    const char *text; /* folded */
    size_t before;    /* its place in the order of identifiers */
};

/* What reading the records needs to pass around. */
struct reading {
    const struct grid_build *build;
    struct sorted *rows;
    size_t count, capacity;
};

/* Those without a value come last, whichever way the others go. */
static int compare_sorted(const void *a, const void *b)
{
    const struct sorted *one = a;
    const struct sorted *other = b;
    if (one->has_value != other->has_value) {
        return one->has_value ? -1 : 1;
    }
    int order = one->number < other->number   ? -1
                : one->number > other->number ? 1
                                              : strcmp(one->text, other->text);
    if (order != 0) {
        return one->reverse ? -order : order;
    }
    return one->before < other->before ? -1 : 1;
}

/* The value of a field, or of a sub-field of the first value that has it; or NULL. */
static const struct value *value_of(const struct record *record, const struct field *field)
{
    const struct value *value = record->values[(field->parent ? field->parent : field)->index];
    while (value && field->parent && !(value->with && value->with[field->index].field)) {
        value = value->next;
    }
    return value && field->parent ? &value->with[field->index] : value;
}

/* A text without case and accents; a code by its place in the list. */
static enum status set_order(const struct reading *read, const struct record *record,
                             struct sorted *row, struct failure *why)
{
    const struct field *field = read->build->table->sort;
    const struct value *value = field ? value_of(record, field) : NULL;
    row->text = "";
    row->before = read->count;
    row->reverse = read->build->table->reverse;
    row->has_value = value != NULL;
    if (!value || value->text.length == 0) {
        row->number = value ? value->number : 0;
        return STATUS_OK;
    }
    struct buf folded;
    struct str text = value->text;
    text.length = text.length < SORT_LIMIT ? text.length : SORT_LIMIT;
    const char *code = arena_copy(read->build->arena, text);
    size_t rank = code ? grid_rank(field, code) : SIZE_MAX;
    row->number = rank == SIZE_MAX ? INT64_MAX : (int64_t)rank;
    buf_init(&folded, SORT_LIMIT * UTF8_FOLD_MAX);
    utf8_fold(text, &folded);
    row->text = arena_copy(read->build->arena, buf_view(&folded));
    buf_release(&folded);
    return code && row->text ? STATUS_OK : fail_memory(why);
}

/* The title in each of its languages; the identifier for a record without one. */
static enum status set_label(struct arena *arena, const struct record *record, const char *key,
                             struct label *label, struct failure *why)
{
    const struct field *field =
        record->kind->title ? kind_field(record->kind, str_of(record->kind->title)) : NULL;
    bool shown = field && field->access == ACCESS_PUBLIC;
    *label = label_same(key);
    size_t count = 0;
    for (const struct value *value = shown ? record->values[field->index] : NULL;
         value && count < LABEL_LANGUAGES; value = value->next) {
        struct str language = value->language.length > 0 ? value->language : str_of("en");
        label->languages[count] = arena_copy(arena, language);
        label->texts[count] = arena_copy(arena, value->text);
        if (!label->languages[count] || !label->texts[count]) {
            return fail_memory(why);
        }
        label->count = ++count;
    }
    return STATUS_OK;
}

static enum status add_record(struct reading *read, const struct record *record,
                              struct failure *why)
{
    struct arena *arena = read->build->arena;
    const char **key = arena_array(arena, 1, sizeof *key);
    struct sorted *rows =
        arena_grow(arena, read->rows, read->count, &read->capacity, sizeof *read->rows);
    if (!key || !rows) {
        return fail_memory(why);
    }
    read->rows = rows;
    struct sorted *row = &rows[read->count];
    *row = (struct sorted){.slice = {.count = 1}};
    *key = arena_copy(arena, record->identifier);
    if (!*key) {
        return fail_memory(why);
    }
    row->slice.key = *key;
    row->slice.conditions[0] = (struct condition){"identifier", NULL, OP_IS, key, 1};
    TRY(set_label(arena, record, *key, &row->slice.label, why));
    TRY(set_order(read, record, row, why));
    read->count++;
    return STATUS_OK;
}

static enum status read_records(struct reading *read, const struct query *query,
                                struct failure *why)
{
    const struct kind *kind = query->kind;
    const struct field *fields[2] = {NULL, NULL};
    size_t count = 0;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct arena arena;
    enum step step = STEP_DONE;
    enum status status = STATUS_OK;
    if (kind->title) {
        fields[count++] = kind_field(kind, str_of(kind->title));
    }
    if (read->build->table->sort) {
        fields[count++] = read->build->table->sort;
    }
    TRY(store_find_fields(read->build->store, query, ORDER_IDENTIFIER, fields, count, &cursor,
                          why));
    arena_init(&arena, RECORD_ROOM);
    while (status == STATUS_OK &&
           (step = record_cursor_next(cursor, &arena, &record, why)) == STEP_ITEM) {
        status = add_record(read, record, why);
        arena_clear(&arena);
    }
    record_cursor_close(cursor);
    arena_release(&arena);
    return step == STEP_ERROR ? why->status : status;
}

enum status grid_records(const struct grid_build *build, const struct query *query,
                         struct slices *slices, struct failure *why)
{
    struct reading read = {.build = build};
    TRY(read_records(&read, query, why));
    slices->at = arena_array(build->arena, read.count + 1, sizeof *slices->at);
    if (!slices->at) {
        return fail_memory(why);
    }
    if (read.count > 0) {
        qsort(read.rows, read.count, sizeof *read.rows, compare_sorted);
    }
    for (size_t i = 0; i < read.count; i++) {
        slices->at[i] = read.rows[i].slice;
    }
    slices->count = read.count;
    return STATUS_OK;
}
