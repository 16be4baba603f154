/* What the writers of tables and verdicts take. They append to a buffer and fail only by that. */
#ifndef WRITE_WRITE_H
#define WRITE_WRITE_H

#include "base/buf.h"

struct write_options {
    const char *language; /* of labels and of our own words: "en", "fr", "es"; NULL is "en" */
};

#endif
