/*
 * Claims (docs/formats.md, claims/NAME.yaml): numbers that somebody printed, each with the
 * expression that should give it, and the verdict when it is computed. The printed value is never
 * corrected: both are shown.
 */
#ifndef TABLE_CLAIM_H
#define TABLE_CLAIM_H

#include "table/expr.h"

#define VERDICT_LIST(X)                                                                            \
    X(VERDICT_MISMATCH, "mismatch")                                                                \
    X(VERDICT_CONFLICT, "conflict")                                                                \
    X(VERDICT_EXTERNAL, "external")                                                                \
    X(VERDICT_DANGLING, "dangling")                                                                \
    X(VERDICT_AMBIGUOUS, "ambiguous")                                                              \
    X(VERDICT_UNTESTABLE, "untestable")                                                            \
    X(VERDICT_MATCH_ROUNDED, "match-rounded")                                                      \
    X(VERDICT_MATCH, "match")

/* The worst comes first. */
#define VERDICT_NAME(name, text) name,
enum verdict { VERDICT_LIST(VERDICT_NAME) VERDICTS /* how many there are */ };
#undef VERDICT_NAME

const char *verdict_name(enum verdict verdict);

enum tolerance {
    TOLERANCE_DEFAULT,    /* equal, or equal after rounding to the printed decimals */
    TOLERANCE_EXACT,      /* equal only */
    TOLERANCE_ROUNDED,    /* as the default, said in so many words */
    TOLERANCE_ABOUT,      /* within 2 */
    TOLERANCE_JUST_UNDER, /* from 5 below the printed value, and below it */
    TOLERANCE_NUMBER      /* within a number */
};

/* A printed value: a number, or a text that is compared as a text. */
struct printed {
    const char *text; /* as printed, a number without thousands commas; NULL: none */
    bool is_number;
    int64_t number;
    unsigned places;
};

/* One of several printed values that should agree, or one of several readings of a sentence. */
struct claim_part {
    const char *name;        /* statement: where it stands; reading: when it is meant so */
    struct printed printed;  /* of a statement */
    const struct expr *expr; /* of a reading */
};

struct claim {
    const char *id;
    const char *file;
    unsigned line;
    const char *where, *what, *note, *source; /* "" when not given */
    struct printed printed;
    enum tolerance tolerance;
    int64_t within;          /* of TOLERANCE_NUMBER */
    const struct expr *expr; /* `expect`; or NULL, as the following */
    const struct expr *needs;
    const struct expr *refers;
    struct claim_part *statements;
    size_t statement_count;
    struct claim_part *readings;
    size_t reading_count;
    struct printed external; /* .text is NULL when there is none */
};

/* Where the printed values of one file come from. */
struct claim_file {
    const char *path;
    const char *title, *date; /* "" when not given */
    struct claim *claims;
    size_t count;
};

struct claim_set {
    struct claim_file *files;
    size_t file_count;
    size_t count; /* claims in all */
    const struct table_set *tables;
};

/*
 * Reads every file of claims in the pack, and every expression in them. The first error ends it,
 * with file, line, key and mend: a broken claim is never a verdict.
 */
MUST_CHECK enum status claim_set_load(struct arena *arena, const struct pack *pack,
                                      const struct table_set *tables, struct claim_set **set,
                                      struct failure *why);

/*
 * Reads one claim that stands elsewhere than in claims/: @map has the keys of one, among them an
 * `id`. Nothing of other claims is known, so that the same id may stand twice.
 */
MUST_CHECK enum status claim_read(struct arena *arena, const struct table_set *tables,
                                  const struct yaml_node *map, struct claim *claim,
                                  struct failure *why);

struct claim_result {
    const struct claim *claim;
    enum verdict verdict;
    const char *printed;  /* as printed; several are joined by "; "; NULL when there is none */
    const char *computed; /* written like the printed value; NULL when nothing was computed */
    bool is_number;       /* both are plain numbers */
    const char *where, *what, *note;
};

/* Computes every claim, in the order of the files. Texts are in @arena. */
MUST_CHECK enum status claims_compute(struct store *store, const struct claim_set *set,
                                      struct arena *arena, struct claim_result **results,
                                      size_t *count, struct failure *why);

/* Computes one of them. */
MUST_CHECK enum status claim_compute(struct expr_world *world, const struct claim *claim,
                                     struct claim_result *result, struct failure *why);

#endif
