/* A lens from within: what rule_read.c makes of the YAML and classify.c evaluates. */
#ifndef LENS_RULES_H
#define LENS_RULES_H

#include "lens/lens.h"
#include "lens/match.h"

#define LENS_DEPTH_MAX 16    /* conditions inside conditions */
#define NEAR_DISTANCE_MAX 50 /* words */

enum rule_type {
    RULE_ANY,     /* one of .children */
    RULE_ALL,     /* every one of .children */
    RULE_NOT,     /* not the one child */
    RULE_TEXT,    /* at least .at_least places of .terms */
    RULE_CODE,    /* the field has one of .codes */
    RULE_RANGE,   /* the field has a value from .from to .to */
    RULE_PRESENT, /* the field has a value (or, when .absent, none) */
    RULE_THEME    /* the theme's condition holds */
};

/* Two term lists of which places stand near each other. */
struct near {
    size_t left, right; /* numbers of term lists; never the same, and without NEAR themselves */
    uint32_t distance;  /* in words */
};

/* With the list @other a list is both sides of a NEAR of the list @user. */
struct partner {
    uint32_t other, user;
};

/* A list of patterns, shared by the conditions that name it. */
struct term {
    const char *name;  /* "words" for one written in the condition; "" for an operand of NEAR */
    uint32_t *phrases; /* numbers in the matcher */
    size_t count, capacity;
    struct near *nears;
    size_t near_count, near_capacity;
    struct partner *partners; /* of the NEARs of which this list is the left side */
    size_t partner_count, partner_capacity;
    unsigned long long *fields; /* as rule->masks: where it is looked for */
    bool masks;                 /* is the `except` of another */
    size_t except;              /* number of the term list that masks it, or NO_TERM */
};

#define NO_TERM ((size_t)-1)

struct sub_condition {
    const char *name; /* of a sub-field */
    const char *const *values;
    size_t count;
};

/* One end of a range. */
struct bound {
    const char *text; /* an ISO date, when the field is a date; NULL: no bound */
    long long number; /* ten-thousandths, when it is a number */
};

/*
 * Term lists of which one has to be met before it is worth looking whether a rule holds: 64 in each
 * of .bits, from the list 64 * .first on. With .count 0 the rule may hold without any.
 */
struct needs {
    const uint64_t *bits;
    uint32_t first, count;
};

struct rule {
    enum rule_type type;
    enum weight weight; /* WEIGHT_NONE: that of the rule around it */
    struct needs needs;
    const struct rule *children;
    size_t child_count;
    size_t *terms; /* RULE_TEXT: numbers in the set */
    size_t term_count;
    long long at_least;
    const char *label; /* for evidence of coded fields: "sector=15190" is made of it */
    const char *const *languages;
    size_t language_count;

    const struct field *
        *fields; /* for each kind of the pack the coded field, or NULL when the kind has none */
    unsigned long long *masks; /* RULE_TEXT: for each kind of the pack, and behind them the bare
                                  document, the text fields looked at, a bit each */
    const char *const *codes;
    size_t code_count;
    bool with_equivalents;
    const struct sub_condition *when;
    size_t when_count;
    struct bound from, to;
    bool absent;
    size_t theme; /* RULE_THEME */
};

struct lens_rules {
    const struct rule *include;
    const struct rule *unless;   /* or NULL */
    const struct rule **themes;  /* one for each lens->themes */
    size_t first_term, end_term; /* the term lists of the lens, by their numbers in the set */
};

/* Phrase by phrase the numbers of the term lists it is in, of those that are chosen. */
struct phrase_lists {
    uint32_t *terms;
    uint32_t *first;  /* for each phrase, and behind the last, where they begin */
    uint64_t *chosen; /* a bit for each term list */
    const struct phrase_lists *next;
};

struct lens_set {
    struct arena *arena;
    const struct pack *pack;
    struct matcher *matcher;
    struct lens *lenses;
    size_t count;
    const char **names;
    struct kind *document; /* lens_set_document(); its index is the one behind the pack's kinds */
    struct term *terms;
    size_t term_count, term_capacity;
    const struct phrase_lists *phrase_lists; /* all there are */
    const struct phrase_lists ***lists;      /* for each kind, and each of its fields .scanned */
    unsigned long long *scanned; /* for each kind the text fields that some lens looks at */
    unsigned long long *read;    /* for each kind all fields that some lens looks at */
    const struct field **subs;   /* the sub-fields that some lens looks at */
    size_t sub_count, sub_capacity;
};

/* The fields of a bare document. */
enum { DOCUMENT_TITLE, DOCUMENT_TEXT, DOCUMENT_FIELDS };

/* Reads the tree of one lens file into @lens. */
MUST_CHECK enum status rules_load(struct lens_set *set, struct yaml_node *root, struct lens *lens,
                                  struct failure *why);

/* Makes set->lists; all lenses are read (phrase_lists.c). */
MUST_CHECK enum status phrase_lists_make(struct lens_set *set, struct failure *why);

/* Works out rule->needs; those of its children are known (needs.c). */
MUST_CHECK enum status rule_find_needs(struct arena *arena, struct rule *rule, struct failure *why);

#endif
