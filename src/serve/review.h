/*
 * What the pages of review share: reading which tag an address or a form names, asking about it in
 * words, and the addresses of the queue.
 *
 * A tag is named by item=KIND:IDENTIFIER and theme=NAME (empty: the lens as a whole); the queue of
 * one theme only by only=NAME, which goes along from page to page.
 */
#ifndef SERVE_REVIEW_H
#define SERVE_REVIEW_H

#include "serve/record_view.h"
#include "work/review_write.h"

#define REVIEW_UPCOMING 6 /* tags that follow, for the script to fetch before they are wanted */
#define REVIEW_THEMES 9   /* that have a key */

struct review_asked {
    const struct lens *lens;
    const char *only;      /* the theme of the queue, or NULL */
    struct record *record; /* NULL: none is named */
    const char *theme;     /* of the tag */
};

/* Reads what the address names or, after a POST, the form. STATUS_NOT_FOUND for a lens or record
 * that there is not, STATUS_INPUT for a theme that the lens has not. */
MUST_CHECK enum status review_read(struct visit *visit, struct str lens,
                                   struct review_asked *asked);

/* "/review/LENS?only=…&item=…&theme=…" as plain text, in the visit's arena; .record may be NULL. */
const char *review_path(struct visit *visit, const struct review_asked *asked);

/* "project:X-1", as item= takes it. */
struct str review_item_name(struct visit *visit, const struct record *record);

/* An attribute's value: a path of ours, with the language that was asked for. */
void review_href(struct visit *visit, const char *path);

/* "Is this about fair recruitment?" */
void review_question(struct visit *visit, const struct lens *lens, const char *theme);

/* The hidden fields that make a form which is sent twice count once, and only for the person who
 * was signed in when it was made. */
MUST_CHECK enum status review_request_field(struct visit *visit);

/*
 * True when the form was made for another person: an answer that waited in a browser is not to be
 * given in the name of whoever signs in there next. The answer, 401, is made then.
 */
bool review_is_somebody_else(struct visit *visit, enum status *status);

/* True for the words by which a request may be known. */
bool review_is_request(struct str request);

/* "Confirmed", "Rejected" … in the visit's language. */
const char *review_verdict_label(const struct visit *visit, struct str verdict);

/* Whether the agreement of two people is worth saying: it is defined, and rests on ten or more. */
#define KAPPA_LEAST 10
static inline bool review_kappa_says(const struct kappa *kappa)
{
    return kappa->defined && kappa->judged >= KAPPA_LEAST;
}

/* What the script needs: its sentences, whose answers it keeps while the line is down, and the
 * place where it says what is not saved. */
void review_script(struct visit *visit);

/* The strip of links over the pages of review; @here is the path of the page at hand. */
void review_places(struct visit *visit, const char *here);

/* The body of POST /review/{lens} (review_post.c). */
MUST_CHECK enum status review_post(struct visit *visit, const struct review_asked *asked);

/* The queue of the person at hand, with its first @limit items. */
MUST_CHECK enum status review_queue(struct visit *visit, const struct review_asked *asked,
                                    size_t limit, struct queue *queue);

#endif
