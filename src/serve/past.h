/*
 * The data as they were, for a page (work/then.h). Going back makes a copy of the file, so that it
 * costs as much as the file is large (187 MB: 4 s of a busy machine, 0.7 of a processor): one visit
 * at a time goes back, others are asked to come again, and the copy of the last moment that was
 * asked for is kept until another one is, or the site is closed. Moments between which nothing
 * changed are the same one.
 */
#ifndef SERVE_PAST_H
#define SERVE_PAST_H

#include "serve/site.h"

#define PAST_BYTES ((long long)1024 * 1024 * 1024) /* a larger file is not copied for a visit */

struct past;

MUST_CHECK enum status past_open(struct past **past, struct failure *why);
void past_close(struct past *past); /* accepts NULL */

/* What past_leave() has to give back. */
struct gone {
    struct store *store; /* of the visit; NULL: nothing has changed since, and no copy was made */
};

/*
 * Makes visit->store and visit->as_of those of the moment (or day, month, year) in @text, until
 * past_leave(). STATUS_USAGE when it is none, or before all data; STATUS_LIMIT with the command
 * that does it for a file that is too large; STATUS_BUSY while somebody else does the same.
 */
MUST_CHECK enum status past_enter(struct visit *visit, struct str text, struct gone *gone);
void past_leave(struct visit *visit, const struct gone *gone);

#endif
