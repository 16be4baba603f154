/*
 * Which texts of a record can be searched: its identifier, and the values of public fields that
 * have a weight (`search` in kinds/NAME.yaml); of a coded field the code and its labels in all
 * languages. The index is made from these, and what was found is looked up in the same.
 */
#ifndef FIND_TEXTS_H
#define FIND_TEXTS_H

#include "model/record.h"
#include "store/fulltext.h"

struct find_text {
    const struct field *field; /* NULL: the identifier */
    struct str language;       /* of the text or the label; empty when nobody says */
    struct str text;
    unsigned seq; /* which value of the field, from 0 */
    enum fulltext_column column;
};

/* In the order of weights, the identifier last. */
MUST_CHECK enum status find_texts(struct arena *arena, const struct record *record,
                                  struct find_text **texts, size_t *count, struct failure *why);

/* True for a field whose texts are in the index. */
bool find_is_searched(const struct field *field);

/* Where the index keeps the words of such a field. */
enum fulltext_column find_column(const struct field *field);

/* A digest of all that decides what goes into the index: fields, weights, access, labels. */
MUST_CHECK enum status find_definition(const struct pack *pack, char definition[32],
                                       struct failure *why);

#endif
