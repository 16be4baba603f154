/*
 * Importing files: read, tag and store, in two threads so that reading goes on while SQLite writes.
 *
 * The caller's thread reads, classifies and compresses; a second thread owns the store and commits
 * every few thousand records. Killed at any moment, the database holds whole records and importing
 * again completes it.
 */
#ifndef WORK_IMPORT_H
#define WORK_IMPORT_H

#include "work/workspace.h"

#include <signal.h>

struct import_progress {
    const char *file;
    unsigned long long position, size; /* bytes of the file; size 0 when unknown */
    unsigned long long read;           /* records so far, in all files */
};

struct import_options {
    const char *mapping;     /* a CSV or XML mapping that is in no pack, or NULL */
    const char *as;          /* the name of the format that is to be used, or NULL: by content */
    const char *const *sets; /* "FIELD=VALUE": for every record of the run */
    size_t set_count;
    void (*progress)(void *context, const struct import_progress *progress); /* may be NULL */
    void *context;
    const volatile sig_atomic_t
        *stop; /* becomes non-zero: stop after what is at hand; may be NULL */
};

struct import_result {
    struct import_counts counts;
    struct import_counts *kinds; /* the same by kind->index; problems of no record are in none */
    size_t files;
    size_t passed_over;    /* files in folders that have no ending we know (paths.h) */
    long long first, last; /* numbers of the imports made; first > last: none */
};

/*
 * Imports files, folders (what paths_expand() finds below them) and "-".
 * Bad records and files that cannot be understood are problems in the store and in the counts; the
 * rest goes on. STATUS_NOT_FOUND when a path does not exist, STATUS_INTERRUPTED when stopped; what
 * was stored before stays.
 */
MUST_CHECK enum status work_import(struct workspace *work, const char *const *paths, size_t count,
                                   const struct import_options *options,
                                   struct import_result *result, struct failure *why);

#endif
