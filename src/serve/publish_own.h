/* What the files of publish*.c share. */
#ifndef SERVE_PUBLISH_OWN_H
#define SERVE_PUBLISH_OWN_H

#include "serve/files.h"
#include "serve/page.h"
#include "serve/publish.h"
#include "serve/route.h"

#define WORKERS 2
#define TITLE_BYTES 160 /* of a title that is kept, at most */

/* A record as the site's own lists need it: sorted from A to Z, and found by its words. */
struct published {
    const struct kind *kind;
    long long id;
    struct str identifier;
    struct str title, language; /* of the title; may be empty */
    struct published_title *others;
};

/* The title in another language of the copy. */
struct published_title {
    struct str text, language;
    struct published_title *next;
};

/* A page that is not of a list: the segments of its address, and what follows the question mark. */
struct plain_page {
    const char *segments[2];
    size_t segment_count;
    struct parameter parameters[2];
    size_t parameter_count;
    const struct route *route;
};

/* A list that has to be written, by its question as text. */
struct wanted_list {
    struct wanted_list *next;       /* in the order in which they were wanted */
    struct wanted_list *next_alike; /* of the same slot */
    struct str question;
};

#define WANTED_SLOTS 4096

struct publish {
    struct site site;
    const struct publish_options *options;
    struct folder *folder;
    struct arena arena; /* for the whole run; under the lock once there are workers */
    struct files_plan plan;
    struct published *records; /* by kind, then by number */
    size_t record_count;
    size_t *kind_counts;         /* records of each kind */
    size_t *kind_firsts;         /* where they begin in .records */
    struct report_about *abouts; /* plan.reports */
    struct plain_page *pages;
    size_t page_count, page_capacity;
    struct wanted_list *first_list, **last_list, *slots[WANTED_SLOTS];
    unsigned long long list_count;

    /* What the workers share, under the lock. */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t next_step, next_page, next_record;
    struct wanted_list *next_list;
    unsigned busy;           /* workers that may still want lists */
    unsigned long long made; /* pages for people */
    enum status status;      /* of the first that failed */
    struct failure why;
};

/* One thread and what it works with. */
struct worker {
    struct publish *publish;
    struct store *store;
    struct arena arena; /* of one page, in all its forms and languages */
    struct arena unit;  /* of a list, over all its pages */
    struct response response;
    struct folder_stream *stream; /* of a long answer that has begun; or NULL */
    const char *file;             /* that it becomes */
    struct failure why;
};

/* ---- publish_plan.c: what there is ---- */

MUST_CHECK enum status plan_records(struct publish *publish, struct failure *why);
MUST_CHECK enum status plan_pages(struct publish *publish, struct failure *why);
/* Adds a page of up to two segments to .pages; false without memory. */
bool plan_add_page(struct publish *publish, const char *route, const char *first,
                   const char *second);

/* ---- publish_reports.c ---- */

MUST_CHECK enum status plan_reports(struct publish *publish, struct failure *why);
/* STATUS_NOT_FOUND, with what to install, when no PDF can be made here. */
MUST_CHECK enum status publish_can_pdf(struct failure *why);

/* ---- publish_make.c: one page ---- */

/* A page in one form and language, by the handler of its route or by one of our own. */
struct making {
    page_handler *handler;
    const struct str *segments;
    size_t segment_count;
    const struct parameter *parameters;
    size_t parameter_count;
    const char *here;
    const char *root; /* the file, of what stands beside the folders of the languages; or NULL */
    const struct query *query;
    unsigned long long page, total;
    const struct rows *rows;
    struct record *record;
    enum form form;
    const char *language;
    void **kept;
    unsigned without; /* forms that the page turned out not to have */
};
MUST_CHECK enum status make_page(struct worker *worker, struct making *making);

MUST_CHECK enum status make_plain(struct worker *worker, const struct plain_page *page);
MUST_CHECK enum status make_list(struct worker *worker, struct query *query);
/* The records from number @first on, all of one kind. */
MUST_CHECK enum status make_records(struct worker *worker, size_t first, size_t count);

/* The forms of making->handler in all languages; making->form and .language are set here. */
MUST_CHECK enum status make_all(struct worker *worker, struct making *making, unsigned forms);

/* publish_reports.c: the report of .here as PDF, in all languages. */
MUST_CHECK enum status make_report_pdf(struct worker *worker, struct making *making);

/* ---- what no server has ---- */

/* publish_find.c: the index of words and the list of titles, in parts. */
MUST_CHECK enum status publish_index(struct worker *worker);
/* publish_a_z.c: all records from A to Z, the page for searching. */
MUST_CHECK enum status publish_a_z(struct worker *worker);
MUST_CHECK enum status publish_search_page(struct worker *worker);
/* publish_rest.c: style, first page, 404, robots.txt, sitemap, DCAT. */
MUST_CHECK enum status publish_rest(struct worker *worker);

#endif
