/*
 * Statistical data messages as tables (text/table.h): one row an observation, one column for each
 * dimension and attribute by its identifier, and always DATAFLOW, TIME_PERIOD and OBS_VALUE.
 * Attributes of the data set, of a group or a series are repeated on each of its observations.
 * DATAFLOW is "AGENCY:ID(VERSION)" as in SDMX-CSV; where a message names only its data structure,
 * that. What stands for a row are two lines of CSV: the names of the columns in which it has
 * something, and these cells; they do not depend on other rows.
 *
 * SDMX-ML 2.1 (SDMX information model and formats, section 3A and 3B): generic and
 * structure-specific data, by time series, by another dimension, or flat; 2.0: generic and compact
 * data, message groups; 3.0: structure-specific data without components of several values.
 * SDMX-JSON 1.0 and 2.0 data messages.
 *
 * A message has no list of its columns, so that a new one may come late: then a row of names comes
 * first (table_row.header). 1,000 columns at most; 10,000 groups.
 */
#ifndef TEXT_SDMX_H
#define TEXT_SDMX_H

#include "text/table.h"

/*
 * A message of any length in the memory of one series. Groups may stand behind the series they
 * belong to: for them the source is read twice, and a pipe, for which that cannot be, is refused.
 */
MUST_CHECK enum status table_open_sdmx_xml(struct source *source, struct table **table,
                                           struct failure *why);

/* Of 64 MiB and 5,000,000 values at most, 64 levels, without a key twice in one object
 * (design/quality.md I10). */
MUST_CHECK enum status table_open_sdmx_json(struct source *source, struct table **table,
                                            struct failure *why);

#endif
