/* The queue and the numbers of review as JSON and CSV: the same from the command line as from the
 * site. */
#ifndef WORK_REVIEW_WRITE_H
#define WORK_REVIEW_WRITE_H

#include "text/json.h"
#include "work/numbers.h"
#include "work/queue.h"

/* "useful", "random", "known" */
const char *queue_reason_name(enum queue_reason reason);

/* One object: the queue as it stands, and its first items. */
MUST_CHECK enum status review_queue_json(struct store *store, struct arena *arena,
                                         const struct queue_question *question,
                                         const struct queue *queue, struct json *json,
                                         struct failure *why);

/* One object: a lens, its themes with their kappa and pairs, people beside known answers. */
void review_numbers_json(const struct lens *lens, const struct review_numbers *numbers,
                         struct json *json);

/* The heading, and one line a theme. An undefined kappa is empty. */
void review_numbers_heading(struct buf *out);
void review_numbers_csv(const struct lens *lens, const struct review_numbers *numbers,
                        struct buf *out);

/* Minutes that are left at the person's pace, rounded up; 0 when it is not known. */
unsigned long long queue_minutes(const struct queue *queue);

#endif
