#include "work/gold.h"

#include "store/review.h"
#include "text/csv.h"

/* ---- the file ---- */

struct gold_file {
    const char *path;
    const struct lens *lens;
    gold_each *each;
    void *context;
    int id, relevance, themes; /* columns */
};

bool gold_has_theme(const struct gold_row *row, const char *theme)
{
    struct str themes = row->themes, part;
    while (str_split(&themes, ';', &part)) {
        if (str_is(str_trim(part), theme)) {
            return true;
        }
    }
    return false;
}

static enum status check_themes(const struct gold_file *file, const struct gold_row *row,
                                struct failure *why)
{
    struct str themes = row->themes, part;
    while (str_split(&themes, ';', &part)) {
        bool known = false;
        for (size_t i = 0; i < file->lens->theme_count; i++) {
            known = known || str_is(str_trim(part), file->lens->themes[i].name);
        }
        if (!known) {
            return fail(why, STATUS_INPUT,
                        "%s:%u: theme \"%.*s\" is none of the lens \"%s\". Use its theme codes.",
                        file->path, row->line, STR_ARGS(part), file->lens->name);
        }
    }
    return STATUS_OK;
}

/* The place of a column of that name in the heading, or -1. */
static int column(const struct csv_row *row, const char *name)
{
    for (size_t i = 0; i < row->count; i++) {
        if (str_is(str_trim(row->cells[i]), name)) {
            return (int)i;
        }
    }
    return -1;
}

static enum status read_heading(struct gold_file *file, struct csv_reader *reader,
                                struct failure *why)
{
    struct csv_row row;
    const enum step step = csv_next(reader, &row, why);
    if (step != STEP_ITEM) {
        return step == STEP_ERROR ? why->status
                                  : fail(why, STATUS_INPUT, "%s: the file is empty.", file->path);
    }
    file->id = column(&row, "iati_identifier");
    file->id = file->id < 0 ? column(&row, "identifier") : file->id;
    file->relevance = column(&row, "relevance");
    file->themes = column(&row, "themes");
    if (file->id < 0 || file->relevance < 0 || file->themes < 0) {
        return fail(why, STATUS_INPUT,
                    "%s:1: the columns iati_identifier, relevance and themes are needed.",
                    file->path);
    }
    return STATUS_OK;
}

static enum status read_row(const struct gold_file *file, const struct csv_row *cells,
                            struct failure *why)
{
    if (cells->count <= (size_t)file->id || cells->count <= (size_t)file->relevance ||
        cells->count <= (size_t)file->themes) {
        return fail(why, STATUS_INPUT, "%s:%u: a cell is missing.", file->path, cells->line);
    }
    const struct str relevance = str_trim(cells->cells[file->relevance]);
    const struct gold_row row = {.identifier = str_trim(cells->cells[file->id]),
                                 .relevant = str_is(relevance, "1") || str_is(relevance, "2"),
                                 .themes = cells->cells[file->themes],
                                 .line = cells->line};
    if (!row.relevant && !str_is(relevance, "0")) {
        return fail(why, STATUS_INPUT, "%s:%u: relevance \"%.*s\" is none of 0, 1 and 2.",
                    file->path, row.line, STR_ARGS(relevance));
    }
    TRY(check_themes(file, &row, why));
    return file->each(file->context, &row, why);
}

static enum status read_rows(struct gold_file *file, struct csv_reader *reader, struct failure *why)
{
    struct csv_row row;
    enum step step;
    TRY(read_heading(file, reader, why));
    while ((step = csv_next(reader, &row, why)) == STEP_ITEM) {
        TRY(read_row(file, &row, why));
    }
    return step == STEP_ERROR ? why->status : STATUS_OK;
}

enum status gold_read(const char *path, const struct lens *lens, gold_each *each, void *context,
                      struct failure *why)
{
    struct gold_file file = {.path = path, .lens = lens, .each = each, .context = context};
    struct source *source = NULL;
    struct csv_reader *reader = NULL;
    TRY(source_open(path, &source, why));
    enum status status = csv_open(source, &reader, why);
    if (status == STATUS_OK) {
        status = read_rows(&file, reader, why);
    }
    csv_close(reader);
    source_close(source);
    return status;
}

/* ---- keeping it ---- */

struct keeping {
    struct store *store;
    const struct lens *lens;
    struct arena arena; /* one row */
    struct gold_result *result;
};

static enum status keep(struct keeping *k, long long record, const char *theme, bool yes,
                        struct failure *why)
{
    k->result->kept++;
    return store_put_gold(k->store, record, k->lens->name, theme, yes, why);
}

static bool has_tag(const struct stored_tag *tags, size_t count, const struct lens *lens,
                    const char *theme)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(tags[i].lens, lens->name) == 0 && strcmp(tags[i].theme, theme) == 0) {
            return true;
        }
    }
    return false;
}

static enum status keep_row(void *context, const struct gold_row *row, struct failure *why)
{
    struct keeping *k = context;
    struct record *record = NULL;
    struct stored_tag *tags = NULL;
    size_t count = 0;
    struct failure missing;
    arena_clear(&k->arena);
    k->result->read++;
    const enum status status =
        store_get(k->store, &k->arena, NULL, row->identifier, &record, &missing);
    if (status == STATUS_NOT_FOUND) {
        k->result->missing++;
        return STATUS_OK;
    }
    if (status != STATUS_OK) {
        *why = missing;
        return status;
    }
    TRY(store_tags(k->store, &k->arena, record->id, &tags, &count, why));
    TRY(keep(k, record->id, "", row->relevant, why));
    for (size_t i = 0; row->relevant && i < k->lens->theme_count; i++) {
        const char *theme = k->lens->themes[i].name;
        const bool yes = gold_has_theme(row, theme);
        if (yes || has_tag(tags, count, k->lens, theme)) {
            TRY(keep(k, record->id, theme, yes, why));
        }
    }
    return STATUS_OK;
}

enum status work_gold_import(struct workspace *work, const struct lens *lens, const char *path,
                             struct gold_result *result, struct failure *why)
{
    struct keeping k = {.store = work->store, .lens = lens, .result = result};
    *result = (struct gold_result){0};
    arena_init(&k.arena, (size_t)16 * 1024 * 1024);
    enum status status = store_begin(work->store, why);
    if (status == STATUS_OK) {
        status = gold_read(path, lens, keep_row, &k, why);
        if (status == STATUS_OK) {
            status = store_commit(work->store, why);
        } else {
            store_rollback(work->store);
        }
    }
    arena_release(&k.arena);
    return status;
}
