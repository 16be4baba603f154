/* Codes in the order in which people look for them. */
#ifndef SERVE_BY_LABEL_H
#define SERVE_BY_LABEL_H

#include "serve/site.h"

/*
 * All codes of @list, in the visit's arena: of a list that stands in the order of its English
 * labels, by the labels of the visit's language, whatever case and accents; of any other, as it
 * stands, for its order says something.
 */
MUST_CHECK enum status codes_by_label(struct visit *visit, const struct codelist *list,
                                      const struct code ***codes);

#endif
