/* What the sides of reading, trees, tables and JSON Lines, share. Private to this room. */
#ifndef READ_READER_H
#define READ_READER_H

#include "read/format.h"
#include "text/table.h"
#include "text/tree.h"

#define UNKNOWN_NAMES 64 /* unknown elements that one file is told of */

/* Files that say they are exports of ours: with all fields, or with those for everybody. */
enum tree_ours { NOT_OURS, OURS_ALL, OURS_PUBLIC };

struct tree_side {
    void *state;                 /* of the format's carrier */
    const struct xml_node *root; /* its start tag; NULL when there is none */
    const char *unknown[UNKNOWN_NAMES];
    size_t unknown_count;
    enum tree_ours ours;    /* what its root says of itself */
    bool stray;             /* text outside of records has been told */
    bool latin;             /* that texts are read as Windows-1252 has been told */
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

struct bound_skip {
    const struct skip_rule *rule;
    size_t column;
};

struct csv_side {
    struct table *table;
    struct arena head;    /* what belongs to the header at hand */
    struct arena scratch; /* for a moment */
    const char **names;   /* of the columns, folded, as the mapping knows them */
    struct str *titles;   /* and as they stand in the file */
    size_t count;         /* of columns up to the last that has a name */
    size_t checked;       /* of them, that have been looked at for problems */
    unsigned line;        /* of the header */
    size_t *identifier;   /* places of the identifier's columns */
    size_t *key;          /* columns of "@all", in the order of their names */
    size_t key_count;
    struct bound_rule *rules;
    size_t rule_count;
    struct bound_skip *skip;
    size_t skip_count;
    size_t *spread; /* columns that are unpivoted, and the others */
    size_t spread_count;
    size_t *base;
    size_t base_count;

    struct table_row row; /* the row at hand */
    size_t next;          /* of spread: what comes next in it */
    struct buf bytes;     /* what stands for a record, when that is not the row in the file */
    const char *place;    /* the file and the sheet, when there are several; else NULL */
    struct buf passed;    /* names of sheets without a header that fits */
    unsigned long long skipped;
    bool unnamed;             /* values in a column without a name have been reported */
    struct plain_kind *plain; /* of a plain table: how each kind reads the columns */
};

struct reader {
    const struct format_set *set;
    const struct format *format;
    struct preset *presets; /* what every record gets: of the run, then of the format */
    size_t preset_count;
    struct buf run_presets; /* those of the run, for the hashes */
    struct source *source;
    known_function *known;
    void *context;
    struct arena arena; /* what lives as long as the reader */
    struct tree_side tree;
    struct csv_side csv;
    struct json_side *json; /* read/json_lines.c */
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
MUST_CHECK enum status json_lines_read(struct reader *reader, struct arena *arena,
                                       struct read_item *item, bool *done, struct failure *why);

MUST_CHECK enum status json_side_open(struct reader *reader, struct failure *why);
MUST_CHECK enum status tree_side_open(struct reader *reader, struct failure *why);
/* Finds the header among the first rows of reader->csv.table, and by it the format. */
MUST_CHECK enum status csv_side_open(struct reader *reader, struct failure *why);
void json_side_close(struct reader *reader);
void tree_side_close(struct reader *reader);
void csv_side_close(struct reader *reader);

/* Makes reader->presets for reader->format. */
MUST_CHECK enum status reader_presets(struct reader *reader, struct failure *why);

/* Sets reader->seed from the format's and from @context: what else decides how items are read. */
MUST_CHECK enum status reader_seed(struct reader *reader, struct str context, struct failure *why);

/* The same from what it is now and @context: for what stands in the midst of a file. */
MUST_CHECK enum status reader_seed_more(struct reader *reader, struct str context,
                                        struct failure *why);

/* Gives @item its bytes, line and hash. True when the item is known: nothing is left to do. */
bool reader_identify(struct reader *reader, struct read_item *item, struct str bytes,
                     unsigned line);

/*
 * The same for a part: the @number-th, from 1, of those that @format reads inside @whole. Its hash
 * covers all of @whole, from which it may take values.
 */
bool reader_identify_part(struct reader *reader, const struct format *format,
                          const struct read_item *whole, size_t number, struct read_item *item);

/* For the problems of @item; there is no record yet. */
struct making reader_making(struct reader *reader, struct arena *arena, struct read_item *item,
                            struct failure *why);

/* Makes the empty record that is to be filled. Its file has a place for no field yet. */
MUST_CHECK enum status reader_record(struct making *making, struct read_item *item);

/* The file has a place for the field (of a sub-field: for that which it is part of). */
void reader_says(struct read_item *item, const struct field *field);

/* Gives the filled record the presets, finishes it, and puts it in @item unless it is refused. */
MUST_CHECK enum status reader_finish(struct reader *reader, struct making *making,
                                     struct read_item *item);

#endif
