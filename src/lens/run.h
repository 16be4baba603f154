/* Classifying from within: the state of one record being looked at (places.c, classify.c only). */
#ifndef LENS_RUN_H
#define LENS_RUN_H

#include "lens/rules.h"

#define HITS_MAX 20000 /* in one record; a text with more says nothing new */
#define RUN_LIMIT ((size_t)64 * 1024 * 1024)

/* A phrase found in one of the record's texts. */
struct hit {
    uint32_t text; /* which of run->texts */
    uint32_t offset, length;
    uint32_t first_word, last_word;
};

/* A place where a term list holds: one hit, or two that stand near each other. */
struct place {
    struct hit hit, other;
    bool two;
};

/* A hit in the list of one term, in the order of the text. */
struct term_entry {
    struct hit hit;
    struct term_entry *next;
};

/* What is known of a term list in the record at hand. */
struct term_state {
    struct term_entry *first, *last;
    size_t count;
    struct place *places; /* when .evaluated */
    size_t place_count;
    bool evaluated;
    bool touched; /* a phrase of the list was found */
    bool beside;  /* or one of a list that is a side of its NEAR */
    bool listed;  /* in run->touched, to be reset */
};

struct lens_run {
    const struct lens_set *set;
    struct arena keep;  /* lives as long as the run */
    struct arena arena; /* cleared for each record */
    struct match_run *match;
    struct term_state *terms;
    uint32_t *touched;
    size_t touched_count;
    const struct value **texts; /* scanned in this record */
    size_t text_count, text_capacity;
    size_t hits;
    bool memory_failed;

    const struct record *record;
    bool text_only;
    const struct lens *lens;   /* being evaluated */
    struct evidence *evidence; /* of the tag being made */
    size_t evidence_count, evidence_capacity;
    signed char *themes; /* of the lens: -1 not asked, 0 no, 1 yes, 2 being asked */
};

/* Scans every text of the record that some lens looks at. False when memory ran out. */
bool run_scan(struct lens_run *run, const struct record *record);

/* Forgets the record before. */
void run_forget(struct lens_run *run);

/* Works out, once a record, where the term list of that number holds. Memory trouble is noted in
 * the run. */
const struct term_state *run_places(struct lens_run *run, size_t term);

#endif
