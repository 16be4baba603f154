/*
 * XML in two steps, so that a file of any size takes the memory of one record and one bad record
 * does not cost the rest.
 *
 * The splitter reads the document once at the speed of a byte scan and hands out the raw bytes of
 * each record element (one of the names it was given, wherever it stands) with its line. It knows
 * comments, CDATA, processing instructions and quoted attributes, refuses a DOCTYPE and any entity
 * declaration, and notices a record that is never closed. The parser (libxml2 SAX2, no network, no
 * DTD, no entities but the five of XML) then makes a small tree of those bytes in an arena.
 *
 * Limits (design/quality.md 1.5): depth 128, 256 attributes an element, names of 1 KiB, text nodes
 * of 10 MiB, records of 16 MiB.
 */
#ifndef TEXT_XML_H
#define TEXT_XML_H

#include "base/arena.h"
#include "base/status.h"
#include "text/source.h"

struct xml_attribute {
    const char *name; /* local name with its usual prefix kept for xml: ("xml:lang") */
    struct str value;
    const struct xml_attribute *next;
    const char *space; /* namespace address; "" or NULL: none, or that of xml:; XML_UNDECLARED */
};

#define XML_UNDECLARED "?" /* of an attribute whose prefix stands for no namespace */

struct xml_node {
    const char *name;  /* local name */
    const char *space; /* namespace address, or "" */
    struct str text;   /* the character data directly inside, joined; not trimmed */
    unsigned line;     /* in the file */
    const struct xml_attribute *attributes;
    struct xml_node *children; /* first child */
    struct xml_node *next;     /* next sibling */
    struct xml_node *parent;
};

/* The value of an attribute ("code", "xml:lang"); .at is NULL when there is none. */
struct str xml_attribute(const struct xml_node *node, const char *name);

/* The first child of that name, or NULL; and the next sibling of the same name. */
const struct xml_node *xml_child(const struct xml_node *node, const char *name);
const struct xml_node *xml_next(const struct xml_node *node);

/* One record element as it stands in the file. */
struct xml_piece {
    struct str bytes; /* from '<' to '>'; lives until the next call */
    unsigned line;    /* of its '<', from 1 */
    size_t name;      /* the place of its name in the list that was asked for */
    bool closed;      /* false: the file ended, or the next record began, before its end tag */
    bool head;        /* only the start tag of an element given to xml_splitter_within() */
};

struct xml_splitter;

/*
 * Prepares to read records from @source. @names ends with NULL. The source stays the caller's.
 */
MUST_CHECK enum status xml_splitter_open(struct source *source, const char *const *names,
                                         struct xml_splitter **splitter, struct failure *why);
void xml_splitter_close(struct xml_splitter *splitter);

/*
 * From now on a record may hold one element of its own name (a MARC record in a record of OAI-PMH,
 * both <record>). An end tag that is missing is then noticed at the second such element.
 */
void xml_splitter_nest(struct xml_splitter *splitter);

/*
 * From now on every element directly inside an element of that name is a record too, whatever its
 * own name, and the start tag of that element is handed out by itself, as a piece with .head.
 * @name must outlive the splitter. Such elements do not stand in one another.
 */
void xml_splitter_within(struct xml_splitter *splitter, const char *name);

/*
 * The next record. STEP_ERROR with STATUS_INPUT and words for a DOCTYPE, a file that is no XML or a
 * record over 16 MiB. At STEP_DONE *@why is untouched.
 */
enum step xml_splitter_next(struct xml_splitter *splitter, struct xml_piece *piece,
                            struct failure *why);

/* Line now, for messages. */
unsigned xml_splitter_line(const struct xml_splitter *splitter);

/* True when, at STEP_DONE, the root element had been opened and closed. */
bool xml_splitter_complete(const struct xml_splitter *splitter);

/*
 * The bytes of the root element's start tag ("<iati-activities version='2.03'>"), known after the
 * first call of xml_splitter_next(); empty when there is no root. They live as long as the
 * splitter.
 */
struct str xml_splitter_root(const struct xml_splitter *splitter);

struct xml_parser;

/*
 * A parser for elements that stand inside the root whose start tag is @root (for its namespaces);
 * an empty @root is fine. Keep one for a whole file: it is reused without set-up cost.
 */
MUST_CHECK enum status xml_parser_open(struct str root, struct xml_parser **parser,
                                       struct failure *why);
void xml_parser_close(struct xml_parser *parser);

/*
 * Makes the tree of one element. Names and text are copied to @arena. STATUS_INPUT with the line
 * and libxml2's words when it is not well formed or over a limit; the parser can go on with
 * another.
 */
MUST_CHECK enum status xml_parse(struct xml_parser *parser, struct arena *arena, struct str bytes,
                                 unsigned line, struct xml_node **node, struct failure *why);

struct xml_spans {
    struct str *items; /* in @arena; they point into the bytes that were given */
    size_t count;
};

/*
 * The elements called @name, with the prefix of the outer element's own name, that stand directly
 * inside the element whose bytes these are; it is well formed. Where there are none this costs no
 * more than a search for the name.
 */
MUST_CHECK enum status xml_inner(struct arena *arena, struct str bytes, const char *name,
                                 struct xml_spans *spans, struct failure *why);

/* The name and attributes of a start tag such as the root's, as a node without children. */
MUST_CHECK enum status xml_parse_start_tag(struct arena *arena, struct str tag,
                                           struct xml_node **node, struct failure *why);

#endif
