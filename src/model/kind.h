/* Kinds of record and their fields: the form that a pack's kinds/NAME.yaml fills (docs/formats.md).
 */
#ifndef MODEL_KIND_H
#define MODEL_KIND_H

#include "model/codelist.h"

enum field_type {
    FIELD_TEXT,
    FIELD_CODE,    /* a code of a code list, kept as its canonical code */
    FIELD_DATE,    /* ISO 8601 with the precision of the source (base/date.h) */
    FIELD_MONEY,   /* amount, ISO 4217 currency, value date */
    FIELD_DECIMAL, /* base/decimal.h */
    FIELD_INTEGER,
    FIELD_BOOLEAN,
    FIELD_LINK /* another record: "KIND:IDENTIFIER" */
};

enum access { ACCESS_PUBLIC, ACCESS_INTERNAL, ACCESS_RESTRICTED, ACCESS_CONFIDENTIAL };

struct field {
    const char *name; /* [a-z][a-z0-9_]*: also the SQL column */
    struct label label;
    enum field_type type;
    const struct codelist *list;       /* of a code; NULL for codes of no list known here */
    const struct kind *const *targets; /* of a link: the kinds it may lead to */
    size_t target_count;
    bool repeat;    /* may have several values */
    bool languages; /* (text) each value is in one language, there may be several */
    bool required;  /* its absence is a problem */
    enum access access;
    char search;        /* weight in full-text search 'A' to 'D', or 0 */
    struct field *with; /* sub-fields of each value, such as a percentage */
    size_t with_count;
    size_t index;                 /* its place in kind->fields, or in parent->with */
    const struct field *parent;   /* of a sub-field */
    bool derived;                 /* computed from other fields (model/conduct.h) */
    const struct yaml_node *file; /* as it was read */
};

struct conduct; /* model/conduct.h */

struct kind {
    const char *name;          /* "activity" */
    const char *plural;        /* "activities": addresses */
    struct label label;        /* of one record: "Activity" */
    struct label labels;       /* of several: "Activities"; may be empty */
    struct label description;  /* what its records are, in one sentence; may be empty */
    const char *title;         /* the field that names a record, or NULL */
    const struct field *order; /* that lists of records are sorted by; NULL: the identifier … */
    bool order_falls;          /* … from the greatest value down */
    struct field *fields;
    size_t field_count;
    size_t index;                  /* its place in the pack */
    const struct conduct *conduct; /* what it says of its records beyond their fields */
    const struct yaml_node *file;  /* as it was read: for messages that name a line */
};

/*
 * Reads the tree of one kind. Code lists are found by name in @lists. Links and conduct wait until
 * all kinds are there: kind_complete().
 */
MUST_CHECK enum status kind_load(struct arena *arena, struct yaml_node *root,
                                 const struct codelist *lists, size_t list_count, struct kind *kind,
                                 struct failure *why);

/* Finds the kinds that the links of kinds[index] lead to, and reads its conduct. */
MUST_CHECK enum status kind_complete(struct arena *arena, struct kind *kinds, size_t count,
                                     size_t index, struct failure *why);

/* The field, or with "field.sub" the sub-field, of that name; NULL when there is none. */
const struct field *kind_field(const struct kind *kind, struct str name);

/* The same, or the field whose part the name is: "budget.currency" is about budget. */
const struct field *kind_field_about(const struct kind *kind, struct str name);

/* True for a field that records can be sorted by: it has one value of which one comes first. */
bool kind_sorts_by(const struct field *field);

/* "text", "code", … for messages. */
const char *field_type_name(enum field_type type);

/* conduct.c: the public date, a field of its own, by which its records fall due; or NULL. */
const struct field *kind_due(const struct kind *kind);

#endif
