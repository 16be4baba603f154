/*
 * A strict reader of JSON (RFC 8259) for texts of one value. Numbers are kept as they are written:
 * amounts of money are exact decimals, which no binary fraction holds, so no library that makes
 * them doubles will do here.
 *
 * Limits: arrays and objects 32 deep; the memory of the tree is the caller's arena.
 */
#ifndef TEXT_JSON_READ_H
#define TEXT_JSON_READ_H

#include "base/arena.h"
#include "base/status.h"

#define JSON_READ_DEPTH 32

enum json_type { JSON_NULL, JSON_BOOLEAN, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json_value {
    enum json_type type;
    struct str name; /* of a member of an object */
    struct str text; /* of a string, its escapes undone; else as it is written; of lists none */
    struct json_value *children; /* of an array or object, in their order, by .next */
    struct json_value *next;
};

/*
 * Reads @text, which must be one value and white space. STATUS_INPUT or, for what is too deep,
 * STATUS_LIMIT, with words that begin "byte N: ", N from 1; STATUS_NOMEM when the arena is full.
 * Names that stand twice in an object are both there. The NUL character is refused, also as an
 * escape: no text of ours holds it.
 */
MUST_CHECK enum status json_read(struct arena *arena, struct str text, struct json_value **value,
                                 struct failure *why);

/* "a number", for messages. */
const char *json_type_name(enum json_type type);

#endif
