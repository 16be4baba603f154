#include "work/scan_store.h"

#include "work/merge.h"

#include <sodium.h>
#include <stdlib.h>

/* The fields a document fills. */
enum part { PART_TITLE, PART_TEXT, PART_PAGES, PART_HITS, PART_MENTIONS, PART_DOCUMENT, PARTS };

struct scan_store {
    struct workspace *work;
    const struct scan_options *options;
    const struct field *fields[PARTS]; /* PART_DOCUMENT may be NULL */
    struct retag retag;
    long long import;
};

static enum status find_fields(struct scan_store *store, struct failure *why)
{
    static const struct {
        const char *name;
        enum field_type type;
    } wanted[PARTS] = {{"title", FIELD_TEXT},       {"text", FIELD_TEXT},
                       {"pages", FIELD_INTEGER},    {"hits", FIELD_INTEGER},
                       {"mentions", FIELD_BOOLEAN}, {"document", FIELD_TEXT}};
    const struct kind *kind = store->options->store_as;
    for (size_t i = 0; i < PARTS; i++) {
        const struct field *field = kind_field(kind, str_of(wanted[i].name));
        const bool fits = field && field->type == wanted[i].type;
        if (!fits && i != PART_DOCUMENT) {
            return fail(why, STATUS_INPUT,
                        "Documents cannot be records of the kind \"%s\": it has no field \"%s\" of "
                        "type %s. Add it to the kind in the pack.",
                        kind->name, wanted[i].name, field_type_name(wanted[i].type));
        }
        store->fields[i] = fits ? field : NULL;
    }
    return STATUS_OK;
}

static enum status begin(struct scan_store *store, const char *path, struct failure *why)
{
    TRY(find_fields(store, why));
    TRY(store_begin(store->work->store, why));
    return store_import_begin(store->work->store, path, "scan", &store->import, why);
}

enum status scan_store_open(struct workspace *work, const char *path,
                            const struct scan_options *options, struct scan_store **store,
                            struct failure *why)
{
    struct scan_store *made = calloc(1, sizeof *made);
    *store = made;
    if (!made) {
        return fail_memory(why);
    }
    made->work = work;
    made->options = options;
    retag_init(&made->retag, work->lenses);
    return begin(made, path, why);
}

/* ---- the record ---- */

/* Makes @part of the record a single new value; NULL when there is no room. */
static struct value *set(const struct scan_store *store, struct arena *arena, struct record *record,
                         enum part part)
{
    const struct field *field = store->fields[part];
    record->values[field->index] = NULL;
    record->last[field->index] = NULL;
    return record_add(arena, record, field);
}

static bool set_text(const struct scan_store *store, struct arena *arena, struct record *record,
                     enum part part, struct str text)
{
    const struct field *field = store->fields[part];
    const bool keep = part == PART_TITLE && field && record->values[field->index];
    struct value *value = field && !keep ? set(store, arena, record, part) : NULL;
    if (value) {
        value->text = str_trim(text);
    }
    return value || !field || keep;
}

static bool set_number(const struct scan_store *store, struct arena *arena, struct record *record,
                       enum part part, unsigned long long number)
{
    struct value *value = set(store, arena, record, part);
    if (value) {
        value->number = (int64_t)number;
    }
    return value != NULL;
}

/* The record there is, to be completed, or a new one. */
static enum status find_record(struct scan_store *store, struct arena *arena,
                               const char *identifier, struct record **record, struct failure *why)
{
    const struct kind *kind = store->options->store_as;
    struct failure missing;
    const enum status status =
        store_get(store->work->store, arena, kind, str_of(identifier), record, &missing);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND) {
        *why = missing;
        return status;
    }
    if (status == STATUS_NOT_FOUND) {
        *record = record_new(arena, kind);
        if (*record) {
            (*record)->identifier = str_of(identifier);
        }
    }
    if (!*record) {
        return fail_memory(why);
    }
    (*record)->line = 0; /* of the file the record came from before */
    return STATUS_OK;
}

static enum status make_record(struct scan_store *store, struct arena *arena,
                               const struct scan_document *scanned, struct record **record,
                               struct failure *why)
{
    const struct document *document = scanned->document;
    TRY(find_record(store, arena, scanned->identifier, record, why));
    const bool fine = set_text(store, arena, *record, PART_TITLE, scanned->title) &&
                      set_text(store, arena, *record, PART_TEXT, document->text) &&
                      set_text(store, arena, *record, PART_DOCUMENT, str_of(scanned->path)) &&
                      set_number(store, arena, *record, PART_PAGES, document->page_count) &&
                      set_number(store, arena, *record, PART_HITS, scanned->hit_count) &&
                      set_number(store, arena, *record, PART_MENTIONS, scan_matches(scanned));
    if (!fine) {
        return fail_memory(why);
    }
    struct value *text = (*record)->last[store->fields[PART_TEXT]->index];
    text->language = store->fields[PART_TEXT]->languages ? document->language : text->language;
    return STATUS_OK;
}

/* ---- storing ---- */

/* The same text under the same definitions need not be stored again. */
static enum status hash(const struct scan_store *store, const struct scan_document *scanned,
                        unsigned char to[16], struct failure *why)
{
    const struct lens *lens = store->options->lens;
    const struct str text = scanned->document->text;
    crypto_generichash_state state;
    if (sodium_init() < 0 || crypto_generichash_init(&state, NULL, 0, 16) != 0) {
        return fail(why, STATUS_FAILED, "The hashing library cannot be started.");
    }
    const struct str parts[] = {
        {(const char *)store->work->pack->digest, sizeof store->work->pack->digest},
        {lens->name, strlen(lens->name) + 1},
        {(const char *)&lens->version, sizeof lens->version},
        {scanned->path, strlen(scanned->path) + 1},
        scanned->title,
        text};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        (void)crypto_generichash_update(&state, (const unsigned char *)parts[i].at,
                                        parts[i].length);
    }
    (void)crypto_generichash_final(&state, to, 16);
    return STATUS_OK;
}

static enum status add_problem(struct scan_store *store, const struct problem *problem,
                               struct scan_result *result, struct failure *why)
{
    result->stored.problems++;
    return store_add_problem(store->work->store, store->import, problem, why);
}

/* A problem of a record, both in the result and in the store. */
static enum status tell(struct scan_store *store, const struct problem *problem,
                        struct scan_result *result, struct failure *why)
{
    if (!problem_add(&store->work->arena, &result->problems, problem)) {
        return fail_memory(why);
    }
    return add_problem(store, problem, result, why);
}

static enum status tell_duplicate(struct scan_store *store, const struct scan_document *scanned,
                                  struct scan_result *result, struct failure *why)
{
    const struct problem problem = {
        .file = scanned->path,
        .record = str_of(scanned->identifier),
        .field = str_of("identifier"),
        .value = str_of(scanned->identifier),
        .rule = "duplicate-identifier",
        .mend = "Two documents of this scan have the same path below their folders; the first one "
                "was kept. Scan the folder above them.",
        .rejected = true};
    result->stored.rejected++;
    return tell(store, &problem, result, why);
}

static enum status check_required(struct scan_store *store, const struct scan_document *scanned,
                                  const struct record *record, struct scan_result *result,
                                  struct failure *why)
{
    for (size_t i = 0; i < record->kind->field_count; i++) {
        const struct field *field = &record->kind->fields[i];
        const struct problem problem = {
            .file = scanned->path,
            .record = record->identifier,
            .field = str_of(field->name),
            .rule = "missing-required",
            .mend = "A document does not say this. Import a table that gives it to the record of "
                    "this identifier, then scan again."};
        if (field->required && !record->values[i]) {
            TRY(tell(store, &problem, result, why));
        }
    }
    return STATUS_OK;
}

/* What people have done to the record of a document stands. */
static enum status put_touched(struct scan_store *store, struct arena *arena,
                               const struct arrival *arrival, enum put_outcome outcome,
                               struct scan_result *result, struct failure *why)
{
    struct problem_list problems = {0};
    struct merger merger = {.store = store->work->store,
                            .retag = &store->retag,
                            .problems = &problems,
                            .arena = arena,
                            .outcome = outcome};
    TRY(outcome == PUT_DELETED ? merge_tell_deleted(&merger, arrival, why)
                               : merge_arrival(&merger, arrival, why));
    for (const struct problem *p = problems.first; p; p = p->next) {
        TRY(tell(store, p, result, why));
    }
    result->stored.updated += merger.outcome == PUT_UPDATED;
    result->stored.unchanged += merger.outcome != PUT_UPDATED;
    return STATUS_OK;
}

enum status scan_store_put(struct scan_store *store, struct arena *arena,
                           const struct scan_document *scanned, struct scan_result *result,
                           struct failure *why)
{
    struct original original = {.bytes = scanned->document->text};
    struct record *record = NULL;
    enum put_outcome outcome = PUT_STORED;
    TRY(hash(store, scanned, original.hash, why));
    TRY(make_record(store, arena, scanned, &record, why));
    TRY(store_put(store->work->store, store->import, record, &original, &outcome, why));
    result->stored.read++;
    if (outcome == PUT_DUPLICATE) {
        return tell_duplicate(store, scanned, result, why);
    }
    TRY(check_required(store, scanned, record, result, why));
    if (outcome == PUT_EDITED || outcome == PUT_DELETED) {
        const struct arrival arrival = {.import = store->import,
                                        .file = scanned->path,
                                        .format = "document",
                                        .record = record,
                                        .original = &original};
        return put_touched(store, arena, &arrival, outcome, result, why);
    }
    result->stored.stored += outcome == PUT_STORED;
    result->stored.updated += outcome == PUT_UPDATED;
    result->stored.unchanged += outcome == PUT_UNCHANGED;
    return outcome == PUT_UNCHANGED
               ? STATUS_OK
               : retag_record(&store->retag, store->work->store, arena, record, why);
}

enum status scan_store_problem(struct scan_store *store, const struct problem *problem,
                               struct scan_result *result, struct failure *why)
{
    result->stored.read++;
    result->stored.rejected++;
    return add_problem(store, problem, result, why);
}

enum status scan_store_close(struct scan_store *store, bool fine, const struct scan_result *result,
                             struct failure *why)
{
    enum status status = STATUS_OK;
    if (!store) {
        return STATUS_OK;
    }
    if (fine) {
        status = store_import_end(store->work->store, store->import, &result->stored, why);
        status = status == STATUS_OK ? store_commit(store->work->store, why) : status;
    }
    if (!fine || status != STATUS_OK) {
        store_rollback(store->work->store);
    }
    retag_release(&store->retag);
    free(store);
    return status;
}
