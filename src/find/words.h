/*
 * What a word is for search: the same as for lenses (lens/match.h), so that both fold alike, except
 * that scripts written without spaces (Chinese, Japanese, Thai, Khmer, Lao, Burmese) are taken
 * apart into their characters, and a run of them is searched as a phrase.
 */
#ifndef FIND_WORDS_H
#define FIND_WORDS_H

#include "lens/match.h"
#include "store/fulltext.h"

struct find_word {
    struct str folded; /* lower case, without accents; at most MATCH_WORD_MAX bytes */
    size_t start, end; /* its bytes in the text */
};

/* Reads a text word by word. */
struct find_walk {
    struct word_walk walk;
    size_t inner, inner_end; /* what is left of a word that is taken apart */
    char folded[MATCH_WORD_MAX + 1];
};

void find_walk_init(struct find_walk *walk, struct str text);

/* The next word; false at the end. word->folded is good until the next call. */
bool find_walk_next(struct find_walk *walk, struct find_word *word);

/* All words of @text, in @arena. */
MUST_CHECK enum status find_words(struct arena *arena, struct str text, struct find_word **words,
                                  size_t *count, struct failure *why);

/* True when the words from number @at on are the phrase. Columns are not looked at. */
bool find_phrase_at(const struct fulltext_phrase *phrase, const struct find_word *words,
                    size_t count, size_t at);

#endif
