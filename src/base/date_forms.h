/* Dates in other forms than ISO 8601 that formats prescribe. */
#ifndef BASE_DATE_FORMS_H
#define BASE_DATE_FORMS_H

#include "base/date.h"

enum date_form {
    DATE_ISO,  /* date_parse() */
    DATE_MAIL, /* "Mon, 06 Sep 2009 16:20:00 +0000": RFC 5322, 3.3, also RFC 822's short years */
    DATE_YEAR, /* ISO 8601, a date in words (date_words.h), or the only year in the text: "5 Dec.
                  2010.", "c2010", "Geneva, [2010?]" */
};

/*
 * Reads a date of that form; the time of day is passed over, and the day is the one that stands
 * there, whatever its zone. False when it is none, or no such day exists.
 */
bool date_parse_form(struct str text, enum date_form form, struct date *date);

/* 1 to 12 for a word that begins like an English month ("Mar", "march", "MAR."); else 0. */
int date_month(struct str word);

#endif
