/*
 * The web server, as the rest of this room sees it. http.c is the only file that knows
 * libmicrohttpd. It enforces the limits of design/quality.md 1.5, answers ambiguous requests with
 * 400, takes the body of a POST (a form or JSON), compresses, compares ETags, and sets the headers
 * that every answer has.
 */
#ifndef SERVE_HTTP_H
#define SERVE_HTTP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

#define HTTP_PARAMETERS 64
#define HTTP_FIELDS 8192                      /* of a form that is sent: that of a record is long */
#define HTTP_BODY_LIMIT ((size_t)1024 * 1024) /* bytes of one */
#define HTTP_REQUEST_MEMORY ((size_t)64 * 1024 * 1024)
#define HTTP_RESPONSE_LIMIT ((size_t)100 * 1024 * 1024)

struct parameter {
    struct str name, value;
};

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OPTIONS };

struct request {
    enum http_method method;                      /* HEAD: the answer to GET without its body */
    struct str address;                           /* path?query as it was sent, still encoded */
    struct str path;                              /* the same without its query */
    struct parameter parameters[HTTP_PARAMETERS]; /* of the query, decoded, in order */
    size_t parameter_count;
    bool malformed;           /* query, path or form cannot be decoded, or have too many parts */
    struct parameter *fields; /* of a form that is sent (POST), decoded, in order */
    size_t field_count;
    struct str json;             /* a body that is JSON, as it was sent; or empty */
    const char *accept_language; /* the header, or NULL; so are the next five */
    const char *if_none_match;
    const char *host; /* when it names a host and port */
    const char *origin;
    const char *fetch_site; /* Sec-Fetch-Site */
    const char *user_agent;
    const char *cookie_session; /* the value of the session's cookie, or NULL */
    const char *client;         /* the address of who asks: "192.0.2.7" */
    bool gzip;                  /* a compressed answer is taken */
    struct arena *arena;        /* as long as the request */
};

struct response {
    unsigned status;
    const char *type; /* with its charset */
    struct buf body;
    bool packed;             /* the body is compressed already */
    const char *location;    /* of a redirect; or NULL */
    const char *etag;        /* quoted; or NULL: not to be kept */
    const char *disposition; /* the name under which a file is to be saved; or NULL */
    const char *language;    /* of the text; or NULL */
    const char *cookie;      /* Set-Cookie; or NULL */
    const char *allow;       /* of a 405, or to OPTIONS: the methods there are; or NULL */
    unsigned retry;          /* of a 429 or 503: come again after so many seconds; or 0 */
    bool close;              /* the connection, since what comes next on it cannot be known */
    bool own;                /* for this person alone: no cache keeps it */
    bool scripts;            /* a page with a script of ours: others may run none */
    bool open;               /* public data: programs in pages of other sites may read it (CORS) */
};

/*
 * Fills the response. Called by several threads at once: readers' requests by those of the server,
 * POSTs by two others, so that what a POST waits for makes no reader wait.
 */
typedef void http_handler(void *context, const struct request *request, struct response *response);

struct http_options {
    const char *address; /* "127.0.0.1" or "::1" … */
    unsigned short port; /* 0: any that is free */
    unsigned threads;
    http_handler *handler;
    void *context;
    const char *cookie; /* the name of the session's cookie */
    const char *proxy;  /* whose word for who asks (X-Forwarded-For) is taken; or NULL */
    bool secure;        /* people come by https, through a proxy */
};

/* Compresses the body where the request takes that and it gains something. */
void http_pack(const struct request *request, struct response *response);

struct http_server;

/* STATUS_FAILED with words when the address cannot be had, because another program has it or not. */
MUST_CHECK enum status http_start(const struct http_options *options, struct http_server **server,
                                  struct failure *why);
unsigned short http_port(const struct http_server *server);

/* Lets requests under way end (10 s at most), then closes. Accepts NULL. */
void http_stop(struct http_server *server);

#endif
