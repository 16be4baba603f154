#include "work/scan.h"

#include "base/utf8.h"
#include "work/paths.h"
#include "work/scan_store.h"

#include <stdlib.h>

#define DOCUMENT_MEMORY ((size_t)1024 * 1024 * 1024) /* ceiling for one document at work */

struct scanning {
    struct workspace *work;
    const struct scan_options *options;
    struct scan_result *result;
    struct lens_run *run;
    struct scan_store *store; /* or NULL */
    struct arena arena;       /* one document */
};

bool scan_matches(const struct scan_document *document)
{
    return document->weight > WEIGHT_CANDIDATE;
}

/* ---- hits ---- */

/* The end of @text, and its beginning, of at most SCAN_CONTEXT bytes and whole characters. */
static struct str last_bytes(struct str text)
{
    size_t from = text.length > SCAN_CONTEXT ? text.length - SCAN_CONTEXT : 0;
    while (from < text.length && ((unsigned char)text.at[from] & 0xC0U) == 0x80) {
        from++;
    }
    return (struct str){text.at + from, text.length - from};
}

static struct str first_bytes(struct str text)
{
    size_t to = text.length > SCAN_CONTEXT ? SCAN_CONTEXT : text.length;
    while (to > 0 && to < text.length && ((unsigned char)text.at[to] & 0xC0U) == 0x80) {
        to--;
    }
    return (struct str){text.at, to};
}

/* Context is of the page on which the hit begins, or ends. */
static struct scan_hit hit_of(const struct document *document, const struct evidence *evidence)
{
    const size_t offset = evidence->offset, end = offset + evidence->length;
    struct scan_hit hit = {.rule = evidence->rule, .length = evidence->length};
    struct str whole = evidence->value->text;
    size_t from = 0, to = whole.length;
    if (strcmp(evidence->value->field->name, "text") == 0) {
        const size_t page = document_page_at(document, offset);
        const size_t last = end > offset ? document_page_at(document, end - 1) : page;
        from = document->pages[page];
        to = document->pages[last] + document_page(document, last).length;
        hit.page = page + 1;
    }
    hit.offset = offset - from;
    hit.words = (struct str){whole.at + offset, evidence->length};
    hit.before = last_bytes((struct str){whole.at + from, offset - from});
    hit.after = first_bytes((struct str){whole.at + end, to - end});
    return hit;
}

static int by_rule(const void *a, const void *b)
{
    const struct scan_rule *x = a, *y = b;
    return strcmp(x->rule, y->rule);
}

static enum status count_rules(struct arena *arena, struct scan_document *scanned,
                               struct failure *why)
{
    struct scan_rule *rules = arena_array(arena, scanned->hit_count + 1, sizeof *rules);
    size_t kept = 0;
    if (!rules) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < scanned->hit_count; i++) {
        rules[i] = (struct scan_rule){scanned->hits[i].rule, 1};
    }
    qsort(rules, scanned->hit_count, sizeof *rules, by_rule);
    for (size_t i = 1; i < scanned->hit_count; i++) {
        if (strcmp(rules[i].rule, rules[kept].rule) == 0) {
            rules[kept].hits++;
        } else {
            rules[++kept] = rules[i];
        }
    }
    scanned->rules = rules;
    scanned->rule_count = scanned->hit_count > 0 ? kept + 1 : 0;
    return STATUS_OK;
}

static enum status take_tag(struct arena *arena, const struct tag *tag,
                            struct scan_document *scanned, struct failure *why)
{
    struct scan_hit *hits = arena_array(arena, tag->evidence_count + 1, sizeof *hits);
    if (!hits) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < tag->evidence_count; i++) {
        hits[i] = hit_of(scanned->document, &tag->evidence[i]);
    }
    scanned->weight = tag->weight;
    scanned->hits = hits;
    scanned->hit_count = tag->evidence_count;
    return count_rules(arena, scanned, why);
}

/* ---- one document ---- */

static bool add_text(struct arena *arena, struct record *record, const char *field, struct str text,
                     struct str language)
{
    struct value *value =
        text.length > 0 ? record_add(arena, record, kind_field(record->kind, str_of(field))) : NULL;
    if (value) {
        value->text = text;
        value->language = language;
    }
    return value || text.length == 0;
}

static enum status classify(struct scanning *s, const struct document *document,
                            struct scan_document *scanned, struct failure *why)
{
    const struct lens_question question = {
        .only = s->options->lens, .text_only = true, .every_place = true};
    struct record *record = record_new(&s->arena, lens_set_document(s->work->lenses));
    struct tag *tags = NULL;
    size_t count = 0;
    if (!record || !add_text(&s->arena, record, "title", document->title, document->language) ||
        !add_text(&s->arena, record, "text", document->text, document->language)) {
        return fail_memory(why);
    }
    TRY(lens_classify(s->run, record, &question, &s->arena, &tags, &count, why));
    for (size_t i = 0; i < count; i++) {
        if (tags[i].theme[0] == '\0') {
            return take_tag(&s->arena, &tags[i], scanned, why);
        }
    }
    return STATUS_OK;
}

/* The words of a failure without the name of the file, which a problem has apart. */
static const char *strip_path(const char *words, const char *path)
{
    const size_t length = strlen(path);
    const bool named = strncmp(words, path, length) == 0 && words[length] == ':';
    return named ? words + length + (words[length + 1] == ' ' ? 2 : 1) : words;
}

static enum status note_unread(struct scanning *s, const char *path, const struct failure *trouble,
                               struct failure *why)
{
    const struct problem problem = {.file = path,
                                    .rule = "document",
                                    .mend = strip_path(trouble->text, path),
                                    .rejected = true};
    if (!problem_add(&s->work->arena, &s->result->problems, &problem)) {
        return fail_memory(why);
    }
    s->result->unread++;
    return s->store ? scan_store_problem(s->store, &problem, s->result, why) : STATUS_OK;
}

static enum status scan_file(struct scanning *s, const char *path, const char *identifier,
                             struct failure *why)
{
    struct document document;
    struct failure trouble;
    const char *slash = strrchr(path, '/');
    struct scan_document scanned = {.path = path, .identifier = identifier, .document = &document};
    enum status status = document_read(&s->arena, path, &document, &trouble);
    if (status == STATUS_OK) {
        status = classify(s, &document, &scanned, &trouble);
    }
    if (status == STATUS_INTERRUPTED) {
        *why = trouble;
        return status;
    }
    if (status != STATUS_OK) {
        return note_unread(s, path, &trouble, why);
    }
    scanned.title = document.title.length > 0 ? document.title : str_of(slash ? slash + 1 : path);
    s->result->read++;
    s->result->matched += scan_matches(&scanned);
    s->result->candidates += scanned.weight == WEIGHT_CANDIDATE;
    TRY(s->options->each(s->options->context, &scanned));
    return s->store ? scan_store_put(s->store, &s->arena, &scanned, s->result, why) : STATUS_OK;
}

/* ---- all ---- */

/* What is below @root, when it is a folder, else the name of the file. */
static const char *identifier_of(const char *path, const char *root)
{
    const size_t length = strlen(root);
    if (strncmp(path, root, length) == 0 && path[length] == '/') {
        return path + length + 1;
    }
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static enum status scan_path(struct scanning *s, const char *path, struct failure *why)
{
    struct arena *arena = &s->work->arena;
    struct path_list files;
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') {
        length--;
    }
    const char *root = arena_copy(arena, (struct str){path, length});
    if (!root) {
        return fail_memory(why);
    }
    if (strcmp(root, "-") == 0) {
        return fail(why, STATUS_USAGE, "\"-\" cannot be scanned: name a file or a folder.");
    }
    TRY(paths_expand_any(arena, root, &files, why));
    for (size_t i = 0; i < files.count; i++) {
        TRY(scan_file(s, files.paths[i], identifier_of(files.paths[i], root), why));
        arena_clear(&s->arena);
    }
    return STATUS_OK;
}

static enum status scan_all(struct scanning *s, const char *const *paths, size_t count,
                            struct failure *why)
{
    for (size_t i = 0; i < count; i++) {
        TRY(scan_path(s, paths[i], why));
    }
    return STATUS_OK;
}

enum status work_scan(struct workspace *work, const char *const *paths, size_t count,
                      const struct scan_options *options, struct scan_result *result,
                      struct failure *why)
{
    struct scanning s = {.work = work, .options = options, .result = result};
    struct failure closing;
    *result = (struct scan_result){0};
    TRY(lens_run_open(work->lenses, &s.run, why));
    arena_init(&s.arena, DOCUMENT_MEMORY);
    enum status status = STATUS_OK;
    if (options->store_as) {
        status = scan_store_open(work, paths[0], options, &s.store, why);
    }
    if (status == STATUS_OK) {
        status = scan_all(&s, paths, count, why);
    }
    const enum status closed = scan_store_close(s.store, status == STATUS_OK, result, &closing);
    if (status == STATUS_OK && closed != STATUS_OK) {
        *why = closing;
        status = closed;
    }
    arena_release(&s.arena);
    lens_run_close(s.run);
    return status;
}
