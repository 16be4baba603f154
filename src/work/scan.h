/*
 * A review of documents by keyword: one lens laid over every file below some folders, with every
 * place where its words stand.
 *
 * Documents are no records: only the text conditions of the lens count (lens_set_document()).
 */
#ifndef WORK_SCAN_H
#define WORK_SCAN_H

#include "document/document.h"
#include "work/workspace.h"

#define SCAN_CONTEXT 60 /* bytes on each side of a hit, cut to whole characters */

struct scan_hit {
    size_t page;           /* from 1; 0: in the title that the file gives itself */
    size_t offset, length; /* bytes in the text of the page, or of the title */
    const char *rule;
    struct str words, before, after; /* as they stand in the text */
};

struct scan_rule {
    const char *rule;
    unsigned long long hits;
};

struct scan_document {
    const char *path;
    const char *identifier; /* the path below the folder that was named */
    struct str title;       /* the file's own, else its name */
    const struct document *document;
    enum weight weight;          /* WEIGHT_NONE: the lens does not hold */
    const struct scan_hit *hits; /* in the order of the text */
    size_t hit_count;
    const struct scan_rule *rules; /* that have hits */
    size_t rule_count;
};

/* True when the lens holds, and not as a mere candidate, which is a question to a person. */
bool scan_matches(const struct scan_document *document);

struct scan_options {
    const struct lens *lens;
    const struct kind *store_as; /* documents become records of this kind, or NULL */
    enum status (*each)(void *context, const struct scan_document *document);
    void *context;
};

struct scan_result {
    unsigned long long read, matched, candidates; /* documents */
    unsigned long long unread;
    struct problem_list problems; /* files that could not be read, and what is amiss in records */
    struct import_counts stored;
};

/*
 * Gives each document to @each, in order of name. A file that cannot be read is a problem in
 * @result; the rest goes on. STATUS_NOT_FOUND for a path that does not exist. With .store_as the
 * workspace's store must be open for writing, and all is stored or, on failure, nothing.
 */
MUST_CHECK enum status work_scan(struct workspace *work, const char *const *paths, size_t count,
                                 const struct scan_options *options, struct scan_result *result,
                                 struct failure *why);

#endif
