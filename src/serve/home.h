/* The pieces of the first page (quality.md, 2.6, screen 1). */
#ifndef SERVE_HOME_H
#define SERVE_HOME_H

#include "serve/site.h"
#include "text/json.h"

/* The records that the pack's own definition takes, of the kinds that it is for. */
struct home_kind {
    const struct kind *kind;
    struct query all, changed; /* those that it takes; and that have changed since .since */
    unsigned long long all_count, changed_count;
};

struct home_news {
    const struct lens *lens; /* NULL: the pack names none, and there is nothing to be said */
    char since[11];          /* "2026-10-01" */
    struct home_kind *kinds;
    size_t kind_count;
    unsigned long long all, changed;
};

/*
 * Counts them. "Since" is the first day of the month before that of the last change of anything,
 * so that the same data say the same on every day.
 */
MUST_CHECK enum status home_look(struct visit *visit, struct home_news *news);

/* "412 records about …; 37 new or changed since …", each with the way to them. */
void show_theme(struct visit *visit, const struct home_news *news);

/* Those that changed last, and how many of each kind have. */
MUST_CHECK enum status show_news(struct visit *visit, const struct home_news *news);

/* The figures of the pack (model/home.h), each with its years. */
MUST_CHECK enum status show_figures(struct visit *visit);

/* The same for programs, as members of the object at hand: "lens", "since", "records", "changed",
 * and "figures". */
MUST_CHECK enum status home_json_news(struct visit *visit, struct json *json);
MUST_CHECK enum status home_json_figures(struct visit *visit, struct json *json);

/* What begins or falls due from today on: the next few, and how many of each kind; nothing when
 * there is none. */
MUST_CHECK enum status show_coming(struct visit *visit);

/* What waits for the person who is signed in; nothing for others. */
MUST_CHECK enum status show_waiting(struct visit *visit, const struct home_news *news);

#endif
