/*
 * Dates as people write them in tables: day first, the month as a number or by its name in English,
 * French or Spanish. "5 Jun 2007", "3 octobre 2013", "1er mars 2005", "le 3 de octubre de 2013",
 * "15.3.2013", "27/3/13", "13,5,13", "lundi 3 mars 2008", "June 5, 2007", "mars 2005", "2013",
 * "2013-03-15"; and ranges "22.4.13–25.4.13", "22.-25.4.13", "22 to 25 April 2013".
 *
 * A year of two digits is one from 1969 to 2068, as strptime(3) has it for %y (POSIX.1-2008): 69 to
 * 99 are of the last century, 00 to 68 of this one. The numbers between separators are never taken
 * for month and day: 4.22.13 is no date.
 */
#ifndef BASE_DATE_WORDS_H
#define BASE_DATE_WORDS_H

#include "base/date.h"

struct date_words {
    struct date first;
    struct date last; /* of a range; .year 0 when it is none */
    struct str
        rest; /* what stands behind, without white space and a comma or semicolon before it */
};

/* Reads the date or range at the beginning of @text. False when there is none, when no such day
 * exists, or when a range ends before it begins. */
bool date_words_parse(struct str text, struct date_words *read);

#endif
