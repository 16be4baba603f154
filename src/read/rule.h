/*
 * The rules by which input is found wanting. Their names are fixed: they are kept with every
 * problem, and docs/problems.md explains each of them to people.
 */
#ifndef READ_RULE_H
#define READ_RULE_H

#include "base/status.h"
#include "model/problem.h"
#include "model/record.h"

enum rule {
    /* the record is refused */
    RULE_MISSING_IDENTIFIER,
    RULE_BAD_IDENTIFIER,
    RULE_MALFORMED,
    RULE_TRUNCATED,
    RULE_NOT_UTF8,
    RULE_UNKNOWN_KIND,
    RULE_REFUSED, /* by a rule of its kind, whose name the problem has */
    RULE_TOO_LARGE,
    RULE_WHOLE_REFUSED, /* what it is part of was */
    RULE_OTHER_KIND,    /* our own export: the record is of a kind that the format does not read */
    /* the value is refused, or the record lacks something; the record is kept */
    RULE_BAD_DATE,
    RULE_BAD_NUMBER,
    RULE_BAD_BOOLEAN,
    RULE_BAD_CURRENCY,
    RULE_MISSING_CURRENCY,
    RULE_BAD_LANGUAGE,
    RULE_UNKNOWN_CODE,
    RULE_BAD_LINK,
    RULE_DERIVED_FIELD,
    RULE_OF_KIND, /* a rule of the record's kind, whose name the problem has */
    RULE_MISSING_REQUIRED,
    RULE_MISSING_VALUE,
    RULE_REPEATED_VALUE,
    RULE_SPLIT_MISMATCH,
    RULE_MISSING_COLUMN_CELLS,
    RULE_MALFORMED_PART,
    RULE_UNKNOWN_CHARACTERS,
    RULE_UNKNOWN_MACRO,
    RULE_WRONG_LENGTH,
    RULE_MORE_PROBLEMS,
    /* the file as a whole; reported once */
    RULE_UNKNOWN_VERSION,
    RULE_UNKNOWN_ELEMENT,
    RULE_UNKNOWN_COLUMN,
    RULE_REPEATED_COLUMN,
    RULE_NO_RECORDS,
    RULE_STRAY_TEXT,
    RULE_SOURCE_ERROR,
    /* told, but nothing is wrong */
    RULE_SKIPPED_ROWS,
    RULE_PASSED_SHEETS,
    RULE_OTHER_ENCODING,
    RULE_COUNT
};

/* "bad-date" */
const char *rule_name(enum rule rule);

/* True when a record for which the rule speaks is refused. */
bool rule_rejects(enum rule rule);

#define PROBLEMS_PER_RECORD 100 /* listed; what comes after is summed up in one more-problems */

/* What was found, where. */
struct finding {
    enum rule rule;
    const char *name;          /* of RULE_REFUSED and RULE_OF_KIND */
    const struct label *mends; /* of them too: the mend in the pack's languages */
    const struct field *field; /* or NULL */
    struct str value;
    unsigned line, column;
    bool whole_file; /* it speaks of the file, not of the record at hand */
};

struct code_memory; /* read/value.h */

/* What making one record needs to pass around. */
struct making {
    struct arena *arena;
    const char *file;
    struct record *record; /* NULL until there is one */
    struct problem_list *problems;
    const struct codelist *currencies; /* the pack's list of currencies, or NULL */
    struct code_memory *memory;
    bool partial; /* the record says only what changes of one that is known: nothing is missed */
    struct failure *why;
};

/* Adds a problem; @format is its mend, one or two sentences. Fails only for want of memory. */
__attribute__((format(printf, 3, 4), cold, warn_unused_result)) enum status
report(struct making *making, const struct finding *finding, const char *format, ...);

#endif
