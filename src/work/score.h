/*
 * How good a lens is: its tags against the judgement of people, as precision, recall and F1.
 *
 * Precision is the share of what the lens takes that people take too; recall the share of what
 * people take that the lens takes; F1 their harmonic mean. (van Rijsbergen 1979, chapter 7.)
 */
#ifndef WORK_SCORE_H
#define WORK_SCORE_H

#include "work/workspace.h"

#define SCORE_SUPPORT_MIN 5 /* gold records a theme needs to count in the mean over themes */

struct score {
    unsigned long long both;      /* lens and people */
    unsigned long long only_lens; /* false alarms */
    unsigned long long only_gold; /* misses */
    double precision, recall, f1; /* 0 when there is nothing to divide by */
};

struct theme_score {
    const char *theme;
    struct score score;
};

/* A record on which lens and people do not agree. */
struct disagreement {
    const char *identifier, *title;
    const char *theme;         /* "" for relevance */
    bool miss;                 /* people take it, the lens does not */
    struct evidence *evidence; /* of a false alarm; its values live as long as the result's arena */
    size_t evidence_count;
};

struct score_result {
    unsigned long long judged;  /* gold records found in the store */
    unsigned long long missing; /* gold records that are not in the store: not scored */
    struct score relevance;     /* judged 1 or 2 against 0 */
    struct theme_score *themes; /* of the lens, in its order */
    size_t theme_count;
    double macro_f1; /* mean F1 over themes with SCORE_SUPPORT_MIN gold records or more */
    size_t macro_themes;
    struct disagreement *disagreements;
    size_t disagreement_count;
};

/* @gold is a CSV file with the columns iati_identifier (or identifier), relevance (0, 1, 2) and
 * themes (separated by ;). */
MUST_CHECK enum status work_score(struct workspace *work, const struct lens *lens, const char *gold,
                                  bool text_only, struct arena *arena, struct score_result *result,
                                  struct failure *why);

#endif
