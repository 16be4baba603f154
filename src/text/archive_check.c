#include "text/archive_check.h"

#include "text/check.h"

#include <stdint.h>
#include <stdlib.h>

/* Sizes of the fixed parts: end of directory (4.3.16), directory entry (4.3.12), local (4.3.7). */
#define END_SIZE 22U
#define CENTRAL_SIZE 46U
#define LOCAL_SIZE 30U
#define COMMENT_LIMIT 65535U
#define FLAG_ENCRYPTED 0x2041U /* bits 0, 6 and 13: encrypted in one way or another */
#define UNIX_TYPE 0170000U
#define UNIX_LINK 0120000U

/* What checking needs to pass around. */
struct checking {
    const char *name;
    struct str bytes;
    size_t directory; /* where it begins */
    size_t end;       /* and where the end record begins */
    struct failure *why;
};

static unsigned number16(const char *at)
{
    return (unsigned)(unsigned char)at[0] | (unsigned)(unsigned char)at[1] << 8;
}

static uint32_t number32(const char *at)
{
    return (uint32_t)number16(at) | (uint32_t)number16(at + 2) << 16;
}

static enum status refuse(const struct checking *c, const char *words)
{
    return fail(c->why, STATUS_INPUT, "%s: %s", c->name, words);
}

static enum status refuse_entry(const struct checking *c, struct str entry, const char *words)
{
    const size_t fine = check_text(entry);
    return fail(c->why, STATUS_INPUT, "%s: the entry \"%.*s\" of the archive %s", c->name,
                (int)(fine < 80 ? fine : 80), entry.at ? entry.at : "", words);
}

/* ---- the end record ---- */

/* Finds the end record whose comment reaches exactly to the end of the file. */
static enum status find_end(struct checking *c)
{
    const size_t length = c->bytes.length;
    for (size_t back = END_SIZE; back <= length && back <= END_SIZE + COMMENT_LIMIT; back++) {
        const char *at = c->bytes.at + length - back;
        if (memcmp(at, "PK\005\006", 4) == 0 && number16(at + 20) == back - END_SIZE) {
            c->end = length - back;
            return STATUS_OK;
        }
    }
    return refuse(c, "the archive has no directory: the file was cut off. Get it again.");
}

static enum status read_end(struct checking *c, size_t *count)
{
    TRY(find_end(c));
    const char *at = c->bytes.at + c->end;
    const size_t size = number32(at + 12), offset = number32(at + 16);
    *count = number16(at + 10);
    if (*count == 0xFFFF || size == UINT32_MAX || offset == UINT32_MAX) {
        return refuse(c, "the archive is in the form ZIP64, which no table needs. Save it again "
                         "with another program.");
    }
    if (number16(at + 4) != 0 || number16(at + 6) != 0 || number16(at + 8) != *count) {
        return refuse(c, "the archive is one of several parts. Get it as one file.");
    }
    if (*count > ARCHIVE_ENTRIES) {
        return fail(c->why, STATUS_LIMIT,
                    "%s: the archive has more than %u entries and is refused. Save the sheet alone "
                    "as CSV UTF-8.",
                    c->name, ARCHIVE_ENTRIES);
    }
    if (offset > c->end || size != c->end - offset) {
        return refuse(c, "the archive's directory is not where it should be: the file was cut off "
                         "or changed. Get it again.");
    }
    c->directory = offset;
    return STATUS_OK;
}

/* ---- entries ---- */

static bool leads_out(struct str name)
{
    struct str part;
    bool out = name.length == 0 || name.at[0] == '/' || memchr(name.at, '\\', name.length) ||
               memchr(name.at, ':', name.length);
    while (!out && str_split(&name, '/', &part)) {
        out = str_is(part, "..") || str_is(part, ".");
    }
    return out;
}

static enum status check_local(const struct checking *c, struct archive_entry *entry)
{
    const char *at = c->bytes.at + entry->from;
    if (entry->from + LOCAL_SIZE > c->directory || memcmp(at, "PK\003\004", 4) != 0) {
        return refuse_entry(c, entry->name, "is not where the directory says. Get the file again.");
    }
    const size_t name = number16(at + 26), extra = number16(at + 28);
    const size_t data = entry->from + LOCAL_SIZE + name + extra;
    if (data > c->directory || entry->packed > c->directory - data) {
        return refuse_entry(c, entry->name, "is longer than the file. Get the file again.");
    }
    if (!str_equal(entry->name, (struct str){at + LOCAL_SIZE, name})) {
        return refuse_entry(c, entry->name, "has another name in its own header and is refused.");
    }
    if ((number16(at + 6) & FLAG_ENCRYPTED) != 0) {
        return refuse_entry(c, entry->name, "is encrypted. Save it without a password.");
    }
    entry->end = data + entry->packed;
    return STATUS_OK;
}

/* Reads the directory entry at *@at and moves behind it. */
static enum status read_entry(const struct checking *c, size_t *at, struct archive_entry *entry)
{
    const char *head = c->bytes.at + *at;
    if (*at + CENTRAL_SIZE > c->end || memcmp(head, "PK\001\002", 4) != 0) {
        return refuse(c, "the archive's directory is damaged. Get the file again.");
    }
    const size_t name = number16(head + 28);
    const size_t rest = name + number16(head + 30) + number16(head + 32);
    if (rest > c->end - *at - CENTRAL_SIZE) {
        return refuse(c, "the archive's directory is damaged. Get the file again.");
    }
    *entry = (struct archive_entry){.name = {head + CENTRAL_SIZE, name},
                                    .packed = number32(head + 20),
                                    .from = number32(head + 42)};
    *at += CENTRAL_SIZE + rest;
    const unsigned method = number16(head + 10);
    if ((number16(head + 8) & FLAG_ENCRYPTED) != 0) {
        return refuse_entry(c, entry->name, "is encrypted. Save it without a password.");
    }
    if (leads_out(entry->name) || check_text(entry->name) < name) {
        return refuse_entry(c, entry->name, "has a name that leads out of the archive.");
    }
    if ((number32(head + 38) >> 16 & UNIX_TYPE) == UNIX_LINK) {
        return refuse_entry(c, entry->name, "is a link and is refused.");
    }
    if (method != 0 && method != 8) {
        return refuse_entry(c, entry->name, "is packed in a way that is not known here.");
    }
    if (entry->packed == UINT32_MAX || number32(head + 24) == UINT32_MAX ||
        entry->from == UINT32_MAX) {
        return refuse_entry(c, entry->name, "is in the form ZIP64, which no table needs.");
    }
    return check_local(c, entry);
}

/* ---- entries side by side ---- */

static int by_place(const void *a, const void *b)
{
    const struct archive_entry *x = *(const struct archive_entry *const *)a;
    const struct archive_entry *y = *(const struct archive_entry *const *)b;
    return (x->from > y->from) - (x->from < y->from);
}

static char small(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static int by_name(const void *a, const void *b)
{
    const struct str x = (*(const struct archive_entry *const *)a)->name;
    const struct str y = (*(const struct archive_entry *const *)b)->name;
    for (size_t i = 0; i < x.length && i < y.length; i++) {
        if (small(x.at[i]) != small(y.at[i])) {
            return small(x.at[i]) < small(y.at[i]) ? -1 : 1;
        }
    }
    return (x.length > y.length) - (x.length < y.length);
}

/* No two entries share a name, whatever its case, or bytes. */
static enum status check_pairs(struct arena *arena, const struct checking *c,
                               struct archive_directory *directory)
{
    const struct archive_entry **order = arena_array(arena, directory->count + 1, sizeof *order);
    if (!order) {
        return fail_memory(c->why);
    }
    for (size_t i = 0; i < directory->count; i++) {
        order[i] = &directory->entries[i];
    }
    qsort(order, directory->count, sizeof *order, by_name);
    for (size_t i = 1; i < directory->count; i++) {
        if (by_name(&order[i - 1], &order[i]) == 0) {
            return refuse_entry(c, order[i]->name,
                                "stands there twice, and so does not say which "
                                "of the two is meant.");
        }
    }
    qsort(order, directory->count, sizeof *order, by_place);
    for (size_t i = 1; i < directory->count; i++) {
        if (order[i]->from < order[i - 1]->end) {
            return refuse_entry(c, order[i]->name, "overlaps another one and is refused.");
        }
    }
    return STATUS_OK;
}

enum status archive_check(struct arena *arena, const char *name, struct str bytes,
                          struct archive_directory *directory, struct failure *why)
{
    struct checking c = {.name = name, .bytes = bytes, .why = why};
    size_t count = 0;
    *directory = (struct archive_directory){.count = 0};
    TRY(read_end(&c, &count));
    directory->entries = arena_array(arena, count + 1, sizeof *directory->entries);
    if (!directory->entries) {
        return fail_memory(why);
    }
    size_t at = c.directory;
    for (; directory->count < count; directory->count++) {
        TRY(read_entry(&c, &at, &directory->entries[directory->count]));
    }
    if (at != c.end) {
        return refuse(&c, "the archive's directory has more entries than it says. Get the file "
                          "again.");
    }
    return check_pairs(arena, &c, directory);
}
