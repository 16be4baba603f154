/*
 * The text scanner: finds every phrase of every lens in one pass over a text.
 *
 * Words are runs of letters, digits and marks. Most words begin as no pattern does: a bitmap of
 * first letters says so, and they are passed over. The others are folded (base/utf8.h) and looked
 * up whole, and else by the longest prefix; either gives all that they satisfy, which was worked
 * out when the tables were built. A phrase is a row of such atoms; the scanner keeps the phrases
 * that are under way and moves them on with each word. Offsets are those of the original bytes.
 */
#ifndef LENS_MATCH_H
#define LENS_MATCH_H

#include "base/arena.h"
#include "base/status.h"

#include <stdint.h>

#define MATCH_WORD_MAX 63   /* folded bytes of a word in a pattern */
#define MATCH_PHRASE_MAX 12 /* words in a phrase */
#define MATCH_PREFIX_MIN 3  /* letters before a `*` */

/* Reads a text word by word. */
struct word_walk {
    const char *text;
    size_t length;
    size_t next;       /* where reading goes on */
    size_t start, end; /* the word's bytes in the text */
    bool soft;         /* only white space, hyphens, dashes, apostrophes since the word before */
    unsigned folded_length; /* may exceed what is kept in .folded */
    char folded[MATCH_WORD_MAX + 1];
};

struct matcher;

/* Begins at the start of @text. */
void word_walk_init(struct word_walk *walk, struct str text);

/* The next word; false at the end. */
bool word_next(struct word_walk *walk);

/* True when all of @gap, which has no letter in it, may stand between the words of a phrase. */
bool word_gap_is_soft(struct str gap);

/* Where a phrase was found. */
struct match {
    uint32_t phrase;
    uint32_t offset, length;        /* bytes of the text */
    uint32_t first_word, last_word; /* numbers of the words, from 0 */
};

struct matcher *matcher_new(struct arena *arena);

/*
 * Adds the phrase written in @pattern ("labour migra*") and gives its number; the same phrase twice
 * has one number. STATUS_INPUT with words that say what is wrong with the pattern and the mend.
 */
MUST_CHECK enum status matcher_add(struct matcher *matcher, struct str pattern, uint32_t *phrase,
                                   struct failure *why);

/* Builds the tables; after this nothing can be added. */
MUST_CHECK enum status matcher_finish(struct matcher *matcher, struct failure *why);

size_t matcher_phrase_count(const struct matcher *matcher);

/* Scratch memory for scanning; one for each thread. */
struct match_run;
struct match_run *match_run_new(struct arena *arena, const struct matcher *matcher);

typedef bool match_function(void *context, const struct match *match);

/*
 * Scans @text and gives each match to @found, in the order in which matches end; @found returns
 * false to stop.
 */
void matcher_scan(const struct matcher *matcher, struct match_run *run, struct str text,
                  match_function *found, void *context);

#endif
