/*
 * Secrets on the command line. They come from a file or are asked for at the terminal; never from
 * an option or the environment, where other programs can read them.
 */
#ifndef CLI_SECRET_H
#define CLI_SECRET_H

#include "base/arena.h"
#include "base/status.h"

/* The first line of the file. STATUS_INPUT when it has none, or can be read by everybody. */
MUST_CHECK enum status secret_from_file(struct arena *arena, const char *path, struct str *secret,
                                        struct failure *why);

/* Asks for it twice, without showing it. STATUS_USAGE when there is no terminal to ask at. */
MUST_CHECK enum status secret_from_terminal(struct arena *arena, const char *what,
                                            struct str *secret, struct failure *why);

#endif
