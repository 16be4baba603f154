#include "document/document.h"

#include "base/utf8.h"
#include "document/parts.h"
#include "text/archive.h"
#include "text/check.h"
#include "text/source.h"

#include <errno.h>
#include <strings.h>
#include <sys/stat.h>

#define FILE_MAX ((size_t)256 * 1024 * 1024)
#define DIVIDE "Divide it."
#define ASSUMED "WINDOWS-1252"

/* ---- what it is ---- */

static bool starts_folded(struct str text, const char *word)
{
    const size_t length = strlen(word);
    return text.length >= length && strncasecmp(text.at, word, length) == 0;
}

static bool ends_in(const char *name, const char *const *endings)
{
    const char *dot = strrchr(name, '.');
    for (; dot && *endings; endings++) {
        if (strcasecmp(dot, *endings) == 0) {
            return true;
        }
    }
    return false;
}

/* What stands behind white space, comments and processing instructions. */
static struct str behind_prologue(struct str text)
{
    for (;;) {
        text = str_trim(text);
        const bool comment = str_starts(text, "<!--");
        if (!comment && !str_starts(text, "<?")) {
            return text;
        }
        const char *close = memchr(text.at, '>', text.length);
        while (close && comment && (close - text.at < 6 || memcmp(close - 2, "--", 2) != 0)) {
            close = memchr(close + 1, '>', text.length - (size_t)(close + 1 - text.at));
        }
        if (!close) {
            return (struct str){NULL, 0};
        }
        text.length -= (size_t)(close + 1 - text.at);
        text.at = close + 1;
    }
}

static bool is_html(const char *name, struct str head)
{
    static const char *const endings[] = {".html", ".htm", ".xhtml", ".xht", NULL};
    static const char *const starts[] = {"<!doctype html", "<html", "<head", "<body", NULL};
    const struct str text = behind_prologue(head);
    bool found = ends_in(name, endings);
    for (size_t i = 0; starts[i]; i++) {
        found = found || starts_folded(text, starts[i]);
    }
    return found;
}

/* A PDF may have up to a kilobyte before its header (ISO 32000-1, annex H). */
static bool is_pdf(struct str head)
{
    for (size_t i = 0; i + 5 <= head.length && i < 1024; i++) {
        if (memcmp(head.at + i, "%PDF-", 5) == 0) {
            return true;
        }
    }
    return false;
}

/* Files that are documents, but not for this program: words and mend. NULL for others. */
static const char *find_foreign(const char *name, struct str head)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *words;
    } starts[] = {
        {"\xD0\xCF\x11\xE0", 4,
         "is an old Office file (.doc, .xls, .ppt). Save it as .docx or PDF."},
        {"{\\rtf", 5, "is an RTF file. Save it as .docx or PDF."},
        {"\x1F\x8B", 2, "is compressed with gzip. Unpack it."},
        {"\x89PNG", 4, "is a picture. Recognise its text (OCR)."},
        {"\xFF\xD8\xFF", 3, "is a picture. Recognise its text (OCR)."},
    };
    static const char *const pdf[] = {".pdf", NULL};
    static const char *const office[] = {".docx", ".docm", ".odt", NULL};
    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        if (head.length >= starts[i].length &&
            memcmp(head.at, starts[i].bytes, starts[i].length) == 0) {
            return starts[i].words;
        }
    }
    if (ends_in(name, pdf)) {
        return "has the name of a PDF and is none. Get the file again.";
    }
    if (ends_in(name, office)) {
        return "has the name of a Word document and is none. Get the file again.";
    }
    if (str_starts(head, "<?xml") && !is_html(name, head)) {
        return "is XML and no document; \"crosscut import\" reads data in XML.";
    }
    return NULL;
}

/* ---- text ---- */

/* Text has next to no control characters; a picture or a program has plenty. */
static enum status check_plain(const char *name, struct str text, struct failure *why)
{
    size_t controls = 0;
    const size_t bad = check_text(text);
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = (unsigned char)text.at[i];
        controls += (c < 0x20 && !(c >= '\t' && c <= '\r') && c != 0x1B) || c == 0x7F;
    }
    if (bad < text.length || controls > text.length / 100) {
        return fail(why, STATUS_INPUT,
                    "%s: is no text (byte %zu), nor any other document that is known here: text, "
                    "web page, DOCX, ODT, PDF.",
                    name, bad);
    }
    return STATUS_OK;
}

/* Makes @bytes UTF-8, taking them for text in @encoding. */
static enum status convert(const char *name, const char *encoding, struct buf *bytes,
                           struct failure *why)
{
    struct source *source = NULL;
    struct buf out;
    TRY(source_open_memory(name, buf_view(bytes), &source, why));
    source_assume(source, encoding);
    buf_init(&out, FILE_MAX);
    const enum status status = source_read_all(source, DIVIDE, &out, why);
    source_close(source);
    if (status == STATUS_OK) {
        buf_release(bytes);
        *bytes = out;
    } else {
        buf_release(&out);
    }
    return status;
}

/* The encoding that a web page names, as a program would have it: pages in Latin-1 mean the larger
 * Windows-1252 (WHATWG Encoding, 4.2). */
static bool named_encoding(struct str text, char name[41])
{
    static const char *const latin[] = {"iso-8859-1", "latin1", "us-ascii", "ascii", NULL};
    const struct str found = html_encoding(text);
    if (found.length == 0 || found.length > 40) {
        return false;
    }
    memcpy(name, found.at, found.length);
    name[found.length] = '\0';
    for (size_t i = 0; latin[i]; i++) {
        if (strcasecmp(name, latin[i]) == 0) {
            memcpy(name, ASSUMED, sizeof ASSUMED);
        }
    }
    return true;
}

/*
 * Text whose bytes no mark or XML declaration explains is UTF-8 if it can be, else what a web page
 * says of itself, else Windows-1252: the usual one of old Western files, and told in .assumed.
 */
static enum status decode(const char *name, bool html, struct buf *bytes, struct document *document,
                          struct failure *why)
{
    char named[41];
    const size_t bad = check_text(buf_view(bytes));
    if (bad == bytes->length || bytes->at[bad] == '\0') {
        return STATUS_OK;
    }
    if (html && named_encoding(buf_view(bytes), named) && strncasecmp(named, "utf", 3) != 0) {
        return convert(name, named, bytes, why);
    }
    struct failure undecodable;
    if (convert(name, ASSUMED, bytes, &undecodable) == STATUS_OK) {
        document->assumed = ASSUMED;
    }
    return STATUS_OK;
}

static enum status parse_text(struct arena *arena, const char *name, struct buf *bytes,
                              struct document *document, struct failure *why)
{
    struct pages pages;
    const bool html = is_html(name, buf_view(bytes));
    TRY(decode(name, html, bytes, document, why));
    TRY(check_plain(name, buf_view(bytes), why));
    if (html) {
        document->format = "html";
        return html_read(arena, name, buf_view(bytes), document, why);
    }
    document->format = "text";
    pages_init(&pages, arena);
    pages_whole(&pages, buf_view(bytes));
    document->paged = pages.count > 1;
    const enum status status = pages_finish(&pages, name, document, why);
    pages_release(&pages);
    return status;
}

/* ---- the contract ---- */

/* OpenDocument says in a part of its own what it is: a text, a sheet, slides. */
static bool is_open_text(struct archive *archive)
{
    static const char type[] = "application/vnd.oasis.opendocument.text";
    struct source *source = NULL;
    struct failure why;
    struct str head = {NULL, 0};
    if (!archive_has(archive, "content.xml") || !archive_has(archive, "mimetype") ||
        archive_entry(archive, "mimetype", &source, &why) != STATUS_OK) {
        return false;
    }
    const bool text = source_peek(source, &head, &why) == STATUS_OK && str_starts(head, type);
    source_close(source);
    return text;
}

static enum status parse_archive(struct arena *arena, struct source *source,
                                 struct document *document, struct failure *why)
{
    const char *name = source_name(source);
    struct archive *archive = NULL;
    TRY(archive_open(source, &archive, why));
    enum status status;
    if (archive_has(archive, "word/document.xml")) {
        document->format = "docx";
        status = docx_read(arena, name, archive, document, why);
    } else if (is_open_text(archive)) {
        document->format = "odt";
        status = odt_read(arena, name, archive, document, why);
    } else {
        status = fail(why, STATUS_INPUT,
                      "%s: is a ZIP archive but no text of a word processor. Unpack it, or save it "
                      "as .docx, .odt or PDF.",
                      name);
    }
    archive_close(archive);
    return status;
}

/* @source has been peeked at: @head. */
static enum status parse_source(struct arena *arena, struct source *source, struct str head,
                                struct document *document, struct failure *why)
{
    const char *name = source_name(source);
    struct buf bytes;
    if (head.length == 0) {
        return fail(why, STATUS_INPUT, "%s: is empty.", name);
    }
    if (str_starts(head, "PK\3\4") || str_starts(head, "PK\5\6")) {
        return parse_archive(arena, source, document, why);
    }
    const char *foreign = find_foreign(name, head);
    if (foreign) {
        return fail(why, STATUS_INPUT, "%s: %s", name, foreign);
    }
    buf_init(&bytes, FILE_MAX);
    enum status status = source_read_all(source, DIVIDE, &bytes, why);
    if (status == STATUS_OK) {
        status = parse_text(arena, name, &bytes, document, why);
    }
    buf_release(&bytes);
    return status;
}

enum status document_parse(struct arena *arena, const char *name, struct str bytes,
                           struct document *document, struct failure *why)
{
    struct source *source = NULL;
    struct str head;
    *document = (struct document){.format = ""};
    TRY(source_open_memory(name, bytes, &source, why));
    enum status status = source_peek(source, &head, why);
    if (status == STATUS_OK && is_pdf(head)) {
        status = fail(why, STATUS_INPUT, "%s: a PDF can only be read from a file.", name);
    } else if (status == STATUS_OK) {
        status = parse_source(arena, source, head, document, why);
    }
    source_close(source);
    return status;
}

enum status document_read(struct arena *arena, const char *path, struct document *document,
                          struct failure *why)
{
    struct source *source = NULL;
    struct stat facts;
    struct str head;
    *document = (struct document){.format = ""};
    /* Opening a pipe would wait for someone to write to it. */
    if (stat(path, &facts) == 0 && !S_ISREG(facts.st_mode)) {
        return fail(why, STATUS_INPUT, "%s: is no ordinary file.", path);
    }
    TRY(source_open(path, &source, why));
    enum status status = source_peek(source, &head, why);
    if (status == STATUS_OK && is_pdf(head)) {
        document->format = "pdf";
        status = pdf_read(arena, path, document, why);
    } else if (status == STATUS_OK) {
        status = parse_source(arena, source, head, document, why);
    }
    source_close(source);
    return status;
}

size_t document_page_at(const struct document *document, size_t offset)
{
    size_t low = 0, high = document->page_count;
    while (high - low > 1) { /* the last page that begins at @offset or before */
        const size_t middle = low + (high - low) / 2;
        if (document->pages[middle] <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

struct str document_page(const struct document *document, size_t number)
{
    const size_t from = document->pages[number];
    const size_t to =
        number + 1 < document->page_count ? document->pages[number + 1] - 1 : document->text.length;
    return (struct str){document->text.at + from, to - from};
}
