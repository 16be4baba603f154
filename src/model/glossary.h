/*
 * The glossary of a pack, glossary.yaml (docs/formats.md): words that a reader may not know, what
 * they mean, and where they head something: which fields, code lists and kinds they explain.
 */
#ifndef MODEL_GLOSSARY_H
#define MODEL_GLOSSARY_H

#include "model/kind.h"

struct pack;

struct gloss {
    const char *name; /* its anchor: /glossary#NAME */
    struct label label, means;
    const char *source;             /* of the meaning; NULL: it is in the pack's own words */
    const char *const *fields;      /* names of fields that it explains */
    const char *const *lists;       /* code lists; each field that has codes of them too */
    const struct gloss *const *see; /* other terms */
    const struct kind *kind;        /* it says what one record of the kind is; or NULL */
    size_t field_count, list_count, see_count;
};

/* Records that are terms themselves, such as acronyms. */
struct gloss_records {
    const struct kind *kind;
    const struct field *term, *means, *source; /* .source: or NULL */
};

struct glossary {
    struct gloss *terms;
    size_t count;
    struct gloss_records *records;
    size_t record_count;
};

/* Reads glossary.yaml, when lists and kinds have been read; pack->glossary stays NULL without. */
MUST_CHECK enum status glossary_load(struct pack *pack, struct failure *why);

/* Each takes a NULL glossary, and gives NULL where it says nothing. */
const struct gloss *glossary_term(const struct glossary *glossary, const char *name);
const struct gloss *glossary_of_field(const struct glossary *glossary, const struct field *field);
const struct gloss *glossary_of_kind(const struct glossary *glossary, const struct kind *kind);

#endif
