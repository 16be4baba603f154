/*
 * What people say of tags, one by one, and the decision that is made of it.
 *
 * Each person says of a tag (a record, a lens, a theme) what it is. Nothing is ever changed: who
 * thinks again adds a judgement, and the former one is superseded. From the judgements that stand
 * the decision follows (table decision, store.h), which is what lists, tables and claims count:
 *
 *   one has settled it               the last who did decides
 *   some say yes and others no,
 *   or somebody asks for help        disputed: no decision until somebody settles it
 *   as many say the same as needed   the decision is theirs
 *   else                             open: no decision
 */
#ifndef STORE_REVIEW_H
#define STORE_REVIEW_H

#include "store/store.h"

/* The words of a verdict. Only the first two say what the tag is. */
#define VERDICT_YES "confirmed"
#define VERDICT_NO "rejected"
#define VERDICT_HELP "flagged" /* somebody else has to settle it */
#define VERDICT_SKIP "skipped" /* looked at, and nothing said */
#define VERDICT_NONE "withdrawn"

#define JUDGES_MAX 2
#define JUDGEMENT_NOTE_MAX 4000 /* bytes */

struct judgement {
    long long id; /* set when it is read */
    long long record;
    const char *lens, *theme; /* theme "": the lens as a whole */
    struct str person;
    struct str verdict; /* one of the words above */
    struct str weight;  /* of a yes: principal, significant, or empty: as the rule says */
    struct str note;
    struct str at;      /* UTC: "2026-11-26T03:30:00Z" */
    struct str request; /* what makes a repeated request known, unique for the person; or empty */
    bool settles;       /* said with sight of what others said, to have the last word */
    bool superseded;    /* the same person has said something else since */
};

enum standing { STANDING_OPEN, STANDING_DECIDED, STANDING_DISPUTED };

/*
 * What follows from @current, the judgements of one tag that are not superseded, in the order in
 * which they were made, where @judges people have to say the same. @decision is filled when it is
 * decided: its person is whoever decided, "Ada, Ben" for two; in @arena.
 */
MUST_CHECK enum status judgements_stand(struct arena *arena, const struct judgement *current,
                                        size_t count, unsigned judges, enum standing *standing,
                                        struct decision *decision, struct failure *why);

struct judge_outcome {
    enum standing standing; /* of the tag, now */
    bool repeated;          /* the same request came before: nothing was added */
};

/*
 * Adds a judgement and makes the decision follow. STATUS_USAGE for a verdict, weight, person or
 * note that cannot be; STATUS_NOT_FOUND when there is no such record.
 */
MUST_CHECK enum status store_judge(struct store *store, const struct judgement *judgement,
                                   unsigned judges, struct judge_outcome *outcome,
                                   struct failure *why);

/* Every judgement of a tag, in the order in which they were made. */
MUST_CHECK enum status store_judgements(struct store *store, struct arena *arena, long long record,
                                        const char *lens, const char *theme,
                                        struct judgement **judgements, size_t *count,
                                        struct failure *why);

/* The last @limit judgements of a person that stand, the latest first; those of one lens, or of all
 * (NULL); without mere skips. */
MUST_CHECK enum status store_judgements_of(struct store *store, struct arena *arena,
                                           struct str person, const char *lens, size_t limit,
                                           struct judgement **judgements, size_t *count,
                                           struct failure *why);

/* The numbers of the records, at most @limit, about which people decided @verdict last; without
 * those whose answer was known beforehand, and without @except. */
MUST_CHECK enum status store_decided(struct store *store, struct arena *arena,
                                     const struct judgement *like, long long except, size_t limit,
                                     long long **records, size_t *count, struct failure *why);

/* ---- the queue ---- */

/* A tag somebody should look at. */
struct review_item {
    long long record;
    const char *theme;
    const char *weight; /* "" when no rule sets the tag (of a gold item) */
    unsigned evidence;  /* places */
    unsigned others;    /* people who have said yes or no */
    bool skipped;       /* the person has looked at it and passed on */
};

struct review_question {
    const char *lens;
    const char *theme; /* NULL: all, and the lens as a whole */
    struct str person;
};

/*
 * The tags that are neither decided nor disputed, that count (the lens as a whole is not rejected),
 * and of which the person has said nothing; in no particular order.
 */
MUST_CHECK enum status store_review_items(struct store *store, struct arena *arena,
                                          const struct review_question *question,
                                          struct review_item **items, size_t *count,
                                          struct failure *why);

/* Judged records whose answer is known; those of which the person has said nothing. */
MUST_CHECK enum status store_gold_items(struct store *store, struct arena *arena,
                                        const struct review_question *question,
                                        struct review_item **items, size_t *count,
                                        struct failure *why);
MUST_CHECK enum status store_put_gold(struct store *store, long long record, const char *lens,
                                      const char *theme, bool yes, struct failure *why);

/* How much a person has done in a queue: in all (skips too), and since @day, "2026-11-26". */
struct review_done {
    unsigned long long all, today;
};
MUST_CHECK enum status store_review_done(struct store *store,
                                         const struct review_question *question, const char *day,
                                         struct review_done *done, struct failure *why);

/* ---- disagreements ---- */

struct dispute {
    long long record;
    const char *lens, *theme;
    unsigned yes, no, help; /* people */
};

/* The tags that are disputed, oldest first. */
MUST_CHECK enum status store_disputes(struct store *store, struct arena *arena,
                                      struct dispute **disputes, size_t *count,
                                      struct failure *why);

/* ---- numbers ---- */

/* What two people said of the tags of a theme that both judged without sight of each other. */
struct review_pair {
    const char *theme;
    struct str first, second; /* in the order of the alphabet */
    unsigned long long both_yes, only_first, only_second, both_no;
};
MUST_CHECK enum status store_review_pairs(struct store *store, struct arena *arena,
                                          const char *lens, struct review_pair **pairs,
                                          size_t *count, struct failure *why);

/* How a person's answers stand to the known ones. */
struct review_known {
    struct str person;
    unsigned long long judged, right;
};
MUST_CHECK enum status store_review_known(struct store *store, struct arena *arena,
                                          const char *lens, struct review_known **known,
                                          size_t *count, struct failure *why);

struct review_theme {
    const char *theme;
    unsigned long long tags, candidates, confirmed, rejected;
};
/* The themes that have tags or decisions, and "" for the lens as a whole. */
MUST_CHECK enum status store_review_themes(struct store *store, struct arena *arena,
                                           const char *lens, struct review_theme **themes,
                                           size_t *count, struct failure *why);

/* The record with that number. */
MUST_CHECK enum status store_get_number(struct store *store, struct arena *arena, long long number,
                                        struct record **record, struct failure *why);

#endif
