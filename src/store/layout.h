/*
 * Which table and column holds which value: the kinds of a pack as tables (docs/storage.md).
 *
 * A field with one value has columns in the table of its kind. A repeated field has a table of its
 * own, KIND_FIELD. Of a text in several languages the first is in the table of the kind and the
 * others are in KIND_FIELD.
 */
#ifndef STORE_LAYOUT_H
#define STORE_LAYOUT_H

#include "base/buf.h"
#include "model/pack.h"

/* A value fills up to three columns. */
enum part { PART_VALUE, PART_LANGUAGE, PART_CURRENCY, PART_DATE };

struct column {
    const char *name;
    const struct field *field; /* a field of the kind, or a sub-field */
    enum part part;
};

struct table {
    const char *name;
    struct column *columns; /* beside the fixed ones, which come first */
    size_t count;
};

/* What a table of a kind, and of a repeated field, begin with. */
#define MAIN_FIXED 5  /* id, identifier, import, line, hash */
#define CHILD_FIXED 2 /* record, seq */

/* Where the values of one field are. */
struct place {
    const struct field *field;
    bool in_main;        /* the only or the first value is in the table of the kind ... */
    size_t first, count; /* ... in these of its columns */
    struct table child;  /* .name is NULL when the field has none */
};

struct kind_layout {
    const struct kind *kind;
    struct table main;
    struct place *places; /* one for each field of the kind */
};

struct layout {
    const struct pack *pack;
    struct kind_layout *kinds; /* one for each kind of the pack */
};

/*
 * Lays out the kinds of @pack. STATUS_INPUT, naming both, when two of them would need the same
 * table or column, or one that the store needs itself.
 */
MUST_CHECK enum status layout_make(struct arena *arena, const struct pack *pack,
                                   struct layout *layout, struct failure *why);

const struct kind_layout *layout_of(const struct layout *layout, const struct kind *kind);

/* Where the values of @field (or of the field it is a sub-field of) are. */
const struct place *layout_place(const struct kind_layout *kind, const struct field *field);

/* The column of @table for a part of @field; NULL when it has none. */
const struct column *layout_column(const struct table *table, const struct field *field,
                                   enum part part);

/* "TEXT", "INTEGER" or "NUMERIC". */
const char *layout_type(const struct column *column);

/* Appends @name in double quotes. */
void layout_quote(struct buf *sql, const char *name);

#endif
