/*
 * The values of a record as lines of text, exactly: what was written is read again without loss,
 * whatever code lists have become meanwhile. Former versions of records are kept in this form.
 *
 * A line is a value: "FIELD", its text, and "NAME=TEXT" for each part it has (language, currency,
 * date) and, with a point before the name, each sub-field; divided by tabs. Tabs, line ends and
 * backslashes within texts are written \t, \n, \r and \\.
 */
#ifndef MODEL_VALUE_LINES_H
#define MODEL_VALUE_LINES_H

#include "model/record.h"

void record_print_lines(const struct record *record, struct buf *out);

/*
 * Reads them into a record of @kind without an identifier. Fields that the kind no longer has are
 * passed over. STATUS_INTEGRITY for text that has not this form.
 */
MUST_CHECK enum status record_parse_lines(struct arena *arena, const struct kind *kind,
                                          struct str text, struct record **record,
                                          struct failure *why);

#endif
