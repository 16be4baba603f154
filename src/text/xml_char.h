/* Which characters XML has, for all who write what is or may become XML. */
#ifndef TEXT_XML_CHAR_H
#define TEXT_XML_CHAR_H

#include <stdbool.h>
#include <stdint.h>

/* Whether XML 1.0 has the character (2.2): it has no C0 controls but tab and line ends, and neither
 * U+FFFE nor U+FFFF, which UTF-8 has. False of UTF8_BAD. */
bool xml_has(uint32_t code);

#endif
