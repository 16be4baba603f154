/*
 * Which records: the one form of question that lists, table cells and addresses share.
 *
 * Text form: "KIND?field=value&field=a|b&field>=2010&text~=words&tag=LENS/theme". Values are
 * percent-encoded where they hold one of % & = | < > ? or white space. Names besides the kind's own
 * fields and "field.sub":
 *
 *   identifier   the record's identifier
 *   tag          LENS or LENS/theme: tagged, and not rejected by a person, and not a mere candidate
 *   candidate    LENS or LENS/theme: a candidate nobody has decided on
 *   import       the number of an import
 *   changed      when its values came as they are, by an import or a person: >= or <= a day, month
 *                or year, in UTC
 */
#ifndef STORE_QUERY_H
#define STORE_QUERY_H

#include "base/buf.h"
#include "model/pack.h"
#include "model/record.h"

/* OP_HAS: a text that has all words of the value in it, as they begin, end or stand, whatever case
 * and accents. */
enum condition_op { OP_IS, OP_IS_NOT, OP_AT_LEAST, OP_AT_MOST, OP_HAS };

struct condition {
    const char *name;          /* "region", "country.percentage", "tag", … */
    const struct field *field; /* NULL for the special names */
    enum condition_op op;
    const char *const
        *values; /* any of these; canonical codes. An empty text means: has no value */
    size_t value_count;
};

#define QUERY_CONDITIONS 32

/* In which order a list is: records without a value come last, ties are by identifier. Texts are
 * compared without regard to case and accents, codes as they stand in their list, money by its
 * amount. */
struct sort {
    const struct field *field; /* NULL: the identifier */
    bool falls;                /* from the greatest down */
};

struct query {
    const struct kind *kind;
    struct condition conditions[QUERY_CONDITIONS];
    size_t count;
    bool all;                /* also the records that the kind leaves out (model/conduct.h) */
    const struct sort *sort; /* asked for; NULL: the order of the kind. No part of the text form */

    /* The name of a condition "is" that few records of the kind meet: the others are then asked of
     * these only. It changes how long the answer takes, and nothing else. NULL: nobody knows. */
    const char *narrow;
};

/*
 * An empty question: all records of @kind, but for those that the kind leaves out. A condition on
 * the field by which it does so, or on the identifier, brings these back. One on the import does
 * not: it asks when records came, as `changed` does, and its answers go out in public.
 */
void query_init(struct query *query, const struct kind *kind);

/*
 * Adds one condition in the form "region=africa|americas", "size!=project", "start>=2010",
 * "title~=fair recruit" (not
 * percent-encoded). A code may be given by any label or alias. STATUS_USAGE for an unknown field
 * (the nearest is named), a value that is no date or number where one is needed, or too many
 * conditions.
 */
MUST_CHECK enum status query_add(struct arena *arena, const struct pack *pack, struct query *query,
                                 struct str condition, struct failure *why);

/* The same from parts. */
MUST_CHECK enum status query_add_values(struct arena *arena, const struct pack *pack,
                                        struct query *query, const char *name, enum condition_op op,
                                        const char *const *values, size_t count,
                                        struct failure *why);

/*
 * Adds "changed" at @moment ("2026-11-23T23:41:00Z") or later, or with OP_AT_MOST at it or earlier:
 * what harvesters ask. The text form knows days only.
 */
MUST_CHECK enum status query_add_moment(struct arena *arena, struct query *query,
                                        enum condition_op op, struct str moment,
                                        struct failure *why);

/* Whether it is the name of a condition that is about no field. */
bool query_is_special(struct str name);
/* Sets the order by "start" or "-start"; "identifier" is a name too. STATUS_USAGE, naming those
 * that there are, for a field that cannot be sorted by. */
MUST_CHECK enum status query_sort(struct arena *arena, struct query *query, struct str text,
                                  struct failure *why);

/* The order of the list: that asked for, or that of the kind. */
struct sort query_order(const struct query *query);

/* Whether the records that the kind leaves out are no answer to this question. */
bool query_leaves_out(const struct query *query);

/* Whether the record is one of those: its kind leaves it out. */
bool query_left_out(const struct record *record);

/* Reads the text form. */
MUST_CHECK enum status query_parse(struct arena *arena, const struct pack *pack, struct str text,
                                   struct query *query, struct failure *why);

/* Writes the text form; query_parse(query_print(q)) = q. */
void query_print(const struct query *query, struct buf *out);

#endif
