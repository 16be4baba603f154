/* One bad thing in somebody's input, in words they can act upon. */
#ifndef MODEL_PROBLEM_H
#define MODEL_PROBLEM_H

#include "base/arena.h"

struct problem {
    const char *file;
    unsigned line;     /* 0: the file as a whole */
    unsigned column;   /* of a table: the number of the column, from 1; else 0 */
    struct str record; /* identifier, or empty */
    struct str field;  /* name, or empty */
    struct str value;  /* as it stands in the source, cut to 200 bytes */
    const char *rule;  /* a short fixed name such as "bad-date" */
    const char *mend;  /* what was wrong and what to do, in one or two sentences */
    bool rejected;     /* true: it cost the record its place; false: only the value was refused */
    bool note;         /* worth telling, but nothing is wrong: it is not counted */
    struct problem *next;
};

struct problem_list {
    struct problem *first, *last;
    size_t count;
};

/* Adds a copy of @problem, its texts copied too; false when there is no room. */
bool problem_add(struct arena *arena, struct problem_list *list, const struct problem *problem);

#endif
