/*
 * Writing records by the exports of the pack (write/export.h): one after another, with their
 * originals and what the lenses say of them.
 */
#ifndef WORK_EXPORT_H
#define WORK_EXPORT_H

#include "work/workspace.h"
#include "write/export.h"

/* Loads the pack's exports. */
MUST_CHECK enum status work_exports(struct workspace *work, struct export_set *set,
                                    struct failure *why);

struct exporter;

/* @options lives as long as the exporter, and so does @store. */
MUST_CHECK enum status exporter_open(const struct workspace *work, struct store *store,
                                     const struct export_options *options,
                                     struct exporter **exporter, struct failure *why);
void exporter_close(struct exporter *exporter); /* accepts NULL */

/*
 * The tree of a record, in @arena. @cursor: the lean cursor that gave it, or NULL when it has all
 * its values.
 */
MUST_CHECK enum status exporter_tree(struct exporter *exporter, struct arena *arena,
                                     struct record *record, struct record_cursor *cursor,
                                     struct xml_node **tree, struct export_outcome *outcome,
                                     struct failure *why);

/* Adds to the element of a record which record it is (model/own.h). */
MUST_CHECK enum status export_name_record(struct arena *arena, const struct pack *pack,
                                          const struct record *record, struct xml_node *tree,
                                          struct failure *why);

struct export_counts {
    unsigned long long written, refused; /* refused: they do not keep to the structure */
    unsigned long long left_out;         /* values for which the format has no place */
};

/* What the one who exports wants to know and do. */
struct export_listener {
    void *context;
    /* Takes what has been written when enough of it waits; may not be NULL. */
    enum status (*flush)(void *context, struct buf *out, struct failure *why);
    /* Is told of a record that was refused, or of values that were left out. */
    void (*tell)(void *context, const struct record *record, const struct export_outcome *outcome);
};

/* All records of the question, in the order of their numbers. */
MUST_CHECK enum status work_export(struct workspace *work, const struct query *query,
                                   const struct export_options *options,
                                   const struct export_listener *listener, struct buf *out,
                                   struct export_counts *counts, struct failure *why);

#endif
