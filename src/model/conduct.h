/*
 * What a kind says of its records beyond their fields (docs/formats.md, kinds): fields that are
 * computed from others, rules that a record has to keep, when it falls due, and what makes two
 * records the same thing told twice. All of it is data of the pack; this is the general ability.
 */
#ifndef MODEL_CONDUCT_H
#define MODEL_CONDUCT_H

#include "model/problem.h"
#include "model/record.h"

/* Holds when a field, or a sub-field of one value, has one of these values. */
struct value_test {
    const struct field *field;
    const struct value *values;
    size_t count;
    bool absent;  /* "" is among them: having no value fits too */
    bool present; /* "*" is among them: any value fits */
};

enum derive_op {
    DERIVE_LATEST,  /* of the values of .of, the one with the latest .by: its .take */
    DERIVE_ANY,     /* whether some value of .of passes .where */
    DERIVE_COUNT,   /* how many do */
    DERIVE_FIRST,   /* the first of .sources that has a value */
    DERIVE_YEAR,    /* of the date .of; of a code: the code of its list that stands for the year */
    DERIVE_KNOWN,   /* true where .of has a value */
    DERIVE_REACHES, /* of numbers: whether the first of .sources is the second or more; where .where
                       passes, the second or less */
    DERIVE_PARENTS, /* the broader codes of the codes of .of, each once */
    DERIVE_TEXT     /* .text with values put in, in each of its languages (model/phrase.h) */
};

struct derivation {
    const struct field *field; /* that is filled; a sub-field: in each value of its field */
    enum derive_op op;
    const struct field *of;
    const struct field *by, *take; /* sub-fields; .take NULL: the value itself */
    const struct value_test *where;
    size_t where_count;
    const struct field *const *sources; /* NULL among them: the record's identifier */
    size_t source_count;
    struct label text;
};

enum rule_form {
    FORM_NEED,  /* each of .fields has a value */
    FORM_COUNT, /* between .at_least and .at_most values of .of pass .where */
    FORM_EACH,  /* every value of .of has each of the sub-fields .fields */
    FORM_ORDER, /* the values of .fields do not decrease; missing ones are passed over */
    FORM_SUM,   /* .fields add up to .of, when all have values */
    FORM_LINK   /* the record that .of leads to passes .where; asked of a whole store, later */
};

struct record_rule {
    const char *name;
    struct label mend; /* what was wrong and what to do; in one language at least, and not empty */
    enum rule_form form;
    bool refuse; /* a record that breaks it is not stored */
    const struct value_test *when;
    size_t when_count;
    const struct field *const *fields;
    size_t field_count;
    const struct field *of;
    const struct value_test *where;
    size_t where_count;
    const struct yaml_node *target; /* FORM_LINK: `where` as it was read, by names of fields */
    long long at_least, at_most;
};

/* When a record, or each value of a repeated field, wants somebody's attention. */
struct due {
    const struct field *date;  /* a field, or a sub-field of a repeated one */
    const struct field *owner; /* or NULL */
    const struct value_test *done;
    size_t done_count;
    const struct value_test *settled; /* of records of which nothing is awaited; count 0: of none */
    size_t settled_count;
};

struct sameness {
    const struct field *const *by;
    size_t count;
    struct label reason;
};

/* Records that lists, counts, tables and searches leave out unless they are asked for. */
struct leave_out {
    const struct field *field; /* a code */
    const char *const *codes;
    size_t count;
};

struct conduct {
    const struct derivation *derivations;
    size_t derivation_count;
    const struct record_rule *rules;
    size_t rule_count;
    const struct due *due; /* or NULL */
    const struct sameness *same;
    size_t same_count;
    const struct leave_out *leave_out; /* or NULL */
};

/* Reads `derive`, `rules`, `due`, `same` and `leave_out` of kind->file into kind->conduct. */
MUST_CHECK enum status conduct_read(struct arena *arena, struct kind *kind, struct failure *why);

/* Whether @value (NULL: none) passes. */
bool value_test_fits(const struct value_test *test, const struct value *value);

/* What belongs to @field in @value: a sub-field of it, or itself; NULL when it has none. */
const struct value *value_part(const struct value *value, const struct field *field);

/* Whether @value passes all tests, which are on sub-fields of its field, or on the value itself. */
bool value_passes(const struct value *value, const struct value_test *tests, size_t count);

/* Whether for each test some value of the record passes (or, where that is asked, there is none).
 */
bool record_passes(const struct record *record, const struct value_test *tests, size_t count);

/* A field that a source gave otherwise than it was derived. */
struct contradiction {
    const struct field *field;
    struct str given, derived;
};

/*
 * Fills the derived fields. A value that the source gave for one of them is replaced; where it was
 * another, it is in @wrong (at most @room of them, *@count in all). STATUS_NOMEM.
 */
MUST_CHECK enum status record_derive(struct arena *arena, struct record *record,
                                     struct contradiction *wrong, size_t room, size_t *count);

/* Whether the record keeps the rule. FORM_LINK is always kept here. */
bool record_keeps(const struct record *record, const struct record_rule *rule);

#endif
