/* What counts of what lenses and people say of a record. */
#ifndef WORK_SAID_H
#define WORK_SAID_H

#include "lens/lens.h"
#include "store/store.h"
#include "write/export.h"

/*
 * The tags of a record that count (docs/storage.md): confirmed by a person, or more than candidates
 * and rejected by nobody, neither themselves nor their lens. Labels are English.
 */
MUST_CHECK enum status said_of_record(struct store *store, const struct lens_set *lenses,
                                      struct arena *arena, const struct record *record,
                                      const struct export_said **said, size_t *count,
                                      struct failure *why);

#endif
