/*
 * How far two people agree beyond what chance would give: Cohen's kappa (J. Cohen 1960, "A
 * coefficient of agreement for nominal scales").
 *
 * With n things judged, of which both agree on a share p, and each saying yes as often as he or she
 * does, chance alone would let them agree on a share e; kappa = (p - e) / (1 - e). It is 1 when
 * they always agree, 0 when no more than by chance, and has no meaning (0/0) when both only ever
 * say the same one thing, or have judged nothing in common.
 */
#ifndef WORK_KAPPA_H
#define WORK_KAPPA_H

#include "store/review.h"

#define KAPPA_ONE 1000

struct kappa {
    unsigned long long judged; /* by two */
    unsigned long long agreed;
    bool defined;
    long long value; /* thousandths, rounded half away from zero */
};

/*
 * The kappa of @count pairs of people taken together: the pooled estimator of De Vries and others
 * (2008), each pair weighing as much as it has judged; of one pair it is Cohen's kappa, computed in
 * whole numbers (exact for up to a million judged).
 */
struct kappa kappa_of(const struct review_pair *pairs, size_t count);

#endif
