/* Laying the lenses over what is stored, again: after a lens changed, or for a lens that is new. */
#ifndef WORK_TAG_H
#define WORK_TAG_H

#include "work/workspace.h"

#include <signal.h>

struct tag_counts {
    unsigned long long tagged;     /* records that have the tag after this run */
    unsigned long long candidates; /* of these, as mere candidates */
};

struct tag_result {
    unsigned long long records; /* looked at */
    unsigned long long changed; /* whose tags are other than before */
    unsigned long long text;    /* bytes of text looked at */
    struct tag_counts *lenses;  /* one for each lens of the set */
};

/* @only NULL: all lenses. People's decisions are never touched. */
MUST_CHECK enum status work_tag(struct workspace *work, const struct lens *only,
                                const volatile sig_atomic_t *stop, struct tag_result *result,
                                struct failure *why);

#endif
