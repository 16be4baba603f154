/*
 * The full-text index: which words stand in which records. The one place of this room where engines
 * differ: SQLite has FTS5, PostgreSQL would have a tsvector. What is a word, how it folds and what
 * a search means is not decided here but in find/; this keeps words and finds them again.
 *
 * The index is brought up to date apart from imports, when somebody searches, so that an import
 * does not wait for it: new records are those above the highest number indexed, changed ones are
 * listed when they are written. It is in the same file and under the same transactions as the
 * records.
 */
#ifndef STORE_FULLTEXT_H
#define STORE_FULLTEXT_H

#include "store/store.h"

/* Words are kept apart by the weight of the field they stand in. */
enum fulltext_column {
    FULLTEXT_A,
    FULLTEXT_B,
    FULLTEXT_C,
    FULLTEXT_D,
    FULLTEXT_IDENTIFIER,
    FULLTEXT_COLUMNS
};

/* ---- keeping it up to date ---- */

struct fulltext_state {
    bool fits;                 /* made by this definition; else it must not be asked */
    unsigned long long behind; /* records that are new or changed since it was last updated */
};

/*
 * @definition says, in up to 31 bytes, what goes into the index: a digest of the fields with a
 * weight, of their labels, and of how words are made. An index made by another is made anew.
 */
MUST_CHECK enum status fulltext_look(struct store *store, const char *definition,
                                     struct fulltext_state *state, struct failure *why);

/* One slice of the work, which is one transaction. */
struct fulltext_update;

MUST_CHECK enum status fulltext_update_begin(struct store *store, const char *definition,
                                             struct fulltext_update **update, struct failure *why);

/*
 * The next record that has to be indexed, in @arena, with the values of its public fields that have
 * a weight. STEP_DONE at the end of the slice.
 */
enum step fulltext_update_next(struct fulltext_update *update, struct arena *arena,
                               struct record **record, struct failure *why);

/* Indexes the record just given: @columns has FULLTEXT_COLUMNS texts of words with spaces between.
 */
MUST_CHECK enum status fulltext_put(struct fulltext_update *update, const struct record *record,
                                    const struct str *columns, struct failure *why);

/* Commits when @keep, else rolls back; *@more: there is another slice. Releases @update. */
MUST_CHECK enum status fulltext_update_end(struct fulltext_update *update, bool keep, bool *more,
                                           struct failure *why);

/* Empties the index, so that the next update makes it anew. */
MUST_CHECK enum status fulltext_forget(struct store *store, struct failure *why);

/* ---- searching ---- */

/* Words that follow each other, as the index has them; the last may be a beginning of a word. */
struct fulltext_phrase {
    const struct str *words;
    size_t count;
    bool prefix;
    bool twice;       /* it counts twice in the score */
    unsigned columns; /* bits (1 << FULLTEXT_A) …; 0: any */
};

/* Any of some phrases. */
struct fulltext_any {
    const struct fulltext_phrase *phrases;
    size_t count;
};

/* The record is one that any of these questions asks for (none: no record is); or, @excluded, of
 * none.
 */
struct fulltext_filter {
    const struct query *queries;
    size_t count;
    bool excluded;
};

struct fulltext_question {
    const struct fulltext_any *all; /* each of these; none: every record */
    size_t all_count;
    struct fulltext_any none;
    const struct kind *const *kinds; /* only of these; NULL: any */
    size_t kind_count;
    const struct fulltext_filter *filters;
    size_t filter_count;
    /* NULL, or a last look at each record: STEP_ITEM to take it, STEP_DONE to pass it over. */
    enum step (*accept)(void *context, const struct kind *kind, struct str identifier,
                        struct failure *why);
    void *context;
};

struct fulltext_hit {
    const struct kind *kind;
    struct str identifier;
    double score; /* higher is better; 0 when no words were asked for */
};

struct fulltext_answer {
    struct fulltext_hit *hits;
    size_t count;
    unsigned long long total;    /* there are, of the kinds that are asked for */
    unsigned long long *by_kind; /* NULL, or zeros for each kind of the pack: how many there are of
                                    each, whatever kinds are asked for */
};

/* How many records there are. */
MUST_CHECK enum status fulltext_count(struct store *store, const struct fulltext_question *question,
                                      unsigned long long *total, struct failure *why);

#define FULLTEXT_BROAD 5000
#define FULLTEXT_RANKED 2500

/*
 * The best @limit (0: all) records, in @arena, by score (BM25: Robertson and Zaragoza 2009, with
 * fields weighted 8, 4, 2, 1, and 8 for the identifier), then by identifier, then by kind.
 *
 * With a limit, a search for words that finds more than FULLTEXT_BROAD records, of any kind, and
 * takes no last look, does not rank everything: first come the records that have all the words in
 * fields of weight A or in the identifier (the first FULLTEXT_RANKED of them in the index), by
 * score; then the others in the order of the index, with a score of 0. So the order is one and the
 * same for any limit above 0.
 */
MUST_CHECK enum status fulltext_search(struct store *store, struct arena *arena,
                                       const struct fulltext_question *question, size_t limit,
                                       struct fulltext_answer *answer, struct failure *why);

/* A word of the index and how many documents have it. */
struct fulltext_word {
    struct str word;
    unsigned long long documents;
};

/*
 * The words that begin with @prefix, the most frequent first, at most @limit. Words of former
 * versions of records are among them, and counted.
 */
MUST_CHECK enum status fulltext_words(struct store *store, struct arena *arena, struct str prefix,
                                      size_t limit, struct fulltext_word **words, size_t *count,
                                      struct failure *why);

/* Whether the index holds together and has each record it should once; STATUS_INTEGRITY if not. */
MUST_CHECK enum status fulltext_verify(struct store *store, struct failure *why);

#endif
