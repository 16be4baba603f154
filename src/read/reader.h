/* What the two sides of reading, trees and tables, share. Private to this room. */
#ifndef READ_READER_H
#define READ_READER_H

#include "read/format.h"
#include "text/csv.h"
#include "text/tree.h"

#define UNKNOWN_NAMES 64 /* unknown elements that one file is told of */

struct tree_side {
    void *state;                 /* of the format's carrier */
    const struct xml_node *root; /* its start tag; NULL when there is none */
    const char *unknown[UNKNOWN_NAMES];
    size_t unknown_count;
    bool stray;             /* text outside of records has been told */
    bool error;             /* the source has said why it gives no records */
    struct str next, asked; /* tokens: see reader_next_token() */
};

/* A column rule with the places of its columns in this file; SIZE_MAX: the file has none. */
struct bound_rule {
    const struct column_rule *rule;
    size_t column;
    size_t currency;
    size_t *subs; /* for each of rule->subs */
};

struct csv_side {
    struct csv_reader *reader;
    const char **names; /* of the columns, folded */
    size_t count;       /* of columns up to the last that has a name */
    unsigned line;      /* of the header */
    size_t *identifier; /* places of the identifier's columns */
    struct bound_rule *rules;
    size_t rule_count;
    bool unnamed;             /* values in a column without a name have been reported */
    struct plain_kind *plain; /* of a plain table: how each kind reads the columns */
};

struct reader {
    const struct format_set *formats;
    const struct format *format;
    struct source *source;
    known_function *known;
    void *context;
    struct arena arena; /* what lives as long as the reader */
    struct tree_side tree;
    struct csv_side csv;
    struct code_memory memory;
    unsigned char seed[16]; /* what the items' hashes begin with: the format and the context */
    bool begun, finished;
    unsigned long long items;
};

/*
 * One step of each side: fills @item, or sets *@done at the end of the file (then the item may
 * still hold problems of the file as a whole). STATUS_NOMEM: the record did not fit in @arena.
 */
MUST_CHECK enum status tree_read(struct reader *reader, struct arena *arena, struct read_item *item,
                                 bool *done, struct failure *why);
MUST_CHECK enum status csv_read(struct reader *reader, struct arena *arena, struct read_item *item,
                                bool *done, struct failure *why);

/*
 * The next row that has something in it; *@done at the end (what is wrong with the file as a whole
 * is reported then), *@refused when it is no row and @item holds what is wrong with it.
 */
MUST_CHECK enum status csv_next_row(struct reader *reader, struct making *making,
                                    struct read_item *item, struct csv_row *row, bool *done,
                                    bool *refused);

/* Reports cells that are missing, too many, or under no name. */
MUST_CHECK enum status csv_check_cells(struct reader *reader, const struct csv_row *row,
                                       struct making *making);

/* A cell without white space at its ends; empty where the row has none. */
struct str csv_cell_at(const struct csv_row *row, size_t place);

MUST_CHECK enum status tree_side_open(struct reader *reader, struct failure *why);
MUST_CHECK enum status csv_side_open(struct reader *reader, struct failure *why);
void tree_side_close(struct reader *reader);
void csv_side_close(struct reader *reader);

/* Sets reader->seed from the format's and from @context: what else decides how items are read. */
MUST_CHECK enum status reader_seed(struct reader *reader, struct str context, struct failure *why);

/* The same from what it is now and @context: for what stands in the midst of a file. */
MUST_CHECK enum status reader_seed_more(struct reader *reader, struct str context,
                                        struct failure *why);

/* Gives @item its bytes, line and hash. True when the item is known: nothing is left to do. */
bool reader_identify(struct reader *reader, struct read_item *item, struct str bytes,
                     unsigned line);

/* For the problems of @item; there is no record yet. */
struct making reader_making(struct reader *reader, struct arena *arena, struct read_item *item,
                            struct failure *why);

/* Makes the empty record that is to be filled. */
MUST_CHECK enum status reader_record(struct making *making, const struct read_item *item);

#endif
