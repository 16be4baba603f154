#include "text/source.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK ((size_t)64 * 1024)
#define SNIFF ((size_t)1024) /* an XML declaration ends before this */
#define ENCODING_LIMIT 40

struct source {
    char *name;
    int file; /* -1: memory */
    bool owned;
    bool prepared;          /* the encoding is known */
    bool ended;             /* nothing is left to read into raw[] */
    struct str memory, all; /* what is left of it, and the whole */
    source_function *read;  /* NULL: none */
    void *context;
    unsigned long long size, position;
    off_t start;       /* where the file stood when it was opened; -1: it cannot be rewound */
    iconv_t converter; /* (iconv_t)-1: the bytes are passed on as they are */
    char encoding[ENCODING_LIMIT + 1];
    char assumed[ENCODING_LIMIT + 1];
    size_t raw_used, raw_length;
    size_t head_used, head_length;
    char raw[CHUNK];  /* bytes of the file */
    char head[CHUNK]; /* UTF-8 that waits to be read */
};

/* ---- bytes of the file ---- */

static enum status read_bytes(struct source *source, char *to, size_t room, size_t *got,
                              struct failure *why)
{
    if (source->read) {
        return source->read(source->context, to, room, got, why);
    }
    if (source->file < 0) {
        *got = room < source->memory.length ? room : source->memory.length;
        if (*got > 0) {
            memcpy(to, source->memory.at, *got);
            source->memory.at += *got;
            source->memory.length -= *got;
        }
        return STATUS_OK;
    }
    const ssize_t count = read(source->file, to, room);
    if (count >= 0) {
        *got = (size_t)count;
        return STATUS_OK;
    }
    if (errno == EINTR) {
        return fail(why, STATUS_INTERRUPTED, "%s: reading was interrupted.", source->name);
    }
    return fail(why, STATUS_IO, "%s: cannot be read: %s. Check the disk and the connection.",
                source->name, strerror(errno));
}

/* Reads into raw[] until it is full or the end is reached. */
static enum status fill_raw(struct source *source, struct failure *why)
{
    if (source->raw_used > 0) {
        source->raw_length -= source->raw_used;
        memmove(source->raw, source->raw + source->raw_used, source->raw_length);
        source->raw_used = 0;
    }
    while (!source->ended && source->raw_length < CHUNK) {
        size_t got = 0;
        TRY(read_bytes(source, source->raw + source->raw_length, CHUNK - source->raw_length, &got,
                       why));
        source->raw_length += got;
        source->ended = got == 0;
    }
    return STATUS_OK;
}

static void take_raw(struct source *source, size_t count)
{
    source->raw_used += count;
    source->position += count;
}

/* ---- which encoding ---- */

static const struct {
    const char *bytes;
    size_t length, mark; /* mark: how many bytes are a byte order mark, to be dropped */
    const char *encoding;
} beginnings[] = {
    {"\xEF\xBB\xBF", 3, 3, ""},         {"\xFF\xFE\0\0", 4, 4, "UTF-32LE"},
    {"\0\0\xFE\xFF", 4, 4, "UTF-32BE"}, {"\xFF\xFE", 2, 2, "UTF-16LE"},
    {"\xFE\xFF", 2, 2, "UTF-16BE"},     {"<\0?\0", 4, 0, "UTF-16LE"},
    {"\0<\0?", 4, 0, "UTF-16BE"},
};

static bool is_encoding_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == ':';
}

/* The text between quotes after `encoding =` in an XML declaration, or nothing. */
static struct str declared_encoding(struct str head)
{
    const struct str none = {NULL, 0};
    const char *end = NULL;
    if (!str_starts(head, "<?xml") || !(end = memchr(head.at, '>', head.length))) {
        return none;
    }
    for (const char *at = head.at; end - at > 8; at++) {
        if (memcmp(at, "encoding", 8) != 0) {
            continue;
        }
        at += 8;
        while (at < end && (char_is_white(*at) || *at == '=')) {
            at++;
        }
        if (at == end || (*at != '"' && *at != '\'')) {
            return none;
        }
        const char quote = *at++;
        const char *close = memchr(at, quote, (size_t)(end - at));
        return close ? (struct str){at, (size_t)(close - at)} : none;
    }
    return none;
}

/*
 * True when bytes of that name need no conversion. A file whose declaration could be read byte by
 * byte is not in UTF-16 or UTF-32, whatever the declaration says.
 */
static bool is_utf8_name(const char *name)
{
    static const char *const names[] = {"UTF-8", "UTF8", "US-ASCII", "ASCII"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (strcasecmp(name, names[i]) == 0) {
            return true;
        }
    }
    return strncasecmp(name, "UTF-16", 6) == 0 || strncasecmp(name, "UTF-32", 6) == 0 ||
           strncasecmp(name, "UCS-", 4) == 0 || strncasecmp(name, "ISO-10646", 9) == 0;
}

static enum status keep_encoding(struct source *source, struct str name, struct failure *why)
{
    bool fine = name.length <= ENCODING_LIMIT;
    for (size_t i = 0; fine && i < name.length; i++) {
        fine = is_encoding_char(name.at[i]);
    }
    if (!fine) {
        return fail(why, STATUS_INPUT,
                    "%s:1: the %s names an encoding that does not exist. "
                    "Save the file as UTF-8.",
                    source->name, name.at == source->assumed ? "file" : "XML declaration");
    }
    memcpy(source->encoding, name.at, name.length);
    source->encoding[name.length] = '\0';
    if (is_utf8_name(source->encoding)) {
        source->encoding[0] = '\0';
    }
    return STATUS_OK;
}

static enum status find_encoding(struct source *source, struct failure *why)
{
    const struct str head = {source->raw, source->raw_length};
    for (size_t i = 0; i < COUNT_OF(beginnings); i++) {
        if (head.length >= beginnings[i].length &&
            memcmp(head.at, beginnings[i].bytes, beginnings[i].length) == 0) {
            take_raw(source, beginnings[i].mark);
            memcpy(source->encoding, beginnings[i].encoding, strlen(beginnings[i].encoding) + 1);
            return STATUS_OK;
        }
    }
    const struct str sniffed = {head.at, head.length < SNIFF ? head.length : SNIFF};
    struct str name = declared_encoding(sniffed);
    name = name.length > 0 ? name : str_of(source->assumed);
    return name.length > 0 ? keep_encoding(source, name, why) : STATUS_OK;
}

/* Reads the beginning, finds the encoding and gets the converter ready. Once. */
static enum status prepare(struct source *source, struct failure *why)
{
    if (source->prepared) {
        return STATUS_OK;
    }
    TRY(fill_raw(source, why));
    TRY(find_encoding(source, why));
    if (source->encoding[0]) {
        source->converter = iconv_open("UTF-8", source->encoding);
        if (source->converter == (iconv_t)-1) {
            return fail(why, STATUS_INPUT,
                        "%s:1: the encoding %s is not known here. Save the file as UTF-8.",
                        source->name, source->encoding);
        }
    }
    source->prepared = true;
    return STATUS_OK;
}

/* ---- UTF-8 for the reader ---- */

static bool converts(const struct source *source)
{
    return source->converter != (iconv_t)-1;
}

static enum status refuse_bytes(const struct source *source, struct failure *why)
{
    return fail(why, STATUS_INPUT,
                "%s: the bytes from offset %llu on are not valid %s. Save the file as UTF-8.",
                source->name, source->position, source->encoding);
}

/* At the end: the last character of encodings that look one character ahead. */
static void flush(struct source *source)
{
    char *to = source->head + source->head_length;
    size_t room = CHUNK - source->head_length;
    (void)iconv(source->converter, NULL, NULL, &to, &room);
    source->head_length = CHUNK - room;
}

/* One call of iconv from raw[] into the room left in head[]. 0, or its errno. */
static int convert_once(struct source *source)
{
    char *from = source->raw + source->raw_used;
    char *to = source->head + source->head_length;
    size_t left = source->raw_length - source->raw_used;
    size_t room = CHUNK - source->head_length;
    const size_t result = iconv(source->converter, &from, &left, &to, &room);
    const int error = result == (size_t)-1 ? errno : 0;
    take_raw(source, (size_t)(from - source->raw) - source->raw_used);
    source->head_length = CHUNK - room;
    return error;
}

/*
 * Converts from raw[] into head[], which is empty, until head[] is full or the file ends. What
 * stands before a byte that is not valid is handed out first; the next call then fails.
 */
static enum status convert(struct source *source, struct failure *why)
{
    for (int error = 0; error != E2BIG;) {
        if (source->raw_used == source->raw_length || error == EINVAL) {
            const size_t before = source->raw_length - source->raw_used;
            TRY(fill_raw(source, why));
            if (source->raw_length == 0) {
                flush(source);
                return STATUS_OK;
            }
            if (source->raw_length == before) {
                return source->head_length > 0 ? STATUS_OK : refuse_bytes(source, why);
            }
        }
        error = convert_once(source);
        if (error != 0 && error != E2BIG && error != EINVAL) {
            return source->head_length > 0 ? STATUS_OK : refuse_bytes(source, why);
        }
    }
    return STATUS_OK;
}

/* Fills head[], when it is empty or has not been full yet, as far as the file goes. */
static enum status fill_head(struct source *source, struct failure *why)
{
    if (source->head_used == source->head_length) {
        source->head_used = 0;
        source->head_length = 0;
    }
    if (converts(source)) {
        return convert(source, why);
    }
    while (source->head_length < CHUNK) {
        if (source->raw_used == source->raw_length) {
            TRY(fill_raw(source, why));
        }
        const size_t ready = source->raw_length - source->raw_used;
        const size_t room = CHUNK - source->head_length;
        const size_t count = ready < room ? ready : room;
        if (count == 0) {
            break;
        }
        memcpy(source->head + source->head_length, source->raw + source->raw_used, count);
        source->head_length += count;
        take_raw(source, count);
    }
    return STATUS_OK;
}

enum status source_peek(struct source *source, struct str *head, struct failure *why)
{
    *head = (struct str){NULL, 0};
    TRY(prepare(source, why));
    if (source->head_used == 0 && source->head_length == 0) {
        TRY(fill_head(source, why));
    }
    *head = (struct str){source->head + source->head_used, source->head_length - source->head_used};
    return STATUS_OK;
}

enum status source_read(struct source *source, char *to, size_t room, size_t *got,
                        struct failure *why)
{
    *got = 0;
    TRY(prepare(source, why));
    if (source->head_used == source->head_length && converts(source)) {
        TRY(fill_head(source, why));
    }
    const char *from = source->head + source->head_used;
    size_t ready = source->head_length - source->head_used;
    if (ready > 0) {
        *got = ready < room ? ready : room;
        source->head_used += *got;
    } else if (!converts(source) && source->raw_used < source->raw_length) {
        from = source->raw + source->raw_used;
        ready = source->raw_length - source->raw_used;
        *got = ready < room ? ready : room;
        take_raw(source, *got);
    } else if (!converts(source) && !source->ended) {
        TRY(read_bytes(source, to, room, got, why));
        source->position += *got;
        source->ended = *got == 0;
        return STATUS_OK;
    }
    if (*got > 0) {
        memcpy(to, from, *got);
    }
    return STATUS_OK;
}

/* ---- opening and closing ---- */

static enum status new_source(const char *name, struct source **source, struct failure *why)
{
    struct source *made = malloc(sizeof *made);
    if (made) {
        memset(made, 0, offsetof(struct source, raw)); /* the two chunks need no zeros */
        made->file = -1;
        made->converter = (iconv_t)-1;
        made->name = strdup(name);
    }
    if (!made || !made->name) {
        free(made);
        return fail_memory(why);
    }
    *source = made;
    return STATUS_OK;
}

static enum status open_file(struct source *source, struct failure *why)
{
    struct stat facts;
    if (strcmp(source->name, "-") == 0) {
        source->file = STDIN_FILENO;
    } else {
        source->file = open(source->name, O_RDONLY | O_CLOEXEC);
        source->owned = source->file >= 0;
    }
    if (source->file < 0 || fstat(source->file, &facts) != 0) {
        return fail(why, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO,
                    "%s: cannot be opened: %s. Check the name and the permissions.", source->name,
                    strerror(errno));
    }
    if (S_ISDIR(facts.st_mode)) {
        return fail(why, STATUS_IO, "%s: is a folder, not a file. Name a file in it.",
                    source->name);
    }
    source->start = S_ISREG(facts.st_mode) ? lseek(source->file, 0, SEEK_CUR) : -1;
    source->size = S_ISREG(facts.st_mode) ? (unsigned long long)facts.st_size : 0;
    return STATUS_OK;
}

enum status source_open(const char *path, struct source **source, struct failure *why)
{
    struct source *made = NULL;
    *source = NULL;
    TRY(new_source(path, &made, why));
    const enum status status = open_file(made, why);
    if (status != STATUS_OK) {
        source_close(made);
        return status;
    }
    *source = made;
    return STATUS_OK;
}

enum status source_open_memory(const char *name, struct str bytes, struct source **source,
                               struct failure *why)
{
    *source = NULL;
    TRY(new_source(name, source, why));
    (*source)->memory = bytes;
    (*source)->all = bytes;
    (*source)->size = bytes.length;
    return STATUS_OK;
}

enum status source_read_all(struct source *source, const char *mend, struct buf *out,
                            struct failure *why)
{
    size_t got = 0;
    do {
        char *to = buf_reserve(out, CHUNK);
        if (!to) {
            return out->limit - out->length >= CHUNK
                       ? fail_memory(why)
                       : fail(why, STATUS_LIMIT, "%s: is larger than %zu MiB and is refused. %s",
                              source->name, out->limit >> 20, mend);
        }
        TRY(source_read(source, to, CHUNK, &got, why));
        out->length += got;
        out->at[out->length] = '\0';
    } while (got > 0);
    return STATUS_OK;
}

void source_assume(struct source *source, const char *encoding)
{
    const size_t length = strlen(encoding);
    /* A name that is too long is no name, and is refused as one when reading begins. */
    const size_t kept = length < ENCODING_LIMIT ? length : ENCODING_LIMIT;
    memcpy(source->assumed, encoding, kept);
    source->assumed[kept] = '\0';
}

enum status source_open_function(const char *name, source_function *read, void *context,
                                 struct source **source, struct failure *why)
{
    *source = NULL;
    TRY(new_source(name, source, why));
    (*source)->read = read;
    (*source)->context = context;
    return STATUS_OK;
}

void source_close(struct source *source)
{
    if (!source) {
        return;
    }
    if (converts(source)) {
        (void)iconv_close(source->converter);
    }
    if (source->owned) {
        (void)close(source->file);
    }
    free(source->name);
    free(source);
}

bool source_rewind(struct source *source)
{
    const bool file = source->file >= 0;
    if (source->read || (file && source->start < 0) ||
        (file && lseek(source->file, source->start, SEEK_SET) != source->start)) {
        return false;
    }
    if (converts(source)) {
        (void)iconv_close(source->converter);
    }
    source->converter = (iconv_t)-1;
    source->encoding[0] = '\0';
    source->prepared = false;
    source->ended = false;
    source->memory = source->all;
    source->position = 0;
    source->raw_used = source->raw_length = 0;
    source->head_used = source->head_length = 0;
    return true;
}

const char *source_name(const struct source *source)
{
    return source->name;
}

unsigned long long source_position(const struct source *source)
{
    const unsigned long long waiting = source->head_length - source->head_used;
    /* Converted bytes are not counted back into bytes of the file: it is a progress bar. */
    return converts(source) ? source->position : source->position - waiting;
}

unsigned long long source_size(const struct source *source)
{
    return source->size;
}
