/* The evidence of a whole text in order, when every place is wanted. */
#include "lens/run.h"

#include <stdlib.h>

static int by_value(const struct value *a, const struct value *b)
{
    const size_t left = a->field->index, right = b->field->index;
    if (left != right) {
        return left < right ? -1 : 1;
    }
    return (a->seq > b->seq) - (a->seq < b->seq);
}

/* In the order of the text; of those that begin together the longest first. */
static int by_place(const struct evidence *a, const struct evidence *b)
{
    const int values = by_value(a->value, b->value);
    if (values != 0) {
        return values;
    }
    if (a->offset != b->offset) {
        return a->offset < b->offset ? -1 : 1;
    }
    return (a->length < b->length) - (a->length > b->length);
}

static int by_rule_then_place(const void *a, const void *b)
{
    const struct evidence *x = a, *y = b;
    const int rules = strcmp(x->rule, y->rule);
    return rules != 0 ? rules : by_place(x, y);
}

static int by_place_then_rule(const void *a, const void *b)
{
    const struct evidence *x = a, *y = b;
    const int places = by_place(x, y);
    return places != 0 ? places : strcmp(x->rule, y->rule);
}

static bool is_inside(const struct evidence *inner, const struct evidence *outer)
{
    return inner->value == outer->value && strcmp(inner->rule, outer->rule) == 0 &&
           inner->offset >= outer->offset &&
           inner->offset + inner->length <= outer->offset + outer->length;
}

size_t evidence_order(struct evidence *evidence, size_t count)
{
    size_t kept = 0;
    if (count == 0) {
        return 0;
    }
    qsort(evidence, count, sizeof *evidence, by_rule_then_place);
    for (size_t i = 1; i < count; i++) {
        if (!is_inside(&evidence[i], &evidence[kept])) {
            evidence[++kept] = evidence[i];
        }
    }
    qsort(evidence, kept + 1, sizeof *evidence, by_place_then_rule);
    return kept + 1;
}
