/* Writing a Data Package (write/package.h) into a folder: tables, code lists, description. */
#ifndef WORK_PACKAGE_H
#define WORK_PACKAGE_H

#include "work/workspace.h"
#include "write/record.h"

struct package_options {
    const char *path; /* a folder: made when it is missing; else empty, or a package. Or FILE.zip */
    const struct query *query; /* records of one kind; NULL: of all kinds */
    const struct record_style *style;
};

struct package_counts {
    size_t tables, lists;
    unsigned long long records;
};

/*
 * STATUS_CONFLICT for a folder that holds something else. The description is written last: without
 * it the package is not whole. An archive is made of a folder FILE.zip.part, which is removed.
 */
MUST_CHECK enum status work_package(struct workspace *work, const struct package_options *options,
                                    struct package_counts *counts, struct failure *why);

#endif
