/*
 * What a table counts, said in words: on its page, in a workbook, as data (quality.md U9). All of
 * it is computed from the definition and from the records.
 */
#ifndef WRITE_ABOUT_H
#define WRITE_ABOUT_H

#include "table/grid.h"

/* What of a sentence leads somewhere. */
enum about_link { ABOUT_RECORDS, ABOUT_LENS };

struct about_style {
    const char *language;
    const char *data; /* how new the data are, in words; or NULL: it is said elsewhere */
    bool html;        /* escaped */
    /* Writes the beginning of a link, and its end; or NULL. Only with .html. */
    void (*link)(void *context, enum about_link link, bool end, struct buf *out);
    void *context;
};

/*
 * "Unit of count: projects. Records: 68, by the definition “Labour migration”, version 3. Only:
 * Size: Project. Start: 2004 to 2026. Data of 2026-11-26 09:51."
 */
void about_sentence(const struct grid *grid, const struct about_style *style, struct buf *out);

/* What stands in a column: "sum of Budget in USD", "All ÷ Projects". */
void about_column(const struct grid *grid, size_t column, const char *language, struct buf *out);

/* The name of the kind's records within a sentence: "projects", but "IATI activities". */
void about_unit(const struct kind *kind, const char *language, struct buf *out);

#endif
