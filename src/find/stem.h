/*
 * Other forms of a word: "workers" also finds "worker". Two words are forms of one when the
 * Snowball stemmer (libstemmer) of English, French or Spanish gives both the same stem. The index
 * has whole words only; a search looks for the forms among the words that the index has, so a form
 * that was found is a word that stands in the text, and can be shown.
 */
#ifndef FIND_STEM_H
#define FIND_STEM_H

#include "base/arena.h"
#include "base/status.h"

struct stemmer;

/* NULL when there is no memory. */
struct stemmer *stemmer_new(void);
void stemmer_free(struct stemmer *stemmer); /* accepts NULL */

/*
 * Takes a folded word. False when it is not the kind of word that has forms: shorter than three
 * letters, or with a digit. *@prefix: what the forms of the word begin with, at least.
 */
bool stemmer_take(struct stemmer *stemmer, struct str word, struct str *prefix);

/* Whether @word is another form of the word taken last, or that word itself. */
bool stemmer_same(struct stemmer *stemmer, struct str word);

#endif
