/*
 * Whether a published folder holds. It is read as files, without the data it was made from: links
 * are followed, lists are counted row by row, and numbers compared with the lists they lead to.
 *
 * The pages are our own (text/html.h): no "<" or ">" stands in a text or an attribute.
 */
#include "serve/files.h"
#include "serve/page.h"
#include "serve/publish.h"

#include <stdio.h>
#include <stdlib.h>

#define MEMORY ((size_t)512 * 1024 * 1024)
#define FILE_MOST ((size_t)1024 * 1024 * 1024)
#define PATH_MOST 2048
#define UNKNOWN UINT64_MAX

/* What is known of one file once it has been read. */
struct seen {
    uint64_t total; /* records it says that it is about */
    uint64_t rows;  /* of a list, over all of its pages */
    bool is_list;
    bool has_conditions;
};

/* A number beside a link. */
struct number {
    uint32_t from, to;
    uint64_t records;
};

struct check {
    struct folder *folder;
    struct arena arena;
    struct folder_file *files;
    size_t count;
    struct seen *seen; /* by the place in .files */
    struct number *numbers;
    size_t number_count, number_capacity;
    struct buf bytes; /* of the file at hand */
    void (*each)(void *context, const char *words);
    void *context;
    struct check_result *result;
};

__attribute__((format(printf, 2, 3))) static void tell(struct check *c, const char *format, ...)
{
    char words[2 * PATH_MOST];
    va_list arguments;
    if (c->result->wrong++ < CHECK_TOLD) {
        va_start(arguments, format);
        (void)vsnprintf(words, sizeof words, format, arguments);
        va_end(arguments);
        c->each(c->context, words);
    }
}

/* ---- files ---- */

static int by_path(const void *key, const void *file)
{
    return strcmp(key, ((const struct folder_file *)file)->path);
}

/* The place of @path in the list; .count when it is not there. */
static size_t find_file(const struct check *c, const char *path)
{
    const struct folder_file *found =
        c->count > 0 ? bsearch(path, c->files, c->count, sizeof *c->files, by_path) : NULL;
    return found ? (size_t)(found - c->files) : c->count;
}

/* The file that the address leads to from the page: "../" taken away; false when it leads out. */
static bool resolve(const char *page, struct str address, char to[static PATH_MOST])
{
    const char *stroke = strrchr(page, '/');
    size_t length = stroke ? (size_t)(stroke - page) + 1 : 0;
    if (length + address.length + 1 > PATH_MOST) {
        return false;
    }
    memcpy(to, page, length);
    while (str_starts(address, "../")) {
        if (length == 0) {
            return false;
        }
        for (length--; length > 0 && to[length - 1] != '/'; length--) {
        }
        address.at += 3;
        address.length -= 3;
    }
    memcpy(to + length, address.at, address.length);
    to[length + address.length] = '\0';
    return true;
}

/* ---- tags ---- */

/* The value of ' NAME="…"' within the tag; .at is NULL when it has none. */
static struct str attribute(struct str tag, const char *name)
{
    const size_t length = strlen(name);
    for (size_t i = 0; i + length < tag.length; i++) {
        if (tag.at[i] != ' ' || memcmp(tag.at + i, name, length) != 0) {
            continue;
        }
        const struct str value = {tag.at + i + length, tag.length - i - length};
        const char *end = memchr(value.at, '"', value.length);
        return (struct str){value.at, end ? (size_t)(end - value.at) : value.length};
    }
    return (struct str){0};
}

static uint64_t read_number(struct str text)
{
    uint64_t number = text.length > 0 ? 0 : UNKNOWN;
    for (size_t i = 0; i < text.length; i++) {
        if (!char_is_digit(text.at[i])) {
            return UNKNOWN;
        }
        number = number * 10 + (uint64_t)(text.at[i] - '0');
    }
    return number;
}

static bool has_anchor(const struct check *c, struct str name)
{
    char text[256];
    const int length = snprintf(text, sizeof text, " id=\"%.*s\"", STR_ARGS(name));
    const struct str page = buf_view(&c->bytes);
    for (size_t i = 0; length > 0 && i + (size_t)length <= page.length; i++) {
        if (page.at[i] == ' ' && memcmp(page.at + i, text, (size_t)length) == 0) {
            return true;
        }
    }
    return false;
}

static bool leads_out(struct str address)
{
    return str_starts(address, "https://") || str_starts(address, "http://") ||
           str_starts(address, "mailto:");
}

static enum status keep_number(struct check *c, size_t from, size_t to, uint64_t records,
                               struct failure *why)
{
    struct number *numbers =
        arena_grow(&c->arena, c->numbers, c->number_count, &c->number_capacity, sizeof *numbers);
    if (!numbers) {
        return fail_memory(why);
    }
    c->numbers = numbers;
    numbers[c->number_count++] = (struct number){(uint32_t)from, (uint32_t)to, records};
    return STATUS_OK;
}

static enum status check_link(struct check *c, size_t from, struct str address, uint64_t records,
                              struct failure *why)
{
    char path[PATH_MOST];
    const char *page = c->files[from].path;
    c->result->links++;
    if (leads_out(address)) {
        return STATUS_OK;
    }
    if (address.length > 0 && address.at[0] == '#') {
        if (!has_anchor(c, (struct str){address.at + 1, address.length - 1})) {
            tell(c, "%s: %.*s is nowhere on the page.", page, STR_ARGS(address));
        }
        return STATUS_OK;
    }
    struct str file, rest = address;
    (void)str_split(&rest, '#', &file); /* the place on it is not looked for */
    const size_t to = resolve(page, file, path) ? find_file(c, path) : c->count;
    if (to == c->count) {
        tell(c, "%s: the link to %.*s leads nowhere.", page, STR_ARGS(address));
        return STATUS_OK;
    }
    return records == UNKNOWN ? STATUS_OK : keep_number(c, from, to, records, why);
}

static enum status check_tag(struct check *c, size_t from, struct str tag, struct failure *why)
{
    static const char *const links[] = {" href=\"", " src=\"", " action=\""};
    const uint64_t total = read_number(attribute(tag, " data-total=\""));
    c->seen[from].total = total != UNKNOWN ? total : c->seen[from].total;
    for (size_t i = 0; i < COUNT_OF(links); i++) {
        const struct str address = attribute(tag, links[i]);
        if (address.at) {
            TRY(check_link(c, from, address, read_number(attribute(tag, " data-n=\"")), why));
        }
    }
    return STATUS_OK;
}

/* ---- lists ---- */

/* The first page of the list: "en/projects/by/@2.html" is of
 * "en/projects.html", "en/projects/by/country=KE/@2.html" of "en/projects/by/country=KE.html". */
static size_t first_page(const struct check *c, const char *path, bool *conditions)
{
    char first[PATH_MOST];
    const char *by = strstr(path, "/by/");
    const char *at = strrchr(path, '@');
    size_t length = at ? (size_t)(at - path) : strlen(path) - strlen(".html");
    const bool whole = by && at == by + 4;
    *conditions = by && !whole;
    length -= at && at[-1] == '/' ? 1 : 0; /* in the list's own folder */
    (void)snprintf(first, sizeof first, "%.*s.html", (int)(whole ? (size_t)(by - path) : length),
                   path);
    return find_file(c, first);
}

/* A row of a list, or a record from A to Z: how these begin. */
static bool is_row(struct str rest)
{
    return str_starts(rest, "<tr><th scope=\"row\"><a ") || str_starts(rest, "<li><a ");
}

static void count_rows(struct check *c, size_t from)
{
    static const char *const beginnings[] = {"<table class=\"records\"", "<ul class=\"a-z\">"};
    static const char *const ends[] = {"</table>", "</ul>"};
    const struct str page = buf_view(&c->bytes);
    bool conditions = false;
    for (size_t i = 0; i < COUNT_OF(beginnings); i++) {
        const char *begin = strstr(page.at, beginnings[i]);
        const char *end = begin ? strstr(begin, ends[i]) : NULL;
        const size_t first = end ? first_page(c, c->files[from].path, &conditions) : c->count;
        if (first == c->count) {
            continue;
        }
        struct seen *list = &c->seen[first];
        list->is_list = true;
        list->has_conditions = conditions;
        for (const char *at = begin; at < end; at++) {
            list->rows += *at == '<' && is_row((struct str){at, (size_t)(end - at)}) ? 1 : 0;
        }
    }
}

static void check_lists(struct check *c)
{
    for (size_t i = 0; i < c->count; i++) {
        const struct seen *list = &c->seen[i];
        const bool cut = list->has_conditions && list->total > FILES_ROWS;
        if (list->is_list && list->rows != (cut ? FILES_ROWS : list->total)) {
            tell(c, "%s: says %llu records and lists %llu.", c->files[i].path,
                 (unsigned long long)list->total, (unsigned long long)list->rows);
        }
    }
}

static void check_numbers(struct check *c)
{
    for (size_t i = 0; i < c->number_count; i++) {
        const struct number *number = &c->numbers[i];
        const uint64_t total = c->seen[number->to].total;
        if (total != number->records) {
            tell(c, "%s: says %llu for %s, which has %llu.", c->files[number->from].path,
                 (unsigned long long)number->records, c->files[number->to].path,
                 (unsigned long long)(total == UNKNOWN ? 0 : total));
        }
    }
    c->result->numbers = c->number_count;
}

/* ---- all files ---- */

static enum status check_page(struct check *c, size_t number, struct failure *why)
{
    const char *at = c->bytes.at;
    c->result->pages++;
    c->seen[number].total = UNKNOWN;
    while (at && (at = strchr(at, '<')) != NULL) {
        const char *end = strchr(at, '>');
        if (!end) {
            tell(c, "%s: ends within a tag.", c->files[number].path);
            return STATUS_OK;
        }
        TRY(check_tag(c, number, (struct str){at, (size_t)(end - at)}, why));
        at = end;
    }
    if (c->bytes.length > 0) {
        count_rows(c, number);
    }
    return STATUS_OK;
}

static enum status check_file(struct check *c, size_t number, struct failure *why)
{
    const struct folder_file *file = &c->files[number];
    unsigned char digest[16];
    struct failure missing;
    const bool page = str_ends(str_of(file->path), ".html");
    const enum status status = page
                                   ? folder_read(c->folder, file->path, &c->bytes, digest, &missing)
                                   : folder_digest(c->folder, file->path, digest, &missing);
    if (status == STATUS_NOT_FOUND || status == STATUS_IO) {
        tell(c, "%s", missing.text);
        return STATUS_OK;
    }
    if (status != STATUS_OK) {
        *why = missing;
        return status;
    }
    if (memcmp(digest, file->digest, sizeof digest) != 0) {
        tell(c, "%s: is not what was written.", file->path);
    }
    return page ? check_page(c, number, why) : STATUS_OK;
}

static enum status check_all(struct check *c, struct failure *why)
{
    TRY(folder_files(c->folder, &c->arena, &c->files, &c->count, why));
    c->seen = arena_array(&c->arena, c->count + 1, sizeof *c->seen);
    if (!c->seen) {
        return fail_memory(why);
    }
    c->result->files = c->count;
    for (size_t i = 0; i < c->count; i++) {
        TRY(check_file(c, i, why));
    }
    check_lists(c);
    check_numbers(c);
    return c->result->wrong == 0
               ? STATUS_OK
               : fail(why, STATUS_INTEGRITY,
                      "%llu things are wrong with the published site. Publish again; if they "
                      "stay, it is a bug.",
                      c->result->wrong);
}

enum status publish_check(const char *folder, void (*each)(void *context, const char *words),
                          void *context, struct check_result *result, struct failure *why)
{
    struct check c = {.each = each, .context = context, .result = result};
    *result = (struct check_result){.files = 0};
    TRY(folder_open(folder, true, &c.folder, why));
    arena_init(&c.arena, MEMORY);
    buf_init(&c.bytes, FILE_MOST);
    const enum status status = check_all(&c, why);
    buf_release(&c.bytes);
    arena_release(&c.arena);
    folder_close(c.folder);
    return status;
}
