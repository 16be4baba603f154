/* The words of all records, and the records that have them: what a search without a server reads.
 */
#ifndef SERVE_PUBLISH_FIND_H
#define SERVE_PUBLISH_FIND_H

#include "serve/publish_own.h"

#define FIND_POSTINGS 2000 /* records of one word that are written: those it says most of */
#define FIND_WEIGHTS 26    /* 0 to 25, written as A to Z */
#define FIND_PART_BYTES 48000

struct chunk; /* of the records of a word: numbers and weights, packed */

struct find_entry {
    struct str word;
    struct find_entry *next_alike;
    uint32_t records; /* that have it */
    uint32_t last;    /* of these, by its place in publish->records, plus 1 */
    uint32_t weight;  /* in the record at hand */
    struct chunk *first_chunk, *last_chunk;
    uint32_t line, line_length; /* of the part, once it is written */
};

struct find_words {
    struct arena arena;
    struct find_entry **slots; /* a power of two */
    size_t slot_count, count;
    struct find_entry **touched; /* words of the record at hand */
    size_t touched_count, touched_capacity;
};

/* Gives each record that has the word, in order: its place and weight. */
struct find_reading {
    const struct chunk *chunk;
    size_t at;
    uint32_t record;
};
bool find_reading_next(struct find_reading *reading, uint32_t *record, unsigned *weight);

/* publish_parts.c: writes the words in parts, and the titles. */
MUST_CHECK enum status publish_parts(struct worker *worker, struct find_words *words);

#endif
