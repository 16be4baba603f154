#include "text/archive.h"

#include "base/buf.h"
#include "text/archive_check.h"

#include <stdlib.h>
#include <strings.h>
#include <zip.h>

#define PACKED_LIMIT ((size_t)256 * 1024 * 1024)
#define INFLATED_LIMIT ((unsigned long long)512 * 1000 * 1000)
#define RATIO_LIMIT 100U
#define RATIO_GRACE ((unsigned long long)100 * 1000)
#define CHUNK ((size_t)64 * 1024)
#define NAMES_LIMIT ((size_t)16 * 1024 * 1024)

struct archive {
    char *name;
    struct buf file;
    struct arena arena;
    struct archive_directory directory;
    zip_t *zip;
    unsigned long long inflated; /* from all entries so far */

    zip_file_t *open; /* the entry being read, or NULL */
    const struct archive_entry *entry;
    unsigned long long out; /* bytes it has given */
};

/* ---- opening ---- */

static enum status refuse(const struct archive *archive, const char *words, struct failure *why)
{
    return fail(why, STATUS_INPUT, "%s: the archive cannot be read: %s. Get the file again.",
                archive->name, words);
}

static enum status refuse_library(const struct archive *archive, zip_error_t *error,
                                  struct failure *why)
{
    return zip_error_code_zip(error) == ZIP_ER_MEMORY
               ? fail_memory(why)
               : refuse(archive, zip_error_strerror(error), why);
}

/* libzip has to see the archive as it was checked. */
static enum status compare(const struct archive *archive, struct failure *why)
{
    const size_t count = archive->directory.count;
    if (zip_get_num_entries(archive->zip, 0) != (zip_int64_t)count) {
        return refuse(archive, "it has two directories", why);
    }
    for (size_t i = 0; i < count; i++) {
        const struct archive_entry *entry = &archive->directory.entries[i];
        zip_stat_t stat;
        if (zip_stat_index(archive->zip, i, ZIP_FL_ENC_RAW, &stat) != 0 || !stat.name ||
            strcmp(stat.name, entry->name) != 0 || stat.size != entry->size ||
            stat.comp_size != entry->packed) {
            return refuse(archive, "its directory can be read in two ways", why);
        }
    }
    return STATUS_OK;
}

static enum status open_zip(struct archive *archive, struct failure *why)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *bytes =
        zip_source_buffer_create(archive->file.at, archive->file.length, 0, &error);
    archive->zip = bytes ? zip_open_from_source(bytes, ZIP_RDONLY | ZIP_CHECKCONS, &error) : NULL;
    enum status status = STATUS_OK;
    if (!archive->zip) {
        zip_source_free(bytes);
        status = refuse_library(archive, &error, why);
    }
    zip_error_fini(&error);
    return status == STATUS_OK ? compare(archive, why) : status;
}

static enum status open_source(struct archive *archive, struct source *source, struct failure *why)
{
    buf_init(&archive->file, PACKED_LIMIT);
    arena_init(&archive->arena, NAMES_LIMIT);
    archive->name = strdup(source_name(source));
    TRY(archive->name ? STATUS_OK : fail_memory(why));
    TRY(source_read_all(source, "Divide it.", &archive->file, why));
    TRY(archive_check(&archive->arena, archive->name, buf_view(&archive->file), &archive->directory,
                      why));
    return open_zip(archive, why);
}

enum status archive_open(struct source *source, struct archive **archive, struct failure *why)
{
    struct archive *made = calloc(1, sizeof *made);
    *archive = NULL;
    if (!made) {
        return fail_memory(why);
    }
    const enum status status = open_source(made, source, why);
    if (status != STATUS_OK) {
        archive_close(made);
        return status;
    }
    *archive = made;
    return STATUS_OK;
}

static void close_entry(struct archive *archive)
{
    if (archive->open) {
        (void)zip_fclose(archive->open);
    }
    archive->open = NULL;
}

void archive_close(struct archive *archive)
{
    if (!archive) {
        return;
    }
    close_entry(archive);
    if (archive->zip) {
        zip_discard(archive->zip);
    }
    arena_release(&archive->arena);
    buf_release(&archive->file);
    free(archive->name);
    free(archive);
}

/* ---- entries ---- */

size_t archive_count(const struct archive *archive)
{
    return archive->directory.count;
}

const char *archive_name(const struct archive *archive, size_t index)
{
    return archive->directory.entries[index].name;
}

static const struct archive_entry *find(const struct archive *archive, const char *name)
{
    for (size_t i = 0; i < archive->directory.count; i++) {
        if (strcasecmp(archive->directory.entries[i].name, name) == 0) {
            return &archive->directory.entries[i];
        }
    }
    return NULL;
}

bool archive_has(const struct archive *archive, const char *name)
{
    return find(archive, name) != NULL;
}

static enum status refuse_size(const struct archive *archive, const char *words,
                               struct failure *why)
{
    return fail(why, STATUS_LIMIT, "%s: the entry \"%.80s\" of the archive %s", archive->name,
                archive->entry->name, words);
}

static enum status read_entry(void *context, char *to, size_t room, size_t *got,
                              struct failure *why)
{
    struct archive *archive = context;
    const zip_int64_t count = zip_fread(archive->open, to, room < CHUNK ? room : CHUNK);
    *got = 0;
    if (count < 0) {
        return refuse_library(archive, zip_file_get_error(archive->open), why);
    }
    *got = (size_t)count;
    archive->out += *got;
    archive->inflated += *got;
    if (archive->inflated > INFLATED_LIMIT) {
        return refuse_size(
            archive, "brings it to more than 512 MB unpacked, and it is refused. Divide it.", why);
    }
    if (archive->out > RATIO_GRACE && archive->out / RATIO_LIMIT > archive->entry->packed) {
        return refuse_size(archive,
                           "unpacks to more than a hundred times its size, as only made-up "
                           "files do, and it is refused. Check where the file comes from.",
                           why);
    }
    return *got > 0 || archive->out == archive->entry->size
               ? STATUS_OK
               : refuse(archive, "an entry has not the length that it says", why);
}

enum status archive_entry(struct archive *archive, const char *name, struct source **source,
                          struct failure *why)
{
    const struct archive_entry *entry = find(archive, name);
    *source = NULL;
    close_entry(archive);
    if (!entry) {
        return fail(why, STATUS_INPUT, "%s: the archive has no \"%.100s\". Get the file again.",
                    archive->name, name);
    }
    const char *title = arena_printf(&archive->arena, "%s: %s", archive->name, entry->name);
    if (!title) {
        return fail_memory(why);
    }
    archive->open =
        zip_fopen_index(archive->zip, (zip_uint64_t)(entry - archive->directory.entries), 0);
    if (!archive->open) {
        return refuse_library(archive, zip_get_error(archive->zip), why);
    }
    archive->entry = entry;
    archive->out = 0;
    return source_open_function(title, read_entry, archive, source, why);
}

/* ---- writing ---- */

#define DOS_DATE 0x21 /* 1 January 1980: the first day there is */

static bool add_file(zip_t *zip, const char *dir, const char *name)
{
    struct buf full;
    buf_init(&full, NAMES_LIMIT);
    buf_printf(&full, "%s/%s", dir, name);
    zip_source_t *source = full.at ? zip_source_file(zip, full.at, 0, -1) : NULL;
    const zip_int64_t index = source ? zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
    buf_release(&full);
    if (source && index < 0) {
        zip_source_free(source);
    }
    return index >= 0 && zip_file_set_dostime(zip, (zip_uint64_t)index, 0, DOS_DATE, 0) == 0;
}

enum status archive_pack(const char *path, const char *dir, const char *const *names, size_t count,
                         struct failure *why)
{
    int code = 0;
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
    bool fine = zip != NULL;
    for (size_t i = 0; i < count && fine; i++) {
        fine = add_file(zip, dir, names[i]);
    }
    fine = fine && zip_close(zip) == 0;
    if (fine) {
        return STATUS_OK;
    }
    const enum status status = fail(why, STATUS_IO, "%s: the archive cannot be written: %s.", path,
                                    zip ? zip_strerror(zip) : "the file cannot be made");
    if (zip) {
        zip_discard(zip);
    }
    return status;
}
