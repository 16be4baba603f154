/* What the parts of reading rows share. Private to this room. */
#ifndef READ_CSV_SIDE_H
#define READ_CSV_SIDE_H

#include "read/reader.h"

#include <stdint.h>

#define NOWHERE SIZE_MAX

/* What reading one row needs to pass around. */
struct work {
    struct making making;
    struct reader *reader;
    const struct table_row *row;
};

/* The place of the first column of that (folded) name; NOWHERE when there is none, or no name. */
size_t csv_place(const struct csv_side *csv, const char *name);

/* Binds the mapping's columns to the places they have in @header; forgets an earlier header. */
MUST_CHECK enum status csv_bind(struct reader *reader, const struct table_row *header,
                                struct failure *why);

/* Fails when the identifier's part needs a preset that nobody gave. */
MUST_CHECK enum status csv_check_preset(const struct reader *reader, size_t part,
                                        struct failure *why);

/* Reports what is wrong with the columns that have not been looked at yet. */
MUST_CHECK enum status csv_check_header(struct reader *reader, struct making *making);

/* The cell at @place, trimmed; empty when the row has none there. */
struct str csv_cell_at(const struct table_row *row, size_t place);

/* True when the row has something in the cells from @first on. */
bool csv_has_cells(const struct table_row *row, size_t first);

/* Reports cells that are missing, too many, or under no name. */
MUST_CHECK enum status csv_check_cells(struct work *work);

/*
 * What stands for the record: the row as it is in the file; or the row, or what the record is made
 * of, below its header. So a record does not change when the rest of its file does.
 */
MUST_CHECK enum status csv_find_bytes(struct work *work, size_t spread, struct str *bytes);

/* Makes the record of the row, or of its cell at @spread when that is not NOWHERE. */
MUST_CHECK enum status csv_read_row(struct work *work, struct read_item *item, size_t spread);

#endif
