/*
 * From the words of a source to a value of a record: the last step of reading, shared by XML and
 * CSV. A bad value becomes a problem and is left out; it never costs the record.
 */
#ifndef READ_VALUE_H
#define READ_VALUE_H

#include "read/rule.h"

#define SUBFIELDS 16 /* that a field of a mapped kind may have */

/* A value as it stands in the source; empty texts are "none". */
struct raw_value {
    struct str text;
    struct str language;        /* of a text; kept when the field has languages */
    struct str currency;        /* of money */
    struct str date;            /* of money: its value date */
    struct str subs[SUBFIELDS]; /* by the sub-field's index */
    bool open;                  /* a code that the list does not know is kept as it is */
    bool unchecked;             /* the code is kept as it is, whatever the list says */
    bool shared;                /* the texts live as long as the arena: no copies are needed */
    unsigned line, column;
};

/*
 * Codes that were looked up lately. The same few codes come in every record, and folding them to
 * find them in their list each time would cost more than all else here.
 */
#define MEMORY_SLOTS 512 /* a power of two */
#define MEMORY_TEXT 24   /* bytes of the longest value that is remembered */

struct code_memory {
    struct {
        const struct codelist *list; /* NULL: free */
        const struct code *code;     /* or NULL: the list does not have it */
        size_t length;
        char text[MEMORY_TEXT];
    } slots[MEMORY_SLOTS];
};

/* As codelist_find(). */
const struct code *recall_code(struct code_memory *memory, const struct codelist *list,
                               struct str value);

/*
 * Adds the value to the record. An empty text adds nothing. Refusals (a bad date, an unknown code,
 * a second value of a field that has one) are reported; it fails only for want of memory.
 */
MUST_CHECK enum status make_value(struct making *making, const struct field *field,
                                  const struct raw_value *raw);

/* Sets the identifier. False in *@fine, and the problem reported, when it is missing or too long.
 */
MUST_CHECK enum status make_identifier(struct making *making, const struct raw_value *raw,
                                       bool *fine);

/*
 * The last step of a record: fills what is derived, and reports every required field without a
 * value and every rule of the kind that is broken. False in *@fine when one of these refuses the
 * record. @line is where it begins.
 */
MUST_CHECK enum status finish_record(struct making *making, unsigned line, bool *fine);

#endif
