/*
 * Slows down who guesses passwords. Each account name and each network address may fail some times;
 * after that every further try has to wait, twice as long each time, up to a minute, and all is
 * forgotten after a quarter of an hour without a failure. Nobody is ever locked out. Kept in
 * memory, in a table of fixed size whose oldest entries give way.
 */
#ifndef WORK_THROTTLE_H
#define WORK_THROTTLE_H

#include "base/status.h"
#include "base/str.h"

struct throttle;

MUST_CHECK enum status throttle_open(struct throttle **throttle, struct failure *why);
void throttle_close(struct throttle *throttle); /* accepts NULL */

#define THROTTLE_NAME_FREE 5     /* failures of one account before one must wait */
#define THROTTLE_ADDRESS_FREE 20 /* of one address (of IPv6: of its first 64 bits) */
#define THROTTLE_LONGEST 60      /* seconds */
#define THROTTLE_MEMORY (15 * 60)

/*
 * Counts a try at @now (seconds) as failed, before it is known to be, so that many at once gain
 * nothing; gives the seconds to wait when it must not be made (it is not counted then), else 0.
 * Called by several threads.
 */
unsigned throttle_try(struct throttle *throttle, struct str name, struct str address,
                      long long now);

/* The try succeeded: the account's failures are forgotten, and the address has one less. */
void throttle_succeeded(struct throttle *throttle, struct str name, struct str address);

#endif
