/*
 * Answers that have been made already, as they go over the wire: by the ETag, which stands for all
 * that an answer is made from (data, pack, program, language, address), and by whether they are
 * compressed. The least recently asked for go when there are too many bytes; answers from former
 * data are never asked for again, and go in that way. Shared by all threads.
 *
 * Only what has an ETag is kept: a page that is one person's own has none.
 */
#ifndef SERVE_CACHE_H
#define SERVE_CACHE_H

#include "serve/http.h"

#define CACHE_BYTES ((size_t)32 * 1024 * 1024)
#define CACHE_ONE ((size_t)1024 * 1024) /* a longer answer is not kept */

struct cache;

MUST_CHECK enum status cache_open(size_t bytes, struct cache **cache, struct failure *why);
void cache_close(struct cache *cache); /* accepts NULL */

/*
 * Fills status, type, disposition and body of @response, whose .etag says which; texts are in the
 * request's arena. False when it is not there.
 */
bool cache_get(struct cache *cache, const struct request *request, struct response *response);

/* Keeps a copy of an answer of 200 with an ETag. What cannot be kept is not. */
void cache_put(struct cache *cache, const struct request *request, const struct response *response);

#endif
