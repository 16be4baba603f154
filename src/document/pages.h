/* Putting a document's text together page by page; private to this room. */
#ifndef DOCUMENT_PAGES_H
#define DOCUMENT_PAGES_H

#include "base/buf.h"
#include "document/document.h"

#define DOCUMENT_TEXT_MAX ((size_t)64 * 1024 * 1024)

/* Writing never has to be checked: pages_finish() says what went wrong. */
struct pages {
    struct arena *arena;
    struct buf text;
    size_t *starts;
    size_t count, capacity;
    bool space;  /* white space waits for the next word of the line */
    bool inked;  /* the page has text */
    bool failed; /* no memory */
};

void pages_init(struct pages *pages, struct arena *arena);
void pages_release(struct pages *pages);

/* Adds text to the line; each run of white space becomes one space, none at the line's ends. */
void pages_text(struct pages *pages, struct str text);

/* Ends the line, if there is anything on it. */
void pages_line(struct pages *pages);

/* Begins another page. */
void pages_break(struct pages *pages);

/* Takes @text as it stands; form feeds divide pages, one at the end begins none. */
void pages_whole(struct pages *pages, struct str text);

/*
 * Gives text and pages to @document. @name is for messages. STATUS_INPUT for a document without a
 * letter or digit.
 */
MUST_CHECK enum status pages_finish(struct pages *pages, const char *name,
                                    struct document *document, struct failure *why);

#endif
