#include "work/package.h"

#include "text/archive.h"
#include "text/csv.h"
#include "work/data_time.h"
#include "write/package.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FLUSH_BYTES ((size_t)256 * 1024)
#define OUT_LIMIT ((size_t)64 * 1024 * 1024)
#define RECORD_BYTES ((size_t)256 * 1024 * 1024)

/* What making one package passes around. */
struct making_package {
    struct workspace *work;
    const struct package_options *options;
    const char *dir;
    const char **written; /* the paths of the files, in the order in which they were */
    size_t written_count, written_room;
    struct arena *arena; /* as long as the package */
    struct arena one;    /* a record */
    struct arena other;  /* the record a link leads to */
    struct failure *why;
    struct package_table *tables;
    size_t table_count;
};

/* A file that is being written. */
struct writing_file {
    struct buf out;
    FILE *file;
    const char *path;
    struct package_file *info;
    crypto_hash_sha256_state state;
    enum status status;
    struct failure *why;
};

/* ---- files ---- */

static enum status fail_to_write(const char *path, struct failure *why)
{
    return fail(why, STATUS_IO, "%s: cannot be written: %s.", path, strerror(errno));
}

static enum status file_open(struct making_package *m, struct writing_file *f,
                             struct package_file *info, const char *path)
{
    *f = (struct writing_file){.info = info, .why = m->why};
    info->path = path;
    f->path = arena_printf(m->arena, "%s/%s", m->dir, path);
    m->written =
        arena_grow(m->arena, m->written, m->written_count, &m->written_room, sizeof *m->written);
    if (!f->path || !m->written) {
        return fail_memory(m->why);
    }
    m->written[m->written_count++] = path;
    buf_init(&f->out, OUT_LIMIT);
    (void)crypto_hash_sha256_init(&f->state);
    f->file = fopen(f->path, "wb");
    return f->file ? STATUS_OK : fail_to_write(f->path, m->why);
}

static enum status file_flush(struct writing_file *f, size_t least)
{
    if (f->out.length < least) {
        return STATUS_OK;
    }
    TRY(buf_status(&f->out, f->why));
    if (f->out.length > 0 && fwrite(f->out.at, 1, f->out.length, f->file) != f->out.length) {
        return fail_to_write(f->path, f->why);
    }
    (void)crypto_hash_sha256_update(&f->state, (const unsigned char *)f->out.at, f->out.length);
    f->info->bytes += f->out.length;
    buf_clear(&f->out);
    return STATUS_OK;
}

/* Ends the file; @status is how the work went so far. */
static enum status file_close(struct writing_file *f, enum status status)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    if (status == STATUS_OK) {
        status = file_flush(f, 0);
    }
    buf_release(&f->out);
    if (f->file && fclose(f->file) != 0 && status == STATUS_OK) {
        status = fail_to_write(f->path, f->why);
    }
    (void)crypto_hash_sha256_final(&f->state, hash);
    (void)sodium_bin2hex(f->info->sha256, sizeof f->info->sha256, hash, sizeof hash);
    return status;
}

/* ---- tables ---- */

/* Notes fields with values that have nothing to refer to. */
static enum status note_loose(struct making_package *m, struct package_table *table,
                              const struct record *record)
{
    for (size_t i = 0; i < record->kind->field_count; i++) {
        const struct field *field = &record->kind->fields[i];
        const struct value *value = record->values[i];
        struct record *other = NULL;
        struct failure words;
        if (!value || field->repeat || table->loose[i]) {
            continue;
        }
        if (field->type == FIELD_CODE && field->list) {
            const struct code *code = codelist_find(field->list, value->text);
            table->loose[i] = !code || !str_is(value->text, code->code);
        } else if (field->type == FIELD_LINK) {
            arena_clear(&m->other);
            const enum status status =
                store_get(m->work->store, &m->other, NULL, value->text, &other, &words);
            table->loose[i] = m->options->query || status != STATUS_OK;
        }
    }
    return STATUS_OK;
}

static enum status write_rows(struct making_package *m, struct package_table *table,
                              const struct query *query, struct writing_file *f)
{
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    enum step step = STEP_DONE;
    enum status status = store_find(m->work->store, query, ORDER_IDENTIFIER, &cursor, m->why);
    while (status == STATUS_OK &&
           (step = record_cursor_next(cursor, &m->one, &record, m->why)) == STEP_ITEM) {
        record_write_csv(record, m->options->style, &f->out);
        table->file.rows++;
        status = note_loose(m, table, record);
        status = status == STATUS_OK ? file_flush(f, FLUSH_BYTES) : status;
        arena_clear(&m->one);
    }
    record_cursor_close(cursor);
    return status == STATUS_OK && step == STEP_ERROR ? m->why->status : status;
}

static enum status write_table(struct making_package *m, const struct query *query)
{
    struct package_table *table = &m->tables[m->table_count];
    const struct kind *kind = query->kind;
    const char *path = arena_printf(m->arena, "data/%s.csv", kind->plural);
    unsigned long long count = 0;
    struct writing_file f;
    TRY(store_count(m->work->store, query, &count, m->why));
    if (count == 0) {
        return STATUS_OK;
    }
    table->kind = kind;
    table->loose = arena_array(m->arena, kind->field_count, sizeof *table->loose);
    if (!path || !table->loose) {
        return fail_memory(m->why);
    }
    TRY(file_open(m, &f, &table->file, path));
    record_write_csv_heading(kind, m->options->style, &f.out);
    m->table_count++;
    return file_close(&f, write_rows(m, table, query, &f));
}

static enum status write_tables(struct making_package *m)
{
    const struct pack *pack = m->work->pack;
    if (m->options->query) {
        return write_table(m, m->options->query);
    }
    for (size_t i = 0; i < pack->kind_count; i++) {
        struct query query;
        query_init(&query, &pack->kinds[i]);
        TRY(write_table(m, &query));
    }
    return STATUS_OK;
}

/* ---- what links lead to ---- */

static enum status write_names(struct making_package *m, const struct kind *kind,
                               struct writing_file *f)
{
    struct query query;
    struct record_cursor *cursor = NULL;
    struct record *record = NULL;
    enum step step = STEP_DONE;
    query_init(&query, kind);
    enum status status = store_find(m->work->store, &query, ORDER_IDENTIFIER, &cursor, m->why);
    while (status == STATUS_OK &&
           (step = record_cursor_next(cursor, &m->one, &record, m->why)) == STEP_ITEM) {
        const char *name =
            arena_printf(&m->one, "%s:%.*s", kind->name, STR_ARGS(record->identifier));
        csv_cell(&f->out, str_of(name), true);
        csv_cell(&f->out, record_public_title(record), false);
        csv_end(&f->out);
        status = name ? file_flush(f, FLUSH_BYTES) : fail_memory(m->why);
        arena_clear(&m->one);
    }
    record_cursor_close(cursor);
    return status == STATUS_OK && step == STEP_ERROR ? m->why->status : status;
}

static enum status write_records(struct making_package *m, struct package_file *info)
{
    struct writing_file f;
    enum status status = STATUS_OK;
    if (m->options->query) {
        return STATUS_OK;
    }
    TRY(file_open(m, &f, info, "index/records.csv"));
    csv_cell(&f.out, str_of("record"), true);
    csv_cell(&f.out, str_of("title"), false);
    csv_end(&f.out);
    for (size_t i = 0; i < m->table_count && status == STATUS_OK; i++) {
        status = write_names(m, m->tables[i].kind, &f);
    }
    return file_close(&f, status);
}

/* ---- code lists ---- */

static bool is_used(const struct making_package *m, const struct codelist *list)
{
    for (size_t t = 0; t < m->table_count; t++) {
        const struct kind *kind = m->tables[t].kind;
        for (size_t i = 0; i < kind->field_count; i++) {
            bool used = kind->fields[i].list == list;
            for (size_t k = 0; k < kind->fields[i].with_count; k++) {
                used = used || kind->fields[i].with[k].list == list;
            }
            if (used && record_style_shows(m->options->style, &kind->fields[i])) {
                return true;
            }
        }
    }
    return false;
}

static enum status write_lists(struct making_package *m, struct package_list *lists, size_t *count)
{
    const struct pack *pack = m->work->pack;
    for (size_t i = 0; i < pack->list_count; i++) {
        struct writing_file f;
        const char *path = arena_printf(m->arena, "codelists/%s.csv", pack->lists[i].name);
        if (!path) {
            return fail_memory(m->why);
        }
        if (is_used(m, &pack->lists[i])) {
            struct package_list *list = &lists[(*count)++];
            list->list = &pack->lists[i];
            TRY(file_open(m, &f, &list->file, path));
            package_write_list(list->list, &f.out);
            TRY(file_close(&f, STATUS_OK));
        }
    }
    return STATUS_OK;
}

/* ---- the folder and the description ---- */

/* Whether the folder holds something that is no package of ours. */
static bool is_taken(const char *dir)
{
    bool taken = false, package = false;
    DIR *open = opendir(dir);
    for (struct dirent *e = open ? readdir(open) : NULL; e; e = readdir(open)) {
        package = package || strcmp(e->d_name, "datapackage.json") == 0;
        taken = taken || e->d_name[0] != '.';
    }
    if (open) {
        (void)closedir(open);
    }
    return taken && !package;
}

/* Removes the tables of the package that was there. */
static void empty_folder(struct making_package *m, const char *path)
{
    DIR *open = opendir(path);
    for (struct dirent *e = open ? readdir(open) : NULL; e; e = readdir(open)) {
        if (str_ends(str_of(e->d_name), ".csv")) {
            const char *file = arena_printf(m->arena, "%s/%s", path, e->d_name);
            (void)!(file && unlink(file) == 0);
        }
    }
    if (open) {
        (void)closedir(open);
    }
}

static enum status make_folders(struct making_package *m)
{
    static const char *const inner[] = {"", "/data", "/codelists", "/index"};
    const size_t count = m->options->query ? 3 : 4;
    const char *old = arena_printf(m->arena, "%s/datapackage.json", m->dir);
    if (is_taken(m->dir)) {
        return fail(m->why, STATUS_CONFLICT,
                    "%s holds something else than a data package. Name another folder.", m->dir);
    }
    /* What was there is not whole from now on. */
    const bool again = old && unlink(old) == 0;
    for (size_t i = 0; i < COUNT_OF(inner); i++) {
        const char *path = arena_printf(m->arena, "%s%s", m->dir, inner[i]);
        if (!path || !old) {
            return fail_memory(m->why);
        }
        if (again && i > 0) {
            empty_folder(m, path);
        }
        if (i < count && mkdir(path, 0777) != 0 && errno != EEXIST) {
            return fail_to_write(path, m->why);
        }
    }
    return STATUS_OK;
}

/* The names of the imported files without their folders, each once, in the order of imports. */
static enum status read_sources(struct making_package *m, struct package *package)
{
    struct import_info *imports = NULL;
    size_t count = 0;
    TRY(store_imports(m->work->store, m->arena, &imports, &count, m->why));
    const char **names = arena_array(m->arena, count + 1, sizeof *names);
    if (!names) {
        return fail_memory(m->why);
    }
    for (size_t i = 0; i < count; i++) {
        const char *path = arena_copy(m->arena, imports[i].file);
        const char *slash = path ? strrchr(path, '/') : NULL;
        const char *name = slash ? slash + 1 : path;
        bool before = !name || !*name;
        for (size_t k = 0; k < package->source_count && !before; k++) {
            before = strcmp(names[k], name) == 0;
        }
        if (!before) {
            names[package->source_count++] = name;
        }
    }
    package->sources = names;
    return STATUS_OK;
}

static enum status write_description(struct making_package *m, struct package *package)
{
    struct writing_file f;
    struct package_file info = {0};
    TRY(work_data_time(m->work->store, m->arena, &package->created, m->why));
    TRY(read_sources(m, package));
    TRY(file_open(m, &f, &info, "datapackage.json"));
    package_write(package, &f.out);
    return file_close(&f, STATUS_OK);
}

static enum status make_package(struct making_package *m, struct package *package)
{
    struct package_list *lists =
        arena_array(m->arena, m->work->pack->list_count + 1, sizeof *lists);
    m->tables = arena_array(m->arena, m->work->pack->kind_count + 1, sizeof *m->tables);
    if (!lists || !m->tables) {
        return fail_memory(m->why);
    }
    TRY(make_folders(m));
    TRY(write_tables(m));
    TRY(write_records(m, &package->records));
    TRY(write_lists(m, lists, &package->list_count));
    package->lists = lists;
    package->tables = m->tables;
    package->table_count = m->table_count;
    return write_description(m, package);
}

/* ---- as an archive ---- */

/* Removes what was written, and the folders. */
static void remove_folder(struct making_package *m)
{
    static const char *const inner[] = {"/index", "/codelists", "/data", ""};
    for (size_t i = 0; i < m->written_count; i++) {
        const char *file = arena_printf(m->arena, "%s/%s", m->dir, m->written[i]);
        (void)!(file && unlink(file) == 0);
    }
    for (size_t i = 0; i < COUNT_OF(inner); i++) {
        const char *path = arena_printf(m->arena, "%s%s", m->dir, inner[i]);
        (void)!(path && rmdir(path) == 0);
    }
}

static enum status make_archive(struct making_package *m, struct package *package)
{
    const char *part = arena_printf(m->arena, "%s.part", m->options->path);
    m->dir = part;
    if (!part) {
        return fail_memory(m->why);
    }
    enum status status = make_package(m, package);
    if (status == STATUS_OK) {
        status = archive_pack(m->options->path, m->dir, m->written, m->written_count, m->why);
    }
    if (status != STATUS_CONFLICT) {
        remove_folder(m);
    }
    return status;
}

enum status work_package(struct workspace *work, const struct package_options *options,
                         struct package_counts *counts, struct failure *why)
{
    struct making_package m = {.work = work, .options = options, .arena = &work->arena, .why = why};
    struct package package = {.pack = work->pack, .style = options->style};
    arena_init(&m.one, RECORD_BYTES);
    arena_init(&m.other, RECORD_BYTES);
    m.dir = options->path;
    const enum status status = str_ends(str_of(options->path), ".zip") ? make_archive(&m, &package)
                                                                       : make_package(&m, &package);
    *counts = (struct package_counts){package.table_count, package.list_count, 0};
    for (size_t i = 0; i < package.table_count; i++) {
        counts->records += package.tables[i].file.rows;
    }
    arena_release(&m.one);
    arena_release(&m.other);
    return status;
}
