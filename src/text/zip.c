#include "text/zip.h"

#include "base/arena.h"
#include "text/source.h"

#include <stdint.h>
#include <stdlib.h>
#include <zip.h>

#define ENTRIES_MAX 10000U
#define TOTAL_MAX ((unsigned long long)512 * 1000 * 1000)
#define RATIO_MAX 100U
#define RATIO_FROM ((unsigned long long)100 * 1000) /* bytes that may come out whatever the ratio  \
                                                     */
#define CHUNK ((size_t)64 * 1024)
#define NAMES_MAX ((size_t)16 * 1024 * 1024)

#define END_SIZE 22U /* end of central directory record, without its comment */
#define HEAD_SIZE 46U
#define LOCAL_SIZE 30U
#define LOCATOR_SIZE 20U
#define END64_SIZE 56U

struct unzip {
    char *name;
    struct buf file; /* of unzip_open_file() */
    struct str bytes;
    struct arena arena;
    struct unzip_entry *entries;
    size_t count;
    zip_t *library;
    unsigned long long inflated; /* bytes that came out so far */
};

/* The directory as a whole. */
struct directory {
    unsigned long long count, size, offset;
};

/* Where an entry stands in the file. */
struct extent {
    unsigned long long from, to;
};

static unsigned long long number(const char *at, unsigned bytes)
{
    unsigned long long value = 0;
    for (unsigned i = bytes; i-- > 0;) {
        value = value << 8 | (unsigned char)at[i];
    }
    return value;
}

static enum status refuse(const struct unzip *zip, const char *words, struct failure *why)
{
    return fail(why, STATUS_INPUT, "%s: %s", zip->name, words);
}

static enum status refuse_damaged(const struct unzip *zip, struct failure *why)
{
    return refuse(zip, "the ZIP archive is damaged or not complete. Get the file again.", why);
}

static enum status refuse_entry(const struct unzip *zip, const char *name, const char *words,
                                struct failure *why)
{
    return fail(why, STATUS_INPUT, "%s: the entry \"%.100s\" of the ZIP archive %s", zip->name,
                name, words);
}

/* ---- finding the directory ---- */

/* The end record: the last one whose comment goes up to the end of the file. */
static const char *find_end(struct str bytes)
{
    const size_t most = END_SIZE + 0xFFFF;
    for (size_t back = END_SIZE; back <= bytes.length && back <= most; back++) {
        const char *at = bytes.at + bytes.length - back;
        if (memcmp(at, "PK\5\6", 4) == 0 && number(at + 20, 2) == back - END_SIZE) {
            return at;
        }
    }
    return NULL;
}

/* The ZIP64 record that stands for an end record whose fields are too small. */
static enum status read_end64(const struct unzip *zip, size_t end, struct directory *directory,
                              struct failure *why)
{
    if (end < LOCATOR_SIZE + END64_SIZE) {
        return refuse_damaged(zip, why);
    }
    const char *locator = zip->bytes.at + end - LOCATOR_SIZE;
    const unsigned long long at = number(locator + 8, 8);
    if (memcmp(locator, "PK\6\7", 4) != 0 || at > end - LOCATOR_SIZE - END64_SIZE ||
        memcmp(zip->bytes.at + at, "PK\6\6", 4) != 0) {
        return refuse_damaged(zip, why);
    }
    const char *record = zip->bytes.at + at;
    if (number(record + 16, 4) != 0 || number(record + 20, 4) != 0 ||
        number(record + 24, 8) != number(record + 32, 8)) {
        return refuse(zip, "the ZIP archive is one part of several. Give the whole archive.", why);
    }
    *directory =
        (struct directory){number(record + 32, 8), number(record + 40, 8), number(record + 48, 8)};
    return STATUS_OK;
}

static enum status find_directory(const struct unzip *zip, struct directory *directory,
                                  struct failure *why)
{
    const char *end = find_end(zip->bytes);
    if (!end) {
        return refuse_damaged(zip, why);
    }
    const size_t end_at = (size_t)(end - zip->bytes.at);
    *directory = (struct directory){number(end + 10, 2), number(end + 12, 4), number(end + 16, 4)};
    if (directory->count == 0xFFFF || directory->size == 0xFFFFFFFF ||
        directory->offset == 0xFFFFFFFF) {
        TRY(read_end64(zip, end_at, directory, why));
    } else if (number(end + 4, 2) != 0 || number(end + 6, 2) != 0 ||
               number(end + 8, 2) != directory->count) {
        return refuse(zip, "the ZIP archive is one part of several. Give the whole archive.", why);
    }
    if (directory->count > ENTRIES_MAX) {
        return fail(why, STATUS_LIMIT, "%s: the ZIP archive has more than %u entries.", zip->name,
                    ENTRIES_MAX);
    }
    if (directory->offset > end_at || directory->size > end_at - directory->offset ||
        directory->size < directory->count * HEAD_SIZE) {
        return refuse_damaged(zip, why);
    }
    return STATUS_OK;
}

/* ---- the entries ---- */

/* True for a name that stays inside the archive. */
static bool is_inside(struct str name)
{
    struct str rest = name, part;
    if (name.length == 0 || name.at[0] == '/' || memchr(name.at, '\0', name.length) ||
        memchr(name.at, '\\', name.length) || memchr(name.at, ':', name.length)) {
        return false;
    }
    while (str_split(&rest, '/', &part)) {
        if (str_is(part, "..")) {
            return false;
        }
    }
    return true;
}

/* The next 8 bytes of the ZIP64 field for a number that did not fit its own field. */
static bool widen(struct str *wide, unsigned long long *value)
{
    if (*value != 0xFFFFFFFF) {
        return true;
    }
    if (wide->length < 8) {
        return false;
    }
    *value = number(wide->at, 8);
    wide->at += 8;
    wide->length -= 8;
    return true;
}

/* The ZIP64 field among the extra fields of an entry, or nothing. */
static struct str find_wide(struct str extra)
{
    while (extra.length >= 4) {
        const unsigned long long id = number(extra.at, 2), size = number(extra.at + 2, 2);
        if (size > extra.length - 4) {
            break;
        }
        if (id == 1) {
            return (struct str){extra.at + 4, size};
        }
        extra.at += 4 + size;
        extra.length -= 4 + size;
    }
    return (struct str){NULL, 0};
}

/* What makes an entry unfit, or NULL. */
static const char *find_fault(const char *head, struct str name)
{
    const unsigned long long flags = number(head + 8, 2), method = number(head + 10, 2);
    const unsigned long long mode = number(head + 38, 4) >> 16;
    if (!is_inside(name)) {
        return "has a name that leads out of the archive, and is refused. Check where the file "
               "comes from.";
    }
    if ((flags & 0x2041U) != 0) {
        return "is encrypted. Take the password off and save the file again.";
    }
    if (method != 0 && method != 8) {
        return "is compressed by a method that is not known here. Save the file again.";
    }
    if ((unsigned char)head[5] == 3 && (mode & 0xF000U) == 0xA000U) {
        return "is a symbolic link, and is refused. Check where the file comes from.";
    }
    return NULL;
}

/* Reads one header of the directory, at @head with @room bytes; *@used: how long it is. */
static enum status read_entry(struct unzip *zip, const char *head, size_t room, size_t *used,
                              struct extent *extent, struct failure *why)
{
    if (room < HEAD_SIZE || memcmp(head, "PK\1\2", 4) != 0) {
        return refuse_damaged(zip, why);
    }
    const size_t name_length = number(head + 28, 2), extra_length = number(head + 30, 2);
    *used = HEAD_SIZE + name_length + extra_length + number(head + 32, 2);
    if (*used > room) {
        return refuse_damaged(zip, why);
    }
    const struct str name = {head + HEAD_SIZE, name_length};
    struct unzip_entry *entry = &zip->entries[zip->count];
    entry->name = arena_copy(&zip->arena, name);
    if (!entry->name) {
        return fail_memory(why);
    }
    const char *fault = find_fault(head, name);
    if (fault) {
        return refuse_entry(zip, entry->name, fault, why);
    }
    struct str wide = find_wide((struct str){name.at + name_length, extra_length});
    unsigned long long offset = number(head + 42, 4);
    entry->index = zip->count;
    entry->packed = number(head + 20, 4);
    entry->size = number(head + 24, 4);
    if (!widen(&wide, &entry->size) || !widen(&wide, &entry->packed) || !widen(&wide, &offset) ||
        offset > zip->bytes.length || entry->packed > zip->bytes.length) {
        return refuse_damaged(zip, why);
    }
    *extent = (struct extent){offset, offset + LOCAL_SIZE + name_length + entry->packed};
    zip->count++;
    return STATUS_OK;
}

static int by_from(const void *a, const void *b)
{
    const struct extent *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Entries that share bytes are how a small archive is made to hold an endless one. */
static enum status check_extents(const struct unzip *zip, struct extent *extents,
                                 unsigned long long end, struct failure *why)
{
    qsort(extents, zip->count, sizeof *extents, by_from);
    for (size_t i = 0; i < zip->count; i++) {
        if (extents[i].to > (i + 1 < zip->count ? extents[i + 1].from : end)) {
            return refuse(zip,
                          "entries of the ZIP archive overlap one another, and it is refused. "
                          "Check where the file comes from.",
                          why);
        }
    }
    return STATUS_OK;
}

static enum status check_names(struct unzip *zip, struct failure *why)
{
    const char **names = arena_array(&zip->arena, zip->count, sizeof *names);
    if (!names) {
        return fail_memory(why);
    }
    for (size_t i = 0; i < zip->count; i++) {
        names[i] = zip->entries[i].name;
    }
    qsort(names, zip->count, sizeof *names, by_name);
    for (size_t i = 1; i < zip->count; i++) {
        if (strcmp(names[i - 1], names[i]) == 0) {
            return refuse_entry(zip, names[i], "stands there twice, and it is refused.", why);
        }
    }
    return STATUS_OK;
}

static enum status read_directory(struct unzip *zip, struct failure *why)
{
    struct directory directory = {0};
    TRY(find_directory(zip, &directory, why));
    zip->entries = arena_array(&zip->arena, directory.count + 1, sizeof *zip->entries);
    struct extent *extents = arena_array(&zip->arena, directory.count + 1, sizeof *extents);
    if (!zip->entries || !extents) {
        return fail_memory(why);
    }
    const char *at = zip->bytes.at + directory.offset;
    const char *end = at + directory.size;
    for (size_t i = 0; i < directory.count; i++) {
        size_t used = 0;
        TRY(read_entry(zip, at, (size_t)(end - at), &used, &extents[i], why));
        at += used;
    }
    TRY(check_extents(zip, extents, directory.offset, why));
    return check_names(zip, why);
}

/* ---- libzip ---- */

static enum status refuse_library(const struct unzip *zip, zip_error_t *error, struct failure *why)
{
    if (zip_error_code_zip(error) == ZIP_ER_MEMORY) {
        return fail_memory(why);
    }
    return fail(why, STATUS_INPUT, "%s: the ZIP archive cannot be read: %s. Get the file again.",
                zip->name, zip_error_strerror(error));
}

static enum status open_library(struct unzip *zip, struct failure *why)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(zip->bytes.at, zip->bytes.length, 0, &error);
    zip->library = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) : NULL;
    enum status status = STATUS_OK;
    if (!zip->library) {
        zip_source_free(source);
        status = refuse_library(zip, &error, why);
    }
    zip_error_fini(&error);
    return status;
}

/* What libzip takes for the directory must be what was checked here. */
static enum status compare(const struct unzip *zip, struct failure *why)
{
    if (zip_get_num_entries(zip->library, 0) != (zip_int64_t)zip->count) {
        return refuse_damaged(zip, why);
    }
    for (size_t i = 0; i < zip->count; i++) {
        const struct unzip_entry *entry = &zip->entries[i];
        zip_stat_t facts;
        const char *name = zip_get_name(zip->library, i, ZIP_FL_ENC_RAW);
        if (zip_stat_index(zip->library, i, 0, &facts) != 0 || !name ||
            strcmp(name, entry->name) != 0 || facts.size != entry->size ||
            facts.comp_size != entry->packed) {
            return refuse_damaged(zip, why);
        }
    }
    return STATUS_OK;
}

static enum status open_bytes(struct unzip *zip, struct failure *why)
{
    TRY(read_directory(zip, why));
    TRY(open_library(zip, why));
    return compare(zip, why);
}

/* ---- the contract ---- */

static enum status new_unzip(const char *name, struct unzip **zip, struct failure *why)
{
    struct unzip *made = calloc(1, sizeof *made);
    *zip = NULL;
    if (made) {
        arena_init(&made->arena, NAMES_MAX);
        buf_init(&made->file, UNZIP_FILE_MAX);
        made->name = strdup(name);
    }
    if (!made || !made->name) {
        free(made);
        return fail_memory(why);
    }
    *zip = made;
    return STATUS_OK;
}

/* Opens what has been given to @made, or releases it. */
static enum status finish_open(struct unzip *made, enum status status, struct unzip **zip,
                               struct failure *why)
{
    if (status == STATUS_OK) {
        status = open_bytes(made, why);
    }
    if (status != STATUS_OK) {
        unzip_close(made);
        made = NULL;
    }
    *zip = made;
    return status;
}

enum status unzip_open(const char *name, struct str bytes, struct unzip **zip, struct failure *why)
{
    struct unzip *made = NULL;
    *zip = NULL;
    TRY(new_unzip(name, &made, why));
    made->bytes = bytes;
    return finish_open(made, STATUS_OK, zip, why);
}

/* A source hands out the bytes of what is no text as they are. */
static enum status read_file(struct unzip *zip, struct failure *why)
{
    struct source *source = NULL;
    size_t got = 1;
    TRY(source_open(zip->name, &source, why));
    enum status status = STATUS_OK;
    while (status == STATUS_OK && got > 0) {
        char *to = buf_reserve(&zip->file, CHUNK);
        if (!to) {
            status =
                fail(why, STATUS_LIMIT, "%s: the ZIP archive is larger than 256 MiB.", zip->name);
            break;
        }
        status = source_read(source, to, CHUNK, &got, why);
        zip->file.length += got;
    }
    source_close(source);
    zip->bytes = buf_view(&zip->file);
    return status;
}

enum status unzip_open_file(const char *path, struct unzip **zip, struct failure *why)
{
    struct unzip *made = NULL;
    *zip = NULL;
    TRY(new_unzip(path, &made, why));
    return finish_open(made, read_file(made, why), zip, why);
}

void unzip_close(struct unzip *zip)
{
    if (!zip) {
        return;
    }
    if (zip->library) {
        zip_discard(zip->library);
    }
    buf_release(&zip->file);
    arena_release(&zip->arena);
    free(zip->name);
    free(zip);
}

size_t unzip_count(const struct unzip *zip)
{
    return zip->count;
}

const struct unzip_entry *unzip_at(const struct unzip *zip, size_t index)
{
    return &zip->entries[index];
}

const struct unzip_entry *unzip_find(const struct unzip *zip, const char *name)
{
    for (size_t i = 0; i < zip->count; i++) {
        if (strcmp(zip->entries[i].name, name) == 0) {
            return &zip->entries[i];
        }
    }
    return NULL;
}

/* The limits, after each chunk. @out: bytes of this entry so far. */
static enum status check_ratio(const struct unzip *zip, const struct unzip_entry *entry,
                               unsigned long long out, struct failure *why)
{
    if (out > RATIO_FROM && out / RATIO_MAX > entry->packed) {
        return refuse_entry(zip, entry->name,
                            "grows more than a hundredfold when it is unpacked, and is refused. "
                            "Check where the file comes from.",
                            why);
    }
    if (zip->inflated > TOTAL_MAX) {
        return fail(why, STATUS_LIMIT,
                    "%s: the ZIP archive holds more than 512 MB. Divide the document.", zip->name);
    }
    return STATUS_OK;
}

static enum status inflate_all(struct unzip *zip, const struct unzip_entry *entry, zip_file_t *file,
                               struct buf *out, struct failure *why)
{
    unsigned long long total = 0;
    for (;;) {
        char *to = buf_reserve(out, CHUNK);
        if (!to) {
            return fail(why, STATUS_LIMIT,
                        "%s: the entry \"%.100s\" of the ZIP archive is too large. Divide the "
                        "document.",
                        zip->name, entry->name);
        }
        const zip_int64_t got = zip_fread(file, to, CHUNK);
        if (got < 0) {
            return refuse_library(zip, zip_file_get_error(file), why);
        }
        out->length += (size_t)got;
        out->at[out->length] = '\0';
        total += (unsigned long long)got;
        zip->inflated += (unsigned long long)got;
        TRY(check_ratio(zip, entry, total, why));
        if (got == 0) {
            return total == entry->size ? STATUS_OK : refuse_damaged(zip, why);
        }
    }
}

enum status unzip_read(struct unzip *zip, const struct unzip_entry *entry, struct buf *out,
                       struct failure *why)
{
    zip_file_t *file = zip_fopen_index(zip->library, entry->index, 0);
    if (!file) {
        return refuse_library(zip, zip_get_error(zip->library), why);
    }
    const enum status status = inflate_all(zip, entry, file, out, why);
    (void)zip_fclose(file);
    return status;
}
