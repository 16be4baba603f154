#include "text/xml_char.h"

bool xml_has(uint32_t code)
{
    return code < 0x20 ? code == '\t' || code == '\n' || code == '\r'
                       : code < 0xD800 || (code > 0xDFFF && code < 0xFFFE) ||
                             (code > 0xFFFF && code <= 0x10FFFF);
}
