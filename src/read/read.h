/*
 * Reading records from a source by the formats of a pack (docs/formats.md). The format is
 * recognised by content.
 *
 * The reader hands out every record element or row of the file, one by one: as a record, or as one
 * that is known already (its bytes have been seen before: it was not even parsed), or as refused,
 * with the problems that were found on the way. Nothing is passed over silently: the items handed
 * out, and their parts, are what an import counts as read.
 */
#ifndef READ_READ_H
#define READ_READ_H

#include "model/pack.h"
#include "model/problem.h"
#include "model/record.h"
#include "text/source.h"

struct format_set; /* the formats of a pack, compiled */

MUST_CHECK enum status format_set_load(struct arena *arena, const struct pack *pack,
                                       struct format_set **set, struct failure *why);

bool format_set_has(const struct format_set *set, const char *name);

/* One mapping file that is in no pack; it is tried before the others. */
MUST_CHECK enum status format_set_add(struct arena *arena, struct format_set *set, const char *path,
                                      struct failure *why);

/* Only the format of that name is used from now on. STATUS_USAGE, with the nearest, when there is
 * none. */
MUST_CHECK enum status format_set_choose(struct arena *arena, struct format_set *set,
                                         const char *name, struct failure *why);

/* The set with one of its formats only, in @arena; NULL when it has none of that name, or no room. */
const struct format_set *format_set_only(struct arena *arena, const struct format_set *set,
                                         const char *name);

/* "xml", "ics", …: what carries the records of a format of the set; NULL: no tree does. */
const char *format_set_type(const struct format_set *set, const char *name);

/*
 * A value for a field of every record that is read: "FIELD=VALUE". STATUS_USAGE when it has not
 * that form, or no kind of the pack has such a field. It belongs to the records' hashes.
 */
MUST_CHECK enum status format_set_preset(struct arena *arena, struct format_set *set,
                                         const char *assignment, struct failure *why);

/* A format of records that stand inside the records of a file's format. */
struct part_form {
    const struct kind *kind;
    const char *element;       /* the @n-th is "IDENTIFIER OF THE WHOLE/ELEMENT-N" */
    const struct field *field; /* gets .value when the whole no longer has the part; or NULL */
    struct str value;
    struct part_form *next;
};

enum item_type { ITEM_RECORD, ITEM_KNOWN, ITEM_REJECTED };

struct read_item {
    enum item_type type;
    struct record *record; /* of ITEM_RECORD */
    const struct kind *kind;
    struct str
        bytes; /* as they stand in the file, in UTF-8 (MARC-8 as it is); until the next call */
    unsigned char hash[16]; /* of the pack's digest, the context (namespaces, language) and the
                               bytes: BLAKE2b */
    long long known_id;     /* of ITEM_KNOWN */
    bool whole;             /* the record's values say all that the bytes say */
    bool partial; /* it was taken back by its source, and says only what changes by that */
    bool ours;    /* one of our own exports, which says so, has it */
    bool *says;   /* for each field of the kind: the file has a place for it, so that having no
                     value there says that there is none; of ITEM_RECORD */
    unsigned line;
    struct problem_list problems;
    const struct field *as_of; /* has the date of this version of the record, or NULL */
    bool part;                 /* a record that stands inside another */
    struct read_item *parts;   /* of a record that others stand in: these, in the caller's arena */
    size_t part_count;
    const struct part_form *forms; /* that its parts may have; they live as long as the formats */
};

/* Asked for each item before it is parsed: is this hash in the store? May be NULL. */
typedef bool known_function(void *context, const struct kind *kind, const unsigned char hash[16],
                            long long *id);

struct reader;

/*
 * Recognises the format of @source (which stays the caller's). STATUS_INPUT with words when no
 * format fits, saying what the file seems to be and what is understood.
 */
MUST_CHECK enum status reader_open(const struct format_set *set, struct source *source,
                                   known_function *known, void *context, struct reader **reader,
                                   struct failure *why);
void reader_close(struct reader *reader);

const char *reader_format(const struct reader *reader);

/* The start tag of the file's root, known after the first item; empty when it has none. */
struct str reader_head(const struct reader *reader);

/*
 * When the file, read to its end, is one of several answers that make up a list: the token with
 * which the list goes on, and the token with which this answer was asked for. Empty: none. They
 * live as long as the reader.
 */
struct str reader_next_token(const struct reader *reader);
struct str reader_asked_token(const struct reader *reader);

/*
 * The next item; its record and problems are in @arena. STEP_ERROR is for what ends the file (no
 * XML at all, a DOCTYPE, an I/O error, a limit): the items before stay good. A last item
 * ITEM_REJECTED without a record may only carry problems of the file as a whole; its .bytes are
 * empty, and it does not count as read.
 *
 * A record may take 64 MiB of @arena. One that takes more, or more than 8 MiB of which no more is
 * left, or that does not fit in an empty arena, is refused as too-large; in all other cases a full
 * arena is the caller's, and STEP_ERROR with STATUS_NOMEM: clear it between batches.
 */
enum step reader_next(struct reader *reader, struct arena *arena, struct read_item *item,
                      struct failure *why);

#endif
