/* The forms of `crosscut export` that are more than a list of records. */
#ifndef CLI_EXPORT_H
#define CLI_EXPORT_H

#include "cli/records.h"

#define EXPORT_FORMS "csv, json, jsonl, xlsx, datapackage, atom, rss, ics"

/* -f jsonl, datapackage, atom, rss and ics: export_files.c. */
MUST_CHECK enum status export_lines(struct cli *cli);
MUST_CHECK enum status export_package(struct cli *cli);
MUST_CHECK enum status export_atom(struct cli *cli);
MUST_CHECK enum status export_rss(struct cli *cli);
MUST_CHECK enum status export_calendar(struct cli *cli);

/* -f NAME of the pack's exports/: export_by_pack.c. */
MUST_CHECK enum status export_by_pack(struct cli *cli);

#endif
