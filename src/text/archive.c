#include "text/archive.h"

#include "base/buf.h"
#include "text/archive_check.h"

#include <stdlib.h>
#include <strings.h>
#include <zip.h>

#define PACKED_LIMIT ((size_t)256 * 1024 * 1024)
#define INFLATED_LIMIT ((unsigned long long)512 * 1024 * 1024)
#define RATIO_LIMIT 100ULL
#define RATIO_GRACE ((unsigned long long)100 * 1024)
#define CHUNK ((size_t)64 * 1024)

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

static enum status read_all(struct archive *archive, struct source *source, struct failure *why)
{
    size_t got = 0;
    do {
        char *to = buf_reserve(&archive->file, CHUNK);
        if (!to) {
            return archive->file.length + CHUNK >= PACKED_LIMIT
                       ? fail(why, STATUS_LIMIT,
                              "%s: the archive is larger than 256 MiB and is refused. Save the "
                              "sheet alone as CSV UTF-8.",
                              archive->name)
                       : fail_memory(why);
        }
        TRY(source_read(source, to, CHUNK, &got, why));
        archive->file.length += got;
    } while (got > 0);
    return STATUS_OK;
}

static enum status refuse(const struct archive *archive, const char *words, struct failure *why)
{
    return fail(why, STATUS_INPUT, "%s: the archive cannot be read: %s. Get the file again.",
                archive->name, words);
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
            !str_equal(entry->name, str_of(stat.name)) || stat.comp_size != entry->packed) {
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
    archive->zip = bytes ? zip_open_from_source(bytes, ZIP_RDONLY, &error) : NULL;
    if (archive->zip) {
        zip_error_fini(&error);
        return compare(archive, why);
    }
    const enum status status = refuse(archive, zip_error_strerror(&error), why);
    zip_error_fini(&error);
    zip_source_free(bytes);
    return status;
}

enum status archive_open(struct source *source, struct archive **archive, struct failure *why)
{
    struct archive *made = calloc(1, sizeof *made);
    *archive = NULL;
    if (!made) {
        return fail_memory(why);
    }
    buf_init(&made->file, PACKED_LIMIT);
    arena_init(&made->arena, (size_t)16 * 1024 * 1024);
    made->name = strdup(source_name(source));
    enum status status = made->name ? read_all(made, source, why) : fail_memory(why);
    if (status == STATUS_OK) {
        status =
            archive_check(&made->arena, made->name, buf_view(&made->file), &made->directory, why);
    }
    if (status == STATUS_OK) {
        status = open_zip(made, why);
    }
    if (status != STATUS_OK) {
        archive_close(made);
        return status;
    }
    *archive = made;
    return STATUS_OK;
}

void archive_close(struct archive *archive)
{
    if (!archive) {
        return;
    }
    if (archive->open) {
        (void)zip_fclose(archive->open);
    }
    if (archive->zip) {
        zip_discard(archive->zip);
    }
    arena_release(&archive->arena);
    buf_release(&archive->file);
    free(archive->name);
    free(archive);
}

/* ---- entries ---- */

static const struct archive_entry *find(const struct archive *archive, const char *name)
{
    const size_t length = strlen(name);
    for (size_t i = 0; i < archive->directory.count; i++) {
        const struct archive_entry *entry = &archive->directory.entries[i];
        if (entry->name.length == length && strncasecmp(entry->name.at, name, length) == 0) {
            return entry;
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
    return fail(why, STATUS_LIMIT, "%s: the entry \"%.*s\" of the archive %s", archive->name,
                (int)(archive->entry->name.length < 80 ? archive->entry->name.length : 80),
                archive->entry->name.at, words);
}

static enum status read_entry(void *context, char *to, size_t room, size_t *got,
                              struct failure *why)
{
    struct archive *archive = context;
    const zip_int64_t count = zip_fread(archive->open, to, room < CHUNK ? room : CHUNK);
    *got = 0;
    if (count < 0) {
        return refuse(archive, zip_file_strerror(archive->open), why);
    }
    *got = (size_t)count;
    archive->out += *got;
    archive->inflated += *got;
    if (archive->inflated > INFLATED_LIMIT) {
        return refuse_size(archive,
                           "brings it to more than 512 MiB unpacked, and it is refused. "
                           "Save the sheet alone as CSV UTF-8.",
                           why);
    }
    if (archive->out > RATIO_GRACE && archive->out / RATIO_LIMIT > archive->entry->packed) {
        return refuse_size(archive,
                           "unpacks to more than a hundred times its size, as only made-up "
                           "files do, and it is refused. Save the sheet as CSV UTF-8.",
                           why);
    }
    return STATUS_OK;
}

enum status archive_entry(struct archive *archive, const char *name, struct source **source,
                          struct failure *why)
{
    const struct archive_entry *entry = find(archive, name);
    *source = NULL;
    if (archive->open) {
        (void)zip_fclose(archive->open);
        archive->open = NULL;
    }
    if (!entry) {
        return fail(why, STATUS_INPUT, "%s: the archive has no \"%.100s\". Get the file again.",
                    archive->name, name);
    }
    archive->open =
        zip_fopen_index(archive->zip, (zip_uint64_t)(entry - archive->directory.entries), 0);
    if (!archive->open) {
        return refuse(archive, zip_strerror(archive->zip), why);
    }
    archive->entry = entry;
    archive->out = 0;
    return source_open_function(archive->name, read_entry, archive, source, why);
}
