#include "work/tag.h"

#include "work/stored_tags.h"

struct tagging {
    struct workspace *work;
    const struct lens *only;
    const volatile sig_atomic_t *stop;
    struct tag_result *result;
    struct lens_run *run;
    struct arena arena; /* one record */
    struct buf scratch;
    const char *names[2]; /* when there is only one lens */
    const char *const *lenses;
};

static void count_tags(struct tagging *t, const struct tag *tags, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (*tags[i].theme == '\0') {
            struct tag_counts *counts = &t->result->lenses[tags[i].lens->index];
            counts->tagged++;
            counts->candidates += tags[i].weight == WEIGHT_CANDIDATE ? 1 : 0;
        }
    }
}

static void count_text(struct tagging *t, const struct record *record)
{
    for (size_t f = 0; f < record->kind->field_count; f++) {
        for (const struct value *v = record->values[f]; v; v = v->next) {
            t->result->text += v->field->type == FIELD_TEXT ? v->text.length : 0;
        }
    }
}

static enum status tag_record(struct tagging *t, const struct record *record, struct failure *why)
{
    const struct lens_question question = {t->only, false};
    struct tag *tags = NULL;
    struct stored_tag *stored = NULL;
    size_t count = 0;
    bool changed = false;
    TRY(lens_classify(t->run, record, &question, &t->arena, &tags, &count, why));
    TRY(stored_tags_make(&t->arena, &t->scratch, tags, count, &stored, why));
    TRY(store_put_tags(t->work->store, record->id, t->lenses, stored, count, &changed, why));
    count_tags(t, tags, count);
    count_text(t, record);
    t->result->records++;
    t->result->changed += changed ? 1 : 0;
    return STATUS_OK;
}

/* The fields that some lens looks at: the others stay on disk. */
static enum status needed_fields(struct tagging *t, const struct kind *kind,
                                 const struct field ***fields, size_t *count, struct failure *why)
{
    *fields = arena_array(&t->work->arena, kind->field_count, sizeof **fields);
    *count = 0;
    if (!*fields) {
        return fail_memory(why);
    }
    for (size_t f = 0; f < kind->field_count; f++) {
        if (lens_set_reads(t->work->lenses, &kind->fields[f])) {
            (*fields)[(*count)++] = &kind->fields[f];
        }
    }
    return STATUS_OK;
}

static enum status tag_kind(struct tagging *t, const struct kind *kind, struct failure *why)
{
    struct query query;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    const struct field **fields = NULL;
    size_t count = 0;
    enum step step = STEP_DONE;
    query_init(&query, kind);
    TRY(needed_fields(t, kind, &fields, &count, why));
    TRY(store_begin(t->work->store, why));
    enum status status =
        store_find_fields(t->work->store, &query, ORDER_ID, fields, count, &cursor, why);
    while (status == STATUS_OK && !(t->stop && *t->stop) &&
           (step = record_cursor_next(cursor, &t->arena, &record, why)) == STEP_ITEM) {
        status = tag_record(t, record, why);
        arena_clear(&t->arena);
    }
    record_cursor_close(cursor);
    if (status == STATUS_OK && step == STEP_ERROR) {
        status = why->status;
    }
    if (status != STATUS_OK) {
        store_rollback(t->work->store);
        return status;
    }
    return store_commit(t->work->store, why);
}

static bool wanted(const struct tagging *t, const struct kind *kind)
{
    bool applies = false;
    for (size_t i = 0; i < lens_set_count(t->work->lenses); i++) {
        const struct lens *lens = lens_set_at(t->work->lenses, i);
        applies = applies || (lens_applies(lens, kind) && (!t->only || t->only == lens));
    }
    return applies;
}

enum status work_tag(struct workspace *work, const struct lens *only,
                     const volatile sig_atomic_t *stop, struct tag_result *result,
                     struct failure *why)
{
    struct tagging t = {.work = work, .only = only, .stop = stop, .result = result};
    *result = (struct tag_result){0};
    result->lenses =
        arena_array(&work->arena, lens_set_count(work->lenses), sizeof *result->lenses);
    if (!result->lenses) {
        return fail_memory(why);
    }
    t.names[0] = only ? only->name : NULL;
    t.lenses = only ? t.names : lens_set_names(work->lenses);
    arena_init(&t.arena, (size_t)64 * 1024 * 1024);
    buf_init(&t.scratch, (size_t)1024 * 1024);
    enum status status = lens_run_open(work->lenses, &t.run, why);
    for (size_t i = 0; i < work->pack->kind_count && status == STATUS_OK; i++) {
        if (wanted(&t, &work->pack->kinds[i])) {
            status = tag_kind(&t, &work->pack->kinds[i], why);
        }
    }
    lens_run_close(t.run);
    buf_release(&t.scratch);
    arena_release(&t.arena);
    if (status == STATUS_OK && stop && *stop) {
        return fail(why, STATUS_INTERRUPTED, "Stopped. The records looked at so far are done.");
    }
    return status;
}
