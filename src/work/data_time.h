/* How new the data are. */
#ifndef WORK_DATA_TIME_H
#define WORK_DATA_TIME_H

#include "store/store.h"

/* When the latest import ended, "2026-11-23T23:41:00Z"; empty when nothing was imported. */
MUST_CHECK enum status work_data_time(struct store *store, struct arena *arena, struct str *when,
                                      struct failure *why);

#endif
