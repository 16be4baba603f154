#include "work/due.h"

#include "model/conduct.h"

#include <stdlib.h>

#define RECORD_MEMORY ((size_t)64 * 1024 * 1024)

struct asking {
    struct workspace *work;
    struct arena *arena; /* of the result */
    const struct due_question *question;
    struct due_item *items;
    size_t count, capacity;
    size_t *undated;
    struct failure *why;
};

/* The last day of what @text says. */
static struct date last_day(struct str text)
{
    struct date date = {0};
    if (!date_parse(text, &date)) {
        return date;
    }
    date.month = date.month ? date.month : 12;
    date.day = date.day ? date.day : (signed char)date_month_days(date.year, date.month);
    return date;
}

static struct str text_of(struct asking *a, const struct record *record, const struct value *value,
                          const struct field *field)
{
    const struct value *from = NULL;
    if (field) {
        const struct value *first = field->parent && value ? value : record->values[field->index];
        from = first ? value_part(first, field) : NULL;
    }
    return from ? arena_str(a->arena, from->text) : (struct str){0};
}

/* Tests on sub-fields of the value's field are asked of the value, others of the record. */
static bool is_done(const struct due *due, const struct record *record, const struct value *value)
{
    for (size_t i = 0; i < due->done_count; i++) {
        const struct value_test *test = &due->done[i];
        const bool of_value = test->field->parent && test->field->parent == due->date->parent;
        if (of_value ? !value_passes(value, test, 1) : !record_passes(record, test, 1)) {
            return false;
        }
    }
    return due->done_count > 0;
}

static enum status look_at(struct asking *a, const struct record *record, const struct value *value)
{
    const struct due *due = record->kind->conduct->due;
    const struct value *date = value_part(value, due->date);
    if (!date || is_done(due, record, value)) {
        return STATUS_OK;
    }
    const long days = date_days(a->question->on) - date_days(last_day(date->text));
    if (days <= 0 && -days > a->question->within) {
        return STATUS_OK;
    }
    struct due_item *items = arena_grow(a->arena, a->items, a->count, &a->capacity, sizeof *items);
    if (!items) {
        return fail_memory(a->why);
    }
    a->items = items;
    items[a->count++] = (struct due_item){
        .kind = record->kind,
        .identifier = arena_str(a->arena, record->identifier),
        .title = arena_str(a->arena, record_title(record)),
        .what = due->date->parent ? arena_str(a->arena, value->text) : (struct str){0},
        .owner = text_of(a, record, value, due->owner),
        .date = arena_str(a->arena, date->text),
        .days = days};
    return STATUS_OK;
}

/* Every value that falls due, or the news that the record has no date although it is open. */
static enum status ask_record(struct asking *a, const struct record *record)
{
    const struct due *due = record->kind->conduct->due;
    const struct field *top = due->date->parent ? due->date->parent : due->date;
    const struct value *first = record->values[top->index];
    bool dated = false, done = first && due->date->parent;
    if (due->settled_count > 0 && record_passes(record, due->settled, due->settled_count)) {
        return STATUS_OK;
    }
    for (const struct value *v = first; v; v = v->next) {
        dated = dated || value_part(v, due->date);
        done = done && is_done(due, record, v);
        TRY(look_at(a, record, v));
    }
    done = due->date->parent ? done : due->done_count > 0 && is_done(due, record, NULL);
    a->undated[record->kind->index] += !dated && !done;
    return STATUS_OK;
}

static enum status ask_kind(struct asking *a, const struct kind *kind)
{
    struct query query;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    enum step step = STEP_DONE;
    enum status status = STATUS_OK;
    struct arena arena;
    arena_init(&arena, RECORD_MEMORY);
    query_init(&query, kind);
    TRY(store_find(a->work->store, &query, ORDER_IDENTIFIER, &cursor, a->why));
    while (status == STATUS_OK &&
           (step = record_cursor_next(cursor, &arena, &record, a->why)) == STEP_ITEM) {
        status = ask_record(a, record);
        arena_clear(&arena);
    }
    record_cursor_close(cursor);
    arena_release(&arena);
    return status == STATUS_OK && step == STEP_ERROR ? a->why->status : status;
}

static int by_days(const void *a, const void *b)
{
    const struct due_item *x = a, *y = b;
    if (x->days != y->days) {
        return x->days > y->days ? -1 : 1;
    }
    const int order = str_compare(x->identifier, y->identifier);
    return order ? order : str_compare(x->what, y->what);
}

enum status work_due(struct workspace *work, struct arena *arena,
                     const struct due_question *question, struct due_answer *answer,
                     struct failure *why)
{
    struct asking a = {.work = work,
                       .arena = arena,
                       .question = question,
                       .undated = arena_array(arena, work->pack->kind_count, sizeof *a.undated),
                       .why = why};
    if (!a.undated) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < work->pack->kind_count; i++) {
        const struct kind *kind = &work->pack->kinds[i];
        if (kind->conduct->due && (!question->kind || question->kind == kind)) {
            TRY(ask_kind(&a, kind));
        }
    }
    if (a.count > 0) {
        qsort(a.items, a.count, sizeof *a.items, by_days);
    }
    *answer = (struct due_answer){a.items, a.count, a.undated};
    return STATUS_OK;
}
