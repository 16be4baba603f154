/* The documents of the full-text index in memory, and which of them a question is about, before its
 * words are looked at; private to this room. */
#ifndef STORE_FULLTEXT_DOCUMENTS_H
#define STORE_FULLTEXT_DOCUMENTS_H

#include "store/fulltext.h"
#include "store/handle.h"

/* The documents as they are now: kept in the store, made again when the data have changed. */
MUST_CHECK enum status fulltext_documents(struct store *store,
                                          const struct fulltext_documents **documents,
                                          struct failure *why);

/*
 * One byte for each document, by its number: 1 when its record is of any kind, and is not left out
 * by its kind or is asked for all the same; else 0. In @arena.
 */
MUST_CHECK enum status fulltext_choose(struct store *store, struct arena *arena,
                                       const struct fulltext_question *question,
                                       const struct fulltext_documents *documents,
                                       unsigned char **chosen, struct failure *why);

/* Of the chosen, only those stay whose records pass the filters of @question. */
MUST_CHECK enum status fulltext_pass_filters(struct store *store, struct arena *arena,
                                             const struct fulltext_question *question,
                                             const struct fulltext_documents *documents,
                                             unsigned char *chosen, struct failure *why);

#endif
