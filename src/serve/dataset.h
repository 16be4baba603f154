/*
 * What the register says of itself to catalogues of data: each kind of record is a dataset. In the
 * head of its list as schema.org's Dataset, which search engines read; and all of them as one
 * catalogue after DCAT-AP 3 (https://semiceu.github.io/DCAT-AP/), in JSON-LD.
 */
#ifndef SERVE_DATASET_H
#define SERVE_DATASET_H

#include "serve/site.h"

/* In the head of a page; of the beginning, with @kind NULL, where the catalogue is. */
void dataset_head(struct visit *visit, const struct kind *kind);

/* The catalogue: dcat.jsonld. */
MUST_CHECK enum status page_dcat(struct visit *visit);

#endif
