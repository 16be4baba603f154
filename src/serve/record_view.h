/*
 * A record's text with the exact words that are the evidence of its tags, marked and numbered in
 * the order of the page; shared by the page of a record and the queue of review.
 */
#ifndef SERVE_RECORD_VIEW_H
#define SERVE_RECORD_VIEW_H

#include "serve/page.h"
#include "work/why.h"

/* A place in a text. */
struct mark {
    const struct value *value;
    uint32_t from, to;
    unsigned number; /* from 1 */
    uint64_t tags;   /* of which it is evidence: bit 0 is the first */
};

#define TAGS_MARKED 32 /* the style sheet tells the words of so many tags of a record apart */

struct marks {
    struct mark *items;
    size_t count;
};

/* Every public place that is evidence of one of the tags, once. */
MUST_CHECK enum status marks_collect(struct visit *visit, const struct why_tag *tags, size_t count,
                                     struct marks *marks);

/* The public fields that have values, as a list of descriptions. */
void show_record_fields(struct visit *visit, const struct marks *marks,
                        const struct record *record);

/* The number of the place in the text; 0 when it has none. */
unsigned mark_number(const struct marks *marks, const struct evidence *e);

/* To those who are signed in: which fields have values that the page does not show, and whom to ask.
 * To others nothing at all. */
void show_hidden_fields(struct visit *visit, const struct record *record);

/* record_tags.c: all tags of a record, each with an address of its own and what speaks for it. */
void show_record_tags(struct visit *visit, const struct marks *marks, const struct why_record *why);

/* record_use.c: where a record comes from, citing it, other forms, reporting an error. */
MUST_CHECK enum status show_record_use(struct visit *visit, const struct record *record,
                                       const struct provenance *from);

/* What made a tag hold: the numbers and words of its marks, or the code. */
void show_tag_evidence(struct visit *visit, const struct marks *marks, const struct why_tag *tag);

/* What a tag is called: the label of its theme, or (theme "") of the lens. */
const char *tag_label(const struct visit *visit, const char *lens, const char *theme);

#endif
