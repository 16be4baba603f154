/*
 * Writing XML (1.0, fifth edition). Text and values are escaped so that a parser gives back exactly
 * what was written; characters that XML cannot have become U+FFFD. Texts are UTF-8.
 */
#ifndef TEXT_XML_WRITE_H
#define TEXT_XML_WRITE_H

#include "base/buf.h"
#include "text/xml.h"

/* Text between tags. */
void xml_write_text(struct buf *out, struct str text);

/* The value of an attribute, without its quotes. */
void xml_write_value(struct buf *out, struct str text);

/* ' name="value"' */
void xml_write_attribute(struct buf *out, const char *name, struct str value);

/*
 * The element and all in it, one element a line, @depth steps in; one that has text keeps all in it
 * on its line. @space is the namespace in force where it is written; another is declared. Names
 * are written as they stand; attributes whose prefix was never declared are not. As deep as the
 * tree.
 */
void xml_write_tree(struct buf *out, const struct xml_node *node, const char *space,
                    unsigned depth);

#endif
