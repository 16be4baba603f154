/* What list, export and show have in common. */
#ifndef CLI_RECORDS_H
#define CLI_RECORDS_H

#include "cli/cli.h"

/* The question in the arguments from @first on: "KIND field=value …" or "KIND?field=value&…". */
MUST_CHECK enum status cli_query(struct cli *cli, size_t first, struct query *query);

/* LIST_LINES: JSON, one record a line. */
enum list_form { LIST_TEXT, LIST_CSV, LIST_JSON, LIST_XLSX, LIST_LINES };

/* The form asked for with --json or -f; STATUS_USAGE for another. */
MUST_CHECK enum status cli_form(struct cli *cli, enum list_form otherwise, enum list_form *form);

/* The same with workbooks, which are written to a file: STATUS_USAGE for one on a terminal. */
MUST_CHECK enum status cli_form_or_xlsx(struct cli *cli, enum list_form otherwise,
                                        enum list_form *form);

/* What a workbook says of itself, with the address @address. */
struct book_about;
MUST_CHECK enum status cli_book_about(struct cli *cli, const char *address,
                                      struct book_about *about);

/* Writes the records of the question as a workbook. */
MUST_CHECK enum status cli_write_workbook(struct cli *cli, const struct query *query);

/* The number of --limit, or @otherwise; STATUS_USAGE for what is no number. 0 means all. */
MUST_CHECK enum status cli_limit(struct cli *cli, unsigned long long otherwise,
                                 unsigned long long *limit);

/* Writes the records of the question in that form, at most @limit (0: all), and counts them. */
MUST_CHECK enum status cli_write_records(struct cli *cli, const struct query *query,
                                         enum list_form form, unsigned long long limit,
                                         unsigned long long *written);

#endif
