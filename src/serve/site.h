/*
 * The site: what all requests share (the workspace, some views of the store) and what answering one
 * of them passes around (the visit).
 */
#ifndef SERVE_SITE_H
#define SERVE_SITE_H

#include "serve/http.h"
#include "work/workspace.h"
#include "write/export.h"

#include <pthread.h>

#define SITE_STORES 8 /* views of the store: as many requests are answered at once */

struct site {
    struct workspace *work; /* its own store is not used here */
    struct store *stores[SITE_STORES];
    size_t free_count;        /* the first so many are free */
    pthread_mutex_t workbook; /* one workbook is made at a time: the library asks gmtime() */
    pthread_mutex_t lock;
    pthread_cond_t returned;
    struct facets *facets; /* serve/facets.h */
    struct export_set exports;
    const char *address; /* under which the site is known, without a stroke at its end; or NULL */
};

/* Opens the views, for reading. */
MUST_CHECK enum status site_open(struct site *site, struct workspace *work, struct failure *why);
void site_close(struct site *site);

/* How an address asks for its answer: by its ending, ".json"; none is HTML. */
enum form { FORM_HTML, FORM_JSON, FORM_CSV, FORM_XLSX, FORM_SVG, FORM_ATOM, FORM_ICS, FORM_COUNT };

#define VISIT_SEGMENTS 8

struct visit {
    struct site *site;
    struct store *store; /* this visit's own */
    const struct request *request;
    struct response *response;
    struct buf *out; /* the body */
    struct arena *arena;
    const char *language; /* "en", "fr", "es" */
    bool language_asked;  /* by ?lang=: links keep it */
    bool lost;            /* no page has this address: it is not repeated */
    enum form form;
    unsigned without; /* bits of forms that the route has and this page has not */
    struct str segments[VISIT_SEGMENTS]; /* of the path, decoded, without the form's ending */
    size_t segment_count;
    struct failure why; /* of a handler that does not return STATUS_OK */
};

/* The handler of the HTTP server; @context is a struct site. */
http_handler site_answer;

/* The value of a parameter of the address; .at is NULL when it is not there. */
struct str visit_parameter(const struct visit *visit, const char *name);

#endif
