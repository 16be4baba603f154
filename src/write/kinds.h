/* The kinds of a pack as a page of Markdown: docs/kinds.md is made of it. */
#ifndef WRITE_KINDS_H
#define WRITE_KINDS_H

#include "base/buf.h"
#include "model/pack.h"

/* Every kind with its fields, what is derived, its rules, what falls due and what is the same. */
void kinds_write_markdown(const struct pack *pack, struct buf *out);

#endif
