/*
 * CommonMark 0.30 as a tree, read by cmark; markdown.c is the only file that sees it. Raw HTML and
 * images are refused: a report has nothing in it that was not computed or written as text.
 */
#ifndef REPORT_MARKDOWN_H
#define REPORT_MARKDOWN_H

#include "base/arena.h"
#include "base/status.h"

enum mark_type {
    MARK_DOCUMENT,
    MARK_PARAGRAPH,
    MARK_HEADING, /* .level */
    MARK_LIST,    /* .ordered, .tight */
    MARK_ITEM,
    MARK_QUOTE,
    MARK_RULE,
    MARK_FENCE, /* a code block: .text, .info */
    MARK_TEXT,
    MARK_CODE, /* a code span: .text */
    MARK_BREAK,
    MARK_SPACE, /* a line end within a paragraph */
    MARK_EMPHASIS,
    MARK_STRONG,
    MARK_LINK /* .info is its address */
};

struct directive; /* report/directive.h */

struct mark {
    enum mark_type type;
    unsigned line; /* in the file */
    unsigned level;
    bool ordered, tight;
    struct str text;
    const char *info;
    struct mark *children, *next;
    struct directive *directive; /* of a fence or a code span; or NULL */
    const char *anchor;          /* of a heading */
};

/* What a text is read from: @line is that of its first line in the file @path. */
struct mark_source {
    const char *path;
    struct str text;
    unsigned line;
};

/* The tree of a text. STATUS_INPUT with file and line for raw HTML, an image, a link that is not
 * http, https or mailto, and nesting over 64. */
MUST_CHECK enum status markdown_read(struct arena *arena, const struct mark_source *source,
                                     struct mark **document, struct failure *why);

#endif
