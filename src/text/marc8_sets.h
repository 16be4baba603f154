/* Larger tables of MARC-8. Private to marc8.c. */
#ifndef TEXT_MARC8_SETS_H
#define TEXT_MARC8_SETS_H

#include "base/str.h"

#include <stdint.h>

/* What @c, 21 to 7E, stands for in basic Greek (S), extended Cyrillic (Q) or Arabic (4); 0:
 * nothing. */
uint32_t marc8_of_set(char set, unsigned c);

#endif
