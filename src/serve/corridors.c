#include "serve/corridors.h"

#include "serve/page.h"

#include <stdlib.h>

/* A cell for each pair of codes, by their places in the list. */
struct counts {
    const struct codelist *list;
    unsigned *directed, *undirected; /* the latter where the row is before the column */
};

static enum status add_condition(struct visit *visit, struct query *query,
                                 const struct field *field, const struct code *code)
{
    return query_add_values(visit->arena, visit->site->work->pack, query, field->name, OP_IS,
                            &code->code, 1, &visit->why);
}

enum status corridor_query(struct visit *visit, const struct corridor_part *part,
                           const struct code *origin, const struct code *destination,
                           struct query *query)
{
    query_init(query, part->shown.kind);
    TRY(add_condition(visit, query, part->origin, origin));
    return add_condition(visit, query, part->destination, destination);
}

static void add_pair(struct counts *counts, bool both, struct str from, struct str to,
                     unsigned long long records)
{
    const struct code *a = from.length > 0 ? codelist_find(counts->list, from) : NULL;
    const struct code *b = to.length > 0 ? codelist_find(counts->list, to) : NULL;
    if (!a || !b || a == b) {
        return;
    }
    unsigned *cells = both ? counts->undirected : counts->directed;
    const bool turned = both && a->order > b->order;
    cells[turned ? b->order * counts->list->count + a->order
                 : a->order * counts->list->count + b->order] += (unsigned)records;
}

/* Of a field that holds both ends: for each code the others that stand beside it. */
static enum status count_both(struct visit *visit, const struct corridor_part *part,
                              const struct code *code, struct counts *counts)
{
    const struct measure records = {.type = MEASURE_COUNT};
    const struct group_by by = {.field = part->origin};
    for (size_t c = 0; c < counts->list->count; c++) {
        const struct code *one = code ? code : &counts->list->codes[c];
        struct query query;
        struct group *groups = NULL;
        size_t count = 0;
        query_init(&query, part->shown.kind);
        TRY(add_condition(visit, &query, part->origin, one));
        TRY(store_measure(visit->store, visit->arena, &query, &by, 1, &records, &groups, &count,
                          &visit->why));
        for (size_t i = 0; i < count; i++) {
            const struct code *other = codelist_find(counts->list, groups[i].keys[0]);
            /* Of all codes each pair comes by twice. */
            if (other && (code || other->order > one->order)) {
                add_pair(counts, true, str_of(one->code), groups[i].keys[0], groups[i].records);
            }
        }
        if (code) {
            break;
        }
    }
    return STATUS_OK;
}

static enum status count_directed(struct visit *visit, const struct corridor_part *part,
                                  const struct code *code, struct counts *counts)
{
    const struct measure records = {.type = MEASURE_COUNT};
    const struct group_by by[] = {{.field = part->origin}, {.field = part->destination}};
    const struct field *ends[] = {part->origin, part->destination};
    for (size_t end = 0; end < (code ? 2 : 1); end++) {
        struct query query;
        struct group *groups = NULL;
        size_t count = 0;
        query_init(&query, part->shown.kind);
        if (code) {
            TRY(add_condition(visit, &query, ends[end], code));
        }
        TRY(store_measure(visit->store, visit->arena, &query, by, 2, &records, &groups, &count,
                          &visit->why));
        for (size_t i = 0; i < count; i++) {
            if (!code || str_is(groups[i].keys[end], code->code)) {
                add_pair(counts, false, groups[i].keys[0], groups[i].keys[1], groups[i].records);
            }
        }
    }
    return STATUS_OK;
}

static int by_records(const void *a, const void *b)
{
    const struct corridor_pair *x = a, *y = b;
    if (x->records != y->records) {
        return x->records > y->records ? -1 : 1;
    }
    if (x->origin != y->origin) {
        return x->origin->order < y->origin->order ? -1 : 1;
    }
    return x->destination->order < y->destination->order ? -1 : 1;
}

/* Every direction that a record has; a pair that only records without one have, once. */
static enum status collect(struct visit *visit, const struct counts *counts,
                           struct corridor_pair **pairs, size_t *count)
{
    const size_t codes = counts->list->count;
    size_t capacity = 0;
    *pairs = NULL;
    *count = 0;
    for (size_t i = 0; i < codes * codes; i++) {
        const size_t a = i / codes, b = i % codes, turned = b * codes + a;
        const unsigned ways = counts->undirected[a < b ? i : turned];
        const bool alone = a < b && ways > 0 && counts->directed[i] + counts->directed[turned] == 0;
        if (counts->directed[i] == 0 && !alone) {
            continue;
        }
        struct corridor_pair *grown =
            arena_grow(visit->arena, *pairs, *count, &capacity, sizeof *grown);
        if (!grown) {
            return fail_memory(&visit->why);
        }
        *pairs = grown;
        grown[(*count)++] =
            (struct corridor_pair){&counts->list->codes[a], &counts->list->codes[b], !alone,
                                   (unsigned long long)counts->directed[i] + ways};
    }
    if (*count > 0) {
        qsort(*pairs, *count, sizeof **pairs, by_records);
    }
    return STATUS_OK;
}

enum status corridors_find(struct visit *visit, const struct code *code,
                           struct corridor_pair **pairs, size_t *count)
{
    const struct corridors *corridors = visit->site->work->pack->corridors;
    const size_t codes = corridors->list->count;
    struct counts counts = {.list = corridors->list};
    counts.directed = arena_array(visit->arena, codes * codes, sizeof(unsigned));
    counts.undirected = arena_array(visit->arena, codes * codes, sizeof(unsigned));
    if (!counts.directed || !counts.undirected) {
        return fail_memory(&visit->why);
    }
    for (size_t i = 0; i < corridors->part_count; i++) {
        if (corridors->parts[i].makes) {
            const struct corridor_part *part = &corridors->parts[i];
            TRY(part->origin == part->destination ? count_both(visit, part, code, &counts)
                                                  : count_directed(visit, part, code, &counts));
        }
    }
    return collect(visit, &counts, pairs, count);
}

void address_of_corridor(struct visit *visit, const struct code *origin,
                         const struct code *destination)
{
    const char *path[] = {"corridors",
                          arena_printf(visit->arena, "%s-%s", origin->code, destination->code)};
    if (path[1]) {
        address_path(visit, path, 2);
    }
}
