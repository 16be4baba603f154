#include "work/kappa.h"

/* Beyond it the whole numbers below would not fit. */
#define EXACT_MOST 1000000ULL

/* Numerator and denominator of a pair's kappa, both times n * n. */
struct ratio {
    long long above, below;
};

static unsigned long long judged(const struct review_pair *pair)
{
    return pair->both_yes + pair->only_first + pair->only_second + pair->both_no;
}

static struct ratio ratio_of(const struct review_pair *pair)
{
    const unsigned long long n = judged(pair);
    const unsigned long long first = pair->both_yes + pair->only_first;
    const unsigned long long second = pair->both_yes + pair->only_second;
    const unsigned long long chance = first * second + (n - first) * (n - second);
    const unsigned long long agreed = pair->both_yes + pair->both_no;
    return (struct ratio){(long long)(n * agreed) - (long long)chance, (long long)(n * n - chance)};
}

static long long round_exact(struct ratio ratio)
{
    const long long twice = 2 * KAPPA_ONE * ratio.above;
    const long long half = ratio.above < 0 ? -ratio.below : ratio.below;
    return (twice + half) / (2 * ratio.below);
}

static long long round_near(double value)
{
    return (long long)(value * KAPPA_ONE + (value < 0 ? -0.5 : 0.5));
}

struct kappa kappa_of(const struct review_pair *pairs, size_t count)
{
    struct kappa kappa = {0};
    double above = 0, below = 0;
    for (size_t i = 0; i < count; i++) {
        const unsigned long long n = judged(&pairs[i]);
        const struct ratio ratio = ratio_of(&pairs[i]);
        kappa.judged += n;
        kappa.agreed += pairs[i].both_yes + pairs[i].both_no;
        if (n > 0) {
            above += (double)ratio.above / (double)n;
            below += (double)ratio.below / (double)n;
        }
        if (count == 1 && n <= EXACT_MOST && ratio.below > 0) {
            kappa.defined = true;
            kappa.value = round_exact(ratio);
            return kappa;
        }
    }
    kappa.defined = below > 0;
    kappa.value = kappa.defined ? round_near(above / below) : 0;
    return kappa;
}
