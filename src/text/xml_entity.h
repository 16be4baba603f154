/* The named characters of HTML 4 ("eacute", "nbsp"), from libxml2's table. */
#ifndef TEXT_XML_ENTITY_H
#define TEXT_XML_ENTITY_H

#include "base/str.h"

#include <stdint.h>

/* The character of that name (case counts), or 0 when there is none. */
uint32_t xml_html_entity(struct str name);

#endif
