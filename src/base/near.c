#include "base/near.h"

#include <stdbool.h>
#include <string.h>

/* Names longer than this are never compared: they are no slips of the pen. */
#define LENGTH_LIMIT ((size_t)127)

struct rows {
    unsigned char before[LENGTH_LIMIT + 1]; /* two letters of the word ago */
    unsigned char last[LENGTH_LIMIT + 1];   /* one letter ago */
    unsigned char now[LENGTH_LIMIT + 1];
};

static unsigned char lesser(unsigned a, unsigned b)
{
    return (unsigned char)(a < b ? a : b);
}

/* One row of the table: what it takes to make the first @i letters of @a into each beginning of @b.
 */
static void next_row(struct rows *rows, const char *a, size_t i, const char *b, size_t length)
{
    rows->now[0] = (unsigned char)i;
    for (size_t j = 1; j <= length; j++) {
        const bool same = a[i - 1] == b[j - 1];
        unsigned char best = lesser(rows->last[j] + 1U, rows->now[j - 1] + 1U);
        best = lesser(best, rows->last[j - 1] + (same ? 0U : 1U));
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
            best = lesser(best, rows->before[j - 2] + 1U);
        }
        rows->now[j] = best;
    }
}

/*
 * How many letters have to be put in, taken out, replaced or swapped with their neighbour to make
 * @a into @b (optimal string alignment). Both are at most LENGTH_LIMIT long.
 */
static unsigned distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    struct rows rows = {{0}, {0}, {0}};
    for (size_t j = 0; j <= b_length; j++) {
        rows.now[j] = (unsigned char)j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        memcpy(rows.before, rows.last, b_length + 1);
        memcpy(rows.last, rows.now, b_length + 1);
        next_row(&rows, a, i, b, b_length);
    }
    return rows.now[b_length];
}

const char *near_name(const char *word, const char *const *names)
{
    const size_t length = strlen(word);
    const char *nearest = NULL;
    unsigned least = 0;
    if (length == 0 || length > LENGTH_LIMIT) {
        return NULL;
    }
    for (; *names; names++) {
        const size_t other = strlen(*names);
        const size_t longer = length > other ? length : other;
        const size_t shorter = length + other - longer;
        if (other == 0 || other > LENGTH_LIMIT || (longer - shorter) * 3 > longer) {
            continue; /* it takes as many letters as one is longer, at least */
        }
        const unsigned far = distance(word, length, *names, other);
        if ((size_t)far * 3 <= longer && (!nearest || far < least)) {
            nearest = *names;
            least = far;
        }
    }
    return nearest;
}
