#include "find/stem.h"

#include <libstemmer.h>
#include <limits.h>
#include <stdlib.h>

#define LANGUAGES 3
#define WORD_MAX 63
#define STEM_MIN 3
#define ENDING_MAX 3 /* letters that may differ at the end in French and Spanish */

struct stemmer {
    struct sb_stemmer *languages[LANGUAGES];
    char stems[LANGUAGES][WORD_MAX + 1]; /* of the word taken last */
    size_t lengths[LANGUAGES];
    char word[WORD_MAX + 1];
    size_t length;
};

struct stemmer *stemmer_new(void)
{
    static const char *const names[LANGUAGES] = {"english", "french", "spanish"};
    struct stemmer *stemmer = calloc(1, sizeof *stemmer);
    for (int i = 0; stemmer && i < LANGUAGES; i++) {
        stemmer->languages[i] = sb_stemmer_new(names[i], "UTF_8");
        if (!stemmer->languages[i]) {
            stemmer_free(stemmer);
            return NULL;
        }
    }
    return stemmer;
}

void stemmer_free(struct stemmer *stemmer)
{
    for (int i = 0; stemmer && i < LANGUAGES; i++) {
        if (stemmer->languages[i]) {
            sb_stemmer_delete(stemmer->languages[i]);
        }
    }
    free(stemmer);
}

/* The stem, in the stemmer's own memory; empty when there is none. */
static struct str stem(struct stemmer *stemmer, int language, struct str word)
{
    const sb_symbol *at =
        sb_stemmer_stem(stemmer->languages[language], (const sb_symbol *)word.at, (int)word.length);
    int length = at ? sb_stemmer_length(stemmer->languages[language]) : 0;
    return (struct str){(const char *)at, length > 0 ? (size_t)length : 0};
}

static bool has_forms(struct str word)
{
    bool plain = word.length >= STEM_MIN && word.length <= WORD_MAX;
    for (size_t i = 0; plain && i < word.length; i++) {
        plain = word.at[i] < '0' || word.at[i] > '9';
    }
    return plain;
}

bool stemmer_take(struct stemmer *stemmer, struct str word, struct str *prefix)
{
    if (!has_forms(word)) {
        return false;
    }
    size_t shared = word.length;
    for (int i = 0; i < LANGUAGES; i++) {
        struct str found = stem(stemmer, i, word);
        size_t common = 0;
        stemmer->lengths[i] = 0;
        if (found.length < STEM_MIN || found.length > WORD_MAX) {
            continue; /* too short to tell words apart: the French stem of "uses" is "us" */
        }
        memcpy(stemmer->stems[i], found.at, found.length);
        stemmer->lengths[i] = found.length;
        while (common < found.length && common < word.length &&
               found.at[common] == word.at[common]) {
            common++;
        }
        /* The last letter of a stem may not be that of the word: "polici" of "policy". */
        common = common == found.length && common > STEM_MIN ? common - 1 : common;
        shared = common < shared ? common : shared;
    }
    while (shared > 0 && ((unsigned char)word.at[shared] & 0xC0) == 0x80 && shared < word.length) {
        shared--;
    }
    memcpy(stemmer->word, word.at, word.length);
    stemmer->length = word.length;
    *prefix = (struct str){stemmer->word, shared};
    return shared >= STEM_MIN - 1;
}

/* How many letters of the longer word come after what both begin with. */
static size_t ending(const struct stemmer *stemmer, struct str word)
{
    size_t common = 0;
    while (common < word.length && common < stemmer->length &&
           word.at[common] == stemmer->word[common]) {
        common++;
    }
    return (word.length > stemmer->length ? word.length : stemmer->length) - common;
}

bool stemmer_same(struct stemmer *stemmer, struct str word)
{
    if (!has_forms(word)) {
        return false;
    }
    /* The languages of Latin cut deep: "arts" and "Arte" have one stem in Spanish. */
    const int languages = ending(stemmer, word) <= ENDING_MAX ? LANGUAGES : 1;
    for (int i = 0; i < languages; i++) {
        if (stemmer->lengths[i] > 0 &&
            str_equal(stem(stemmer, i, word),
                      (struct str){stemmer->stems[i], stemmer->lengths[i]})) {
            return true;
        }
    }
    return false;
}
