/* Classifying from within: the state of one record being looked at (places.c, classify.c only). */
#ifndef LENS_RUN_H
#define LENS_RUN_H

#include "lens/rules.h"

#define HITS_MAX 20000     /* places in one record; a text with more says nothing new, ... */
#define HITS_FEW 200       /* ... so that beyond it a list just gets its first few */
#define HITS_EVERY 1000000 /* places, when every one of one lens is wanted: none is left out */
#define RUN_LIMIT ((size_t)64 * 1024 * 1024)
#define RUN_LIMIT_EVERY ((size_t)512 * 1024 * 1024)

/* A phrase found in one of the record's texts. */
struct hit {
    uint32_t text; /* which of run->texts */
    uint32_t offset, length;
    uint32_t first_word, last_word;
};

/* A place where a term list holds: one hit, or two that stand near each other (or NO_HIT). */
struct place {
    uint32_t hit, other; /* numbers in run->hits */
};

#define NO_HIT UINT32_MAX
#define PLACES_FIRST 8 /* of a list: there is room for these from the beginning */

/* Bytes of one text. */
struct span {
    uint32_t text, from, to;
};

/* What is known of a term list in the record at hand. */
struct term_state {
    struct place *places; /* in the order of the text, those of NEAR at the end */
    uint32_t place_count, place_capacity;
    struct span *cover; /* the bytes of its places, when .covered */
    uint32_t cover_count;
    bool evaluated; /* masked, and NEAR worked out */
    bool covered;
    bool touched; /* a phrase of the list was found */
    bool beside;  /* or one of each side of a NEAR of it */
    bool listed;  /* in run->touched, to be reset */
};

/* What is known of a theme of the lens in the record at hand. */
struct theme_state {
    bool asked, holds;
    const struct evidence *evidence;
    size_t evidence_count;
};

struct lens_run {
    const struct lens_set *set;
    struct arena keep;  /* lives as long as the run */
    struct arena arena; /* cleared for each record */
    struct match_run *match;
    struct term_state *terms;
    struct place *first_places; /* PLACES_FIRST for each term list */
    uint64_t *met;              /* a bit for each list that is .touched or .beside */
    uint32_t *touched;          /* the lists that are .listed */
    size_t touched_count;
    const struct phrase_lists *lists; /* of the field being scanned */
    const struct value **texts;       /* scanned in this record */
    size_t text_count, text_capacity;
    struct hit *hits; /* that some list has a place of; the array outlives the record */
    size_t hit_count, hit_capacity;
    size_t place_total; /* of all lists */
    bool memory_failed;
    const struct lens *every; /* every place of this lens is wanted, and of no other; or NULL */
    bool overflowed;          /* there were more than HITS_EVERY */

    const struct record *record;
    struct arena *names; /* where the names of rules go that are made for the record */
    bool text_only;
    const struct lens *lens;   /* being evaluated */
    struct evidence *evidence; /* of the tag being made */
    size_t evidence_count, evidence_capacity;
    struct theme_state *themes; /* of the lens */
    struct span *spans;         /* for counting */
    size_t span_capacity;
};

/* Scans every text of the record that some lens looks at. False when memory ran out. */
bool run_scan(struct lens_run *run, const struct record *record);

/* Forgets the record before. */
void run_forget(struct lens_run *run);

/* Works out, once a record, where the term list of that number holds. Memory trouble is noted in
 * the run. */
const struct term_state *run_places(struct lens_run *run, size_t term);

static inline struct span span_of(const struct hit *hit)
{
    return (struct span){hit->text, hit->offset, hit->offset + hit->length};
}

/*
 * Puts evidence in the order of the text, drops what lies inside other evidence of the same rule,
 * and gives how much is left.
 */
size_t evidence_order(struct evidence *evidence, size_t count);

/* How many spans there are of which none overlaps another. Sorts them. */
size_t spans_apart(struct span *spans, size_t count);

#endif
