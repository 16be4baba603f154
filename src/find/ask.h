/*
 * The language of searches (docs/search.md): words, "phrases", -not, beginnings*, OR, field:value.
 * Whatever cannot be read as more is read as plain words; no text is a wrong search, only an empty
 * or an over-long one.
 */
#ifndef FIND_ASK_H
#define FIND_ASK_H

#include "store/fulltext.h"

#define ASK_CHARACTERS 512
#define ASK_TERMS 32
#define ASK_WORDS 64 /* in one term */
#define ASK_NOTES 8

/* One term: words, or a condition when it has no phrase. */
struct ask_term {
    struct str written; /* as the user wrote it, without a minus */
    bool excluded;
    bool plain;     /* a single word that is not quoted and no prefix: other forms of it will do */
    unsigned group; /* terms with the same number are alternatives */
    const struct fulltext_phrase *phrases; /* any of them will do */
    size_t phrase_count;
    unsigned columns;  /* where the index has the words: bits (1 << FULLTEXT_A); 0: anywhere */
    const char *field; /* words of fields with this name only; or NULL */
    bool approximate;  /* .columns says less than .field */
    struct fulltext_filter filter;
};

/* A note as its parts, for a face that speaks other languages. */
struct ask_told {
    enum ask_note_kind {
        NOTE_OR,       /* OR stands where it can join nothing */
        NOTE_UNLISTED, /* a value that is not in a code list: value, list */
        NOTE_NEAR,     /* the same, with what was perhaps meant: value, list, label */
        NOTE_AS_WORDS, /* what looked like a condition and is none: as it was written */
        NOTE_SYNONYMS  /* words that mean the same are looked for too: word, the others */
    } kind;
    struct str parts[3];
};

struct ask {
    struct ask_term terms[ASK_TERMS];
    size_t count, groups;
    const char *notes[ASK_NOTES];    /* what was read otherwise than it may have been meant */
    struct ask_told told[ASK_NOTES]; /* the same notes */
    size_t note_count;
};

/*
 * Reads @text; everything in @ask is in @arena. STATUS_USAGE, with words, when there is nothing in
 * it to look for, or too much.
 */
MUST_CHECK enum status ask_parse(struct arena *arena, const struct pack *pack, struct str text,
                                 struct ask *ask, struct failure *why);

/* Writes @ask so that tests and people can see how it was read: "(road | roads*) -a country:KE". */
void ask_print(const struct ask *ask, struct buf *out);

#endif
