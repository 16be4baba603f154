/*
 * Documents for people (plain text, web pages, DOCX, ODT, PDF) as pages of UTF-8 text.
 *
 * What a file is, is told by its content, not by its name. The text is what a reader sees: markup,
 * scripts, comments, deleted text and field codes are left out. White space is as in the source for
 * plain text and PDF; elsewhere a paragraph, a heading, a cell of a table is a line.
 *
 * Limits: files of 256 MiB, texts of 64 MiB, DOCX and ODT as text/archive.h and text/xml.h say, web
 * pages 32 MiB, PDF 60 s. A document without a single letter or digit, such as a scanned page, is a
 * failure: to take it for one that does not mention something would be wrong.
 */
#ifndef DOCUMENT_DOCUMENT_H
#define DOCUMENT_DOCUMENT_H

#include "base/arena.h"
#include "base/status.h"

struct document {
    const char *format;  /* "text", "html", "docx", "odt", "pdf" */
    struct str title;    /* that the file gives; empty when it gives none (a PDF is not asked) */
    struct str language; /* BCP 47, of a web page that says so; else empty */
    struct str text;     /* all pages, with a form feed (one byte) between them */
    const size_t *pages; /* where in .text each page begins */
    size_t page_count;   /* 1 or more */
    bool paged;          /* the file has pages; else all of it is page 1 */
    const char *assumed; /* the encoding that was taken because nothing says one, or NULL */
};

/*
 * Reads the file at @path. STATUS_NOT_FOUND; STATUS_INPUT or STATUS_LIMIT with words for a file
 * that is none of the formats, damaged or hostile.
 */
MUST_CHECK enum status document_read(struct arena *arena, const char *path,
                                     struct document *document, struct failure *why);

/* The same from memory; not for PDF, which another program reads. @name is for messages. */
MUST_CHECK enum status document_parse(struct arena *arena, const char *name, struct str bytes,
                                      struct document *document, struct failure *why);

/* The number (from 0) of the page on which the byte at @offset of .text stands. */
size_t document_page_at(const struct document *document, size_t offset);

/* The text of the page of that number, without the form feed. */
struct str document_page(const struct document *document, size_t number);

#endif
