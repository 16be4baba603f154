/*
 * The description of a Data Package (datapackage.json, Frictionless Data, version 1): tables with
 * their columns, types, keys and code lists, so that other programs can check and join them.
 */
#ifndef WRITE_PACKAGE_H
#define WRITE_PACKAGE_H

#include "model/pack.h"
#include "write/record.h"

/* A file of the package. */
struct package_file {
    const char *path; /* within the package */
    unsigned long long rows, bytes;
    char sha256[65];
};

/* A table of records of one kind. */
struct package_table {
    const struct kind *kind;
    struct package_file file;
    bool *loose; /* for each field: it has codes or links that lead to nothing in the package */
};

struct package_list {
    const struct codelist *list;
    struct package_file file;
};

struct package {
    const struct pack *pack;
    const struct record_style *style;
    struct str created; /* when the data were last changed */
    const struct package_table *tables;
    size_t table_count;
    const struct package_list *lists;
    size_t list_count;
    struct package_file records; /* what links lead to; .path NULL: there is none */
    const char *const *sources;  /* names of the files that were imported */
    size_t source_count;
};

void package_write(const struct package *package, struct buf *out);

/* The columns of a code list as CSV: code, parent, label_en, label_fr, label_es. */
void package_write_list(const struct codelist *list, struct buf *out);

#endif
