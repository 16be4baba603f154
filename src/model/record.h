/*
 * A record of some kind: its identifier and its values by field. Made by a reader or by the store,
 * in an arena; read by everyone else.
 */
#ifndef MODEL_RECORD_H
#define MODEL_RECORD_H

#include "base/arena.h"
#include "base/buf.h"
#include "model/kind.h"

#include <stdint.h>

struct value {
    const struct field *field;
    struct str text; /* text as in the source; canonical code; ISO date; KIND:IDENTIFIER; "" else */
    struct str language; /* BCP 47, of a text; empty when nobody says */
    int64_t number;      /* decimal or money: ten-thousandths; integer; boolean 0 or 1 */
    struct str currency; /* of money */
    struct str date;     /* value date of money, ISO; may be empty */
    struct value *with;  /* array of field->with_count; a missing one has .field NULL */
    struct value *next;  /* the next value of the same field */
    unsigned seq;        /* its place among the values of the field, from 0 */
};

struct record {
    const struct kind *kind;
    long long id;          /* in the store; 0 for one that is not stored */
    struct str identifier; /* unique within the kind */
    struct value **values; /* for each field of the kind the first value, or NULL */
    struct value **last;   /* for each field the last value, or NULL */
    unsigned line;         /* in its source */
};

/* An empty record of @kind; NULL when there is no room. */
struct record *record_new(struct arena *arena, const struct kind *kind);

/*
 * Adds an empty value of @field (with room for its sub-fields) after the others; NULL when there is
 * no room. The caller sees to it that a field without `repeat` or `languages` gets one value only.
 */
struct value *record_add(struct arena *arena, struct record *record, const struct field *field);

/* The first value of the field of that name, or NULL. */
const struct value *record_value(const struct record *record, const char *field);

/* True when two fields have the same values in the same order: each the first of its field, or
 * NULL.
 */
bool values_equal(const struct value *a, const struct value *b);

/* True when both are of one kind and have the same identifier and values, in the same order. */
bool record_equal(const struct record *a, const struct record *b);

/*
 * Of the values of a field with languages (@first and those behind it) the one to show a reader of
 * @language: the first that is in it ("fr-CA" is French), else the first of all. NULL for NULL.
 */
const struct value *value_in(const struct value *first, const char *language);

/* The name to show: the first value of the kind's title field, else the identifier. */
struct str record_title(const struct record *record);

/*
 * Reads @text into @value by its field's type: finds the code, the date, the number. @value->field
 * is set. Returns NULL, or (a static text) why it cannot be taken; then @value is left empty. A
 * code that is not in a list that is open is kept as it is.
 */
const char *value_parse(struct arena *arena, struct value *value, struct str text);

/* One value as plain text: the code, the date, "1234.5", "true"; value_parse() takes it back. */
void value_print(const struct value *value, struct buf *out);

#endif
