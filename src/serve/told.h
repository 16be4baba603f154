/*
 * What the program says elsewhere (the mend of a problem, why a question cannot be answered), for
 * people on the site: in the language of the page, and without the names of the pack's files, which
 * they do not have. Those sentences are English and stand in the database, in logs and in JSON; here
 * each is known by its form, with what stands in its places.
 */
#ifndef SERVE_TOLD_H
#define SERVE_TOLD_H

#include "model/problem.h"
#include "serve/site.h"

/* The sentence for people; @english itself (*@known: false) when it is none that is known. */
const char *told_here(struct visit *visit, const char *english, bool *known);

/* The mend of a stored problem: of a rule of a kind the pack's own words. */
const char *told_mend(struct visit *visit, const struct problem *problem, bool *known);

/* Writes it, marked as English where it could not be said in the page's language: <span lang>. */
void show_told(struct visit *visit, const char *words, bool known);

#endif
