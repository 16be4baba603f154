/*
 * Searching all kinds of records by words: asking, what matched in each record and where, and what
 * to do when nothing is found.
 */
#ifndef FIND_SEARCH_H
#define FIND_SEARCH_H

#include "find/ask.h"
#include "find/texts.h"

struct find_options {
    const struct kind *kind;     /* only records of this kind; NULL: any */
    size_t limit;                /* the best so many; 0: all */
    unsigned long long *by_kind; /* NULL, or zeros for each kind of the pack: how many of each are
                                    found, whatever .kind says */
};

/* When nothing was found: what one term, or terms joined by OR, did to it. */
struct find_suggestion {
    struct str term;             /* as it was written */
    unsigned long long alone;    /* records that have it */
    unsigned long long without;  /* records that the search finds without it */
    struct str instead;          /* a word of the index that is written nearly so; or empty */
    unsigned long long of_those; /* records that have that word */
};

struct find_result {
    struct ask ask; /* with the other forms of words among the phrases */
    const struct kind *kind;
    struct fulltext_hit *hits;
    size_t count;
    unsigned long long total;
    struct find_suggestion *suggestions; /* the most useful first */
    size_t suggestion_count;
};

/*
 * Searches; everything in @result is in @arena. STATUS_USAGE, with words, for a text in which there
 * is nothing to look for. The index is taken as it is: see find/index.h.
 */
MUST_CHECK enum status find_search(struct store *store, struct arena *arena, struct str text,
                                   const struct find_options *options, struct find_result *result,
                                   struct failure *why);

/* Where words of the search stand: exact bytes of a text of the record. */
struct find_mark {
    const struct find_text *text;
    size_t offset, length;
    size_t term; /* number of the term in the search */
};

#define FIND_MARKS 200 /* of one record; there may be more places */

/* The places in @record, text by text, in the order of weights; marks do not overlap. */
MUST_CHECK enum status find_marks(struct arena *arena, const struct ask *ask,
                                  const struct record *record, struct find_mark **marks,
                                  size_t *count, struct failure *why);

/*
 * Of the marks in one text (@marks to @marks + @count, all with the same .text), the stretch of at
 * most about @width bytes that has the most different terms: bytes *@from to *@to of the text, cut
 * between words where that is possible.
 */
void find_snippet(const struct find_mark *marks, size_t count, size_t width, size_t *from,
                  size_t *to);

/* Whether @record has, in the fields they name, the words of all terms that are approximate. */
MUST_CHECK enum status find_fits(struct arena *arena, const struct ask *ask,
                                 const struct record *record, bool *fits, struct failure *why);

#endif
