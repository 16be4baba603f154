/* One bad thing in somebody's input, in words they can act upon. */
#ifndef MODEL_PROBLEM_H
#define MODEL_PROBLEM_H

#include "base/arena.h"
#include "model/label.h"

struct problem {
    const char *file;
    unsigned line;     /* 0: the file as a whole */
    unsigned column;   /* of a table: the number of the column, from 1; else 0 */
    struct str record; /* identifier, or empty */
    struct str field;  /* name, or empty */
    struct str value;  /* as it stands in the source, cut to 200 bytes */
    const char *rule;  /* a short fixed name such as "bad-date" */
    const char *mend;  /* what was wrong and what to do, in one or two sentences; in English */
    const struct label *mends; /* of a rule of a kind: the pack's words, borrowed; else NULL */
    bool rejected; /* true: it cost the record its place; false: only the value was refused */
    bool note;     /* worth telling, but nothing is wrong: it is not counted */
    struct problem *next;
};

struct problem_list {
    struct problem *first, *last;
    size_t count;
};

/* Adds a copy of @problem, its texts copied too but for .mends; false when there is no room. */
bool problem_add(struct arena *arena, struct problem_list *list, const struct problem *problem);

/*
 * problem_mends() finds the .mends of one that was stored: of the rule of its name whose English
 * words it says; NULL when it is of no rule of a kind.
 *
 * The mend in @language where the pack has it, else in English. The pack's words do not say that
 * the record is refused, as .mend does.
 */
struct pack;
const struct label *problem_mends(const struct pack *pack, const struct problem *problem);
const char *problem_mend(const struct problem *problem, const char *language);

#endif
