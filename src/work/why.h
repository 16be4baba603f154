/* Why a record has its tags: rule, exact words, and what people decided. */
#ifndef WORK_WHY_H
#define WORK_WHY_H

#include "work/workspace.h"

struct why_tag {
    const char *lens;
    long long version; /* of the lens that set it; 0 when only a person did */
    const char *theme; /* "" for the lens as a whole */
    const char *rule; /* the rules that hold, "recruitment, skills"; "" when only a person set it */
    const char *weight;              /* the person's, else the rule's */
    const struct decision *decision; /* or NULL */
    struct evidence *evidence;
    size_t evidence_count;
};

struct why_record {
    struct record *record;
    struct why_tag *tags;
    size_t count;
};

/* @identifier as for store_get(). */
MUST_CHECK enum status work_why(struct workspace *work, struct str identifier, struct arena *arena,
                                struct why_record *result, struct failure *why);

/* The same for a record that has been read. */
MUST_CHECK enum status why_of_record(struct store *store, struct arena *arena,
                                     struct record *record, struct why_record *result,
                                     struct failure *why);

#endif
