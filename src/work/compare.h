/* Two definitions laid over the same records: what both take, and what only one of them does. */
#ifndef WORK_COMPARE_H
#define WORK_COMPARE_H

#include "work/workspace.h"

enum compare_part { PART_BOTH, PART_FIRST, PART_SECOND };

struct compared {
    const struct kind *kind;
    const char *identifier;
    const char *title;
    enum compare_part part;
};

struct compare_result {
    unsigned long long counts[3]; /* by enum compare_part */
    unsigned long long neither;   /* records both lenses apply to that neither takes */
    struct compared *records;     /* in both or one, by kind and identifier */
    size_t record_count;
};

/* Counts tags that hold (confirmed, or set by rule, not rejected and no mere candidates) in the
 * kinds that both lenses apply to. */
MUST_CHECK enum status work_compare(struct workspace *work, const struct lens *first,
                                    const struct lens *second, struct arena *arena,
                                    struct compare_result *result, struct failure *why);

#endif
