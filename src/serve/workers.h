/*
 * A few threads that take jobs from a queue with an end. What may take long (hashing a password,
 * waiting for the one who writes) is done here, so that the threads that answer readers never wait
 * for it; and no more of it at once than there are threads.
 */
#ifndef SERVE_WORKERS_H
#define SERVE_WORKERS_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

struct workers;

typedef void work_function(void *job);

/* @threads at work on @work(job), and @most jobs that wait. */
MUST_CHECK enum status workers_start(unsigned threads, size_t most, work_function *work,
                                     struct workers **workers, struct failure *why);

/* False when the queue is full, or the workers are being stopped: the job is still the caller's. */
MUST_CHECK bool workers_give(struct workers *workers, void *job);

/* Does what waits, takes no more, and ends the threads; workers_give() gives false then. */
void workers_stop(struct workers *workers);

/* After workers_stop(), when nobody can ask any more. Accepts NULL. */
void workers_release(struct workers *workers);

#endif
