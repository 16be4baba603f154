/* What every writer of this room takes. All of them append to a buffer; none can fail but by that.
 */
#ifndef WRITE_WRITE_H
#define WRITE_WRITE_H

#include "base/buf.h"
#include "model/record.h"

struct write_options {
    const char *language; /* of labels: "en", "fr", "es"; NULL is "en" */
    enum access access;   /* the widest access of fields to show; 0 is public only */
    unsigned width;       /* columns of text; 0 is 80 where it fits */
};

#endif
