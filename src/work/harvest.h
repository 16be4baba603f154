/*
 * Harvesting a repository by OAI-PMH (version 2.0): the answers to ListRecords go into numbered
 * files of a folder, as they are, from where `crosscut import` reads them.
 *
 * Run again, it goes on from the token of the last file. The folder remembers, in `.harvest`, what
 * was asked for, so that two lists never get mixed.
 */
#ifndef WORK_HARVEST_H
#define WORK_HARVEST_H

#include "base/arena.h"
#include "base/status.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#define HARVEST_FILES 100000 /* answers that one harvest may have */

struct harvest_progress {
    size_t files;               /* fetched in this run */
    unsigned long long records; /* in them */
    long waiting;               /* seconds until the server is asked again; 0: not waiting */
};

struct harvest_options {
    const char *address;            /* of the repository */
    const char *into;               /* the folder; made when it is not there */
    const char *prefix;             /* metadataPrefix; NULL: oai_dc */
    const char *set, *from, *until; /* or NULL */
    const char *allow;              /* the file of allowed hosts, or NULL */
    void (*progress)(void *context, const struct harvest_progress *progress); /* may be NULL */
    void *context;
    const volatile sig_atomic_t *stop; /* becomes non-zero: stop after what is at hand; or NULL */
};

struct harvest_result {
    size_t files; /* fetched in this run */
    unsigned long long records;
    bool complete_before; /* the folder had the whole list already: nothing was asked */
};

/*
 * Harvests until the list is finished. STATUS_USAGE for a host that is not allowed (nothing is
 * connected to), STATUS_INPUT when the server answers with an error or with no OAI-PMH,
 * STATUS_CONFLICT when the folder holds another list, STATUS_IO, STATUS_LIMIT, STATUS_INTERRUPTED.
 * What was fetched before stays.
 */
MUST_CHECK enum status work_harvest(struct arena *arena, const struct harvest_options *options,
                                    struct harvest_result *result, struct failure *why);

#endif
