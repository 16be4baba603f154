/* What an address of /search asks for, and what was found (page_search.c, search_json.c). */
#ifndef SERVE_SEARCH_H
#define SERVE_SEARCH_H

#include "find/search.h"
#include "serve/site.h"

#define SEARCH_ROWS 20
#define SEARCH_SNIPPETS 3 /* texts shown of one record */

/* What to do about a search that found nothing: another one, and how many records it finds. */
struct search_other {
    enum search_mend { MEND_WORD, MEND_WITHOUT, MEND_ALONE } mend;
    struct str term; /* of the search at hand */
    struct str text; /* of the other */
    unsigned long long records;
};

/* A code that the search names, by a label or an alias, and that has a page. */
struct search_page {
    const struct profile *profile;
    const struct code *code;
};
#define SEARCH_PAGES 8

struct searched {
    struct str text;
    const struct kind *kind;   /* asked for by ?kind=; or NULL */
    bool ready;                /* false: the index is not one of this pack, nothing was asked */
    unsigned long long behind; /* records that are new or changed and not in the index */
    struct find_result result; /* the best, to the end of the page */
    unsigned long long all;    /* records of all kinds */
    unsigned long long *kinds; /* how many of them are of each kind of the pack */
    unsigned long long total;  /* that the address asks for */
    unsigned long long first;
    const struct fulltext_hit *hits[SEARCH_ROWS]; /* of this page */
    size_t count;
    struct search_other others[24]; /* when nothing was found */
    size_t other_count;
    struct search_page pages[SEARCH_PAGES];
    size_t page_count;
};

/* Reads ?q= (which must not be empty), ?kind= and ?from=, and searches. */
MUST_CHECK enum status search_read(struct visit *visit, struct searched *searched);

/* A hit's record and the places of the words in it. */
struct search_shown {
    struct record *record;
    struct find_mark *marks;
    size_t count;
};
MUST_CHECK enum status search_look(struct visit *visit, const struct searched *searched,
                                   const struct fulltext_hit *hit, struct search_shown *shown);

/* How many of the marks from @first on are in the same text. */
size_t search_same_text(const struct search_shown *shown, size_t first);

/* The page's other forms: the page as JSON; all that is found as CSV, the best first; and what is
 * new among the best as Atom or RSS. */
MUST_CHECK enum status search_json(struct visit *visit, const struct searched *searched);
MUST_CHECK enum status search_csv(struct visit *visit, const struct searched *searched);
MUST_CHECK enum status search_feed(struct visit *visit, const struct searched *searched);

#endif
