/*
 * The web server, as the rest of this room sees it. http.c is the only file that knows
 * libmicrohttpd. It enforces the limits of design/quality.md 1.5, answers ambiguous requests with
 * 400, compresses, compares ETags, and sets the headers that every answer has.
 */
#ifndef SERVE_HTTP_H
#define SERVE_HTTP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

#define HTTP_PARAMETERS 64
#define HTTP_REQUEST_MEMORY ((size_t)64 * 1024 * 1024)
#define HTTP_RESPONSE_LIMIT ((size_t)100 * 1024 * 1024)

struct parameter {
    struct str name, value;
};

struct request {
    bool head;                                    /* HEAD: the answer to GET without its body */
    struct str path;                              /* as it was sent, still encoded */
    struct parameter parameters[HTTP_PARAMETERS]; /* of the query, decoded, in order */
    size_t parameter_count;
    bool malformed;              /* the query or path cannot be decoded, or has too many parts */
    const char *accept_language; /* the header, or NULL */
    const char *host;            /* the header when it names a host and port, or NULL */
    const char *if_none_match;   /* or NULL */
    struct arena *arena;         /* as long as the request */
};

struct response {
    unsigned status;
    const char *type; /* with its charset */
    struct buf body;
    const char *location;    /* of a redirect; or NULL */
    const char *etag;        /* quoted; or NULL: not to be kept */
    const char *disposition; /* the name under which a file is to be saved; or NULL */
    const char *language;    /* of the text; or NULL */
};

/* Fills the response. Called by several threads at once. */
typedef void http_handler(void *context, const struct request *request, struct response *response);

struct http_options {
    const char *address; /* "127.0.0.1" or "::1" … */
    unsigned short port; /* 0: any that is free */
    unsigned threads;
    http_handler *handler;
    void *context;
};

struct http_server;

/* STATUS_IO with words when the address cannot be had. */
MUST_CHECK enum status http_start(const struct http_options *options, struct http_server **server,
                                  struct failure *why);
unsigned short http_port(const struct http_server *server);

/* Lets requests under way end (10 s at most), then closes. Accepts NULL. */
void http_stop(struct http_server *server);

#endif
