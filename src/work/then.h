/*
 * The data as they were at a moment: a copy of the file, taken back to it (store/as_of.h), with the
 * lenses laid over what that changed.
 */
#ifndef WORK_THEN_H
#define WORK_THEN_H

#include "store/as_of.h"
#include "work/workspace.h"

struct then {
    struct store *store;
    struct as_of found;
    const char *moment; /* "2026-11-30T23:59:59Z", in the workspace's arena */
    char path[4096];    /* of the copy, in TMPDIR */
};

/*
 * @text is a moment, or a day, month or year, which stands for its last second; STATUS_USAGE when
 * it is neither. then_close() has to follow when this was STATUS_OK: the copy is gone then.
 */
MUST_CHECK enum status then_open(struct workspace *work, const char *text, struct then *then,
                                 struct failure *why);

/* The moment that @text stands for, in @arena: "2026-11-30T23:59:59Z" of a day. */
MUST_CHECK enum status then_moment(struct arena *arena, const char *text, const char **moment,
                                   struct failure *why);

/* The same from another view of the workspace's store; @moment is kept, and what is found is in
 * @arena. Of the workspace only what does not change is used. */
MUST_CHECK enum status then_make(const struct workspace *work, struct store *from,
                                 struct arena *arena, const char *moment, struct then *then,
                                 struct failure *why);
void then_close(struct then *then);

#endif
