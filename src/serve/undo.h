/* What an import did, on its page: the records that are as it brought them, and taking it back. */
#ifndef SERVE_UNDO_H
#define SERVE_UNDO_H

#include "serve/site.h"

/* How many records of each kind are as this import brought them, each with their list; when it was
 * taken back; and for those who may do so the way to it. */
MUST_CHECK enum status show_brought(struct visit *visit, const struct import_info *import);

#endif
