/*
 * Records as files of other formats, by the exports/ of a pack (docs/formats.md): an export names,
 * for each field, the place in a small tree where its values go, which is the other direction of
 * formats/. The tree is then written as XML, RIS or BibTeX. No format is known to the program.
 */
#ifndef WRITE_EXPORT_H
#define WRITE_EXPORT_H

#include "model/pack.h"
#include "model/record.h"
#include "read/path.h"
#include "write/structure.h"

/* A text at a place. In it {site}, {lens}, {theme}, {label}, {time} stand for what they say,
 * {fields} for "public" or "all". */
struct export_constant {
    struct path at;
    const char *text;
};

struct export_sub {
    const struct field *field;
    struct path at;
    bool beyond; /* the structure has no place for it */
};

/* What a code is in the other format. */
struct export_meaning {
    struct str from, to; /* @from "*": any other */
};

/* Where the values of a field go: an element for each of them. */
struct export_rule {
    const struct field *field; /* NULL: .identifier, or constants only */
    bool identifier;
    struct path at;   /* the element; an attribute of the record's element */
    struct path take; /* from there, where the value goes */
    const struct export_sub *subs;
    size_t sub_count;
    const struct export_constant *set;
    size_t set_count;
    struct path language, currency, date; /* from there; .count 0 and no attribute: nowhere */
    const struct export_meaning *values;
    size_t value_count;
    bool beyond;                 /* the structure has no place for it */
    const char *join;            /* all values in one, with this between them; or NULL */
    bool first, rest;            /* only the first value; all but the first */
    bool strokes;                /* dates as YYYY/MM/DD */
    struct str otherwise;        /* the text when there is no value; may be empty */
    const struct field *lacking; /* only where the record has no value of this one; or NULL */
    const char *label;           /* codes by their label in this language; or NULL */
    int place;                   /* of the first element, in the structure; -1: an attribute */
    const struct structure *is;  /* of the element at .at; NULL: no structure */
};

/* What a lens says of a record, as an element. */
struct export_tag {
    const char *lens;
    const char *theme; /* "": the lens as a whole; "*": each of its themes */
    unsigned line;     /* of the definition */
    struct path at;
    const struct export_constant *set;
    size_t set_count;
    const struct path *unless; /* not where one of these is there */
    size_t unless_count;
};

/* How OAI-PMH speaks of the format. */
struct export_oai {
    const char *schema, *space; /* NULL: it is not disseminated */
};

enum export_type { EXPORT_XML, EXPORT_RIS, EXPORT_BIBTEX };

struct export
{
    const char *name;
    const char *file; /* of the definition */
    struct label label;
    enum export_type type;
    const char *ending; /* of an address or a file: "bib"; its name, unless it says another */
    const char *media;  /* type of it */
    const struct kind *kind;
    const char *base; /* the format whose originals are kept, or NULL */
    const char *back; /* the format that reads it back; NULL: none */
    bool own;         /* in files each record's element names the record (model/own.h) */
    const char
        *language;      /* the attribute that states a language, inherited in originals; or NULL */
    const char *root;   /* XML */
    const char *record; /* the element of a record; of BibTeX "entry" */
    const char *space;  /* namespace of root and record, "" */
    const char *inside; /* namespace of the elements in the record */
    const struct export_constant *root_set, *record_set;
    size_t root_set_count, record_set_count;
    const struct export_rule *rules;
    size_t rule_count;
    const struct export_tag *tags;
    size_t tag_count;
    const struct structure *structure; /* or NULL */
    bool mapped[STRUCTURE_CHILDREN];   /* the children of the record that some rule fills */
    const char *version;               /* the root's attribute, and its values that need … */
    const char *const *versions;       /* … no translation; or NULL */
    size_t version_count;
    struct export_oai oai;
    const struct export *next;
};

struct export_set {
    const struct export *first;
};

/*
 * Reads the pack's exports/. Whatever is wrong is refused with file, line, key and mend.
 */
MUST_CHECK enum status export_set_load(struct arena *arena, const struct pack *pack,
                                       struct export_set *set, struct failure *why);

/* The export of that name for @kind (NULL: for the first kind that has one); NULL: none. */
const struct export *export_find(const struct export_set *set, struct str name,
                                 const struct kind *kind);

/* The one of the kind with that plural whose ending, behind a point, ends @name; or NULL. */
const struct export *export_of_address(const struct export_set *set, struct str plural,
                                       struct str name);

/* ---- writing ---- */

/* A tag that counts, of a record that is written. */
struct export_said {
    const char *lens, *theme;
    const char *label; /* of the theme, or of the lens */
};

struct export_options {
    const struct export *export;
    bool all_fields;  /* also what is not public */
    bool unchecked;   /* also what does not keep to the structure */
    const char *site; /* our address: then tags are written; or NULL */
    struct str time;  /* of the data, "2026-11-23T23:41:00Z"; may be empty */
};

/* Gives a repeated field of the record its values, where they have not been read yet. */
typedef enum status export_fill(void *context, struct record *record, const struct field *field,
                                struct failure *why);

/* One record and what is known of it. */
struct export_record {
    struct record *record;
    struct xml_node *original; /* the tree of its original when export->base read it; or NULL */
    bool current;              /* the original is of a version that needs no translation */
    struct str language;       /* that the original inherits; may be empty */
    const struct export_said *tags;
    size_t tag_count;
    export_fill *fill; /* or NULL: the record has all values */
    void *context;
};

struct export_outcome {
    bool fits;                   /* it keeps to the structure */
    char fault[STRUCTURE_FAULT]; /* why not */
    size_t left_out;             /* values and elements for which the format has no place … */
    char first[STRUCTURE_FAULT]; /* … and why, for the first of them */
};

/* The tree of the record, in @arena. */
MUST_CHECK enum status export_tree(struct arena *arena, const struct export_options *options,
                                   const struct export_record *from, struct xml_node **tree,
                                   struct export_outcome *outcome, struct failure *why);

/* What comes before, for each record, and after. */
MUST_CHECK enum status export_begin(struct arena *arena, const struct export_options *options,
                                    struct buf *out, struct failure *why);
void export_write(const struct export_options *options, const struct xml_node *tree,
                  struct buf *out);
void export_end(const struct export_options *options, struct buf *out);

#endif
