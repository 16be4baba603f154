/*
 * The hosts that an operator has listed: the only ones the program ever connects to. A file with
 * one HOST or HOST:PORT a line; "#" begins a comment. Without a port the usual one of the scheme is
 * meant.
 */
#ifndef WORK_HOSTS_H
#define WORK_HOSTS_H

#include "base/arena.h"
#include "base/status.h"

struct hosts {
    const char **names; /* in small letters, "host" or "host:port" */
    size_t count;
    size_t capacity;
    const char *file; /* where they are listed */
};

/* Where something on the web is. */
struct place {
    bool secure;    /* https */
    char host[256]; /* in small letters; an IPv6 address without brackets */
    unsigned port;
};

/* Reads the list at @path. STATUS_INPUT names the line that is no host. */
MUST_CHECK enum status hosts_load(struct arena *arena, const char *path, struct hosts *hosts,
                                  struct failure *why);

/* True for this machine itself: 127.0.0.0/8, ::1 and localhost. */
bool host_is_loopback(const char *host);

/*
 * Fails with the mend unless @place is listed, and reached by https or on this machine. @hosts may
 * be empty: then nothing is allowed.
 */
MUST_CHECK enum status hosts_check(const struct hosts *hosts, const struct place *place,
                                   struct failure *why);

#endif
