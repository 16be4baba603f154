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

/* Makes the record of the row, or of its cell at @spread when that is not NOWHERE. */
MUST_CHECK enum status csv_read_row(struct work *work, struct read_item *item, size_t spread);

#endif
