#include "store/walker.h"

#include <limits.h>

/* A gap of so many rows is walked over; a larger one is jumped, and one of so many records at once. */
#define WALK_ROWS 8
#define WALK_RECORDS 16

static enum step advance(struct walker *walker, struct failure *why)
{
    enum step step = db_step(walker->statement, why);
    walker->live = step != STEP_ERROR;
    walker->at = step == STEP_ITEM ? db_integer(walker->statement, 0) : LLONG_MAX;
    return step;
}

static enum step seek(struct walker *walker, long long record, struct failure *why)
{
    db_reset(walker->statement);
    db_bind_integer(walker->statement, 1, record);
    walker->gap = record;
    return advance(walker, why);
}

enum step walker_find(struct walker *walker, long long record, struct failure *why)
{
    if (walker->live && record >= walker->gap && record - walker->at <= WALK_RECORDS) {
        for (int i = 0; i < WALK_ROWS && walker->at < record; i++) {
            if (advance(walker, why) == STEP_ERROR) {
                return STEP_ERROR;
            }
            walker->gap = record;
        }
    }
    if (!walker->live || record < walker->gap || walker->at < record) {
        if (seek(walker, record, why) == STEP_ERROR) {
            return STEP_ERROR;
        }
    }
    return walker->at == record ? STEP_ITEM : STEP_DONE;
}

enum step walker_next(struct walker *walker, long long record, struct failure *why)
{
    if (advance(walker, why) == STEP_ERROR) {
        return STEP_ERROR;
    }
    if (walker->at == record) {
        return STEP_ITEM;
    }
    walker->gap = record + 1;
    return STEP_DONE;
}

void walker_park(struct walker *walker)
{
    if (walker->live) {
        db_reset(walker->statement);
        walker->live = false;
    }
}

void walker_wrote(struct walker *walker, long long record)
{
    if (walker->live && record >= walker->gap && record <= walker->at) {
        walker_park(walker);
    }
}
