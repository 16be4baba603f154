#include "text/archive_check.h"

#include "text/check.h"

#include <stdint.h>
#include <stdlib.h>
#include <strings.h>

/* Sizes of the fixed parts (APPNOTE.TXT): end of the directory (4.3.16), its ZIP64 form (4.3.14)
 * and what leads to that (4.3.15), directory entry (4.3.12), local header (4.3.7). */
#define END_SIZE 22U
#define END64_SIZE 56U
#define LOCATOR_SIZE 20U
#define CENTRAL_SIZE 46U
#define LOCAL_SIZE 30U
#define COMMENT_LIMIT 65535U
#define WIDE_FIELD 1U          /* the extra field of numbers that do not fit (4.5.3) */
#define FLAG_ENCRYPTED 0x2041U /* bits 0, 6 and 13: encrypted in one way or another */
#define UNIX_TYPE 0170000U
#define UNIX_LINK 0120000U

/* What checking needs to pass around. */
struct checking {
    struct arena *arena;
    const char *name;
    struct str bytes;
    unsigned long long count, from, size; /* of the directory, as it says */
    size_t end;                           /* where the record behind it begins */
    struct failure *why;
};

static unsigned long long number(const char *at, unsigned bytes)
{
    unsigned long long value = 0;
    while (bytes-- > 0) {
        value = value << 8 | (unsigned char)at[bytes];
    }
    return value;
}

static enum status refuse(const struct checking *c, const char *words)
{
    return fail(c->why, STATUS_INPUT, "%s: the archive%s", c->name, words);
}

static enum status refuse_entry(const struct checking *c, struct str entry, const char *words)
{
    const size_t fine = check_text(entry);
    return fail(c->why, STATUS_INPUT, "%s: the entry \"%.*s\" of the archive %s", c->name,
                (int)(fine < 80 ? fine : 80), entry.at ? entry.at : "", words);
}

/* ---- the end record ---- */

/* The end record whose comment reaches exactly to the end of the file. */
static enum status find_end(struct checking *c)
{
    const size_t length = c->bytes.length;
    for (size_t back = END_SIZE; back <= length && back <= END_SIZE + COMMENT_LIMIT; back++) {
        const char *at = c->bytes.at + length - back;
        if (memcmp(at, "PK\005\006", 4) == 0 && number(at + 20, 2) == back - END_SIZE) {
            c->end = length - back;
            return STATUS_OK;
        }
    }
    return refuse(c, " has no directory: the file was cut off. Get it again.");
}

/* True when an end record leaves a number to its ZIP64 form, or says the same. */
static bool agrees(const char *narrow, unsigned bytes, unsigned long long wide)
{
    const unsigned long long value = number(narrow, bytes);
    return value == wide || value == (1ULL << (8 * bytes)) - 1;
}

/* The ZIP64 record that stands before the end record, whose fields are too small. */
static enum status read_end64(struct checking *c)
{
    const char *end = c->bytes.at + c->end;
    if (c->end < LOCATOR_SIZE + END64_SIZE || memcmp(end - LOCATOR_SIZE, "PK\006\007", 4) != 0) {
        return refuse(c, "'s directory is damaged. Get the file again.");
    }
    const unsigned long long place = number(end - LOCATOR_SIZE + 8, 8);
    const char *at = c->bytes.at + place;
    if (place > c->end - LOCATOR_SIZE - END64_SIZE || memcmp(at, "PK\006\006", 4) != 0) {
        return refuse(c, "'s directory is damaged. Get the file again.");
    }
    c->count = number(at + 32, 8);
    c->size = number(at + 40, 8);
    c->from = number(at + 48, 8);
    c->end = (size_t)place;
    if (number(at + 16, 4) != 0 || number(at + 20, 4) != 0 || number(at + 24, 8) != c->count) {
        return refuse(c, " is one of several parts. Get it as one file.");
    }
    return agrees(end + 10, 2, c->count) && agrees(end + 12, 4, c->size) &&
                   agrees(end + 16, 4, c->from)
               ? STATUS_OK
               : refuse(c, "'s directory is damaged: it says two things. Get the file again.");
}

static enum status read_end(struct checking *c)
{
    TRY(find_end(c));
    const char *at = c->bytes.at + c->end;
    c->count = number(at + 10, 2);
    c->size = number(at + 12, 4);
    c->from = number(at + 16, 4);
    if (c->count == UINT16_MAX || c->size == UINT32_MAX || c->from == UINT32_MAX ||
        (c->end >= LOCATOR_SIZE && memcmp(at - LOCATOR_SIZE, "PK\006\007", 4) == 0)) {
        TRY(read_end64(c));
    } else if (number(at + 4, 2) != 0 || number(at + 6, 2) != 0 || number(at + 8, 2) != c->count) {
        return refuse(c, " is one of several parts. Get it as one file.");
    }
    if (c->count > ARCHIVE_ENTRIES) {
        return fail(c->why, STATUS_LIMIT,
                    "%s: the archive has more than %u entries and is refused. Divide it.", c->name,
                    ARCHIVE_ENTRIES);
    }
    if (c->from > c->end || c->size != c->end - c->from) {
        return refuse(c, "'s directory is not where it should be: the file was cut off or "
                         "changed. Get it again.");
    }
    return STATUS_OK;
}

/* ---- entries ---- */

/* True for a name that may lead out of the archive, or is none. */
static bool leads_out(struct str name)
{
    struct str part;
    bool out = name.length == 0 || name.at[0] == '/' || memchr(name.at, '\\', name.length) ||
               memchr(name.at, ':', name.length) || check_text(name) < name.length;
    while (!out && str_split(&name, '/', &part)) {
        out = str_is(part, "..") || str_is(part, ".");
    }
    return out;
}

/* What makes the entry unfit whose header in the directory is @head, or NULL. */
static const char *find_fault(const char *head, struct str name)
{
    const unsigned long long method = number(head + 10, 2);
    if ((number(head + 8, 2) & FLAG_ENCRYPTED) != 0) {
        return "is encrypted. Save it without a password.";
    }
    if (leads_out(name)) {
        return "has a name that leads out of the archive. Check where the file comes from.";
    }
    if ((number(head + 38, 4) >> 16 & UNIX_TYPE) == UNIX_LINK) {
        return "is a symbolic link and is refused. Check where the file comes from.";
    }
    return method == 0 || method == 8
               ? NULL
               : "is packed by a method that is not known here. Save it again.";
}

/* The ZIP64 field among the extra fields of an entry, or nothing. */
static struct str find_wide(struct str extra)
{
    while (extra.length >= 4) {
        const size_t id = number(extra.at, 2), size = number(extra.at + 2, 2);
        if (size > extra.length - 4) {
            break;
        }
        if (id == WIDE_FIELD) {
            return (struct str){extra.at + 4, size};
        }
        extra = (struct str){extra.at + 4 + size, extra.length - 4 - size};
    }
    return (struct str){NULL, 0};
}

/* A number of 4 bytes, or, when it does not fit them, the next one of the ZIP64 field. */
static bool read_number(const char *at, struct str *wide, unsigned long long *value)
{
    *value = number(at, 4);
    if (*value != UINT32_MAX) {
        return true;
    }
    if (wide->length < 8) {
        return false;
    }
    *value = number(wide->at, 8);
    *wide = (struct str){wide->at + 8, wide->length - 8};
    return true;
}

/* The header before the entry's data, at @place. */
static enum status check_local(const struct checking *c, struct str name, unsigned long long place,
                               struct archive_entry *entry)
{
    if (c->from < LOCAL_SIZE || place > c->from - LOCAL_SIZE ||
        memcmp(c->bytes.at + place, "PK\003\004", 4) != 0) {
        return refuse_entry(c, name, "is not where the directory says. Get the file again.");
    }
    const char *at = c->bytes.at + place;
    const struct str own = {at + LOCAL_SIZE, number(at + 26, 2)};
    const unsigned long long data = place + LOCAL_SIZE + own.length + number(at + 28, 2);
    if (data > c->from || entry->packed > c->from - data) {
        return refuse_entry(c, name, "is longer than the file. Get the file again.");
    }
    if (!str_equal(name, own)) {
        return refuse_entry(c, name, "has another name in its own header and is refused.");
    }
    if ((number(at + 6, 2) & FLAG_ENCRYPTED) != 0) {
        return refuse_entry(c, name, "is encrypted. Save it without a password.");
    }
    entry->from = (size_t)place;
    entry->end = (size_t)(data + entry->packed);
    return STATUS_OK;
}

/* Reads the directory entry at *@at and moves behind it. */
static enum status read_entry(const struct checking *c, size_t *at, struct archive_entry *entry)
{
    const char *head = c->bytes.at + *at;
    const size_t room = c->end - *at;
    if (room < CENTRAL_SIZE || memcmp(head, "PK\001\002", 4) != 0) {
        return refuse(c, "'s directory is damaged. Get the file again.");
    }
    const struct str name = {head + CENTRAL_SIZE, number(head + 28, 2)};
    const struct str extra = {name.at + name.length, number(head + 30, 2)};
    const size_t used = CENTRAL_SIZE + name.length + extra.length + number(head + 32, 2);
    if (used > room) {
        return refuse(c, "'s directory is damaged. Get the file again.");
    }
    *at += used;
    const char *fault = find_fault(head, name);
    if (fault) {
        return refuse_entry(c, name, fault);
    }
    struct str wide = find_wide(extra);
    unsigned long long place = 0;
    if (!read_number(head + 24, &wide, &entry->size) ||
        !read_number(head + 20, &wide, &entry->packed) || !read_number(head + 42, &wide, &place)) {
        return refuse_entry(c, name, "has a damaged ZIP64 field. Get the file again.");
    }
    entry->name = arena_copy(c->arena, name);
    return entry->name ? check_local(c, name, place, entry) : fail_memory(c->why);
}

/* ---- entries side by side ---- */

static int by_place(const void *a, const void *b)
{
    const struct archive_entry *x = *(const struct archive_entry *const *)a;
    const struct archive_entry *y = *(const struct archive_entry *const *)b;
    return (x->from > y->from) - (x->from < y->from);
}

static int by_name(const void *a, const void *b)
{
    return strcasecmp((*(const struct archive_entry *const *)a)->name,
                      (*(const struct archive_entry *const *)b)->name);
}

/*
 * No two entries share a name, whatever its case, or bytes: that is how a small archive is made to
 * hold an endless one.
 */
static enum status check_pairs(const struct checking *c, struct archive_directory *directory)
{
    const struct archive_entry **order = arena_array(c->arena, directory->count + 1, sizeof *order);
    if (!order) {
        return fail_memory(c->why);
    }
    for (size_t i = 0; i < directory->count; i++) {
        order[i] = &directory->entries[i];
    }
    qsort(order, directory->count, sizeof *order, by_name);
    for (size_t i = 1; i < directory->count; i++) {
        if (by_name(&order[i - 1], &order[i]) == 0) {
            return refuse_entry(c, str_of(order[i]->name),
                                "stands there twice, and so does not say which "
                                "of the two is meant.");
        }
    }
    qsort(order, directory->count, sizeof *order, by_place);
    for (size_t i = 1; i < directory->count; i++) {
        if (order[i]->from < order[i - 1]->end) {
            return refuse_entry(c, str_of(order[i]->name),
                                "overlaps another one and is refused. Check where the file comes "
                                "from.");
        }
    }
    return STATUS_OK;
}

enum status archive_check(struct arena *arena, const char *name, struct str bytes,
                          struct archive_directory *directory, struct failure *why)
{
    struct checking c = {.arena = arena, .name = name, .bytes = bytes, .why = why};
    *directory = (struct archive_directory){.count = 0};
    TRY(read_end(&c));
    directory->entries = arena_array(arena, (size_t)c.count + 1, sizeof *directory->entries);
    if (!directory->entries) {
        return fail_memory(why);
    }
    size_t at = (size_t)c.from;
    for (; directory->count < c.count; directory->count++) {
        TRY(read_entry(&c, &at, &directory->entries[directory->count]));
    }
    if (at != c.end) {
        return refuse(&c, "'s directory has more entries than it says. Get the file again.");
    }
    return check_pairs(&c, directory);
}
