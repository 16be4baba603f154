/* The question of records that an address asks: /projects?country=KE&start>=2010&from=50. */
#ifndef SERVE_ASK_H
#define SERVE_ASK_H

#include "serve/facets.h"
#include "serve/site.h"

#define LIST_ROWS 50        /* on a page of a list */
#define LIST_ROWS_MOST 1000 /* that data may be asked for at once: ?limit= */
#define ASKED_WRONGS 8      /* that are told of */
#define ASKED_SUGGESTIONS 3

/* A parameter that makes no sense. */
struct asked_wrong {
    enum asked_mistake {
        WRONG_NAME,   /* there is nothing of that name */
        WRONG_CODE,   /* not in the list of codes */
        WRONG_DATE,   /* no date */
        WRONG_NUMBER, /* no number */
        WRONG_SORT,   /* nothing to sort by */
        WRONG_OTHER   /* it cannot be asked so */
    } mistake;
    struct str name; /* without the sign: "start" */
    enum condition_op op;
    struct str value;
    const struct field *field;                   /* that it is about; or NULL */
    const char *near;                            /* a name that there is; or NULL */
    const struct code *codes[ASKED_SUGGESTIONS]; /* that may be meant */
    size_t code_count;
};

struct asked {
    struct query query;
    unsigned long long total; /* records that it asks for; the reader counts them */
    unsigned long long first; /* of them to be shown, from 0: ?from= */
    unsigned long long limit; /* of data: ?limit=; 0: not asked for */
    bool untidy;              /* as a form sends it: another address says the same in short */
    struct asked_wrong wrongs[ASKED_WRONGS]; /* of a page; what is right of it is in .query */
    size_t wrong_count;
};

/*
 * Reads it from the visit's first segment (the plural of a kind) and its parameters. Fields that
 * are not public cannot be asked for, nor sorted by. What a form sends is read too: "country|=KE"
 * several times means any of them, and "start>=" without a value nothing. STATUS_NOT_FOUND for an
 * unknown kind; STATUS_USAGE, but for a page, for a condition that makes no sense.
 */
MUST_CHECK enum status asked_read(struct visit *visit, struct asked *asked);

/* The number of the first row to be shown, from 0: ?from=. STATUS_USAGE for what is no number. */
MUST_CHECK enum status asked_first(struct visit *visit, unsigned long long *first);

/*
 * Begins CSV: with ?bom=1 by the mark of UTF-8 (Excel takes it for something else without), with
 * ?labels=fr in that language and with visit->labels. STATUS_USAGE for another language.
 */
MUST_CHECK enum status asked_csv(struct visit *visit);

/* The address of the same question from another row on, for an attribute. */
void asked_address(struct visit *visit, const struct asked *asked, unsigned long long first);

/*
 * The question without the one condition "is" on @facet that its boxes stand for, which it gives: a
 * theme before a lens as a whole, else the last; or NULL when there is none. What else is asked for
 * on the facet stays in @others: its links and its form keep it, and its numbers count among it.
 */
const struct condition *asked_without(const struct query *query, struct facet facet,
                                      struct query *others);

/* Takes the last condition back when an earlier one says the same; true when it did. */
bool asked_drop_again(struct query *query);

/* ask_wrong.c: why the condition, which query_add() refused, makes no sense. */
void asked_explain(struct visit *visit, const struct kind *kind, struct asked_wrong *wrong);

#endif
