/*
 * The site: what all requests share (the workspace, some views of the store) and what answering one
 * of them passes around (the visit).
 */
#ifndef SERVE_SITE_H
#define SERVE_SITE_H

#include "serve/http.h"
#include "work/accounts.h"
#include "work/workspace.h"
#include "write/export.h"

#include <pthread.h>

#define SITE_STORES 8 /* views of the store: as many requests are answered at once */

struct site {
    /* Its store, where it can be written, is the one that writes: site_write_begin(). */
    struct workspace *work;
    pthread_mutex_t writing;
    bool secure; /* reached by https, through a proxy: to be set before the first visit */
    struct throttle *throttle; /* of those who sign in */
    struct store *stores[SITE_STORES];
    size_t free_count;        /* the first so many are free */
    pthread_mutex_t workbook; /* one workbook is made at a time: the library asks gmtime() */
    pthread_mutex_t lock;
    pthread_cond_t returned;
    struct facets *facets;      /* serve/facets.h */
    struct report_set *reports; /* work/report.h; in the workspace's arena */
    struct cache *cache;        /* serve/cache.h */
    struct past *past;          /* serve/past.h */
    struct export_set exports;
    unsigned char pack_digest[16]; /* of all that the pack says when the site is opened */
    const char *address; /* under which the site is known, without a stroke at its end; or NULL */
};

/* Opens the views, for reading. */
MUST_CHECK enum status site_open(struct site *site, struct workspace *work, struct failure *why);
void site_close(struct site *site);

/* How an address asks for its answer: by its ending, ".json"; none is HTML. */
enum form {
    FORM_HTML,
    FORM_JSON,
    FORM_CSV,
    FORM_XLSX,
    FORM_SVG,
    FORM_ATOM,
    FORM_RSS,
    FORM_ICS,
    FORM_METADATA, /* what a table is, and not its numbers */
    FORM_TTL,
    FORM_EXPORT, /* visit->export says which */
    FORM_COUNT
};

#define VISIT_SEGMENTS 8

struct files; /* serve/files.h */

/* What is wrong with a form that was sent (serve/forms.h). */
struct form_error {
    const char *field, *words;
};

struct visit {
    struct site *site;
    struct store *store;           /* this visit's own, for reading */
    const struct account *account; /* who is signed in; NULL: nobody */
    const struct account *pending; /* who gave the password, and not yet the second step */
    struct form_error *errors;
    size_t error_count, error_capacity;
    const struct request *request;
    struct response *response;
    struct buf *out; /* the body */
    struct arena *arena;
    const char *language; /* "en", "fr", "es" */
    bool language_asked;  /* by ?lang=: links keep it */
    bool labels;          /* CSV with labels in the place of names and codes: ?labels= */
    bool lost;            /* no page has this address: it is not repeated */
    enum form form;
    const char *as_of; /* when a table is shown as it was: its numbers do not open; or NULL */
    const struct export *export; /* of FORM_EXPORT */
    unsigned without;            /* bits of forms that the route has and this page has not */
    struct files *files;         /* NULL, or the page becomes a file in a folder */
    void *kept; /* what the page has read: it need not be read again for another language of it */
    /* Takes what is in .out to where it is kept, between the records of a long answer; or NULL. */
    enum status (*drain)(struct visit *visit);
    void *sink;                          /* of .drain */
    struct str segments[VISIT_SEGMENTS]; /* of the path, decoded, without the form's ending */
    size_t segment_count;
    struct failure why; /* of a handler that does not return STATUS_OK */
};

/* The handler of the HTTP server; @context is a struct site. */
http_handler site_answer;

/* Called after each record of a long answer: with .drain, not all of it is held at once. */
MUST_CHECK enum status visit_drain(struct visit *visit);

/* The value of a parameter of the address; .at is NULL when it is not there. */
struct str visit_parameter(const struct visit *visit, const char *name);

/* The same of a field of the form that was sent; and its next value behind @after (NULL: the first)
 * for fields that come several times. */
struct str visit_field(const struct visit *visit, const char *name);
const struct parameter *visit_field_next(const struct visit *visit, const char *name,
                                         const struct parameter *after);

static inline bool visit_is_post(const struct visit *visit)
{
    return visit->request->method == HTTP_POST;
}

/*
 * The site's one writing store, which is also visit->site->work->store, so that use cases of work/
 * can be called with the workspace: alone (others wait) and within a transaction.
 * site_write_end() commits it when @status is STATUS_OK, else rolls it back, and returns how it
 * went. What was written is seen by visit->store at its next question. After a begin that failed
 * there is nothing to end.
 */
MUST_CHECK enum status site_write_begin(struct visit *visit, struct store **store,
                                        struct failure *why);
MUST_CHECK enum status site_write_end(struct visit *visit, struct store *store, enum status status);

/* Who does it, for use cases of work/accounts.h. */
struct account_change visit_change(const struct visit *visit);

/* Takes what was written into the index of the search, when that is little. When it cannot be done
 * now, it is later. */
void site_index(struct visit *visit);

/* Leaves a line in the audit: the visit's account did @action to @target. */
MUST_CHECK enum status site_audit(struct visit *visit, struct store *store, const char *action,
                                  struct str target, struct str detail);

/*
 * The answer to a POST that succeeded: 303 to a path of this site (the language is kept). A path
 * that is none of ours (site_is_path()) is replaced by "/".
 */
MUST_CHECK enum status site_see_other(struct visit *visit, struct str path);

/* True for what is safe to redirect to: it begins with one "/", and no browser takes it for an
 * address elsewhere. */
bool site_is_path(struct str path);

/* Puts the page (or JSON object) of a refusal in place of the answer: 403, 405 … */
MUST_CHECK enum status site_refuse(struct visit *visit, unsigned status, const char *words);

#endif
