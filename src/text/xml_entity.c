#include "text/xml_entity.h"

#include <libxml/HTMLparser.h>

#define NAME_LIMIT 15 /* "thetasym" is the longest there is */

uint32_t xml_html_entity(struct str name)
{
    char text[NAME_LIMIT + 1];
    if (name.length == 0 || name.length > NAME_LIMIT) {
        return 0;
    }
    memcpy(text, name.at, name.length);
    text[name.length] = '\0';
    const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)text);
    return entity ? entity->value : 0;
}
