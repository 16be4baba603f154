/* What an answer of OAI-PMH says of itself, without reading its records. */
#ifndef WORK_ANSWER_H
#define WORK_ANSWER_H

#include "base/arena.h"
#include "base/status.h"

struct oai_answer {
    unsigned long long records;
    struct str token; /* with which the list goes on; empty: it is finished */
    struct str code;  /* of the error; empty: there is none */
    struct str words; /* of the error */
};

/* STATUS_INPUT, with words, when @bytes are no whole answer. @name is for messages. */
MUST_CHECK enum status oai_answer_read(struct arena *arena, const char *name, struct str bytes,
                                       struct oai_answer *answer, struct failure *why);

#endif
