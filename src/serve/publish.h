/*
 * The public site as files: every page that the server would answer with, in each language, with
 * links from file to file, so that a folder, a USB stick or any web server shows the whole of it
 * (docs/publish.md). The pages are made by the same handlers as those of the server.
 *
 * Which lists are written follows from the links: a number that leads to a list makes it a page.
 * Nothing but the data, the pack and the program decides what is written.
 */
#ifndef SERVE_PUBLISH_H
#define SERVE_PUBLISH_H

#include "serve/folder.h"
#include "serve/site.h"

struct publish_options {
    const char *folder;
    const char *base;         /* "https://example.org/labour/", with the stroke; or NULL */
    const char *languages[4]; /* of "en", "fr", "es"; ends with NULL */
    bool dry;                 /* nothing is written */
    bool pdf;                 /* reports that stand alone as PDF too: seconds for each */
    /* What was done with each file: see folder_changes(); or NULL. */
    void (*each)(void *context, char change, const char *path);
    /* Now and then, by any thread but never by two at once: pages so far, and records begun; or
     * NULL. */
    void (*progress)(void *context, unsigned long long pages, unsigned long long records,
                     unsigned long long of);
    void *context;
};

struct publish_result {
    unsigned long long pages;   /* for people, in all languages */
    unsigned long long records; /* that the site has */
    unsigned long long lists;   /* with conditions, that a number leads to */
    struct folder_counts files;
    bool moved; /* the data changed meanwhile: the next run brings the site up to date */
};

MUST_CHECK enum status publish_site(struct workspace *work, const struct publish_options *options,
                                    struct publish_result *result, struct failure *why);

/* ---- whether it holds ---- */

struct check_result {
    unsigned long long files, pages, links, numbers, wrong;
};

/*
 * Reads all files of a published folder: each is what its list says, no link leads nowhere, and
 * each number is the length of the list that it leads to, counted row by row. @each is told of the
 * first CHECK_TOLD that is wrong. STATUS_INTEGRITY when anything is.
 */
#define CHECK_TOLD 50
MUST_CHECK enum status publish_check(const char *folder,
                                     void (*each)(void *context, const char *words), void *context,
                                     struct check_result *result, struct failure *why);

#endif
