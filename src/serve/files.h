/*
 * The addresses of a site that is written into a folder (publish.h): which file has which page, and
 * how one page leads to another without a server.
 *
 * Each page stands once a language, below a folder of its name: "en/projects/XM-1.html". Names are
 * made for any file system, FAT and exFAT too: letters of ASCII, digits, "-", "_" and "." stand for
 * themselves, all other bytes become "~XX" (hexadecimal), and what two names have in common but for
 * capitals, or a name that is too long or means a device to Windows, gets a digest behind "~~".
 */
#ifndef SERVE_FILES_H
#define SERVE_FILES_H

#include "model/record.h"
#include "serve/reports.h"

#include <stdint.h>

/* What is known of all files before the first is written. Does not change while pages are made. */
struct files_plan {
    const struct pack *pack;
    const char *languages[4]; /* those that are written; ends with NULL; the first is for data */
    const char *base;         /* "https://example.org/labour/", or NULL: it is not known */
    uint64_t *records;        /* a number for each record there is, rising: files_has_record() */
    size_t record_count;
    uint64_t *targets; /* of the records that others lead to, rising */
    size_t target_count;
    uint64_t *clashes; /* of the names that differ only in capitals, rising */
    size_t clash_count;
    const struct report_about *reports; /* reports about a code that are written */
    size_t report_count;
    bool pdf;         /* reports that stand alone have a PDF beside them */
    const bool *many; /* by kind: its records are spread over folders, for FAT32's sake */
};

#define FILES_MANY 4000 /* records in one folder */
#define FILES_ROWS 5000 /* of a list with conditions that are written, in pages of LIST_ROWS */

/* The page at hand, and what is known of it. */
struct files {
    const struct files_plan *plan;
    const char *here;          /* "projects/XM-1": below the folder of the language, no ending */
    bool root;                 /* the page stands beside the folders of the languages, not in one */
    const struct query *query; /* of a page of a list; or NULL */
    unsigned long long page;   /* of a list, from 1 */
    unsigned long long total;  /* records that it asks for */
    const struct rows *rows;   /* that this page of a list shows (serve/rows.h) */
    struct record *record;     /* that this page shows; or NULL */
    /* Called for each list with conditions that a page leads to: it has to be written too. */
    enum status (*want)(void *context, const struct query *query, struct failure *why);
    void *context;
    enum status wanted; /* of the last call that failed; visit->why has the words */
};

/* Appends the safe form of @text as (part of) a name. */
void files_name(struct buf *out, struct str text);

/* Where things are, below the folder of a language and without an ending. */
void files_path(struct buf *out, const char *const *parts, size_t count);
void files_record(const struct files_plan *plan, struct buf *out, const struct kind *kind,
                  struct str identifier);
void files_list(struct buf *out, const struct query *query, unsigned long long page);
void files_compare(struct buf *out, const char *first, const char *second);

/* What is made of records is written once, below data/; all else beside its page. */
bool files_is_once(const struct files_plan *plan, const char *path, enum form form);

/* The name of the file of a page in a form, from the folder of the site. */
void files_file(const struct files_plan *plan, struct buf *out, const char *path, enum form form,
                const char *language);

/* The same as an address for the page at hand: relative to it, or, in data, below plan->base. */
void files_link(struct visit *visit, const char *path, enum form form, const char *language);

/* The way from the page at hand to the folder of the site: "../../". */
void files_up(struct visit *visit);

/* The address of a list; one with conditions is wanted from now on. */
void files_link_list(struct visit *visit, const struct query *query, unsigned long long page,
                     enum form form);

/* A record's number for the two sets of the plan, and whether there is such a record. */
uint64_t files_record_key(const struct kind *kind, struct str identifier);
bool files_has_record(const struct files_plan *plan, const struct kind *kind,
                      struct str identifier);

/* Whether the report about the code is written. */
bool files_has_report(const struct files_plan *plan, const struct report *report,
                      const struct code *code);

/* Whether another record may lead to this one. */
bool files_is_target(const struct files_plan *plan, const struct record *record);

/* The number of the record's name without regard to capitals, and a set's order. */
uint64_t files_name_key(const struct kind *kind, struct str identifier);
int files_by_number(const void *a, const void *b);

#endif
