/* The readers of the formats; private to this room. Each fills @document but for .format. */
#ifndef DOCUMENT_PARTS_H
#define DOCUMENT_PARTS_H

#include "document/pages.h"
#include "text/archive.h"

/* A web page in UTF-8 (html.c). */
MUST_CHECK enum status html_read(struct arena *arena, const char *name, struct str text,
                                 struct document *document, struct failure *why);

/* The encoding that a `meta` element at the beginning of a web page names; empty when none does. */
struct str html_encoding(struct str head);

/* A Word document (docx.c). */
MUST_CHECK enum status docx_read(struct arena *arena, const char *name, struct archive *archive,
                                 struct document *document, struct failure *why);

/* An OpenDocument text (odt.c). */
MUST_CHECK enum status odt_read(struct arena *arena, const char *name, struct archive *archive,
                                struct document *document, struct failure *why);

/* A PDF file (pdf.c). */
MUST_CHECK enum status pdf_read(struct arena *arena, const char *path, struct document *document,
                                struct failure *why);

#endif
