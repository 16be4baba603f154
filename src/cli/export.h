/* The forms of `crosscut export` that are more than a list of records. */
#ifndef CLI_EXPORT_H
#define CLI_EXPORT_H

#include "cli/records.h"

#define EXPORT_FORMS "csv, json, xlsx"

/* -f NAME of the pack's exports/: export_by_pack.c. */
MUST_CHECK enum status export_by_pack(struct cli *cli);

#endif
