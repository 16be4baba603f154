/*
 * Two texts compared word by word, for people: what stayed, what went, what came.
 */
#ifndef TEXT_DIFFERENCE_H
#define TEXT_DIFFERENCE_H

#include "base/arena.h"
#include "base/status.h"

enum run_type { RUN_SAME, RUN_GONE, RUN_NEW };

/* Bytes that stay together; they are of the one text or of the other. */
struct run {
    enum run_type type;
    struct str text;
};

/*
 * The runs that lead from @before to @after, in @arena: those that are not new are @before, those
 * that are not gone are @after. Words, spaces and marks are taken whole. What is common at both
 * ends is found in any text; between, texts of more than 4,000 words and marks, or that differ in
 * more than 400 of them, are taken as replaced.
 */
MUST_CHECK enum status difference_words(struct arena *arena, struct str before, struct str after,
                                        struct run **runs, size_t *count, struct failure *why);

#endif
