/* Code lists as SKOS. */
#ifndef SERVE_SKOS_H
#define SERVE_SKOS_H

#include "model/codelist.h"
#include "serve/site.h"

/* @above: the list of the codes' parents; may be the same one, or NULL. */
void skos_write(struct visit *visit, const struct codelist *list, const struct codelist *above);

#endif
