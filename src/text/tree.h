/*
 * Records that are trees, whatever bytes carry them: XML, MARC 21, RIS, BibTeX, iCalendar. A
 * carrier cuts a source into pieces, one a record, and makes a small tree of each, so that all of
 * them are mapped to fields in one way (docs/formats.md says what the elements are).
 *
 * Limits of all carriers: a piece of 16 MiB; the memory of a tree is the caller's arena.
 */
#ifndef TEXT_TREE_H
#define TEXT_TREE_H

#include "base/arena.h"
#include "base/status.h"
#include "text/source.h"
#include "text/xml.h"

#define TREE_PIECE_LIMIT ((size_t)16 * 1024 * 1024)
#define TREE_ASIDES 4

/* What a mapping wants of the source. */
struct tree_wanted {
    const char *record;              /* the name of its records' elements */
    const char *asides[TREE_ASIDES]; /* elements beside the records that are handed out too, up to
                                        the first NULL (XML only) */
    bool nested; /* a record may hold one element of the record's name (XML only) */
};

struct tree_piece {
    struct str bytes;  /* as they stand in the file; until the next call */
    struct str before; /* what stood before it, since the last piece, and changes how it is read:
                          definitions, namespaces; until the next call */
    unsigned line;     /* where it begins, from 1; of MARC 21 the number of the record */
    unsigned aside;    /* 0: a record; else the place of its name among the asides, from 1 */
    unsigned stray; /* the line of a text before it that belongs to no record; 0: there is none */
    bool closed;    /* false: the file ended, or the next record began, before its end */
};

/* Something in a piece that could not be read, although the rest could. */
enum tree_note_type {
    TREE_BAD_PART,   /* a line or field that is left out */
    TREE_CHARACTERS, /* characters that are not known here */
    TREE_LENGTH,     /* lengths that the piece states of itself are wrong */
    TREE_MACRO,      /* an abbreviation that is defined nowhere */
    TREE_LATIN,      /* the text was no UTF-8 and was read as Windows-1252 */
};

struct tree_note {
    enum tree_note_type type;
    unsigned line;
    struct str value;  /* as it stands there; may be empty */
    const char *words; /* one or two sentences */
    struct tree_note *next;
};

struct tree {
    struct xml_node *top;
    struct tree_note *notes, *last_note;
    bool not_utf8; /* why parsing failed: bytes that should be UTF-8 are not */
};

struct tree_carrier {
    const char *type;   /* as a mapping names it: "marc21" */
    const char *called; /* as people do: "MARC 21" */
    const char *record; /* the name of a record's element; NULL: the mapping says it */
    const char *unit;   /* what tree_piece.line counts: "line" or "record" */

    /* The source stays the caller's. */
    enum status (*open)(struct source *source, const struct tree_wanted *wanted, void **state,
                        struct failure *why);
    /* STEP_ERROR, with words that name file and line, for what ends the file: I/O, a limit. */
    enum step (*next)(void *state, struct tree_piece *piece, struct failure *why);
    /*
     * Makes the tree of a closed piece in @arena, before the next call of next(). STATUS_INPUT or
     * STATUS_LIMIT with words that name the line when it cannot be read.
     */
    enum status (*parse)(void *state, struct arena *arena, const struct tree_piece *piece,
                         struct tree *tree, struct failure *why);
    /* The start tag of the root, known after the first next(); NULL when there is none. */
    const struct xml_node *(*root)(const void *state);
    /* The bytes of that start tag; NULL when there is none. */
    struct str (*head)(const void *state);
    /* True when, at STEP_DONE, the file had its own end. */
    bool (*complete)(const void *state);
    unsigned (*line)(const void *state); /* now, for messages */
    void (*close)(void *state);
};

/* The carrier that a mapping names, or NULL; and all of them, ending with NULL. */
const struct tree_carrier *tree_carrier_find(const char *type);
extern const struct tree_carrier *const tree_carriers[];

extern const struct tree_carrier xml_carrier, marc21_carrier, ris_carrier, bibtex_carrier,
    ics_carrier;

/* ---- for carriers ---- */

/* A node that is being given children. */
struct tree_branch {
    struct xml_node *node, *last;
};

/* A node without parent; NULL when there is no room. @name is not copied. */
struct xml_node *tree_top(struct arena *arena, const char *name, unsigned line);

/* A new last child of @branch; NULL when there is no room. */
struct xml_node *tree_child(struct arena *arena, struct tree_branch *branch, const char *name,
                            unsigned line);

/* Gives @node an attribute; false when there is no room. Neither text is copied. */
bool tree_attribute(struct arena *arena, struct xml_node *node, const char *name, struct str value);

/* Adds a copy of @note (its texts are not copied); false when there is no room. */
bool tree_note_add(struct arena *arena, struct tree *tree, const struct tree_note *note);

/* Fails unless @text is UTF-8 without NUL bytes: its first line is @line. */
MUST_CHECK enum status tree_check_text(struct tree *tree, struct str text, unsigned line,
                                       struct failure *why);

/*
 * Gives @text as UTF-8 in *@clean. Bytes that are no UTF-8 are taken to be Windows-1252, which
 * holds Latin-1, when nothing in them looks like UTF-8; a note says so. Else fails as
 * tree_check_text().
 */
MUST_CHECK enum status tree_latin_text(struct arena *arena, struct tree *tree, struct str text,
                                       unsigned line, struct str *clean, struct failure *why);

/* A copy of @text in small letters (of ASCII), ending in NUL; NULL when there is no room. */
char *tree_small(struct arena *arena, struct str text);

#endif
