/*
 * The lines of a source, one by one: a line ends in LF or with the file. A line over the limit
 * does not end the reading: its beginning is handed out, and the next call goes on behind it.
 */
#ifndef TEXT_LINES_H
#define TEXT_LINES_H

#include "base/buf.h"
#include "text/source.h"

#define LINE_LIMIT ((size_t)16 * 1024 * 1024)

struct lines {
    struct source *source; /* the caller's */
    struct buf bytes;      /* [begin, bytes.length) has been read and not been handed out */
    size_t begin;
    unsigned number; /* of the line handed out last, from 1 */
    bool ended;
};

struct line {
    struct str text; /* without its line end; until the next call */
    unsigned number;
    bool cut; /* it is longer than LINE_LIMIT: the text is its beginning */
};

void lines_init(struct lines *lines, struct source *source);
void lines_release(struct lines *lines);

/* STEP_ERROR is for I/O and memory. */
enum step lines_next(struct lines *lines, struct line *line, struct failure *why);

#endif
