/*
 * Lists that come in several files: each answer of a server says with which token the list goes on,
 * and each but the first with which token it was asked for. What no file of a run continues is
 * unfinished.
 */
#ifndef WORK_LISTS_H
#define WORK_LISTS_H

#include "read/read.h"

struct list_token {
    const char *file;
    struct str token;
};

struct list_tokens {
    struct list_token *tokens;
    size_t count, capacity;
};

struct lists {
    struct list_tokens next, asked;
};

/* Notes the tokens of a file that was read to its end. */
MUST_CHECK enum status lists_note(struct arena *arena, struct lists *lists,
                                  const struct reader *reader, const char *file,
                                  struct failure *why);

/* Adds a problem for each list that nothing continues, up to a hundred of them. */
MUST_CHECK enum status lists_report(struct arena *arena, const struct lists *lists,
                                    struct problem_list *problems, struct failure *why);

#endif
