/*
 * The site as a repository for harvesters: the Open Archives Initiative Protocol for Metadata
 * Harvesting, version 2.0. Items are the records of kinds that an export of the pack disseminates
 * (`oai:` in exports/), sets are kinds and lenses, the datestamp of an item is when its record came
 * in the form it has. Private to the files oai*.c.
 */
#ifndef SERVE_OAI_H
#define SERVE_OAI_H

#include "serve/page.h"
#include "work/export.h"

#define OAI_PAGE 100 /* items in one answer */

/* What a request asks for. A text that is not there has .at NULL. */
struct oai_question {
    struct str verb, identifier, prefix, set, from, until, token;
};

/* Where a list is, and what it is of: what a resumption token carries. */
struct oai_place {
    struct str prefix, set, from, until; /* the last two to the second; may be empty */
    size_t kind;                         /* of the pack, that goes on */
    long long after;           /* the number of the last record given; 0: from its start */
    unsigned long long cursor; /* items given so far */
};

struct oai {
    struct visit *visit;
    struct oai_question question;
    struct buf body;   /* of the answer; an error takes its place */
    const char *error; /* the protocol's code, or NULL */
    const char *words; /* of the error */
    struct import_info *imports;
    size_t import_count;
};

/* Sets the error, unless there is one. */
__attribute__((format(printf, 3, 4))) void oai_error(struct oai *oai, const char *code,
                                                     const char *format, ...);

/* An element with a text, a line. */
void oai_element(struct buf *out, const char *name, struct str text);

/* The token for the place; and the place of a token, false when it is none of ours. */
const char *oai_token_write(struct arena *arena, const struct oai_place *place);
bool oai_token_read(struct arena *arena, struct str token, struct oai_place *place);

/* "oai:PACK:KIND:IDENTIFIER", the last percent-encoded; and what it names, kind NULL: nothing. */
void oai_identifier_write(const struct oai *oai, const struct record *record, struct buf *out);
bool oai_identifier_read(const struct oai *oai, struct str text, const struct kind **kind,
                         struct str *identifier);

/* The item of that identifier. STATUS_NOT_FOUND, @kind and @record being anything: there is none,
 * as of a record that its kind leaves out. */
MUST_CHECK enum status oai_item(const struct oai *oai, struct str text, const struct kind **kind,
                                struct record **record);

/* The export of that name for @kind (NULL: any) that is disseminated; or NULL. */
const struct export *oai_export(const struct oai *oai, struct str prefix, const struct kind *kind);

/* The verbs that give items: oai_list.c. They fill oai->body or set the error. */
MUST_CHECK enum status oai_list(struct oai *oai, bool whole);
MUST_CHECK enum status oai_get(struct oai *oai);

#endif
