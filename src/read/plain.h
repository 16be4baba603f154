/*
 * Plain tables: records of any kind as rows, without a mapping (docs/formats.md). The columns
 * `kind` and `identifier` say what a row is; every other column is named after a field of the kind,
 * or part of one:
 *
 *   title            values of a field; several are joined by "|", in which "\|" is a stroke of a
 *                    value and "\\" a backslash
 *   title@fr         (text with languages) values in that language
 *   title.language, budget.currency, budget.value_date, country.percentage
 *                    a part or sub-field, one for each value of the field, joined in the same way
 *
 * Private to this room; record_write_csv() writes the same form.
 */
#ifndef READ_PLAIN_H
#define READ_PLAIN_H

#include "read/csv_side.h"

/* True when a table with these (folded) column names is a plain one. */
bool plain_fits(const char *const *names, size_t count);

/* Makes the record of the row. */
MUST_CHECK enum status plain_read_row(struct work *work, struct read_item *item);

#endif
