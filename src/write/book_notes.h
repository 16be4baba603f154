/*
 * The first sheet of every workbook: what the data are, in words that stand on their own when the
 * file is passed on. Notes are written in the order of the calls.
 */
#ifndef WRITE_BOOK_NOTES_H
#define WRITE_BOOK_NOTES_H

#include "table/grid.h"
#include "write/xlsx.h"

struct book_notes {
    struct xlsx *book;
    const struct pack *pack;
    const struct lens_set *lenses; /* whose definitions a filter may name; or NULL */
    const char *language;
    bool *used;      /* lenses that what was noted depends on */
    struct buf text; /* for the making of one note */
};

/* To the arena; book_notes_end() has to follow. */
MUST_CHECK enum status book_notes_begin(struct arena *arena, struct book_notes *notes,
                                        struct failure *why);
void book_notes_end(struct book_notes *notes);

/* One note; none for a text that is NULL or empty. */
void book_note(const struct book_notes *notes, const char *label, const char *text);

/* The question in words and as `crosscut list` takes it; the lenses it names are used. */
void book_note_query(struct book_notes *notes, const char *label, const struct query *query);
void book_use_query(struct book_notes *notes, const struct query *query);

/* What a table needs to be read: its number, notes, source, filter, and what its signs mean. */
void book_note_table(struct book_notes *notes, const struct grid *grid);
void book_note_signs(struct book_notes *notes, const struct grid *grid);

/* Each column of a table: its code, what stands above it, and what it is. */
void book_note_grid_columns(struct book_notes *notes, const struct grid *grid);

/* Each column: its code and what it is. */
void book_note_columns(struct book_notes *notes, const struct xlsx_column *columns, size_t count);

/* The definitions that are used, with their versions. */
void book_note_definitions(struct book_notes *notes);

/* How the sheets are made, for programs; the licence and the versions of pack and program. */
void book_note_form(const struct book_notes *notes);
void book_note_terms(struct book_notes *notes);

/* Cells that had to be cut are known only at the end. */
void book_note_cut(const struct book_notes *notes);

#endif
