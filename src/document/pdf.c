/* PDF files, read by poppler's pdftotext, which runs as a program of its own with limits. */
#include "document/child.h"
#include "document/parts.h"
#include "text/check.h"

#define SECONDS 60U
#define MEMORY ((unsigned long long)2 * 1024 * 1024 * 1024)

static enum status explain(const char *path, const struct child_result *result, struct failure *why)
{
    switch (result->end) {
    case CHILD_MISSING:
        return fail(why, STATUS_IO,
                    "%s: reading a PDF needs the program pdftotext. Install the Debian package "
                    "poppler-utils.",
                    path);
    case CHILD_SLOW:
        return fail(why, STATUS_LIMIT,
                    "%s: pdftotext took more than %u seconds and was stopped. Divide the document.",
                    path, SECONDS);
    case CHILD_LOUD:
        return fail(why, STATUS_LIMIT, "%s: the text is longer than 64 MiB. Divide the document.",
                    path);
    case CHILD_KILLED:
        return fail(why, STATUS_INPUT,
                    "%s: pdftotext broke off (signal %d). The file is damaged, or needs more than "
                    "2 GiB of memory.",
                    path, result->code);
    case CHILD_EXITED:
        break;
    }
    if (result->code == 0) {
        return STATUS_OK;
    }
    /* Exit codes: pdftotext(1). */
    return fail(why, STATUS_INPUT,
                result->code == 3 ? "%s: the PDF does not allow its text to be taken. Ask its "
                                    "author for another copy."
                                  : "%s: pdftotext cannot read the file: it is damaged, no PDF, or "
                                    "asks for a password. Open it in a viewer and save it again.",
                path);
}

enum status pdf_read(struct arena *arena, const char *path, struct document *document,
                     struct failure *why)
{
    const char *const words[] = {"pdftotext", "-q", "-enc", "UTF-8", "-eol",
                                 "unix",      "--", path,   "-",     NULL};
    const struct child_limits limits = {.seconds = SECONDS, .memory_bytes = MEMORY};
    struct child_result result;
    struct buf text;
    struct pages pages;
    buf_init(&text, DOCUMENT_TEXT_MAX);
    pages_init(&pages, arena);
    enum status status = child_run(words, &limits, &text, &result, why);
    if (status == STATUS_OK) {
        status = explain(path, &result, why);
    }
    if (status == STATUS_OK && check_text(buf_view(&text)) < text.length) {
        status = fail(why, STATUS_INPUT, "%s: pdftotext gave bytes that are no UTF-8.", path);
    }
    if (status == STATUS_OK) {
        pages_whole(&pages, buf_view(&text));
        document->paged = true;
        status = pages_finish(&pages, path, document, why);
    }
    pages_release(&pages);
    buf_release(&text);
    return status;
}
