/*
 * Records from what a person has typed into a form or on the command line: checked and mended by
 * the same rules, and found wanting in the same words, as records from a file.
 */
#ifndef READ_ENTRY_H
#define READ_ENTRY_H

#include "read/read.h"
#include "read/value.h"

/* One value of a field, as typed. */
struct typed {
    struct raw_value raw;    /* its texts without white space at their ends; .line is not used */
    const struct value *was; /* the value of the record that was typed over, or NULL */
    bool same;               /* it is .was still, and is taken as it is */
    struct typed *next;
};

struct entry {
    const struct kind *kind;
    struct str identifier;
    struct typed **fields; /* for each field of the kind the first value, or NULL */
};

/*
 * Makes the record. Values that are refused are left out and told in @problems, whose .line is the
 * number of the value in its field, from 1 (0: the record as a whole). False in *@fine, and no
 * record, when a rule refuses the whole. Values of derived fields are computed, not read.
 */
MUST_CHECK enum status entry_read(struct arena *arena, const struct format_set *set,
                                  const struct entry *entry, struct record **record,
                                  struct problem_list *problems, bool *fine, struct failure *why);

#endif
