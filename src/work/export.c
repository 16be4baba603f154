#include "work/export.h"

#include "model/own.h"
#include "store/versions.h"
#include "work/said.h"

#include <stdlib.h>

#define RECORD_BYTES ((size_t)192 * 1024 * 1024)
#define HEAD_BYTES ((size_t)4 * 1024 * 1024)
#define FLUSH_BYTES ((size_t)256 * 1024)

struct exporter {
    const struct workspace *work;
    struct store *store;
    const struct export_options *options;
    /* Of the import that wrote the last record: */
    long long import;
    struct arena head; /* the start tag of its file's root */
    struct xml_parser *parser;
    bool base, current;
    struct str language;
};

/* ---- the exports of the pack ---- */

static bool has_theme(const struct lens *lens, const char *theme)
{
    bool found = theme[0] == '\0' || strcmp(theme, "*") == 0;
    for (size_t i = 0; i < lens->theme_count; i++) {
        found = found || strcmp(lens->themes[i].name, theme) == 0;
    }
    return found;
}

static enum status check_tag(const struct lens_set *lenses, const struct export *export,
                             const struct export_tag *tag, struct failure *why)
{
    const struct lens *lens = NULL;
    struct failure words;
    if (lens_set_find(lenses, tag->lens, &lens, &words) != STATUS_OK) {
        return fail(why, STATUS_INPUT, "%s:%u: tags: %s", export->file, tag->line, words.text);
    }
    return has_theme(lens, tag->theme)
               ? STATUS_OK
               : fail(why, STATUS_INPUT,
                      "%s:%u: tags: the lens \"%s\" has no theme \"%.60s\". Correct the name, or "
                      "write \"*\" for every theme.",
                      export->file, tag->line, tag->lens, tag->theme);
}

enum status work_exports(struct workspace *work, struct export_set *set, struct failure *why)
{
    TRY(export_set_load(&work->arena, work->pack, set, why));
    for (const struct export *e = set->first; e; e = e->next) {
        if (e->base && !format_set_has(work->formats, e->base)) {
            return fail(why, STATUS_INPUT,
                        "%s: base: the pack has no format \"%.60s\". Correct the name.", e->file,
                        e->base);
        }
        for (size_t i = 0; i < e->tag_count; i++) {
            TRY(check_tag(work->lenses, e, &e->tags[i], why));
        }
    }
    return STATUS_OK;
}

enum status exporter_open(const struct workspace *work, struct store *store,
                          const struct export_options *options, struct exporter **exporter,
                          struct failure *why)
{
    struct exporter *made = calloc(1, sizeof *made);
    *exporter = made;
    if (!made) {
        return fail_memory(why);
    }
    made->work = work;
    made->store = store;
    made->options = options;
    arena_init(&made->head, HEAD_BYTES);
    return STATUS_OK;
}

void exporter_close(struct exporter *exporter)
{
    if (exporter) {
        xml_parser_close(exporter->parser);
        arena_release(&exporter->head);
        free(exporter);
    }
}

/* ---- originals ---- */

static bool is_current(const struct export *export, const struct xml_node *root)
{
    const struct str version =
        export->version && root ? xml_attribute(root, export->version) : (struct str){NULL, 0};
    bool known = !export->version;
    for (size_t i = 0; i < export->version_count; i++) {
        known = known || str_is(str_trim(version), export->versions[i]);
    }
    return known;
}

/* Gets to know the file that the next original stood in. */
static enum status meet_import(struct exporter *x, long long import, struct failure *why)
{
    const struct export *export = x->options->export;
    struct str format, head;
    struct xml_node *root = NULL;
    struct failure words;
    xml_parser_close(x->parser);
    x->parser = NULL;
    x->import = import;
    x->language = (struct str){NULL, 0};
    arena_clear(&x->head);
    TRY(store_import_source(x->store, &x->head, import, &format, &head, why));
    x->base = export->base && str_is(format, export->base);
    if (!x->base) {
        return STATUS_OK;
    }
    /* A root that cannot be read (it was read once) costs no more than what it would tell. */
    if (head.length > 0 && xml_parse_start_tag(&x->head, head, &root, &words) != STATUS_OK) {
        head.length = 0;
    }
    x->current = is_current(export, root);
    if (root && export->language) {
        x->language = str_trim(xml_attribute(root, export->language));
    }
    return xml_parser_open(head, &x->parser, why);
}

/* What people have edited is no longer what the original says: of its elements only those stay that
 * no field holds. */
static enum status heed_edits(struct exporter *x, struct arena *arena, struct export_record *from,
                              struct failure *why)
{
    struct edited edited;
    TRY(store_edited(x->store, arena, from->record->kind, from->record->id, &edited, why));
    if (edited.is && x->options->export->structure) {
        from->current = false;
    } else if (edited.is) {
        from->original = NULL;
    }
    return STATUS_OK;
}

/* The tree of the record's original; NULL when it is of another format, or cannot be read. */
static enum status read_original(struct exporter *x, struct arena *arena,
                                 const struct record *record, struct xml_node **tree,
                                 struct failure *why)
{
    long long import = 0;
    struct str bytes;
    struct failure words;
    *tree = NULL;
    TRY(store_original(x->store, record, &import, &bytes, why));
    if (import != x->import) {
        TRY(meet_import(x, import, why));
    }
    if (!x->base || bytes.length == 0) {
        return STATUS_OK;
    }
    const enum status status = xml_parse(x->parser, arena, bytes, 1, tree, &words);
    if (status == STATUS_NOMEM) {
        return fail_memory(why);
    }
    *tree = status == STATUS_OK ? *tree : NULL;
    return STATUS_OK;
}

/* ---- one record ---- */

struct filling {
    struct record_cursor *cursor;
    struct arena *arena;
};

static enum status fill(void *context, struct record *record, const struct field *field,
                        struct failure *why)
{
    const struct filling *filling = context;
    return record_cursor_fill(filling->cursor, filling->arena, record, field, why);
}

enum status exporter_tree(struct exporter *x, struct arena *arena, struct record *record,
                          struct record_cursor *cursor, struct xml_node **tree,
                          struct export_outcome *outcome, struct failure *why)
{
    struct filling filling = {cursor, arena};
    struct export_record from = {
        .record = record, .fill = cursor ? fill : NULL, .context = &filling};
    if (x->options->export->base) {
        TRY(read_original(x, arena, record, &from.original, why));
        from.current = x->current;
        from.language = x->language;
        TRY(heed_edits(x, arena, &from, why));
    }
    if (x->options->site && x->options->export->tag_count > 0) {
        TRY(said_of_record(x->store, x->work->lenses, arena, record, &from.tags, &from.tag_count,
                           why));
    }
    return export_tree(arena, x->options, &from, tree, outcome, why);
}

/* ---- all of them ---- */

/* What one run passes around. */
struct run {
    struct exporter *exporter;
    const struct export_options *options;
    const struct export_listener *listener;
    struct buf *out;
    struct export_counts *counts;
    struct arena arena; /* one record */
};

enum status export_name_record(struct arena *arena, const struct pack *pack,
                               const struct record *record, struct xml_node *tree,
                               struct failure *why)
{
    struct xml_attribute *attribute = arena_alloc(arena, sizeof *attribute);
    struct buf name;
    buf_init(&name, (size_t)64 * 1024);
    own_name_print(pack, record->kind, record->identifier, &name);
    const struct str text = arena_str(arena, buf_view(&name));
    buf_release(&name);
    if (!attribute || !text.at) {
        return fail_memory(why);
    }
    *attribute = (struct xml_attribute){
        .name = OWN_PREFIX ":record", .value = text, .next = tree->attributes, .space = ""};
    tree->attributes = attribute;
    return STATUS_OK;
}

static enum status write_one(struct run *run, struct record *record, struct record_cursor *cursor,
                             struct failure *why)
{
    struct xml_node *tree = NULL;
    struct export_outcome outcome;
    TRY(exporter_tree(run->exporter, &run->arena, record, cursor, &tree, &outcome, why));
    const bool written = outcome.fits || run->options->unchecked;
    run->counts->written += written;
    run->counts->refused += !written;
    run->counts->left_out += outcome.left_out;
    if (!outcome.fits || outcome.left_out > 0) {
        run->listener->tell(run->listener->context, record, &outcome);
    }
    if (written && run->options->export->own) {
        TRY(export_name_record(&run->arena, run->exporter->work->pack, record, tree, why));
    }
    if (written) {
        export_write(run->options, tree, run->out);
    }
    if (run->out->length < FLUSH_BYTES) {
        return STATUS_OK;
    }
    return run->listener->flush(run->listener->context, run->out, why);
}

static enum status write_all(struct run *run, struct store *store, const struct query *query,
                             struct failure *why)
{
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    enum step step = STEP_DONE;
    enum status status = store_find_lean(store, query, ORDER_ID, &cursor, why);
    while (status == STATUS_OK &&
           (step = record_cursor_next(cursor, &run->arena, &record, why)) == STEP_ITEM) {
        status = write_one(run, record, cursor, why);
        arena_clear(&run->arena);
    }
    record_cursor_close(cursor);
    return status == STATUS_OK && step == STEP_ERROR ? why->status : status;
}

enum status work_export(struct workspace *work, const struct query *query,
                        const struct export_options *options,
                        const struct export_listener *listener, struct buf *out,
                        struct export_counts *counts, struct failure *why)
{
    struct run run = {.options = options, .listener = listener, .out = out, .counts = counts};
    arena_init(&run.arena, RECORD_BYTES);
    enum status status = exporter_open(work, work->store, options, &run.exporter, why);
    if (status == STATUS_OK) {
        status = write_all(&run, work->store, query, why);
    }
    exporter_close(run.exporter);
    arena_release(&run.arena);
    return status;
}
