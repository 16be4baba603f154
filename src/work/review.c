#include "work/review.h"

#include "base/date.h"
#include "text/csv.h"
#include "work/why.h"

static const char *const columns[] = {"identifier", "lens",   "theme", "verdict",
                                      "weight",     "person", "note",  NULL};
enum { IDENTIFIER, LENS, THEME, VERDICT, WEIGHT, PERSON, NOTE, REVIEW_COLUMNS };

struct reviewing {
    struct workspace *work;
    struct arena arena; /* one line */
    int places[REVIEW_COLUMNS];
    struct review_result *result;
};

static struct str cell(const struct reviewing *r, const struct csv_row *row, int column)
{
    int place = r->places[column];
    bool there = place >= 0 && (size_t)place < row->count;
    return there ? str_trim(row->cells[place]) : (struct str){NULL, 0};
}

static enum status check_theme(const struct lens *lens, const char *theme, struct failure *why)
{
    if (*theme == '\0') {
        return STATUS_OK;
    }
    for (size_t i = 0; i < lens->theme_count; i++) {
        if (strcmp(lens->themes[i].name, theme) == 0) {
            return STATUS_OK;
        }
    }
    return fail(why, STATUS_INPUT, "Lens \"%s\" has no theme \"%s\".", lens->name, theme);
}

static enum status check_words(const struct decision *d, struct failure *why)
{
    enum weight weight = weight_of_name(d->weight);
    if (!str_is(d->verdict, "confirmed") && !str_is(d->verdict, "rejected")) {
        return fail(why, STATUS_INPUT, "Verdict \"%.*s\" is neither confirmed nor rejected.",
                    STR_ARGS(d->verdict));
    }
    if (d->weight.length > 0 && weight != WEIGHT_PRINCIPAL && weight != WEIGHT_SIGNIFICANT) {
        return fail(why, STATUS_INPUT, "Weight \"%.*s\" is neither principal nor significant.",
                    STR_ARGS(d->weight));
    }
    if (d->person.length == 0) {
        return fail(why, STATUS_INPUT, "No person is given. A decision is somebody's.");
    }
    return STATUS_OK;
}

/* Takes one line of decisions. STATUS_INPUT and STATUS_NOT_FOUND are the line's own fault. */
static enum status take_row(struct reviewing *r, const struct csv_row *row, struct failure *why)
{
    char now[21];
    struct record *record = NULL;
    const struct lens *lens = NULL;
    date_now(now);
    struct decision d = {.lens = arena_copy(&r->arena, cell(r, row, LENS)),
                         .theme = arena_copy(&r->arena, cell(r, row, THEME)),
                         .verdict = cell(r, row, VERDICT),
                         .weight = cell(r, row, WEIGHT),
                         .person = cell(r, row, PERSON),
                         .at = str_of(now),
                         .note = cell(r, row, NOTE)};
    if (!d.lens || !d.theme) {
        return fail_memory(why);
    }
    TRY(lens_set_find(r->work->lenses, d.lens, &lens, why));
    TRY(check_theme(lens, d.theme, why));
    TRY(check_words(&d, why));
    TRY(store_get(r->work->store, &r->arena, NULL, cell(r, row, IDENTIFIER), &record, why));
    return store_decide(r->work->store, record->id, &d, why);
}

static enum status read_heading(struct reviewing *r, const struct csv_row *row, const char *path,
                                struct failure *why)
{
    for (int c = 0; columns[c]; c++) {
        r->places[c] = -1;
        for (size_t i = 0; i < row->count; i++) {
            if (str_is(str_trim(row->cells[i]), columns[c])) {
                r->places[c] = (int)i;
            }
        }
        bool needed = c != THEME && c != WEIGHT && c != NOTE;
        if (needed && r->places[c] < 0) {
            return fail(why, STATUS_INPUT, "%s:1: there is no column \"%s\".", path, columns[c]);
        }
    }
    return STATUS_OK;
}

struct review_sink {
    review_problem *problem;
    void *context;
};

static enum status read_rows(struct reviewing *r, struct csv_reader *reader, const char *path,
                             const struct review_sink *sink, struct failure *why)
{
    struct csv_row row;
    enum step step = csv_next(reader, &row, why);
    if (step != STEP_ITEM) {
        return step == STEP_ERROR ? why->status
                                  : fail(why, STATUS_INPUT, "%s: the file is empty.", path);
    }
    TRY(read_heading(r, &row, path, why));
    while ((step = csv_next(reader, &row, why)) == STEP_ITEM) {
        struct failure trouble;
        r->result->read++;
        if (cell(r, &row, VERDICT).length == 0) {
            continue; /* exported, and not decided yet */
        }
        enum status status = take_row(r, &row, &trouble);
        if (status == STATUS_OK) {
            r->result->decided++;
        } else if (status == STATUS_INPUT || status == STATUS_NOT_FOUND) {
            r->result->rejected++;
            sink->problem(sink->context, row.line, trouble.text);
        } else {
            *why = trouble;
            return status;
        }
        arena_clear(&r->arena);
    }
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

enum status work_review_import(struct workspace *work, const char *path, review_problem *problem,
                               void *context, struct review_result *result, struct failure *why)
{
    struct reviewing r = {.work = work, .result = result};
    struct review_sink sink = {problem, context};
    struct source *source = NULL;
    struct csv_reader *reader = NULL;
    *result = (struct review_result){0};
    arena_init(&r.arena, (size_t)16 * 1024 * 1024);
    TRY(source_open(path, &source, why));
    enum status status = csv_open(source, &reader, why);
    if (status == STATUS_OK) {
        status = store_begin(work->store, why);
    }
    if (status == STATUS_OK) {
        status = read_rows(&r, reader, path, &sink, why);
        if (status == STATUS_OK) {
            status = store_commit(work->store, why);
        } else {
            store_rollback(work->store);
        }
    }
    csv_close(reader);
    source_close(source);
    arena_release(&r.arena);
    return status;
}

/* The words of the evidence, joined by " | ". */
static void write_evidence(const struct why_tag *tag, struct buf *scratch, struct buf *out)
{
    buf_clear(scratch);
    for (size_t i = 0; i < tag->evidence_count; i++) {
        const struct evidence *e = &tag->evidence[i];
        buf_text(scratch, i > 0 ? " | " : "");
        buf_add(scratch, e->value->text.at + e->offset, e->length);
    }
    csv_cell(out, buf_view(scratch), false);
}

static void write_tag(const struct record *record, const struct why_tag *tag, struct buf *scratch,
                      struct buf *out)
{
    static const struct decision none = {0};
    const struct decision *d = tag->decision ? tag->decision : &none;
    csv_cell(out, record->identifier, true);
    csv_cell(out, str_of(tag->lens), false);
    csv_cell(out, str_of(tag->theme), false);
    csv_cell(out, d->verdict, false);
    csv_cell(out, str_of(tag->weight), false);
    csv_cell(out, d->person, false);
    csv_cell(out, d->note, false);
    csv_cell(out, record_title(record), false);
    write_evidence(tag, scratch, out);
    csv_end(out);
}

static enum status export_kind(struct reviewing *r, const struct kind *kind,
                               const struct lens *lens, struct buf *out, struct failure *why)
{
    struct query query;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    struct buf scratch;
    enum step step = STEP_DONE;
    query_init(&query, kind);
    buf_init(&scratch, (size_t)1024 * 1024);
    enum status status = store_find(r->work->store, &query, ORDER_IDENTIFIER, &cursor, why);
    while (status == STATUS_OK &&
           (step = record_cursor_next(cursor, &r->arena, &record, why)) == STEP_ITEM) {
        struct why_record reasons;
        char *name = arena_printf(&r->arena, "%s:%.*s", kind->name, STR_ARGS(record->identifier));
        status =
            name ? work_why(r->work, str_of(name), &r->arena, &reasons, why) : fail_memory(why);
        for (size_t i = 0; status == STATUS_OK && i < reasons.count; i++) {
            if (!lens || strcmp(reasons.tags[i].lens, lens->name) == 0) {
                write_tag(reasons.record, &reasons.tags[i], &scratch, out);
            }
        }
        arena_clear(&r->arena);
    }
    record_cursor_close(cursor);
    buf_release(&scratch);
    return status == STATUS_OK && step == STEP_ERROR ? why->status : status;
}

enum status work_review_export(struct workspace *work, const struct lens *lens, struct buf *out,
                               struct failure *why)
{
    struct reviewing r = {.work = work};
    enum status status = STATUS_OK;
    arena_init(&r.arena, (size_t)64 * 1024 * 1024);
    for (int c = 0; columns[c]; c++) {
        csv_cell(out, str_of(columns[c]), c == 0);
    }
    csv_cell(out, str_of("title"), false);
    csv_cell(out, str_of("evidence"), false);
    csv_end(out);
    for (size_t i = 0; i < work->pack->kind_count && status == STATUS_OK; i++) {
        status = export_kind(&r, &work->pack->kinds[i], lens, out, why);
    }
    arena_release(&r.arena);
    return status == STATUS_OK ? buf_status(out, why) : status;
}
