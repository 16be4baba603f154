/*
 * What is checked in an element's bytes before libxml2 sees them. libxml2 accepts some overlong
 * UTF-8, stops silently at a NUL, and compares each attribute of a tag with each other one.
 */
#ifndef TEXT_XML_CHECK_H
#define TEXT_XML_CHECK_H

#include "base/status.h"
#include "base/str.h"

#define XML_ATTRIBUTE_LIMIT 256U

/*
 * STATUS_OK; or STATUS_INPUT (not valid UTF-8, a NUL) or STATUS_LIMIT (a tag with more than
 * XML_ATTRIBUTE_LIMIT attributes), with the place in *@offset and a static sentence in *@words.
 */
MUST_CHECK enum status xml_check(struct str bytes, size_t *offset, const char **words);

#endif
