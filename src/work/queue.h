/*
 * The queue: which tags a person is asked about, in which order, and what becomes of the answer.
 *
 * A tag waits until it is decided (store/review.h). It is offered to everybody who has not said
 * anything of it yet; nobody sees what others said. One person decides, unless the lens asks for
 * two (`review: {twice: 20}`: of 20 in 100 tags, always the same ones).
 *
 * First come the tags of which an answer is worth most, by points:
 *   the rule itself is not sure       6 a candidate, 2 significant
 *   the evidence is weak              4 one place, 3 none (a code), 2 two places
 *   somebody has judged it already    5 (the second answer makes a decision, or a disagreement)
 *   people contradict the rule        0 to 4: the share of the theme's decisions that reject
 *   the theme is in tables            1 for each table that counts it, up to 3
 *   the theme is frequent             0 to 3: its tags, as a share of the most frequent theme's
 * Equal ones come in an order that is different for each person and always the same, so that two
 * people seldom meet. What the person skipped comes last.
 *
 * One in ten is taken at random from all that wait, so that what is certain is looked at too; and
 * one in twenty is a judged record whose answer is known, while there are any.
 */
#ifndef WORK_QUEUE_H
#define WORK_QUEUE_H

#include "store/review.h"
#include "work/workspace.h"

#define QUEUE_RANDOM_EVERY 10
#define QUEUE_KNOWN_EVERY 20

enum queue_reason { QUEUE_USEFUL, QUEUE_RANDOM, QUEUE_KNOWN };

struct queue_item {
    struct review_item tag;
    unsigned points;
    bool waits; /* to be decided */
    bool known; /* the answer is known */
    enum queue_reason reason;
};

struct queue_question {
    const struct lens *lens;
    const char *theme; /* NULL: all */
    struct str person; /* empty: nobody in particular */
    size_t limit;      /* so many items; 0: all */
};

struct queue {
    struct queue_item *items; /* in the order in which they are offered */
    size_t count;
    unsigned long long left; /* all that wait for the person, without those that are known */
    struct review_done done; /* by the person */
    double seconds;          /* that the person takes for one, lately; 0: not known yet */
};

MUST_CHECK enum status work_queue(struct store *store, const struct table_set *tables,
                                  struct arena *arena, const struct queue_question *question,
                                  struct queue *queue, struct failure *why);

/*
 * The order alone: puts @limit (0: all) of the items, whose points are set, into @to, and gives how
 * many. .done: how many the person has had before.
 */
struct queue_pool {
    const char *lens;
    struct str person;
    const struct queue_item *items;
    size_t count;
    unsigned long long done;
};
MUST_CHECK enum status queue_order(struct arena *arena, const struct queue_pool *pool, size_t limit,
                                   struct queue_item **to, size_t *count, struct failure *why);

/* How many people have to say the same of a tag: 1, or 2. */
unsigned queue_judges(const struct lens *lens, const char *theme, long long record);

/*
 * Takes a person's answer: judgement->record, theme, person, verdict, weight, note, request and
 * settles; the rest is filled in. STATUS_INPUT when the lens has no such theme.
 */
MUST_CHECK enum status work_judge(struct store *store, const struct lens *lens,
                                  struct judgement *judgement, struct judge_outcome *outcome,
                                  struct failure *why);

/*
 * Whether people differ about the tag of which these are all judgements, and the person may settle
 * it: who has said nothing of it, or is an @editor.
 */
bool queue_may_settle(const struct judgement *judgements, size_t count, struct str person,
                      bool editor);

#endif
