/*
 * Another program that reads or makes a file: started without a shell, its output taken from a
 * pipe, stopped when it takes too long or says too much.
 */
#ifndef DOCUMENT_CHILD_H
#define DOCUMENT_CHILD_H

#include "base/buf.h"

struct child_limits {
    unsigned seconds;                /* of the clock */
    unsigned long long memory_bytes; /* of its address space */
    unsigned long long file_bytes;   /* the largest file it may write; 0: none */
    bool without_network;            /* where the system lets users take it away */
    const char *variable;            /* one more of its environment, "NAME=value"; or NULL */
};

enum child_end {
    CHILD_EXITED,  /* by itself: .code */
    CHILD_MISSING, /* there is no such program */
    CHILD_SLOW,    /* stopped after its time */
    CHILD_LOUD,    /* stopped because @out was full */
    CHILD_KILLED   /* by a signal: .code */
};

struct child_result {
    enum child_end end;
    int code;
};

/*
 * Runs the program @words[0] (found in PATH) with the words up to NULL, appends what it writes to
 * its standard output to @out, and waits for its end. It has nothing to read, its messages are
 * dropped, and its environment is PATH, a UTF-8 locale and limits->variable.
 * STATUS_IO when it cannot be started at all.
 */
MUST_CHECK enum status child_run(const char *const *words, const struct child_limits *limits,
                                 struct buf *out, struct child_result *result, struct failure *why);

#endif
