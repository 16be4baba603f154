/*
 * Formats as they are used: the mappings of a pack's formats/ folder, checked and compiled. Private
 * to this room; read.h is what others see.
 *
 * An XML mapping is a small tree that looks like the record element: the reader walks both side by
 * side, once. A CSV mapping is a list of columns, which is matched with the header of each file.
 */
#ifndef READ_FORMAT_H
#define READ_FORMAT_H

#include "base/date_forms.h"
#include "model/pack.h"
#include "read/path.h"
#include "read/read.h"
#include "read/value.h"
#include "text/tree.h"

/* Where a sub-field's value is found. */
struct sub_rule {
    const struct field *field;
    struct path_list take; /* XML */
    const char *each;      /* XML: all that .take finds in these child elements … */
    const char *join;      /* … with this between them; NULL: the first that .take finds */
    const char *column;    /* CSV: its folded name; or NULL */
    struct str otherwise;  /* the value when the source gives none; may be empty */
};

/*
 * Holds when the value at @path ("" when there is none) is one of @values. A value that ends in "*"
 * stands for all that begin with what is before it, "*" alone for any value there is.
 */
struct when_rule {
    struct path path;
    const char *const *values;
    size_t count;
};

struct when_list {
    struct when_rule *rules; /* all must hold */
    size_t count;
};

/* From what stands at a place to the values wanted: docs/formats.md says what each key does. */
struct shape {
    bool each;
    bool once_a_language;
    const char *join; /* NULL: the first value only */
    const char *trim; /* NULL: nothing more than white space */
    char split;       /* NUL: not */
    unsigned every;   /* 0: not */
    const char *const *none;
    size_t none_count;
    enum date_form dates;
    struct str set; /* the value, whatever stands there; empty: not */
};

/* The languages that are written in a script, the usual one first. */
struct script_rule {
    const char *script; /* ISO 15924 */
    const char *const *languages;
    size_t count;
};

/* The language of texts whose elements state none: by the record's languages and by the script. */
struct language_rule {
    struct path_list from;
    unsigned every;              /* characters of one code where several stand together; 0: one */
    const struct codelist *list; /* in which they are looked up, or NULL */
    struct script_rule *scripts;
    size_t script_count;
};

/* How an element gives values of a field. */
struct field_rule {
    const struct field *field;
    struct path_list take;
    const char *text; /* the name of the children that hold text by language, or NULL */
    struct shape shape;
    struct when_list when;
    struct sub_rule *subs;
    size_t sub_count;
    const struct sub_rule *checked_by; /* the code is checked only when this sub-field … */
    const char *const *checked_values; /* … has one of these values; NULL: always */
    size_t checked_count;
    struct path_list currency, date; /* of money */
    struct field_rule *next;         /* another rule for the same element */
};

/*
 * An element that a path of the mapping passes or ends at. Where paths have conditions on elements
 * of one name, each condition has its own map among the variants.
 */
struct element_map {
    const char *name;
    unsigned hash;
    const struct path_step *condition; /* of a variant; NULL: none */
    struct element_map *variants;      /* a list by .next */
    bool plain;                        /* a path without a condition passes or ends here */
    bool kept;                         /* no field holds it, on purpose */
    bool covers; /* what stands inside and is not mapped is not worth a word */
    struct field_rule *rules, *last_rule;
    struct element_map *children; /* while loading: a list */
    struct element_map *next;
    size_t child_count;
    struct element_map **slots; /* the children by hash; slot_mask + 1 of them */
    unsigned slot_mask;
};

/* What stands beside the records of an answer that may be one of several (OAI-PMH). */
struct answer_rule {
    const char *error; /* an element by which the source says why it gives no records, or NULL */
    const char *next;  /* the token with which the rest of the list can be asked for, or NULL */
    struct path_step asked; /* the element that says with which token this was asked for, … */
    const char *asked_by;   /* … and its attribute; or NULL */
};

/* Whether records of a mapping have a field: never, always in the same words, as the file has it. */
enum says { SAYS_NOTHING, SAYS_CONSTANT, SAYS_VALUE };

struct xml_mapping {
    const char *root;
    const char *record; /* of a part: the elements directly inside the record that it is part of */
    const char *const *has; /* elements that a file of this format has; for recognition */
    size_t has_count;
    bool any_space; /* paths cross namespaces */
    bool nested;    /* a record may hold an element of the record's name */
    struct answer_rule answer;
    const struct field *as_of;             /* the date of a record's version, or NULL */
    struct when_list deleted;              /* the source took the record back; count 0: never */
    const struct language_rule *languages; /* or NULL */
    const char *version;                   /* the root's attribute, or NULL */
    const char *const *versions;
    size_t version_count;
    const char *language; /* attribute, or NULL */
    const char *currency; /* attribute of the record element, or NULL */
    struct path_list identifier;
    struct element_map elements; /* the record element */
    enum says *says;             /* for each field of the kind */
    bool own; /* of our own exports, which name their records: used for these, and no others */
};

/* What a cell that is exactly @from means; "" is an empty one, "*" any other. */
struct meaning {
    struct str from, to; /* an empty @to: no value */
};

struct meanings {
    struct meaning *items;
    size_t count;
};

struct column_rule {
    const char *column; /* folded, as all names of columns here */
    const struct field *field;
    char split; /* or NUL: one value a cell */
    struct str language;
    struct str currency;         /* of every amount, or empty */
    const char *currency_column; /* or NULL */
    struct sub_rule *subs;
    size_t sub_count;
    struct meanings values;
    bool open;                /* codes that the list does not know are kept */
    bool words;               /* a date as people write it (base/date_words.h) */
    const struct field *rest; /* what stands behind it: a sub-field, or a field of the kind; NULL */
    struct meanings rest_values;
    const struct field *end; /* the field of the last day of a range, or NULL */
};

/* Another name that a column has in some files. */
struct other_name {
    const char *name, *column;
};

/* Rows that have one of @values (folded) in @column are no records. */
struct skip_rule {
    const char *column;
    const char *const *values;
    size_t count;
};

/* Every column that nothing else in the mapping names gives a value of @field. */
struct others_rule {
    const struct field *field;
    const struct field *name; /* the sub-field that gets the column's name, or NULL */
};

/* One record for each of these columns of a row. */
struct unpivot {
    bool all; /* each column that nothing else in the mapping names */
    const char **columns;
    size_t count;
    const struct field *name;  /* gets the column's name as it stands in the file; or NULL */
    const struct field *value; /* gets the cell */
    bool open;                 /* names that the list of a code does not know are kept */
};

/* The same value in every record. */
struct preset {
    const struct field *field;
    struct str text;
};

struct csv_mapping {
    const char **header; /* by these columns the file is recognised; the identifier's included */
    size_t header_count;
    const char **identifier; /* columns; "@column": the unpivoted column's name; "@all" */
    size_t identifier_count;
    const struct field **identifier_fields; /* of "@FIELD", a preset; else NULL */
    struct other_name *names;
    size_t name_count;
    struct skip_rule *skip;
    size_t skip_count;
    struct unpivot *unpivot;      /* or NULL */
    struct others_rule *others;   /* or NULL */
    const char **not_identifying; /* columns that "@all" leaves out */
    size_t not_identifying_count;
    struct column_rule *columns;
    size_t column_count;
    struct preset *set;
    size_t set_count;
    const char **ignore;
    size_t ignore_count;
};

struct format {
    const char *name;
    const char *file;         /* of the mapping */
    bool by_name;             /* used only when it is asked for: --as NAME */
    const char *part_of;      /* of a part: the format in whose records it stands; or NULL */
    const struct field *link; /* of a part: the field that leads to that record */
    struct part_form form;    /* of a part: the same for those who write it */
    struct format *parts;     /* what is read from inside its records, by .next */
    struct label label;
    const struct kind *kind;
    const struct codelist *currencies;  /* the pack's list "currency", or NULL */
    const struct tree_carrier *carrier; /* of records that are trees, or NULL */
    struct xml_mapping *xml;            /* one of the two: of trees, whatever carries them, … */
    struct csv_mapping *csv;            /* … or of tables */
    bool plain; /* a plain table: the mapping is empty, and each row says its kind (plain.h) */
    bool lines; /* JSON Lines: no mapping, and each line says its kind (json_lines.c) */
    unsigned char seed[16]; /* what its records' hashes begin with: the pack, and how it is read */
    struct format *next;
};

/* A value for every record of a run: `--set FIELD=VALUE`. */
struct run_preset {
    const char *field;
    struct str text;
    struct run_preset *next;
};

struct format_set {
    const struct pack *pack;
    struct format *first;
    const struct format *plain;  /* read/plain.h; in no list */
    const struct format *lines;  /* read/json_lines.c; in no list */
    const struct format *chosen; /* the only one that may be used, or NULL */
    struct run_preset *presets;
};

/* Whether a file may be found to be in the format. */
static inline bool format_is_open(const struct format_set *set, const struct format *format)
{
    return set->chosen ? format == set->chosen : !format->by_name;
}

/*
 * The rule by which some XML format of the set says that codes of @field are only checked when a
 * sub-field has certain values; NULL when none does.
 */
const struct field_rule *format_checking_rule(const struct format_set *set,
                                              const struct field *field);

/* True when some table format of the set keeps codes of @field that the field's list lacks: a
 * record that has one can then come back from a form without a mapping. */
bool format_keeps_open(const struct format_set *set, const struct field *field);

/* True when @rule (NULL: none) leaves the code of @raw unchecked, by what its sub-field says. */
bool rule_leaves_unchecked(const struct field_rule *rule, const struct raw_value *raw);

/* What compiling a mapping needs to pass around. */
struct compiling {
    struct arena *arena;
    const struct pack *pack;
    struct format *format;
    const struct yaml_node *root;
    struct failure *why;
    const struct yaml_node *like; /* the mapping whose fields are read too, or NULL, … */
    struct path prefix;           /* … and the element of the record in which they stand */
};

MUST_CHECK enum status format_compile_xml(struct compiling *compiling);
MUST_CHECK enum status format_compile_csv(struct compiling *compiling);

/* The field of the kind that @node names; the nearest name is suggested when there is none. */
MUST_CHECK enum status format_field(struct compiling *compiling, const struct yaml_node *node,
                                    const struct field **field);
/* The sub-field of @field that has @node's key for its name. */
MUST_CHECK enum status format_sub_field(struct compiling *compiling, const struct yaml_node *node,
                                        const struct field *field, const struct field **sub);
/* Fails unless a field of type @type can be read from @text; for constants in a mapping. */
MUST_CHECK enum status format_check_constant(struct compiling *compiling,
                                             const struct yaml_node *node,
                                             const struct field *field);

/* The name by which the mapping knows the column: itself, or what names: says. */
const char *csv_own_name(const struct csv_mapping *mapping, const char *name);

/* True when @name is one of @names. */
bool csv_is_among(const char *name, const char *const *names, size_t count);

/* What format_xml.c leaves to format_shape.c and format_file.c. */
MUST_CHECK enum status format_read_shape(struct compiling *compiling, const struct yaml_node *entry,
                                         struct field_rule *rule);
MUST_CHECK enum status format_read_languages(struct compiling *compiling);
/* Puts the steps of compiling->prefix before those of @path; fails at @node when it gets too long.
 */
MUST_CHECK enum status format_prefix(struct compiling *compiling, const struct yaml_node *node,
                                     struct path *path);
MUST_CHECK enum status format_read_when(struct compiling *compiling, const struct yaml_node *when,
                                        struct when_list *list);

MUST_CHECK enum status format_read_file_keys(struct compiling *compiling);
/* Fails at @node unless @name is the name of an element. */
MUST_CHECK enum status format_check_element(struct compiling *compiling,
                                            const struct yaml_node *node, const char *name);

/* The element at the end of @path, made with those before it when it is not there yet; or NULL. */
struct element_map *element_map_enter(struct arena *arena, struct element_map *map,
                                      const struct path *path);
/* Makes the hash tables; false when there is no room. As deep as the longest path. */
bool element_map_index(struct arena *arena, struct element_map *map);
/* The child of @map with that name, whatever its variants, or NULL. */
const struct element_map *element_map_find(const struct element_map *map, const char *name);

/*
 * The form in which names of columns are compared: folded, without spaces at the ends, and "_" for
 * each space and hyphen. "Start Date" and "start_date" are one column. NULL when there is no room.
 */
char *column_name(struct arena *arena, struct str name);

#endif
