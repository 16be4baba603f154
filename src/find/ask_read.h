/* The parts of reading a search; private to ask.c and ask_read.c, ask_field.c. */
#ifndef FIND_ASK_READ_H
#define FIND_ASK_READ_H

#include "find/ask.h"

struct reading {
    struct arena *arena;
    const struct pack *pack;
    struct ask *ask;
    struct str text;
    size_t next;
};

/* What stands between two spaces. */
struct token {
    struct str written; /* without a minus */
    struct str text;    /* the words: what is quoted, or all of it */
    bool excluded, quoted, star;
    bool is_or, is_and;
    struct str name; /* of name:value; else empty */
    enum condition_op op;
    struct str value;
};

/* The next token; false at the end. */
bool token_next(struct reading *read, struct token *token);

/* Notes that something was read otherwise than it may have been meant; the first few are kept. */
MUST_CHECK enum status ask_note(struct reading *read, const char *words,
                                const struct ask_told *told, struct failure *why);

/* The name in small letters by which kinds know @name: itself; or the field that most of them call
 * so, in any language ("pays", "pays.percentage"). .at is NULL without memory. */
struct str ask_name(const struct reading *read, struct str name);

/* Where the index keeps words of the fields with that name: bits of columns, 0 when there are none.
 * *@approximate: other fields of the same kinds are kept there too. */
unsigned ask_text_columns(const struct pack *pack, struct str name, bool *approximate);

/* Reads name:value, the name in small letters and ending in NUL, as a condition on records. *@taken
 * is false when no kind has such a field or it cannot have such a value. */
MUST_CHECK enum status ask_condition(struct reading *read, const struct token *token,
                                     struct fulltext_filter *filter, bool *taken,
                                     struct failure *why);

#endif
