/*
 * Getting one thing from the web, by HTTPS, from a host that is listed (hosts.h). This is the only
 * place from which the program ever connects to anything.
 *
 * Limits: 20 s to connect, 300 s in all, 60 s without a hundred bytes a second; five redirections,
 * to the same host only; a body of 64 MiB after decompression. Proxies of the environment are not
 * used: they would be hosts that nobody listed. No cookies, no credentials in addresses.
 */
#ifndef WORK_FETCH_H
#define WORK_FETCH_H

#include "base/buf.h"
#include "work/hosts.h"

#define FETCH_LIMIT ((size_t)64 * 1024 * 1024)

struct fetch;

/* @hosts must outlive it. */
MUST_CHECK enum status fetch_open(const struct hosts *hosts, struct fetch **fetch,
                                  struct failure *why);
void fetch_close(struct fetch *fetch); /* accepts NULL */

struct fetch_answer {
    long code;        /* of HTTP: 200, 503, … */
    long retry_after; /* seconds that the server asks to wait; 0: it does not say */
};

/*
 * Gets @address into @body, which is emptied first. STATUS_USAGE for an address that is none or a
 * host that is not allowed, STATUS_IO when the server cannot be reached or breaks off, STATUS_LIMIT
 * for a body that is too large. Any code of HTTP is an answer.
 */
MUST_CHECK enum status fetch_get(struct fetch *fetch, const char *address, struct buf *body,
                                 struct fetch_answer *answer, struct failure *why);

/* Fails unless @address may be fetched; connects to nothing. */
MUST_CHECK enum status fetch_check(const struct hosts *hosts, const char *address,
                                   struct failure *why);

#endif
